//! Writing whole records.

use rusqlite::{Connection, named_params};

use super::value::signed;
use super::{Digest, Prepared, Standing, annotations, insert_names, insert_translations, names, scalar};
use crate::ledger::{BatchNumber, RecordKey, SourceNumber};
use crate::record::{Date, Difference, Field, Json, Record, Revision};
use crate::store::literal::{self, LiteralRows};
use crate::store::search::IndexedWords;
use crate::store::{ChangeSubject, StoreError, Tx, base, graph, item, journal, search};

impl Tx<'_> {
    /// Adds a new record, and returns its key. `brought` is the source that it was imported from, with the digest of
    /// the input; `None` for a record that is written here.
    ///
    /// # Errors
    /// What goes wrong on the disk.
    pub fn insert(
        &mut self,
        prepared: &Prepared,
        brought: Option<(SourceNumber, Digest)>,
    ) -> Result<RecordKey, StoreError> {
        self.write(|connection, batch| {
            let row = scalar::insert(connection, prepared, batch)?;
            let record = &prepared.record;
            insert_translations(connection, row, record)?;
            insert_names(connection, row, record)?;
            item::insert(connection, row, record)?;
            graph::insert(connection, row, record)?;
            search::insert(connection, row, &prepared.words())?;
            literal::insert(connection, row, &prepared.literals())?;
            if let Some(samples) = &prepared.samples {
                annotations::insert(connection, batch, row, samples)?;
            }
            if let Some((source, digest)) = brought {
                base::insert_first(connection, (row, source), &digest, batch)?;
            }
            Ok(row)
        })
    }

    /// Replaces the old revision of a record by a new one, and journals every field that differs. A batch does so once
    /// for a record. Rows that do not differ are not touched.
    ///
    /// # Errors
    /// What goes wrong on the disk.
    pub fn replace(&mut self, standing: Standing, difference: &Difference<'_>) -> Result<(), StoreError> {
        let Difference { old, new, .. } = difference;
        if old == new {
            return Ok(());
        }
        let row = standing.row;
        self.write(|connection, batch| {
            let is_edited = old.record != new.record || old.items != new.items;
            if is_edited {
                replace_rows(connection, row, old, new, batch)?;
            }
            if is_edited || old.annotations != new.annotations {
                annotations::replace(connection, row, &old.annotations, &new.annotations)?;
                for (field, was, is) in difference.fields() {
                    journal::insert_change(connection, batch, row, ChangeSubject::Field(field), (was, is))?;
                }
            }
            if old.is_withdrawn != new.is_withdrawn {
                let withdrawn_in = new.is_withdrawn.then_some(batch);
                connection
                    .prepare_cached("UPDATE record SET withdrawn_in = :batch WHERE id = :id")?
                    .execute(named_params! { ":batch": withdrawn_in, ":id": row })?;
                let (was, is) = (old.is_withdrawn.into(), new.is_withdrawn.into());
                let subject = ChangeSubject::of_withdrawal(new.is_withdrawn);
                journal::insert_change(connection, batch, row, subject, (Some(&was), Some(&is)))?;
            }
            Ok(())
        })
    }
}

/// Writes what differs between two revisions into the record's tables, the search index and the table of literals.
fn replace_rows(
    connection: &Connection,
    row: RecordKey,
    old: &Revision,
    new: &Revision,
    batch: BatchNumber,
) -> rusqlite::Result<()> {
    let (was, is) = (&old.record, &new.record);
    scalar::update(connection, is, row)?;
    let translated =
        |record: &Record| (record.signature_zh.clone(), record.root_cause_zh.clone(), record.workarounds_zh.clone());
    if translated(was) != translated(is) {
        names::delete_translations(connection, row)?;
        insert_translations(connection, row, is)?;
    }
    if (&was.tags, &was.aliases) != (&is.tags, &is.aliases) {
        names::delete_names(connection, row)?;
        insert_names(connection, row, is)?;
    }
    item::replace(connection, row, old, new, batch)?;
    if was.transition_graph != is.transition_graph {
        graph::delete(connection, row)?;
        graph::insert(connection, row, is)?;
    }
    if !search::reads_alike(was, is) {
        // The index is contentless: it deletes only words that it is given.
        search::delete(connection, row, &IndexedWords::of(was))?;
        search::insert(connection, row, &IndexedWords::of(is))?;
    }
    if was.regex != is.regex {
        literal::delete(connection, row, &LiteralRows::of(&was.regex))?;
        literal::insert(connection, row, &LiteralRows::of(&is.regex))?;
    }
    Ok(())
}

/// The fields of a record that evidence changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bookkeeping {
    /// The number of pieces of evidence for it.
    pub evidence_count: u64,
    /// The day it was last confirmed.
    pub last_confirmed: Date,
    /// The day it last changed.
    pub last_updated: Date,
}

/// What evidence changes in a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BookkeepingChange {
    /// The fields with their new values.
    pub new: Bookkeeping,
    digest: Digest,
}

impl BookkeepingChange {
    /// Computes the new fields. The record is not changed.
    pub fn of(record: &mut Record, new: Bookkeeping) -> Self {
        let old = Bookkeeping::of(record);
        new.put_into(record);
        let digest = Digest::of_record(record);
        old.put_into(record);
        BookkeepingChange { new, digest }
    }

    /// The fields that change, with the old value and the new one.
    pub fn changes(&self, record: &Record) -> impl Iterator<Item = (Field, Json, Json)> {
        let (old, new) = (Bookkeeping::of(record).values(), self.new.values());
        let fields = Bookkeeping::FIELDS.into_iter().zip(old).zip(new);
        fields.map(|((field, was), is)| (field, was, is)).filter(|(_, was, is)| was != is)
    }
}

impl Bookkeeping {
    /// The fields of the record, in the order of the format.
    pub const FIELDS: [Field; 3] = [Record::LAST_CONFIRMED, Record::LAST_UPDATED, Record::EVIDENCE_COUNT];

    /// The values of [`FIELDS`](Self::FIELDS).
    fn values(self) -> [Json; 3] {
        let Bookkeeping { evidence_count, last_confirmed, last_updated } = self;
        [Json::from(last_confirmed.to_string()), Json::from(last_updated.to_string()), Json::from(evidence_count)]
    }

    fn of(record: &Record) -> Self {
        let Record { evidence_count, last_confirmed, last_updated, .. } = *record;
        Bookkeeping { evidence_count, last_confirmed, last_updated }
    }

    fn put_into(self, record: &mut Record) {
        let Bookkeeping { evidence_count, last_confirmed, last_updated } = self;
        (record.evidence_count, record.last_confirmed, record.last_updated) =
            (evidence_count, last_confirmed, last_updated);
    }
}

impl Tx<'_> {
    /// Writes only what evidence changes in a record, and journals it; as [`replace`](Self::replace), but without
    /// looking at all the other fields, for runs over many records.
    ///
    /// # Errors
    /// What goes wrong on the disk.
    pub fn update_bookkeeping(
        &mut self,
        row: RecordKey,
        record: &Record,
        moved: &BookkeepingChange,
    ) -> Result<(), StoreError> {
        let BookkeepingChange { new, digest } = moved;
        self.write(|connection, batch| {
            connection.prepare_cached(include_str!("update_bookkeeping.sql"))?.execute(named_params! {
                ":id": row,
                ":evidence_count": signed(new.evidence_count)?,
                ":last_confirmed": new.last_confirmed.to_string(),
                ":last_updated": new.last_updated.to_string(),
                ":digest": digest.as_bytes(),
            })?;
            for (field, was, is) in moved.changes(record) {
                journal::insert_change(connection, batch, row, ChangeSubject::Field(field), (Some(&was), Some(&is)))?;
            }
            Ok(())
        })
    }
}
