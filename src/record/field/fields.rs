//! All the fields of a revision, taken apart and put together.

use std::collections::BTreeMap;

use super::{Field, GRAPH, Values};
use crate::record::raw::Builder;
use crate::record::scan::quoted_text;
use crate::record::{
    Demands, Fault, FaultPath, FieldKind, ItemIds, ItemKind, ItemRef, Json, Limits, Part, Revision, Rule, Start,
    read_new, scan,
};

/// The fields of a revision with their values.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Fields(BTreeMap<Field, Json>);

impl Fields {
    /// Takes a revision apart.
    pub fn of(revision: &Revision) -> Self {
        let Revision { record, items, is_withdrawn: _, annotations } = revision;
        let mut fields = Fields::default();
        fields.add(None, record, items);
        fields.annotate(annotations);
        for (id, item) in items.versions.iter().zip(&record.versions) {
            fields.add(Part::Item(ItemKind::Version).item(*id), item, items);
        }
        for (id, item) in items.dead_ends.iter().zip(&record.dead_ends) {
            fields.add(Part::Item(ItemKind::DeadEnd).item(*id), item, items);
        }
        for (id, item) in items.workarounds.iter().zip(&record.workarounds) {
            fields.add(Part::Item(ItemKind::Workaround).item(*id), item, items);
        }
        fields
    }

    /// Adds all fields of an item or of the record itself.
    fn add(&mut self, item: Option<ItemRef>, values: &impl Values, items: &ItemIds) {
        let mut rank = 0;
        values.each(items, &mut |value| {
            self.0.insert(Field { item, rank }, value);
            rank += 1;
        });
    }

    /// Sets the fields of an item from an object of the format, its keys in any order.
    pub fn add_item(&mut self, item: ItemRef, object: &Json) {
        let item = Some(item);
        let mut unknown = Builder::object();
        for (quoted, value) in scan::members(object.text()) {
            let key = quoted_text(quoted);
            match Field::named(item, &key).filter(|field| field.kind() != FieldKind::Extra) {
                Some(field) => self.set(field, Some(Json::canonical(value))),
                None => unknown.member(quoted, value),
            }
        }
        self.set(Field::extra(item), Some(Json::canonical(&unknown.finish())));
    }

    /// The value of a field; `None` if the revision has no such field.
    pub fn get(&self, field: Field) -> Option<&Json> {
        self.0.get(&field)
    }

    /// Sets a field, or removes it.
    pub fn set(&mut self, field: Field, value: Option<Json>) {
        match value {
            Some(value) => drop(self.0.insert(field, value)),
            None => drop(self.0.remove(&field)),
        }
    }

    /// Every field with its value: the record's in the order of the format, then those of its items.
    pub fn iter(&self) -> impl Iterator<Item = (Field, &Json)> {
        self.0.iter().map(|(field, value)| (*field, value))
    }

    /// The fields that differ between two revisions, with their old and new values.
    pub fn difference<'f>(&'f self, new: &'f Fields) -> Vec<(Field, Option<&'f Json>, Option<&'f Json>)> {
        let gone = self.iter().filter(|(field, _)| new.get(*field).is_none());
        let mut changes: Vec<_> = gone.map(|(field, old)| (field, Some(old), None)).collect();
        changes.extend(new.iter().filter_map(|(field, value)| {
            let old = self.get(field);
            (old != Some(value)).then_some((field, old, Some(value)))
        }));
        changes.sort_by_key(|(field, ..)| *field);
        changes
    }

    /// The ids that a list of items names.
    pub fn ids(&self, kind: ItemKind) -> Vec<u32> {
        self.get(Field::listing(kind)).into_iter().flat_map(Json::numbers).collect()
    }

    /// Makes a list of items name these ids.
    pub fn set_ids(&mut self, kind: ItemKind, ids: &[u32]) {
        self.set(Field::listing(kind), Some(Json::from(ids)));
    }

    /// Removes an item with all its fields. The list still names it.
    pub fn remove_item(&mut self, item: ItemRef) {
        Field::all(Some(item)).for_each(|field| self.set(field, None));
    }

    /// Makes a revision of the fields.
    ///
    /// # Errors
    /// What [`read`](crate::record::read()) finds if the fields are not a valid record.
    pub fn assemble(&self, is_withdrawn: bool) -> Result<Revision, Vec<Fault>> {
        self.assemble_within(&Limits::NONE, is_withdrawn)
    }

    /// Makes a revision of the fields, if it is within limits.
    ///
    /// # Errors
    /// As [`assemble`](Self::assemble).
    pub fn assemble_within(&self, limits: &Limits, is_withdrawn: bool) -> Result<Revision, Vec<Fault>> {
        let faults: Vec<Fault> = ItemKind::ALL.iter().filter_map(|kind| self.list_fault(*kind)).collect();
        if !faults.is_empty() {
            return Err(faults);
        }
        let mut tree = Builder::object();
        let mut graph = Builder::object();
        for (field, value) in self.iter().filter(|(field, _)| field.item.is_none() && !field.is_annotation()) {
            match (field.listed(), field.name().split_once('.')) {
                (Some(kind), _) => {
                    let mut items = Builder::list();
                    let ids = self.ids(kind).into_iter();
                    ids.for_each(|id| items.element(&self.gathered(ItemRef { kind, id })));
                    tree.named(kind.list(), &items.finish());
                }
                (None, Some((_, key))) => gather_one(&mut graph, field, key, value),
                (None, None) => gather_one(&mut tree, field, field.name(), value),
            }
        }
        tree.named(GRAPH, &graph.finish());
        let record = read_new(tree.finish().as_bytes(), Start::default(), &Demands::within(limits))?;
        let items = ItemIds {
            versions: self.ids(ItemKind::Version),
            dead_ends: self.ids(ItemKind::DeadEnd),
            workarounds: self.ids(ItemKind::Workaround),
        };
        Ok(Revision { record, items, is_withdrawn, annotations: self.annotations()? })
    }

    /// The fault of a list of items that is not a list of ids: a damaged journal may have one.
    fn list_fault(&self, kind: ItemKind) -> Option<Fault> {
        let list = self.get(Field::listing(kind))?;
        let is_ids = list.is_list() && list.numbers().count() == scan::elements(list.text()).count();
        (!is_ids).then(|| {
            let text: String = list.text().chars().take(40).collect();
            let Start { line, column } = Start::default();
            let reason = format!("expected a list of the ids of items, found {text}");
            Fault { line, column, path: FaultPath::of(kind.list()), rule: Rule::Type, reason }
        })
    }

    /// The object of one item.
    pub fn gather(&self, item: ItemRef) -> Json {
        Json::canonical(&self.gathered(item))
    }

    fn gathered(&self, item: ItemRef) -> String {
        let mut object = Builder::object();
        for field in Field::all(Some(item)) {
            self.get(field).into_iter().for_each(|value| gather_one(&mut object, field, field.name(), value));
        }
        object.finish()
    }
}

fn gather_one(object: &mut Builder, field: Field, key: &str, value: &Json) {
    match field.kind() {
        FieldKind::Extra if value.is_object() => object.members_of(value.text()),
        _ => object.named(key, value.text()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::read;

    #[test]
    fn every_field_has_the_value_of_its_key() {
        let text = r#"{"id": "x/a", "signature": "1", "signature_zh": "2", "regex": "3", "domain": "x", "category": "4",
            "subcategory": "5", "root_cause": "6", "root_cause_type": "7", "root_cause_zh": "8",
            "versions": [{"version": "9", "introduced": "10", "deprecated": "11", "removed": "12",
                "behavior_change": "13", "status": "14", "own": 15}],
            "os_specific": {"linux": 16},
            "dead_ends": [{"action": "17", "why_fails": "18", "fail_rate": 0.19, "condition": "20", "sources": ["21"], "own": 22}],
            "workarounds": [{"action": "23", "success_rate": 0.24, "how": "25", "condition": "26", "sources": ["27"], "own": 28}],
            "workarounds_zh": ["29"], "official_doc_url": "30", "official_doc_section": "31", "error_code": "32",
            "verification_tier": "ai_generated", "confidence": 0.33, "fix_success_rate": 0.34, "resolvable": "partial",
            "first_seen": "2024-01-01", "last_confirmed": "2024-01-02", "last_updated": "2024-01-03", "evidence_count": 35,
            "tags": ["36"], "locale": "37", "aliases": ["38"], "own": 39}"#;
        let record = read(text.as_bytes(), Start::default()).unwrap();
        let revision = Revision::from(record);
        let fields = Fields::of(&revision);
        assert_eq!(fields.iter().count(), Part::ALL.map(|part| part.declarations().len()).iter().sum::<usize>());
        let tree = Json::of(&revision.record);
        let of_format = |field: Field| field.listed().is_none() && !field.is_annotation();
        for (field, value) in fields.iter().filter(|(field, _)| of_format(*field)) {
            let object = match field.item {
                None => tree.clone(),
                Some(item) => tree.get(item.kind.list()).unwrap().elements().next().unwrap(),
            };
            let expected = match (field.kind(), field.name().split_once('.')) {
                (FieldKind::Extra, Some(_)) => Some(Json::canonical("{}")),
                (FieldKind::Extra, None) => object.get("own").map(|own| Json::from_iter([("own".to_owned(), own)])),
                (_, Some((outer, key))) => object.get(outer).and_then(|inner| inner.get(key)),
                (_, None) => object.get(field.name()),
            };
            assert_eq!(Some(value), expected.as_ref(), "{field}");
        }
        assert_eq!(fields.assemble(false).unwrap(), revision);
    }
}
