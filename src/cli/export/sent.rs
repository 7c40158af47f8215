//! What the database remembers of an export.

use std::error::Error;
use std::path::Path;

use crate::cli::console::Console;
use crate::cli::failure::Failure;
use crate::cli::plain::plain;
use crate::record::Date;
use crate::store::{Sent, SentBefore, Store, StoreError};

/// A database that is exported from, opened once.
pub(super) struct Opened {
    pub store: Store,
    /// Why it cannot be written to, although the export is to be noted in it. The files are written all the same.
    unwritable: Option<StoreError>,
}

impl Opened {
    /// Opens it for reading, and for noting the export if `notes`.
    pub(super) fn open(path: &Path, notes: bool) -> Result<Self, Failure> {
        let unwritable = match notes.then(|| Store::open(path)) {
            Some(Ok(store)) => return Ok(Opened { store, unwritable: None }),
            Some(Err(error)) => Some(error),
            None => None,
        };
        Ok(Opened { store: Store::open_read(path)?, unwritable })
    }

    /// Notes in the database what was written to the source `name`. The files are written whatever comes of it.
    pub(super) fn mark(self, name: &str, day: Date, (before, sent): (&SentBefore, &[Sent]), console: &mut Console) {
        let Opened { mut store, unwritable } = self;
        if sent.is_empty() {
            return;
        }
        let marked = match unwritable {
            Some(error) => Err(error),
            None => store.mark_sent(name, day, before, sent),
        };
        if let Err(error) = marked {
            let cause = error.source().map_or(String::new(), |cause| format!(": {cause}"));
            console.note(plain(&format!(
                "note: {error}{cause}; it does not know of this export, and an import from there may see conflicts in {} records",
                sent.len()
            )));
        }
    }
}
