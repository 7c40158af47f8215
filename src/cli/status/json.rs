//! The status of a tree as JSON.

use std::path::Path;

use serde_json::{Map, Value, json};

use crate::cli::console::Console;
use crate::cli::export::{difference_to_json, left_to_json};
use crate::cli::failure::Failure;
use crate::cli::import::ledgers_to_json;
use crate::curate::{RecordStatus, SideChange, TreeStanding, TreeStatus};
use crate::record::Id;

/// Prints the object.
pub(super) fn print(
    tree: &Path,
    status: &TreeStatus,
    rejected: &[String],
    console: &mut Console,
) -> Result<(), Failure> {
    let TreeStatus { records, files, left, ledgers } = status;
    let count = |standing| records.values().filter(|record| record.standing() == Some(standing)).count();
    let counts = json!({
        "ahead": count(TreeStanding::Ahead), "behind": count(TreeStanding::Behind),
        "both": count(TreeStanding::Both), "conflicts": count(TreeStanding::Conflict),
        "files": files.len(), "left": left.len(), "rejected": rejected.len(),
    });
    let rest = Map::from_iter([
        ("differs".to_owned(), json!(status.differs() || !rejected.is_empty())),
        ("records".to_owned(), records.iter().filter_map(record).collect()),
        ("ledgers".to_owned(), ledgers_to_json(ledgers)),
        ("files".to_owned(), files.iter().map(difference_to_json).collect()),
        ("left".to_owned(), left.iter().map(|file| left_to_json(tree, file)).collect()),
        ("rejected".to_owned(), json!(rejected)),
    ]);
    console.object(counts, rest)
}

fn record((id, record): (&Id, &RecordStatus)) -> Option<Value> {
    let standing = match record.standing()? {
        TreeStanding::Ahead => "ahead",
        TreeStanding::Behind => "behind",
        TreeStanding::Both => "both",
        TreeStanding::Conflict => "conflict",
    };
    let RecordStatus { here, there, conflicts } = record;
    Some(json!({
        "id": id.as_str(), "standing": standing, "here": here.as_ref().map(side), "there": there.as_ref().map(side),
        "conflicts": conflicts,
    }))
}

fn side(change: &SideChange) -> Value {
    match change {
        SideChange::Record => json!({ "change": "new" }),
        SideChange::Withdrawn => json!({ "change": "withdrawn" }),
        SideChange::Restored => json!({ "change": "restored" }),
        SideChange::Renamed(to) => json!({ "change": "renamed", "renamed_to": to.as_str() }),
        SideChange::Changed { fields, ledger } => json!({ "change": "changed", "fields": fields, "ledger": ledger }),
    }
}
