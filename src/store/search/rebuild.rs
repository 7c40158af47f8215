//! Rebuilding the index and other data that is derived from records for finding them.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use super::{IndexedWords, insert};
use crate::store::filter::Selection;
use crate::store::literal::{self, LiteralRows};
use crate::store::stream::stream;
use crate::store::{StoreError, Tx, Unchecked};

impl Tx<'_> {
    /// Rebuilds the search index and the table of literals from all records, withdrawn ones too.
    ///
    /// # Errors
    /// If a record is damaged, because the index would have words that its repair does not remove; errors of the disk.
    pub fn rebuild_indexes(&mut self) -> Result<(), StoreError> {
        let empty = "INSERT INTO search (search) VALUES ('delete-all'); DELETE FROM literal";
        self.write(|connection, _| connection.execute_batch(empty))?;
        let path: Arc<Path> = self.path().into();
        let wrap = |error| self.error(error);
        stream(self.connection(), &Selection::all(), wrap, |stored| {
            let stored = Unchecked::new(stored, &path).checked()?;
            let (row, record) = (stored.standing.row, &stored.revision.record);
            insert(self.connection(), row, &IndexedWords::of(record)).map_err(wrap)?;
            literal::insert(self.connection(), row, &LiteralRows::of(&record.regex)).map_err(wrap)?;
            Ok(ControlFlow::Continue(()))
        })
    }
}
