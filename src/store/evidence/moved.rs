//! Evidence that was moved to another record or item: its row stays and no longer counts, and a new row has the same
//! content.

use std::collections::HashMap;

use rusqlite::{Row, named_params};

use super::write::{NewRow, insert_numbered, rule};
use crate::ledger::{BatchNumber, Evidence, EvidenceNumber, NewEvidence, RecordKey};
use crate::record::ItemRef;
use crate::store::record::count;
use crate::store::{Snapshot, StoreError, Tx};

/// A batch moved a piece of evidence, or moved it back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    /// The number of the earlier row.
    pub from: EvidenceNumber,
    /// The number of the row with the same content elsewhere.
    pub to: EvidenceNumber,
    /// Whether the later row counts after the batch, and not the earlier one.
    pub is_forth: bool,
}

impl Snapshot<'_> {
    /// The rows that a batch moved, or moved back.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn moved_in(&self, batch: BatchNumber) -> Result<Vec<Move>, StoreError> {
        self.run(|connection| {
            let mut statement = connection.prepare_cached(include_str!("moved_in.sql"))?;
            let read = |row: &Row<'_>| {
                let (from, to, is_forth) = (row.get("moved_from")?, row.get("moved_to")?, row.get("is_forth")?);
                Ok(Move { from, to, is_forth })
            };
            statement.query_map(named_params! { ":batch": batch }, read)?.collect::<rusqlite::Result<_>>()
        })
    }

    /// How many pieces of evidence on a record count.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn counted(&self, record: RecordKey) -> Result<u64, StoreError> {
        self.run(|connection| {
            let mut statement = connection.prepare_cached(include_str!("counted.sql"))?;
            statement.query_row(named_params! { ":record": record }, |row| count(row, "counted"))
        })
    }

    /// How many pieces of evidence counted after a batch, by the keys of the records that had any.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn counted_by_record(&self, until: BatchNumber) -> Result<HashMap<RecordKey, u64>, StoreError> {
        self.run(|connection| {
            let mut statement = connection.prepare(include_str!("counted_by_record.sql"))?;
            statement
                .query_map(named_params! { ":until": until }, |row| Ok((row.get("record")?, count(row, "counted")?)))?
                .collect()
        })
    }
}

impl Tx<'_> {
    /// Moves a piece of evidence that counts to a record or one of its items, and returns the number of the new row.
    /// The caller has to change the counts of the records.
    ///
    /// # Errors
    /// What goes wrong on the disk.
    pub fn move_evidence(
        &mut self,
        evidence: &Evidence,
        record: RecordKey,
        item: Option<ItemRef>,
    ) -> Result<EvidenceNumber, StoreError> {
        let what = NewEvidence { item, ..evidence.what.clone() };
        let row = NewRow { record, what: &what, key: None, moved_from: Some((evidence.id, evidence.uid)) };
        self.write(|connection, batch| {
            insert_numbered(connection, batch, row)?;
            let moved = connection.last_insert_rowid().into();
            rule(connection, batch, evidence.id, true)?;
            Ok(moved)
        })
    }
}
