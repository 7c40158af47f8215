//! Signatures, on which the regexes of a set are tried.

use std::ops::ControlFlow;

use rusqlite::OptionalExtension;

use crate::ledger::RecordKey;
use crate::record::Id;
use crate::store::record::parsed;
use crate::store::{Snapshot, StoreError};

impl Snapshot<'_> {
    /// Calls `visit` with the id and the signature of every record that is not withdrawn, in the order of their ids,
    /// until `visit` breaks.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn each_signature(&self, mut visit: impl FnMut(Id, String) -> ControlFlow<()>) -> Result<(), StoreError> {
        self.run(|connection| {
            let sql = "SELECT canon_id, signature FROM record WHERE withdrawn_in IS NULL ORDER BY canon_id";
            let mut statement = connection.prepare_cached(sql)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                if visit(parsed(row, "canon_id")?, row.get("signature")?).is_break() {
                    break;
                }
            }
            Ok(())
        })
    }

    /// The id and the regex of the record with this key; `None` if it is withdrawn, or there is none.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn regex_of(&self, row: RecordKey) -> Result<Option<(Id, String)>, StoreError> {
        self.run(|connection| {
            let sql = "SELECT canon_id, regex FROM record WHERE id = ?1 AND withdrawn_in IS NULL";
            let mut statement = connection.prepare_cached(sql)?;
            statement.query_row([row], |row| Ok((parsed(row, "canon_id")?, row.get("regex")?))).optional()
        })
    }
}
