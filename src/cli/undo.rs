//! `canonry undo`

use serde_json::{Map, Value, json};

use super::changes;
use super::console::Console;
use super::failure::{Exit, Failure};
use super::global::{Global, Writing};
use super::plain::plain;
use super::{suggest, verb};
use crate::curate::{Obstacle, Obstructed, Undo};

/// Obstacles that are printed, a line each.
const BATCHES: usize = 20;

/// Fields that are named in a line.
const FIELDS: usize = 3;

/// Undo a batch, in a new batch that puts the old values back
///
/// Without a batch this undoes the latest one that is neither an undo nor undone, so that repeating it goes further
/// back. Naming the batch of an undo brings the change back. If later batches changed the same fields, nothing is done,
/// and every one of them is named. A record that a batch brought is withdrawn, unless it was changed since; evidence that
/// it recorded no longer counts. Nothing is ever deleted.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  canonry undo\n  canonry undo 12\n  canonry undo 12 cicd/login\n  canonry undo cicd/login"
)]
pub(super) struct Args {
    /// The batch, as `canonry log` numbers it [default: the latest]
    batch: Option<String>,
    /// Only what it did to this record
    id: Option<String>,
    /// Undo what can be, and leave the fields that later batches changed; undoing the batch again undoes these
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
    let (context, _, outcome) = verb::carry_out(global, &args.writing, console, |snapshot, _| {
        let id = word.map(|word| suggest::resolve(snapshot, word)).transpose()?;
        Ok(Undo { batch: number, id, partly: args.partly })
    })?;
    let undid = &outcome.detail;
    let left: usize = undid.left.iter().map(|obstacle| obstacle.fields.len()).sum();
    let counts = Map::from_iter([("left".to_owned(), json!(left))]);
    let rest = Map::from_iter([
        ("undone".to_owned(), json!(undid.batch)),
        ("left".to_owned(), undid.left.iter().map(to_json).collect()),
    ]);
    if !console.is_json() {
        let verb = if context.dry_run { "would take back" } else { "took back" };
        console.line(format!("{verb} batch {}", undid.batch))?;
    }
    changes::print(console, &context, &outcome, counts, rest)?;
    for obstacle in undid.left.iter().take(BATCHES) {
        console.note(plain(&format!("not undone, changed later by {}", line(obstacle))));
    }
    Ok(Exit::Done)
}

/// An undo that was refused.
pub(super) fn failure(obstructed: &Obstructed) -> Failure {
    let Obstructed { batch, only, obstacles, free } = obstructed;
    let named: Vec<i64> = obstacles.iter().filter_map(|obstacle| obstacle.batch).collect();
    let (what, of) = match only {
        Some(id) => (format!("batch {batch} cannot be undone for {id}"), format!(" {id}")),
        None => (format!("batch {batch} cannot be undone as a whole"), String::new()),
    };
    let message = match named.as_slice() {
        [] => format!("{what}: what it changed was changed later"),
        [one] => format!("{what}: batch {one} changed the same fields later"),
        many => format!("{what}: {} batches changed the same fields later", many.len()),
    };
    let mut details: Vec<String> = obstacles.iter().take(BATCHES).map(line).collect();
    if obstacles.len() > BATCHES {
        details.push(format!("… and {} more batches; --json lists them all", obstacles.len() - BATCHES));
    }
    let first = obstacles.iter().find_map(|obstacle| {
        let alone = obstacle.of.as_ref().map_or(of.clone(), |id| format!(" {id}"));
        obstacle.batch.map(|later| format!("undo batch {later} first (`canonry undo {later}{alone}`), or "))
    });
    let first = first.unwrap_or_default();
    let single = match (only, free.first()) {
        (None, Some(id)) => format!("; for one record: `canonry undo {batch} {id}` ({} can be undone)", free.len()),
        _ => String::new(),
    };
    let hint = format!("{first}undo the rest with `canonry undo {batch}{of} --partly`{single}");
    let data = Map::from_iter([("obstacles".to_owned(), obstacles.iter().map(to_json).collect())]);
    Failure { details, data: Some(Box::new(data)), ..Failure::new(Exit::Conflict, message).hint(hint) }
}

/// An obstacle in one line.
fn line(obstacle: &Obstacle) -> String {
    let Obstacle { batch, undid, fields, .. } = obstacle;
    let who = match (batch, undid) {
        (Some(batch), Some(undid)) => format!("batch {batch}, which undid batch {undid}"),
        (Some(batch), None) => format!("batch {batch}"),
        (None, _) => "a later batch".to_owned(),
    };
    let shown: Vec<String> = fields.iter().take(FIELDS).map(|(id, field)| format!("{id} {field}")).collect();
    let more = match fields.len().saturating_sub(FIELDS) {
        0 => String::new(),
        more => format!(" … and {more} more"),
    };
    format!("{who}: {}{more}", shown.join(", "))
}

fn to_json(obstacle: &Obstacle) -> Value {
    let fields = obstacle.fields.iter().map(|(id, field)| json!({ "id": id.as_str(), "field": field }));
    json!({ "batch": obstacle.batch, "undid": obstacle.undid, "fields": fields.collect::<Vec<_>>() })
}
