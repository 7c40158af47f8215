//! `canonry undo`

use serde_json::{Map, json};

use super::changes;
use super::console::Console;
use super::failure::{Exit, Failure};
use super::global::Global;
use super::options::Writing;
use super::plain::plain;
use super::refusal::{BATCHES, obstacle, obstacle_to_json};
use super::verb;
use crate::curate::{Undo, find_id};
use crate::ledger::BatchNumber;

/// Undo a batch, in a new batch that restores the old values
///
/// Without a batch this undoes the latest one that is neither an undo nor undone, so that repeating it goes further
/// back. Undoing the batch of an undo restores the change. If later batches changed the same fields, the undo is
/// refused and names them. A record that the batch added is withdrawn; evidence that it recorded no longer counts.
/// Nothing is ever deleted.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  canonry undo\n  canonry undo 12\n  canonry undo 12 cicd/login\n  canonry undo cicd/login"
)]
pub(super) struct Args {
    /// The batch, as `canonry log` numbers it [default: the latest]
    batch: Option<String>,
    /// Undo only what it did to this record
    id: Option<String>,
    /// Undo what can be undone, and leave the fields that later batches changed; undo the batch again for these
    #[arg(long)]
    partly: bool,
    #[command(flatten)]
    writing: Writing,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let number = args.batch.as_deref().and_then(|word| word.parse::<BatchNumber>().ok());
    // `undo ID` undoes the latest batch of that record.
    let word = match (&args.batch, number, &args.id) {
        (Some(word), None, None) => Some(word),
        (Some(word), None, Some(_)) => {
            return Err(
                Failure::usage(format!("'{word}' is not a batch")).hint("`canonry log` lists the batches by number")
            );
        }
        (_, _, id) => id.as_ref(),
    };
    let (context, _, applied) = verb::carry_out(global, &args.writing, console, |snapshot, _| {
        let id = word.map(|word| find_id(snapshot, word)).transpose()?;
        Ok(Undo { batch: number, id, partly: args.partly })
    })?;
    let undid = &applied.detail;
    let left: usize = undid.left.iter().map(|obstacle| obstacle.fields.len()).sum();
    let counts = Map::from_iter([("left".to_owned(), json!(left))]);
    let rest = Map::from_iter([
        ("undone".to_owned(), json!(undid.batch)),
        ("left".to_owned(), undid.left.iter().map(obstacle_to_json).collect()),
    ]);
    if !console.is_json() {
        let verb = if context.dry_run { "would undo" } else { "undid" };
        console.line(format!("{verb} batch {}", undid.batch))?;
    }
    changes::print(console, &context, &applied, counts, rest)?;
    for left in undid.left.iter().take(BATCHES) {
        console.note(plain(&format!("not undone, changed later by {}", obstacle(left))));
    }
    Ok(Exit::Done)
}
