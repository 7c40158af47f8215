//! What differs between two revisions of a record, as maintainers name it.

use std::collections::HashMap;

use super::change::{ChangePath, FieldChange, RecordChange};
use super::scan::quoted_text;
use super::{Field, FieldKind, Fields, ItemKind, ItemNumber, ItemRef, Json, NamedField, Revision, scan, waiver};

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

/// The differences of two revisions of a record, as [`Difference::changes`] names them.
pub fn compare(old: &Revision, new: &Revision) -> Vec<RecordChange> {
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

    /// The same as maintainers see it: the record's own fields in the order of the format, then those of its items. An
    /// item that was added or removed is one change with all its fields; one that moved among the others is a change of
    /// its `position`, counted from 1.
    pub fn changes(&self) -> Vec<RecordChange> {
        let Difference { old, new, before, after } = self;
        let mut changes = Vec::new();
        let (before_at, after_at) = (old.numbering(), new.numbering());
        for (field, was, is) in self.fields() {
            match field.item {
                None if field.listed().is_some() => {}
                None if field == Field::WAIVERS => {
                    changes.extend(waiver::changes(&old.annotations.waivers, &new.annotations.waivers));
                }
                None => add(&mut changes, field.into(), was, is),
                Some(item) => {
                    if let (number @ Some(_), Some(_)) = (after_at.of(item), before_at.of(item)) {
                        add(&mut changes, NamedField { field, number }, was, is);
                    }
                }
            }
        }
        ItemKind::ALL.iter().for_each(|kind| compare_lists(*kind, before, after, &mut changes));
        let mut changes: Vec<RecordChange> = changes.into_iter().map(RecordChange::Field).collect();
        match (old.is_withdrawn, new.is_withdrawn) {
            (false, true) => changes.push(RecordChange::Withdrawn),
            (true, false) => changes.push(RecordChange::Restored),
            (true, true) | (false, false) => {}
        }
        changes
    }
}

/// The numbers of the items of a revision by their ids, to name many fields: looking each up in its list takes as many
/// steps as there are items.
#[derive(Debug, Clone)]
pub struct Numbering(HashMap<ItemRef, ItemNumber>);

impl Numbering {
    /// The number of an item; `None` if the revision has no such item.
    pub fn of(&self, item: ItemRef) -> Option<ItemNumber> {
        self.0.get(&item).copied()
    }

    /// How maintainers name a field, as [`Revision::name`] does.
    pub fn name(&self, field: Field) -> String {
        NamedField { field, number: field.item.and_then(|item| self.of(item)) }.to_string()
    }
}

/// Which items were added, removed or moved.
fn compare_lists(kind: ItemKind, before: &Fields, after: &Fields, changes: &mut Vec<FieldChange>) {
    let (old, new) = (before.ids(kind), after.ids(kind));
    if old == new {
        return;
    }
    let (was_at, is_at) = (places(&old), places(&new));
    let shared = |list: &[u32], other: &HashMap<u32, usize>| -> HashMap<u32, usize> {
        places(&list.iter().filter(|id| other.contains_key(id)).copied().collect::<Vec<_>>())
    };
    let (old_shared, new_shared) = (shared(&old, &is_at), shared(&new, &was_at));
    for (number, id) in (1..).zip(&new) {
        let at = ItemNumber { kind, number };
        match was_at.get(id) {
            None => {
                let item = Some(after.gather(ItemRef { kind, id: *id }));
                changes.push(FieldChange { path: ChangePath::Item(at), old: None, new: item });
            }
            Some(was) if old_shared.get(id) != new_shared.get(id) => {
                let (old, new) = (Some(Json::from(*was)), Some(Json::from(number)));
                changes.push(FieldChange { path: ChangePath::Position(at), old, new });
            }
            Some(_) => {}
        }
    }
    for (number, id) in (1..).zip(&old).filter(|(_, id)| !is_at.contains_key(id)) {
        let item = Some(before.gather(ItemRef { kind, id: *id }));
        let path = ChangePath::Item(ItemNumber { kind, number });
        changes.push(FieldChange { path, old: item, new: None });
    }
}

/// The places of ids in a list, counted from 1.
fn places(list: &[u32]) -> HashMap<u32, usize> {
    list.iter().copied().zip(1..).collect()
}

/// Adds a change; unknown keys one by one, by their own names.
fn add(changes: &mut Vec<FieldChange>, named: NamedField, old: Option<&Json>, new: Option<&Json>) {
    if named.field.kind() != FieldKind::Extra {
        return changes.push(FieldChange { path: ChangePath::Field(named), old: old.cloned(), new: new.cloned() });
    }
    let (old, new) = (old.map_or("", Json::text), new.map_or("", Json::text));
    let (old, new): (Vec<_>, Vec<_>) = (scan::members(old).collect(), scan::members(new).collect());
    let value = |members: &HashMap<&str, &str>, key: &str| members.get(key).map(|value| Json::canonical(value));
    let (was, is): (HashMap<_, _>, HashMap<_, _>) = (old.iter().copied().collect(), new.iter().copied().collect());
    let before = changes.len();
    for (key, _) in old.iter().chain(new.iter().filter(|(key, _)| !was.contains_key(key))) {
        if was.get(key) != is.get(key) {
            let path = ChangePath::Key { extra: named, key: quoted_text(key).into_owned() };
            changes.push(FieldChange { path, old: value(&was, key), new: value(&is, key) });
        }
    }
    if changes.len() == before {
        // The same keys in another order.
        let order = |members: &[(&str, &str)]| Some(members.iter().map(|(key, _)| Json::canonical(key)).collect());
        changes.push(FieldChange { path: ChangePath::Field(named), old: order(&old), new: order(&new) });
    }
}

impl Revision {
    /// The numbers of all items.
    pub fn numbering(&self) -> Numbering {
        let of = |kind: &ItemKind| {
            let kind = *kind;
            (1..)
                .zip(self.items.of(kind))
                .map(move |(number, id)| (ItemRef { kind, id: *id }, ItemNumber { kind, number }))
        };
        Numbering(ItemKind::ALL.iter().flat_map(of).collect())
    }

    /// A field as maintainers name it in this revision.
    pub fn named(&self, field: Field) -> NamedField {
        NamedField { field, number: field.item.and_then(|item| self.number(item)) }
    }

    /// The same as a text.
    pub fn name(&self, field: Field) -> String {
        self.named(field).to_string()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::record::fixture::revision;
    use crate::record::{FreeIds, Identities};

    /// The paths and values of the changes that make one revision of another.
    fn changes(change: impl FnOnce(&mut Value)) -> Vec<(String, String, String)> {
        let old = revision(|_| {});
        let free = Identities::from(FreeIds { version: 1, dead_end: 1, workaround: 3 });
        let new = old.becoming(revision(change).record, &free);
        let text = |value: Option<Json>| value.map_or("nothing".to_owned(), |value| value.to_string());
        let field = |change| match change {
            RecordChange::Field(FieldChange { path, old, new }) => (path.to_string(), text(old), text(new)),
            other => panic!("{other:?}"),
        };
        compare(&old, &new).into_iter().map(field).collect()
    }

    fn change(path: &str, old: &str, new: &str) -> (String, String, String) {
        (path.to_owned(), old.to_owned(), new.to_owned())
    }

    #[test]
    fn fields_are_named_as_maintainers_name_them_in_the_order_of_the_format() {
        let found = changes(|new| {
            new["workarounds"][1]["how"] = json!("so");
            new["tags"] = json!(["b"]);
            new["root_cause"] = json!("other");
        });
        let expected = [
            change("root_cause", "\"cause\"", "\"other\""),
            change("tags", "[\"a\", \"b\"]", "[\"b\"]"),
            change("w2.how", "\"\"", "\"so\""),
        ];
        assert_eq!(found, expected);
        assert_eq!(changes(|_| {}), []);
    }

    #[test]
    fn keys_that_the_format_does_not_know_are_named_one_by_one() {
        assert_eq!(changes(|new| new["own"] = json!(1)), [change("own", "nothing", "1")]);
        assert_eq!(changes(|new| new["workarounds"][0]["own"] = json!(2)), [change("w1.own", "nothing", "2")]);
        let in_graph = changes(|new| new["transition_graph"]["own"] = json!(3));
        assert_eq!(in_graph, [change("transition_graph.own", "nothing", "3")]);
    }

    #[test]
    fn an_item_that_was_added_or_removed_is_one_change_and_a_moved_one_a_position() {
        let item = r#"{"action": "Three", "success_rate": 0.5, "how": "", "condition": "", "sources": []}"#;
        let came = changes(|new| {
            new["workarounds"].as_array_mut().unwrap().insert(0, serde_json::from_str(item).unwrap());
        });
        assert_eq!(came, [change("w1", "nothing", item)]);
        let went = changes(|new| drop(new["workarounds"].as_array_mut().unwrap().remove(0)));
        assert_eq!(went, [change("w1", &item.replace("Three", "One"), "nothing")]);
        let moved = changes(|new| new["workarounds"].as_array_mut().unwrap().reverse());
        assert_eq!(moved, [change("w1.position", "2", "1"), change("w2.position", "1", "2")]);
    }

    #[test]
    fn withdrawing_and_restoring_are_changes_of_their_own() {
        let old = revision(|_| {});
        let new = Revision { is_withdrawn: true, ..old.clone() };
        assert_eq!(compare(&old, &new), [RecordChange::Withdrawn]);
        assert_eq!(compare(&new, &old), [RecordChange::Restored]);
    }
}
