//! `canonry undo`

use serde_json::{Map, json};

use super::changes;
use super::console::Console;
use super::failure::{Exit, Failure};
use super::global::{Global, Writing};
use super::plain::plain;
use super::{suggest, verb};
use crate::curate::Undo;

/// Take back a batch, in a new batch that puts the old values back
///
/// Without a batch this takes back the latest one that is neither an undo nor undone, so that saying it again goes
/// further back. Naming the batch of an undo brings the change back. Where a later batch changed the same field, nothing
/// is done, and that batch is named. A record that a batch brought is withdrawn, unless it was changed since; evidence
/// that it recorded no longer counts. Nothing is ever deleted.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  canonry undo\n  canonry undo 12\n  canonry undo 12 cicd/login\n  canonry undo cicd/login"
)]
pub(super) struct Args {
    /// The batch, as `canonry log` numbers it [default: the latest]
    batch: Option<String>,
    /// Only what it did to this record
    id: Option<String>,
    /// Take back what can be, and leave the fields that a later batch changed
    #[arg(long)]
    partly: bool,
    #[command(flatten)]
    writing: Writing,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let number = args.batch.as_deref().and_then(|word| word.parse::<i64>().ok());
    // `undo ID` is the latest batch of that record.
    let word = match (&args.batch, number, &args.id) {
        (Some(word), None, None) => Some(word),
        (Some(word), None, Some(_)) => {
            return Err(
                Failure::usage(format!("'{word}' is no batch")).hint("`canonry log` lists the batches by number")
            );
        }
        (_, _, id) => id.as_ref(),
    };
    let (context, _, outcome) = verb::carry_out(global, &args.writing, |store, _| {
        let id = word.map(|word| suggest::resolve(store, word)).transpose()?;
        Ok(Undo { batch: number, id, partly: args.partly })
    })?;
    let undid = &outcome.detail;
    let counts = Map::from_iter([("left".to_owned(), json!(undid.left.len()))]);
    let rest = Map::from_iter([("undone".to_owned(), json!(undid.batch)), ("left".to_owned(), json!(undid.left))]);
    if !console.is_json() {
        let verb = if context.dry_run { "would take back" } else { "took back" };
        console.line(format!("{verb} batch {}", undid.batch))?;
    }
    changes::print(console, &context, &outcome, counts, rest)?;
    for line in &undid.left {
        console.note(plain(&format!("left as it is: {line}")));
    }
    Ok(Exit::Done)
}
