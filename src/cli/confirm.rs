//! `canonry confirm`

use serde_json::{Map, json};

use super::changes;
use super::console::Console;
use super::evidence::{note_repeated, numbers, print_recorded, repeated_to_json};
use super::failure::{Exit, Failure};
use super::filter::Chosen;
use super::global::Global;
use super::options::Writing;
use super::verb;
use crate::curate::{Added, Confirm};
use crate::ledger::EvidenceKind;
use crate::record::Date;

/// Confirm that records are still correct
///
/// Records evidence that somebody checked the records, and moves last_confirmed to that day. The day never moves
/// backward or into the future. All records are confirmed, or none.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("receipt").required(true).multiple(true).args(["url", "note"]))]
pub(super) struct Args {
    /// The day of the check [default: today]
    #[arg(long, value_name = "DATE")]
    on: Option<Date>,
    /// The address of what was read
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// A note on what was checked
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// The kind of evidence: review, reproduction or source
    #[arg(long, default_value = "review")]
    kind: EvidenceKind,
    #[command(flatten)]
    chosen: Chosen,
    #[command(flatten)]
    writing: Writing,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let (context, _, applied) = verb::carry_out(global, &args.writing, console, |snapshot, context| {
        Ok(Confirm {
            which: args.chosen.which(snapshot, global)?,
            on: args.on.unwrap_or(context.day),
            url: args.url.clone(),
            note: args.note.clone(),
            kind: args.kind,
        })
    })?;
    let Added { recorded, repeated, .. } = &applied.detail;
    print_recorded(console, recorded)?;
    note_repeated(console, repeated);
    let counts = Map::from_iter([("confirmed".to_owned(), json!(recorded.len()))]);
    let rest = Map::from_iter([
        ("evidence".to_owned(), numbers(recorded)),
        ("repeated".to_owned(), repeated_to_json(repeated)),
    ]);
    changes::print(console, &context, &applied, counts, rest)?;
    Ok(Exit::Done)
}
