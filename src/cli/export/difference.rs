//! The differences of a tree from what the database publishes, in words.

use serde_json::{Map, Value, json};

use crate::cli::plain::{one_line, plain};
use crate::curate::{FileDifference, FileState};
use crate::store::{Departure, Gone};

fn word(state: &FileState) -> &'static str {
    match state {
        FileState::Missing => "missing",
        FileState::Different => "different",
        FileState::Gone(_) => "gone",
    }
}

/// The difference for reading.
pub(super) fn line(difference: &FileDifference) -> String {
    let line = format!("{}: {}", word(&difference.state), plain(&difference.path));
    let FileState::Gone(Some(Gone { batch, departure, .. })) = &difference.state else { return line };
    match departure {
        Departure::Withdrawn(None) => format!("{line} (withdrawn in batch {batch})"),
        Departure::Withdrawn(Some(reason)) => format!("{line} (withdrawn in batch {batch}: {})", one_line(reason)),
        Departure::Renamed(to) => format!("{line} (renamed to {to} in batch {batch})"),
    }
}

/// The difference for programs.
pub(in crate::cli) fn to_json(FileDifference { path, state }: &FileDifference) -> Value {
    let mut object = Map::from_iter([("path".to_owned(), json!(path)), ("difference".to_owned(), json!(word(state)))]);
    if let FileState::Gone(Some(Gone { batch, departure, .. })) = state {
        let (key, value) = match departure {
            Departure::Withdrawn(reason) => ("reason", json!(reason)),
            Departure::Renamed(to) => ("renamed_to", json!(to.as_str())),
        };
        object.extend([("batch".to_owned(), json!(batch)), (key.to_owned(), value)]);
    }
    Value::Object(object)
}
