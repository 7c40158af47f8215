//! What the regexes of a set are tried on.

use std::ops::ControlFlow;

use crate::record::Id;
use crate::store::record::parsed;
use crate::store::{Snapshot, StoreError};

/// A published record, as far as regexes are concerned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchedRecord {
    /// Its id.
    pub id: Id,
    /// The text that its regex has to find.
    pub signature: String,
    /// Its regex.
    pub regex: String,
}

impl Snapshot<'_> {
    /// Yields the regex and the signature of every record that is not withdrawn, in the order of their ids, until
    /// `visit` breaks off.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn each_searched(&self, mut visit: impl FnMut(SearchedRecord) -> ControlFlow<()>) -> Result<(), StoreError> {
        self.run(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT canon_id, signature, regex FROM record WHERE withdrawn_in IS NULL ORDER BY canon_id",
            )?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let (id, signature, regex) = (parsed(row, "canon_id")?, row.get("signature")?, row.get("regex")?);
                if visit(SearchedRecord { id, signature, regex }).is_break() {
                    break;
                }
            }
            Ok(())
        })
    }
}
