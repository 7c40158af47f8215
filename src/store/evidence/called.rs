//! The names of a record and its items when a piece of evidence was recorded, from the journal.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, params};

use crate::ledger::{BatchNumber, RecordKey};
use crate::record::{DeadEnd, Field, ItemKind, ItemRef, Part, Record, Version, Workaround};

/// Looks up names. Rows of one record follow each other, so those of the last record are kept.
pub(super) struct Called<'c> {
    connection: &'c Connection,
    /// The record of the other fields.
    record: RecordKey,
    /// By the batch after which they were valid.
    names: HashMap<(Option<ItemRef>, BatchNumber), String>,
}

impl<'c> Called<'c> {
    pub(super) fn new(connection: &'c Connection) -> Self {
        Called { connection, record: RecordKey::NONE, names: HashMap::new() }
    }

    /// The id of a record, or the text by which one of its items was known, after a batch.
    pub(super) fn after(
        &mut self,
        batch: BatchNumber,
        record: RecordKey,
        item: Option<ItemRef>,
    ) -> rusqlite::Result<String> {
        if self.record != record {
            self.record = record;
            self.names.clear();
        }
        if let Some(name) = self.names.get(&(item, batch)) {
            return Ok(name.clone());
        }
        let name = match item {
            None => self.field(batch, Record::ID)?,
            Some(ItemRef { kind: ItemKind::Version, id }) => self.field(batch, Version::VERSION.of(id))?,
            Some(ItemRef { kind: ItemKind::Workaround, id }) => self.field(batch, Workaround::ACTION.of(id))?,
            Some(ItemRef { kind: ItemKind::DeadEnd, id }) => match self.field(batch, DeadEnd::ACTION.of(id))? {
                action if action.is_empty() => self.field(batch, DeadEnd::WHY_FAILS.of(id))?,
                action => action,
            },
        };
        self.names.insert((item, batch), name.clone());
        Ok(name)
    }

    /// The text of a field after a batch: what the next change of it replaced, or what it still is.
    fn field(&self, batch: BatchNumber, field: Field) -> rusqlite::Result<String> {
        let (part, item, name) = (Part::of(field.item), field.item.map_or(0, |item| item.id), field.name());
        let mut next = self.connection.prepare_cached(include_str!("next_change.sql"))?;
        let replaced = next.query_row(params![self.record, batch, part.word(), item, name], |row| row.get(0));
        if let Some(text) = replaced.optional()? {
            return Ok(text);
        }
        let sql = match part {
            Part::Record => "SELECT canon_id FROM record WHERE id = ?1 AND ?2 = 0".to_owned(),
            Part::Item(kind) => format!("SELECT {name} FROM {kind} WHERE record = ?1 AND id = ?2"),
        };
        self.connection.prepare_cached(&sql)?.query_row(params![self.record, item], |row| row.get(0))
    }
}
