//! The database that is exported from, and what it remembers of the export.

use std::path::Path;

use crate::record::Date;
use crate::store::{Sent, SentBefore, Store, StoreError};

/// A database that is exported from, opened once.
pub struct ExportDatabase {
    /// The database.
    pub store: Store,
    /// Why it cannot be written to, although the export is to be noted in it.
    unwritable: Option<StoreError>,
}

impl ExportDatabase {
    /// Opens it for reading and, if the export `is_noted` in it, for writing. One that can only be read is exported
    /// from all the same.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn open(path: &Path, is_noted: bool) -> Result<Self, StoreError> {
        let unwritable = match is_noted.then(|| Store::open(path)) {
            Some(Ok(store)) => return Ok(ExportDatabase { store, unwritable: None }),
            Some(Err(error)) => Some(error),
            None => None,
        };
        Ok(ExportDatabase { store: Store::open_read(path)?, unwritable })
    }

    /// Notes what was written to the source `name`: an import from there merges with that. `before` is what was known
    /// of the source, `sent` the news.
    ///
    /// # Errors
    /// If it cannot be written to. The files of the export are written all the same.
    pub fn note(self, name: &str, day: Date, before: &SentBefore, sent: &[Sent]) -> Result<(), StoreError> {
        let ExportDatabase { mut store, unwritable } = self;
        match unwritable {
            _ if sent.is_empty() => Ok(()),
            Some(error) => Err(error),
            None => store.mark_sent(name, day, before, sent),
        }
    }
}
