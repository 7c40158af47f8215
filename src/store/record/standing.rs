//! The state of a record, which can be read without the record.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row, named_params};

use crate::ledger::{RecordKey, SourceNumber};

use super::Digest;
use super::value::parsed;
use crate::record::{Id, compact};
use crate::store::{BaseDigests, Snapshot, StoreError};

/// The state of an existing record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The record's key.
    pub row: RecordKey,
    /// The digest of the record as it is.
    pub digest: Digest,
    /// Whether it was withdrawn.
    pub is_withdrawn: bool,
}

impl Snapshot<'_> {
    /// The state of a record; `None` if no record has the id.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn standing(&self, id: &Id) -> Result<Option<Standing>, StoreError> {
        self.run(|connection| standing(connection, id))
    }

    /// Whether any record was ever renamed.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn has_renamed(&self) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM change WHERE part = 'record' AND field = 'id')";
        self.run(|connection| connection.query_row(sql, [], |row| row.get(0)))
    }

    /// The state of the record that had this id before it was renamed; `None` if none had it, or several.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn renamed(&self, former: &Id) -> Result<Option<Id>, StoreError> {
        let ids = self.run(|connection| {
            let mut statement = connection.prepare_cached(include_str!("renamed.sql"))?;
            let former = compact(&former.as_str());
            let ids = statement.query_map(named_params! { ":former": former }, |row| parsed(row, "canon_id"))?;
            ids.collect::<rusqlite::Result<Vec<Id>>>()
        })?;
        Ok(if ids.len() == 1 { ids.into_iter().next() } else { None })
    }

    /// The state of a record, and what a source last had of it; `None` if no record has the id.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn standing_to(
        &self,
        id: &Id,
        source: Option<SourceNumber>,
    ) -> Result<Option<(Standing, BaseDigests)>, StoreError> {
        self.run(|connection| {
            let mut statement = connection.prepare_cached(include_str!("standing_to.sql"))?;
            let parameters = named_params! { ":canon_id": id.as_str(), ":source": source };
            let row = |row: &Row<'_>| {
                let bases = BaseDigests { brought: row.get("brought")?, sent: row.get("sent")? };
                Ok((standing_row(row)?, bases))
            };
            statement.query_row(parameters, row).optional()
        })
    }
}

fn standing(connection: &Connection, id: &Id) -> rusqlite::Result<Option<Standing>> {
    connection
        .prepare_cached(include_str!("standing.sql"))?
        .query_row(named_params! { ":canon_id": id.as_str() }, standing_row)
        .optional()
}

/// Reads the state of a record.
pub(super) fn standing_row(row: &Row<'_>) -> rusqlite::Result<Standing> {
    Ok(Standing {
        row: row.get("id")?,
        digest: row.get("digest")?,
        is_withdrawn: row.get_ref("withdrawn_in")? != ValueRef::Null,
    })
}
