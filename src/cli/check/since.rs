//! `canonry check --since`

use super::arguments::Args;
use super::counts::Grave;
use crate::cli::failure::Failure;
use crate::curate::{CheckRecords, KnownFindings, Moment};
use crate::ledger::BatchNumber;
use crate::record::Date;
use crate::store::Snapshot;

/// Refuses options that make no sense without --since.
pub(super) fn require(args: &Args) -> Result<(), Failure> {
    if args.fail_on == Grave::New && args.since.is_none() {
        return Err(Failure::usage("--fail-on new needs --since")
            .hint("say since when: a release, a batch, a day, or for files PATH"));
    }
    Ok(())
}

/// What was found at the time of --since.
pub(super) fn before(
    args: &Args,
    check: &CheckRecords,
    snapshot: &mut Snapshot<'_>,
    today: Date,
) -> Result<Option<KnownFindings>, Failure> {
    let Some(word) = &args.since else { return Ok(None) };
    let batch = batch(snapshot, word, today)?;
    Ok(Some(check.known_at(snapshot, batch)?))
}

/// The last batch of the state that a word names; [`BatchNumber::NONE`] for a day before the first batch.
fn batch(snapshot: &Snapshot<'_>, word: &str, today: Date) -> Result<BatchNumber, Failure> {
    match word.parse::<Moment>() {
        Ok(Moment::Day(day)) if day > today => {
            Err(Failure::usage(format!("--since {day} lies in the future; today is {today}"))
                .hint("since then nothing can be new"))
        }
        Ok(moment) => Ok(moment.batch(snapshot)?),
        Err(error) => Err(Failure::usage(format!("--since: {error}"))
            .hint("`canonry log` lists the batches; for files --since takes the path of the set before")),
    }
}
