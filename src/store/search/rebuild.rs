//! Rebuilding the index.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use super::{Words, insert};
use crate::store::filter::Selection;
use crate::store::stream::stream;
use crate::store::{StoreError, Tx, Unchecked};

impl Tx<'_> {
    /// Rebuilds the search index from the words of all records, withdrawn ones too.
    ///
    /// # Errors
    /// If a record is damaged: the index would hold words that its repair does not know of. What goes wrong on the
    /// disk.
    pub fn rebuild_search(&mut self) -> Result<(), StoreError> {
        self.write(|connection, _| connection.execute_batch("INSERT INTO search (search) VALUES ('delete-all')"))?;
        let path: Arc<Path> = self.path().into();
        let wrap = |error| self.error(error);
        stream(self.connection(), &Selection::all(), wrap, |stored| {
            let stored = Unchecked::new(stored, &path).checked()?;
            insert(self.connection(), stored.standing.row, &Words::of(&stored.revision.record)).map_err(wrap)?;
            Ok(ControlFlow::Continue(()))
        })
    }
}
