//! `canonry evidence move`

use serde_json::{Map, json};

use super::named::{numbers_of, target};
use super::printed::{moved_to_json, print_moved};
use crate::cli::changes;
use crate::cli::console::Console;
use crate::cli::failure::{Exit, Failure};
use crate::cli::global::Global;
use crate::cli::options::Writing;
use crate::cli::verb;
use crate::curate::{MoveEvidence, Reasoned};

/// Move evidence to the item or record that it belongs to
///
/// Rows of the ledger never change: the old row stays but no longer counts, and a new one on the target says the same.
/// A move to another record also moves the evidence_count. A moved report is not imported again by `feedback import`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    canonry evidence move e3 e4 cicd/login#w2 --reason 'they tried the second one'\n  \
    canonry evidence move e7 cicd/login-expired --reason 'another error'")]
pub(super) struct Args {
    /// The evidence, by the numbers that `evidence list` shows, such as e3
    #[arg(required = true, value_name = "E")]
    numbers: Vec<String>,
    /// The target: the record's id or alias, with #w1 or #d2 appended for an item
    #[arg(value_name = "ID[#ITEM]")]
    target: String,
    #[command(flatten)]
    writing: Writing,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    args.writing.require_reason(Reasoned::EvidenceMove)?;
    let numbers = numbers_of(&args.numbers)?;
    let (context, verb, applied) = verb::carry_out(global, &args.writing, console, |snapshot, _| {
        Ok(MoveEvidence { numbers, to: target(snapshot, &args.target)? })
    })?;
    for number in &applied.detail.already {
        console.note(format!("{number} is already on {}", verb.to));
    }
    let moved = &applied.detail.moved;
    if !console.is_json() {
        print_moved(console, moved)?;
    }
    let counts = Map::from_iter([("moved".to_owned(), json!(moved.len()))]);
    let rest = Map::from_iter([("moved".to_owned(), moved_to_json(moved))]);
    changes::print(console, &context, &applied, counts, rest)?;
    Ok(Exit::Done)
}
