//! What differs between two versions of a record, field by field.

use serde_json::Value as Json;

use super::{DeadEnd, FreeForm, Record, Version, Workaround, compact, pair, read_free_form};

/// A field whose value differs, named as maintainers name it: `root_cause`, `w1.success_rate`, `d2`.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldChange {
    /// The field. Items carry their number in the new record, or in the old one where they are gone.
    pub path: String,
    /// The value before; `None` where there was none.
    pub old: Option<Json>,
    /// The value after; `None` where there is none.
    pub new: Option<Json>,
}

/// The fields in which two versions of a record differ: items first, then the rest in the order of the format.
///
/// Items are paired as [`pair`] says, so that a reworded or moved item shows as such and not as a list gone and a
/// list come: a move is a change of the item's `position`, counted from 1.
pub fn compare(old: &Record, new: &Record) -> Vec<FieldChange> {
    let (mut before, mut after) = (tree(old), tree(new));
    let mut changes = Vec::new();
    for (key, letter, pairing) in [
        ("versions", 'v', pair(&texts(&old.versions, Version::text), &texts(&new.versions, Version::text))),
        ("dead_ends", 'd', pair(&texts(&old.dead_ends, DeadEnd::text), &texts(&new.dead_ends, DeadEnd::text))),
        (
            "workarounds",
            'w',
            pair(&texts(&old.workarounds, Workaround::text), &texts(&new.workarounds, Workaround::text)),
        ),
    ] {
        let list = |value: Option<Json>| if let Some(Json::Array(items)) = value { items } else { Vec::new() };
        let (old_items, new_items) = (list(before.shift_remove(key)), list(after.shift_remove(key)));
        compare_items(letter, &old_items, &new_items, &pairing, &mut changes);
    }
    compare_members("", &before, &after, &mut changes);
    changes
}

fn compare_members(prefix: &str, before: &FreeForm, after: &FreeForm, changes: &mut Vec<FieldChange>) {
    for (key, value) in before {
        let new = after.get(key);
        if new != Some(value) {
            changes.push(FieldChange { path: format!("{prefix}{key}"), old: Some(value.clone()), new: new.cloned() });
        }
    }
    for (key, value) in after.iter().filter(|(key, _)| !before.contains_key(*key)) {
        changes.push(FieldChange { path: format!("{prefix}{key}"), old: None, new: Some(value.clone()) });
    }
}

fn compare_items(letter: char, old: &[Json], new: &[Json], pairing: &[Option<usize>], changes: &mut Vec<FieldChange>) {
    for (at, (item, from)) in new.iter().zip(pairing).enumerate() {
        let path = format!("{letter}{}", at + 1);
        match from.and_then(|from| old.get(from).map(|old| (from, old))) {
            None => changes.push(FieldChange { path, old: None, new: Some(item.clone()) }),
            Some((from, old)) => {
                if from != at {
                    let (old, new) = (Some(Json::from(from + 1)), Some(Json::from(at + 1)));
                    changes.push(FieldChange { path: format!("{path}.position"), old, new });
                }
                if let (Json::Object(old), Json::Object(new)) = (old, item) {
                    compare_members(&format!("{path}."), old, new, changes);
                }
            }
        }
    }
    for (from, item) in old.iter().enumerate().filter(|(from, _)| !pairing.contains(&Some(*from))) {
        changes.push(FieldChange { path: format!("{letter}{}", from + 1), old: Some(item.clone()), new: None });
    }
}

/// The record as a tree, with the numbers spelled as published.
fn tree(record: &Record) -> FreeForm {
    // What was written is an object, and a record nests no deeper than it may.
    read_free_form(&compact(record)).unwrap_or_default()
}

fn texts<'r, T>(items: &'r [T], text: impl Fn(&'r T) -> &'r str) -> Vec<&'r str> {
    items.iter().map(text).collect()
}
