//! Which records changed last.

use rusqlite::types::Value;
use rusqlite::{Connection, Row};

use crate::ledger::{BatchNumber, RecordKey};
use crate::record::Date;
use crate::store::filter::Selection;
use crate::store::record::parsed;
use crate::store::{Filter, Snapshot, StoreError};

/// That a batch added or changed a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LatestChange {
    /// The batch.
    pub batch: BatchNumber,
    /// The record.
    pub row: RecordKey,
    /// The day on which the record as it is now was last updated.
    pub last_updated: Date,
    /// Whether the batch added the record.
    pub is_arrival: bool,
}

impl Snapshot<'_> {
    /// Up to `most` batches that added or changed what is published of the records of a filter, and up to `most` that
    /// withdrew a record, each the latest first; of a batch those that were updated last come first.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn latest_changes(&self, filter: &Filter, most: u32) -> Result<Vec<LatestChange>, StoreError> {
        let selection = filter.selection();
        self.run(|connection| {
            let arrivals = latest(connection, &selection, (include_str!("latest_arrivals.sql"), true), most)?;
            let changes = latest(connection, &selection, (include_str!("latest_changes.sql"), false), most)?;
            Ok(arrivals.into_iter().chain(changes).collect())
        })
    }
}

fn latest(
    connection: &Connection,
    selection: &Selection,
    (statement, is_arrival): (&str, bool),
    most: u32,
) -> rusqlite::Result<Vec<LatestChange>> {
    let mut statement = connection.prepare(&format!("{}{statement}", selection.with))?;
    let limit = Value::Integer(i64::from(most));
    let mut bindings = selection.bindings();
    bindings.push((":limit", &limit));
    let change = |row: &Row<'_>| {
        let (batch, last_updated) = (row.get("batch")?, parsed(row, "last_updated")?);
        Ok(LatestChange { batch, row: row.get("record")?, last_updated, is_arrival })
    };
    statement.query_map(bindings.as_slice(), change)?.collect()
}
