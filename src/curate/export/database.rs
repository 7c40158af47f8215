//! The database that is exported from, and what it remembers of the export.

use std::path::Path;
use std::sync::Arc;

use crate::record::Date;
use crate::store::{Sent, SentBefore, Snapshot, Store, StoreError};

/// A database that is exported from, opened once.
pub struct ExportDatabase {
    /// The database.
    pub store: Store,
    /// What it notes of the export.
    pub base: ExportBase,
}

/// What a database notes of an export: the state that an import from the place merges with.
pub struct ExportBase {
    /// The source that the place is for imports; `None` if nothing is noted.
    source: Option<Arc<str>>,
    /// Why the database cannot be written to, although the export is to be noted in it.
    unwritable: Option<StoreError>,
}

impl ExportDatabase {
    /// Opens it for reading and, if the export is noted as the base of a source, for writing. One that can only be read
    /// is exported from all the same.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn open(path: &Path, source: Option<Arc<str>>) -> Result<Self, StoreError> {
        let (store, unwritable) = match source.is_some().then(|| Store::open(path)) {
            Some(Ok(store)) => (store, None),
            Some(Err(error)) => (Store::open_read(path)?, Some(error)),
            None => (Store::open_read(path)?, None),
        };
        Ok(ExportDatabase { store, base: ExportBase { source, unwritable } })
    }
}

impl ExportBase {
    /// What is known of the source before the export; `None` if the export is not noted.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn before(&self, snapshot: &Snapshot<'_>) -> Result<Option<SentBefore>, StoreError> {
        self.source.as_deref().map(|source| snapshot.sent_before(source)).transpose()
    }

    /// Notes what was written to the source: an import from there merges with that. `before` is what was known of the
    /// source, `sent` the news.
    ///
    /// # Errors
    /// If the database cannot be written to. The files of the export are written all the same.
    pub fn note(self, store: &mut Store, day: Date, before: &SentBefore, sent: &[Sent]) -> Result<(), StoreError> {
        match (self.source, self.unwritable) {
            (None, _) => Ok(()),
            (Some(_), _) if sent.is_empty() => Ok(()),
            (Some(_), Some(error)) => Err(error),
            (Some(source), None) => store.mark_sent(&source, day, before, sent),
        }
    }
}
