//! What a tree has and the database does not.

use std::collections::BTreeMap;
use std::convert::Infallible;

use super::side::SideChange;
use crate::curate::import::{Event, OpenConflict, Rejection, Watch};
use crate::curate::rewordings::add_lines;
use crate::curate::{Counts, Sealed};
use crate::intake::Draft;
use crate::record::{ChangePath, Id, Json, NamedField, Record, RecordChange, Rewordings};
use crate::store::Prepared;

/// What an import would bring from a tree. It follows an import that only reads and continues after rejections.
#[derive(Debug)]
pub struct ThereChanges<F> {
    /// The records that an import would add or change.
    pub records: BTreeMap<Id, SideChange>,
    /// The names of the fields in conflict.
    pub conflicts: BTreeMap<Id, Vec<String>>,
    /// Which items the tree has with another text.
    pub rewordings: BTreeMap<Id, Rewordings>,
    /// Called with every text that is rejected for another reason than a conflict.
    reject: F,
}

impl<F: FnMut(&Draft<Prepared>, &Rejection)> ThereChanges<F> {
    /// Begins without records.
    pub fn new(reject: F) -> Self {
        ThereChanges { records: BTreeMap::new(), conflicts: BTreeMap::new(), rewordings: BTreeMap::new(), reject }
    }

    /// Notes the values of a field here and there, if it has the text of an item.
    fn note_text(&mut self, id: &Id, field: NamedField, values: [Option<&Json>; 2]) {
        let item = field.field.item.filter(|_| field.field.names_item());
        if let (Some(item), [Some(here), Some(there)]) = (item, values.map(|value| value.and_then(Json::as_str))) {
            self.rewordings.entry(id.clone()).or_default().add(item.kind, &here, &there);
        }
    }

    fn change(&mut self, id: &Id, changes: &[RecordChange]) {
        let mut names = Vec::new();
        for change in changes {
            let whole = match change {
                RecordChange::Field(field) if field.path == ChangePath::Field(Record::ID.into()) => {
                    let former = field.old.as_ref().and_then(|old| old.as_str()).and_then(|id| id.parse().ok());
                    self.records.extend(former.map(|former| (former, SideChange::Renamed(id.clone()))));
                    continue;
                }
                RecordChange::Field(field) => {
                    if let ChangePath::Field(named) = field.path {
                        self.note_text(id, named, [field.old.as_ref(), field.new.as_ref()]);
                    }
                    names.push(field.path.to_string());
                    continue;
                }
                RecordChange::Arrived => SideChange::Record,
                RecordChange::Withdrawn => SideChange::Withdrawn,
                RecordChange::Restored => SideChange::Restored,
            };
            self.records.insert(id.clone(), whole);
            return;
        }
        if names.is_empty() {
            return;
        }
        let none = SideChange::Changed { fields: Vec::new(), ledger: false };
        if let SideChange::Changed { fields, .. } = self.records.entry(id.clone()).or_insert(none) {
            fields.extend(names);
        }
    }
}

impl<F: FnMut(&Draft<Prepared>, &Rejection)> Watch for ThereChanges<F> {
    type Error = Infallible;

    fn event(&mut self, event: Event<'_>) -> Result<(), Infallible> {
        match event {
            Event::Added(id) => drop(self.records.insert(id.clone(), SideChange::Record)),
            Event::Withdrawn(id) => drop(self.records.insert(id.clone(), SideChange::Withdrawn)),
            Event::Changed(id, changes) => self.change(id, &changes),
            Event::Rejected(_, Rejection::Conflict { id, conflicts, reworded }) => {
                add_lines(self.rewordings.entry(id.clone()).or_default(), &reworded);
                conflicts.iter().for_each(|OpenConflict { field, ours, theirs, .. }| {
                    self.note_text(&id, *field, [ours.as_ref(), theirs.as_ref()]);
                });
                let names = conflicts.iter().map(|conflict| conflict.name().to_string());
                self.conflicts.insert(id, names.collect());
            }
            Event::Rejected(draft, rejection) => (self.reject)(draft, &rejection),
            // What the tree has of these is older than what the database has, or the same.
            Event::Unchanged | Event::Kept(_) | Event::Stale(_) | Event::Checked { .. } | Event::Ceased(_) => {}
        }
        Ok(())
    }

    fn approve_withdrawals(&mut self, _: &[Id], _: bool) -> Result<bool, Infallible> {
        Ok(true)
    }

    fn approve(&mut self, _: &Counts, _: Sealed) -> Result<bool, Infallible> {
        Ok(true)
    }
}
