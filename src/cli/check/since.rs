//! `canonry check --since`

use std::collections::HashSet;

use super::arguments::Args;
use super::tally::Grave;
use crate::check::Fingerprint;
use crate::cli::failure::{Exit, Failure};
use crate::curate::CheckRecords;
use crate::ledger::BatchNumber;
use crate::record::Date;
use crate::store::Snapshot;

/// Refuses options that make no sense without --since.
pub(super) fn require(args: &Args) -> Result<(), Failure> {
    if args.fail_on == Grave::New && args.since.is_none() {
        return Err(
            Failure::usage("--fail-on new needs --since").hint("say since when: a batch, a day, or for files PATH")
        );
    }
    Ok(())
}

/// The fingerprints of all findings at the time of --since.
pub(super) fn before(
    args: &Args,
    check: &CheckRecords,
    snapshot: &mut Snapshot<'_>,
    today: Date,
) -> Result<Option<HashSet<Fingerprint>>, Failure> {
    let Some(word) = &args.since else { return Ok(None) };
    Ok(Some(match batch(snapshot, word, today)? {
        Some(batch) => check.fingerprints_at(snapshot, batch)?,
        None => HashSet::new(),
    }))
}

/// The last batch of the state that a word names; `None` for a day before the first batch.
fn batch(snapshot: &Snapshot<'_>, word: &str, today: Date) -> Result<Option<BatchNumber>, Failure> {
    match (word.parse::<BatchNumber>(), word.parse::<Date>()) {
        (Ok(batch), _) => match snapshot.batch(batch)? {
            Some(_) => Ok(Some(batch)),
            None => Err(Failure::new(Exit::Missing, format!("there is no batch {batch}"))
                .hint("`canonry log` lists the batches")),
        },
        (_, Ok(day)) if day > today => {
            Err(Failure::usage(format!("--since {day} lies in the future; today is {today}"))
                .hint("since then nothing can be new"))
        }
        (_, Ok(day)) => Ok(snapshot.batch_of_day(day)?),
        (Err(_), Err(_)) => {
            Err(Failure::usage(format!("--since takes the number of a batch or a day YYYY-MM-DD, not '{word}'"))
                .hint("`canonry log` lists the batches; for files --since takes the path of the set before"))
        }
    }
}
