//! The batches as a list.

use rusqlite::named_params;

use super::Batch;
use super::batch::batch_row;
use crate::ledger::{BatchNumber, RecordKey};
use crate::store::record::count;
use crate::store::{Snapshot, StoreError};

/// Which batches to list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LogQuery {
    /// Those that changed the record with this key.
    pub record: Option<RecordKey>,
    /// This one only.
    pub batch: Option<BatchNumber>,
    /// The most batches to list, the latest first; all if there is no limit.
    pub limit: Option<u32>,
}

/// A batch with the amount of its changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEntry {
    /// Its number.
    pub id: BatchNumber,
    /// The command: who gave it, when and why.
    pub batch: Batch,
    /// The number of records that it changed.
    pub records: u64,
    /// The number of fields that it changed; an added record counts as one.
    pub fields: u64,
}

impl Snapshot<'_> {
    /// Batches, the latest first.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn log(&self, query: LogQuery) -> Result<Vec<LogEntry>, StoreError> {
        self.run(|connection| {
            let mut statement = connection.prepare_cached(include_str!("log.sql"))?;
            let limit = query.limit.map_or(-1, i64::from);
            let parameters = named_params! { ":record": query.record, ":batch": query.batch, ":limit": limit };
            let entry = |row: &rusqlite::Row<'_>| {
                let (records, fields) = (count(row, "records")?, count(row, "fields")?);
                Ok(LogEntry { id: row.get("id")?, batch: batch_row(row)?, records, fields })
            };
            statement.query_map(parameters, entry)?.collect::<rusqlite::Result<_>>()
        })
    }
}
