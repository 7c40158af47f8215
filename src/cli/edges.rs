//! Records that have edges to another one, in words.

use serde_json::{Value, json};

use crate::record::Id;
use crate::store::Pointer;

/// The most records that are named.
const NAMED: usize = 5;

/// `2 records point to x/a: x/b (leads_to), x/c (preceded_by)`.
pub(super) fn describe(id: &Id, pointers: &[Pointer]) -> String {
    let names: Vec<String> = pointers.iter().map(|one| format!("{} ({})", one.id, one.lists.join(", "))).collect();
    match pointers.len() {
        1 => format!("1 record points to {id}: {}", first_of(&names)),
        many => format!("{many} records point to {id}: {}", first_of(&names)),
    }
}

/// The first of some names, and how many more there are.
pub(super) fn first_of(names: &[String]) -> String {
    let first: Vec<&str> = names.iter().take(NAMED).map(String::as_str).collect();
    match names.len().saturating_sub(NAMED) {
        0 => first.join(", "),
        more => format!("{} … and {more} more", first.join(", ")),
    }
}

/// The records and the lists of their edges, for JSON.
pub(super) fn to_json(pointers: &[Pointer]) -> Value {
    pointers.iter().map(|one| json!({ "id": one.id.as_str(), "edges": one.lists })).collect()
}
