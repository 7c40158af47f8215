//! Detecting a damaged index, which would add records to a stream or omit some.

use std::path::Path;

use rusqlite::Connection;

use super::StoreError;
use super::filter::Selection;
use crate::record::Id;

/// Counts the records of a stream, which are read in the order of an index. No digest covers an index, so the number of
/// records is compared with the table itself.
pub(super) struct Census {
    expected: i64,
    seen: i64,
    last: Option<Id>,
}

impl Census {
    /// Counts the records of a selection in their table. It has to be done in the transaction of the stream.
    ///
    /// # Errors
    /// If the table cannot be read, or a record names a batch that does not exist as the one that withdrew it.
    pub(super) fn begin(connection: &Connection, selection: &Selection, path: &Path) -> Result<Self, StoreError> {
        let (expected, stray): (i64, Option<i64>) = connection
            .prepare_cached(&selection.census)
            .and_then(|mut scan| scan.query_row(selection.bindings().as_slice(), |row| Ok((row.get(0)?, row.get(1)?))))
            .map_err(|error| StoreError::new(path, error))?;
        match stray {
            Some(row) => {
                let detail = format!("record.id {row} is withdrawn by a batch that does not exist");
                Err(StoreError::Damaged { path: path.to_owned(), detail })
            }
            None => Ok(Census { expected, seen: 0, last: None }),
        }
    }

    /// The number of records that the stream has to have.
    pub(super) fn expected(&self) -> u64 {
        u64::try_from(self.expected).unwrap_or_default()
    }

    /// Counts the next record of the stream.
    ///
    /// # Errors
    /// If its id is not after the previous one.
    pub(super) fn count(&mut self, id: &Id, path: &Path) -> Result<(), StoreError> {
        if let Some(last) = self.last.as_ref().filter(|last| last.as_str() >= id.as_str()) {
            return Err(damaged(path, format!("it lists {id} after {last}")));
        }
        self.last = Some(id.clone());
        self.seen += 1;
        Ok(())
    }

    /// Compares the number of records in the stream with the table, after the last one.
    ///
    /// # Errors
    /// If the numbers differ.
    pub(super) fn finish(&self, path: &Path) -> Result<(), StoreError> {
        let Census { expected, seen, .. } = self;
        if seen == expected {
            return Ok(());
        }
        Err(damaged(path, format!("it lists {seen} records of {expected}")))
    }
}

/// The error of an index that does not fit the records; `detail` is what it does.
pub(super) fn damaged(path: &Path, detail: String) -> StoreError {
    let detail = format!("its index of ids is damaged: {detail}");
    StoreError::Damaged { path: path.to_owned(), detail }
}
