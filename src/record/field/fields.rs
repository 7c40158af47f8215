//! All the fields of a revision, taken apart and put together.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::{EXTRA, Field, Part};
use crate::record::{Fault, ItemIds, Record, Revision, Start, compact, read, same};

/// The key of the object whose members are fields of the record.
const GRAPH: &str = "transition_graph";

/// The fields of a revision with their values.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Fields(BTreeMap<Field, Json>);

impl Fields {
    /// Takes a revision apart.
    pub fn of(revision: &Revision) -> Self {
        let mut tree = tree(&revision.record);
        let mut fields = Fields::default();
        let ItemIds { versions, dead_ends, workarounds } = &revision.items;
        for (part, ids) in [(Part::Version, versions), (Part::DeadEnd, dead_ends), (Part::Workaround, workarounds)] {
            let items = tree.insert(part.list().to_owned(), Json::from(ids.as_slice()));
            let Some(Json::Array(items)) = items else { continue };
            for (id, item) in ids.iter().zip(items) {
                if let Json::Object(members) = item {
                    fields.spread(part, *id, members);
                }
            }
        }
        if let Some(Json::Object(graph)) = tree.shift_remove(GRAPH) {
            let mut unknown = Map::new();
            for (key, value) in graph {
                match Field::named(Part::Record, 0, &format!("{GRAPH}.{key}")).filter(|_| key != EXTRA) {
                    Some(field) => fields.set(field, Some(value)),
                    None => drop(unknown.insert(key, value)),
                }
            }
            let field = Field::named(Part::Record, 0, "transition_graph.extra");
            field.into_iter().for_each(|field| fields.set(field, Some(Json::Object(unknown.clone()))));
        }
        fields.spread(Part::Record, 0, tree);
        fields
    }

    /// Sets the fields of one part from an object of the format.
    fn spread(&mut self, part: Part, item: u32, members: Map<String, Json>) {
        // The known keys come first, in the order of the format; behind them no name is left to be found.
        let mut names = part.fields().iter().filter(|name| **name != EXTRA).zip(0..);
        let mut unknown = Map::new();
        for (key, value) in members {
            match names.find(|(name, _)| **name == key) {
                Some((_, rank)) => drop(self.0.insert(Field { part, item, rank }, value)),
                None => drop(unknown.insert(key, value)),
            }
        }
        if let Some(field) = Field::named(part, item, EXTRA) {
            self.set(field, Some(Json::Object(unknown)));
        }
    }

    /// Sets the fields of an item from an object of the format, its keys in any order.
    pub fn add_item(&mut self, part: Part, item: u32, members: Map<String, Json>) {
        let mut unknown = Map::new();
        for (key, value) in members {
            match Field::named(part, item, &key).filter(|_| key != EXTRA) {
                Some(field) => self.set(field, Some(value)),
                None => drop(unknown.insert(key, value)),
            }
        }
        if let Some(field) = Field::named(part, item, EXTRA) {
            self.set(field, Some(Json::Object(unknown)));
        }
    }

    /// The value of a field; `None` where the revision has no such field.
    pub fn get(&self, field: Field) -> Option<&Json> {
        self.0.get(&field)
    }

    /// Sets a field, or takes it away.
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
            old.is_none_or(|old| !same(old, value)).then_some((field, old, Some(value)))
        }));
        changes.sort_by_key(|(field, ..)| *field);
        changes
    }

    /// The ids that a list of items names.
    pub fn ids(&self, part: Part) -> Vec<u32> {
        let list = Field::named(Part::Record, 0, part.list()).and_then(|field| self.get(field));
        let ids = list.and_then(Json::as_array).into_iter().flatten();
        ids.filter_map(|id| id.as_u64().and_then(|id| u32::try_from(id).ok())).collect()
    }

    /// Puts the fields together again.
    ///
    /// # Errors
    /// What [`read()`] finds where the fields make no record.
    pub fn assemble(&self, is_withdrawn: bool) -> Result<Revision, Vec<Fault>> {
        let mut tree = Map::new();
        let mut graph = Map::new();
        for (field, value) in self.iter().filter(|(field, _)| field.part == Part::Record) {
            match (field.listed(), field.name().split_once('.')) {
                (Some(part), _) => {
                    let items = self.ids(part).into_iter().map(|id| Json::Object(self.gather(part, id)));
                    tree.insert(part.list().to_owned(), items.collect());
                }
                (None, Some((_, key))) => gather_one(&mut graph, key, value),
                (None, None) => gather_one(&mut tree, field.name(), value),
            }
        }
        tree.insert(GRAPH.to_owned(), Json::Object(graph));
        let record = read(compact(&tree).as_bytes(), Start::default())?;
        let items = ItemIds {
            versions: self.ids(Part::Version),
            dead_ends: self.ids(Part::DeadEnd),
            workarounds: self.ids(Part::Workaround),
        };
        Ok(Revision { record, items, is_withdrawn })
    }

    /// The object of one item.
    pub fn gather(&self, part: Part, item: u32) -> Map<String, Json> {
        let mut object = Map::new();
        for name in part.fields() {
            let value = Field::named(part, item, name).and_then(|field| self.get(field));
            value.into_iter().for_each(|value| gather_one(&mut object, name, value));
        }
        object
    }
}

fn gather_one(object: &mut Map<String, Json>, name: &str, value: &Json) {
    match value {
        Json::Object(unknown) if name == EXTRA => object.extend(unknown.clone()),
        value => drop(object.insert(name.to_owned(), value.clone())),
    }
}

/// The record as a tree of values.
fn tree(record: &Record) -> Map<String, Json> {
    // A record serializes to an object, whatever it holds.
    match serde_json::to_value(record) {
        Ok(Json::Object(tree)) => tree,
        _ => Map::new(),
    }
}
