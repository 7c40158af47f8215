//! What differs between two revisions of a record, as maintainers name it.

use serde_json::{Map, Value as Json};

use super::free_form::same_option;
use super::{EXTRA, Field, Fields, Part, Revision};

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

/// Two revisions of a record, taken apart into their fields.
#[derive(Debug, Clone)]
pub struct Difference<'r> {
    /// The one before.
    pub old: &'r Revision,
    /// The one after.
    pub new: &'r Revision,
    before: Fields,
    after: Fields,
}

/// The fields in which two revisions of a record differ, as [`Difference::changes`] names them.
pub fn compare(old: &Revision, new: &Revision) -> Vec<FieldChange> {
    Difference::between(old, new).changes()
}

impl<'r> Difference<'r> {
    /// Compares two revisions.
    pub fn between(old: &'r Revision, new: &'r Revision) -> Self {
        Difference { old, new, before: Fields::of(old), after: Fields::of(new) }
    }

    /// The fields that differ, with their old and new values.
    pub fn fields(&self) -> Vec<(Field, Option<&Json>, Option<&Json>)> {
        self.before.difference(&self.after)
    }

    /// The same as maintainers see it: the record's own fields in the order of the format, then those of its items.
    /// An item that came or went is one change with all that it holds; one that moved among the others is a change of
    /// its `position`, counted from 1.
    pub fn changes(&self) -> Vec<FieldChange> {
        let Difference { old, new, before, after } = self;
        let mut changes = Vec::new();
        for (field, was, is) in self.fields() {
            match field.part {
                Part::Record if field.listed().is_some() => {}
                Part::Record => add(&mut changes, field.name(), was, is),
                part => {
                    let number = place(new.items.of(part), field.item);
                    if let (Some(number), true) = (number, old.items.of(part).contains(&field.item)) {
                        add(&mut changes, &format!("{}{number}.{}", part.letter(), field.name()), was, is);
                    }
                }
            }
        }
        Part::ITEMS.into_iter().for_each(|part| compare_lists(part, before, after, &mut changes));
        if old.is_withdrawn != new.is_withdrawn {
            let state = |is_withdrawn| Some(Json::Bool(is_withdrawn));
            let (old, new) = (state(old.is_withdrawn), state(new.is_withdrawn));
            changes.push(FieldChange { path: "withdrawn".to_owned(), old, new });
        }
        changes
    }
}

/// Which items came, went or moved.
fn compare_lists(part: Part, before: &Fields, after: &Fields, changes: &mut Vec<FieldChange>) {
    let (old, new) = (before.ids(part), after.ids(part));
    let shared =
        |list: &[u32], other: &[u32]| -> Vec<u32> { list.iter().filter(|id| other.contains(id)).copied().collect() };
    let (old_shared, new_shared) = (shared(&old, &new), shared(&new, &old));
    let path = |number: usize| format!("{}{number}", part.letter());
    for (number, id) in (1..).zip(&new) {
        if !old.contains(id) {
            let item = Some(Json::Object(after.gather(part, *id)));
            changes.push(FieldChange { path: path(number), old: None, new: item });
        } else if place(&old_shared, *id) != place(&new_shared, *id) {
            let was = place(&old, *id).map(Json::from);
            let path = format!("{}.position", path(number));
            changes.push(FieldChange { path, old: was, new: Some(Json::from(number)) });
        }
    }
    for (number, id) in (1..).zip(&old).filter(|(_, id)| !new.contains(id)) {
        let item = Some(Json::Object(before.gather(part, *id)));
        changes.push(FieldChange { path: path(number), old: item, new: None });
    }
}

fn place(list: &[u32], id: u32) -> Option<usize> {
    list.iter().position(|listed| *listed == id).map(|at| at + 1)
}

/// Adds a change; unknown keys one by one, by their own names.
fn add(changes: &mut Vec<FieldChange>, path: &str, old: Option<&Json>, new: Option<&Json>) {
    let Some(prefix) = path.strip_suffix(EXTRA) else {
        return changes.push(FieldChange { path: path.to_owned(), old: old.cloned(), new: new.cloned() });
    };
    let nothing = Map::new();
    let keys = |value: Option<&Json>| value.and_then(Json::as_object).cloned().unwrap_or_else(|| nothing.clone());
    let (old, new) = (keys(old), keys(new));
    let before = changes.len();
    for key in old.keys().chain(new.keys().filter(|key| !old.contains_key(*key))) {
        if !same_option(old.get(key), new.get(key)) {
            let (old, new) = (old.get(key).cloned(), new.get(key).cloned());
            changes.push(FieldChange { path: format!("{prefix}{key}"), old, new });
        }
    }
    if changes.len() == before {
        // The same keys in another order.
        let order = |keys: &Map<String, Json>| Some(Json::from(keys.keys().cloned().collect::<Vec<_>>()));
        changes.push(FieldChange { path: path.to_owned(), old: order(&old), new: order(&new) });
    }
}

impl Revision {
    /// How maintainers name a field of this revision: `root_cause`, `w2.success_rate`. A field of an item that is
    /// gone is named by its id, as in `w#3.action`.
    pub fn name(&self, field: Field) -> String {
        match self.number(field) {
            Some(number) => format!("{number}.{}", field.name()),
            None => field.to_string(),
        }
    }

    /// The number of the item that a field belongs to, such as `w2`; `None` if there is no such item.
    pub fn number(&self, field: Field) -> Option<String> {
        let number = place(self.items.of(field.part), field.item)?;
        Some(format!("{}{number}", field.part.letter()))
    }
}
