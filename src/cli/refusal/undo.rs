//! Hints for an undo that was refused.

use serde_json::{Map, Value, json};

use crate::cli::failure::{Exit, Failure};
use crate::curate::{Contested, Obstacle, Obstructed, UndoRefusal};
use crate::ledger::BatchNumber;

/// The most obstacles that are printed, a line each.
pub(in crate::cli) const BATCHES: usize = 20;

/// The most fields that are named in a line.
const FIELDS: usize = 3;

/// A refused undo as a failure.
pub(super) fn failure(refusal: &UndoRefusal) -> Failure {
    let failure = |exit| Failure::new(exit, refusal.to_string());
    match refusal {
        UndoRefusal::Nothing => failure(Exit::Missing)
            .hint("`canonry log` lists the batches; undoing the batch of an undo restores the change"),
        UndoRefusal::NotOf { id, .. } => {
            failure(Exit::Missing).hint(format!("`canonry log {id}` lists the batches that did"))
        }
        UndoRefusal::Already { by, .. } => {
            failure(Exit::Conflict).hint(format!("`canonry undo {by}` restores the change"))
        }
        UndoRefusal::ChangedNothing(_) => failure(Exit::Missing),
        UndoRefusal::Release { name, .. } => failure(Exit::Conflict).hint(format!(
            "consumers may have it; undo the batches of the mistake, which `canonry release diff {name}` shows, and \
             cut another release"
        )),
        UndoRefusal::Halved { batch, .. } => {
            failure(Exit::Conflict).hint(format!("undo it as a whole: `canonry undo {batch}`"))
        }
        UndoRefusal::Obstructed(obstructed) => self::obstructed(obstructed),
    }
}

/// An undo with later batches in the way, as a failure.
fn obstructed(obstructed: &Obstructed) -> Failure {
    let Obstructed { batch, only, obstacles, free } = obstructed;
    let named: Vec<BatchNumber> = obstacles.iter().filter_map(|obstacle| obstacle.batch).collect();
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
pub(in crate::cli) fn line(obstacle: &Obstacle) -> String {
    let Obstacle { batch, undid, fields, .. } = obstacle;
    let who = match (batch, undid) {
        (Some(batch), Some(undid)) => format!("batch {batch}, which undid batch {undid}"),
        (Some(batch), None) => format!("batch {batch}"),
        (None, _) => "a later batch".to_owned(),
    };
    let shown: Vec<String> = fields.iter().take(FIELDS).map(|(id, what)| format!("{id} {}", word(what))).collect();
    let more = match fields.len().saturating_sub(FIELDS) {
        0 => String::new(),
        more => format!(" … and {more} more"),
    };
    format!("{who}: {}{more}", shown.join(", "))
}

/// What a later batch changed, in words.
fn word(what: &Contested) -> String {
    match what {
        Contested::Field(field) => field.to_string(),
        Contested::Evidence(number) => format!("evidence {number}"),
        Contested::Id(id) => format!("id ({id} is another record now)"),
    }
}

/// An obstacle for JSON.
pub(in crate::cli) fn to_json(obstacle: &Obstacle) -> Value {
    let fields = obstacle.fields.iter().map(|(id, what)| json!({ "id": id.as_str(), "field": word(what) }));
    json!({ "batch": obstacle.batch, "undid": obstacle.undid, "fields": fields.collect::<Vec<_>>() })
}
