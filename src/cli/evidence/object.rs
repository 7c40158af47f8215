//! A piece of evidence as JSON, the same in every command.

use serde_json::{Map, Value, json};

use crate::ledger::Evidence;

/// What every command prints of a piece of evidence. It adds what it says in addition.
pub(in crate::cli) fn object(evidence: &Evidence) -> Map<String, Value> {
    let what = &evidence.what;
    Map::from_iter([
        ("id".to_owned(), json!(evidence.id.to_string())),
        ("uid".to_owned(), json!(evidence.uid.to_string())),
        ("day".to_owned(), json!(what.day.to_string())),
        ("outcome".to_owned(), json!(what.outcome.map(|outcome| outcome.as_str()))),
        ("count".to_owned(), json!(what.count)),
        ("reporter".to_owned(), json!(what.reporter.as_str())),
        ("reporter_kind".to_owned(), json!(what.reporter_kind.as_str())),
        ("withdrawn_in".to_owned(), json!(evidence.withdrawn_in)),
    ])
}
