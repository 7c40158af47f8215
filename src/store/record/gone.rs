//! Ids under which nothing is published any more.

use rusqlite::named_params;

use super::parsed;
use crate::ledger::{BatchNumber, RecordKey};
use crate::record::Id;
use crate::store::{Snapshot, StoreError};

/// An id that a record had, and under which nothing is published now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gone {
    /// The id.
    pub id: Id,
    /// The record.
    pub record: RecordKey,
    /// The batch since which nothing is published there.
    pub batch: BatchNumber,
    /// Why nothing is published there.
    pub departure: Departure,
}

/// Why nothing is published under an id any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Departure {
    /// The record was withdrawn, for a reason if one was given.
    Withdrawn(Option<String>),
    /// The record was renamed, and has this id now.
    Renamed(Id),
}

impl Snapshot<'_> {
    /// The ids of withdrawn records and the former ids of renamed ones, each once, in their order. An id that another
    /// record has now is not among them.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn gone(&self) -> Result<Vec<Gone>, StoreError> {
        self.run(|connection| {
            let mut statement = connection.prepare_cached(include_str!("gone.sql"))?;
            let rows = statement.query_map([], |row| {
                let departure = match row.get_ref("renamed_to")?.as_str_or_null()? {
                    Some(_) => Departure::Renamed(parsed(row, "renamed_to")?),
                    None => Departure::Withdrawn(row.get("reason")?),
                };
                Ok(Gone { id: parsed(row, "gone")?, record: row.get("record")?, batch: row.get("batch")?, departure })
            })?;
            let mut gone = rows.collect::<rusqlite::Result<Vec<Gone>>>()?;
            gone.dedup_by(|later, first| later.id == first.id); // the latest batch comes first
            Ok(gone)
        })
    }

    /// The keys of the records that have an id or ever had it, withdrawn ones included.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn held_by(&self, id: &Id) -> Result<Vec<RecordKey>, StoreError> {
        self.run(|connection| {
            let mut statement = connection.prepare_cached(include_str!("held_by.sql"))?;
            let rows = statement.query_map(named_params! { ":id": id.as_str() }, |row| row.get("record"))?;
            rows.collect::<rusqlite::Result<_>>()
        })
    }
}
