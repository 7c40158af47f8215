//! The file in which a new database is built: beside its path, with another name.

use std::fs::File;
use std::io;
use std::path::Path;

use super::StoreError;
use super::leftover::{JOURNAL, LOG, beside};
use crate::disk::{Partial, Temporary};

/// A file that will be a database. It is removed if it is dropped before [`open_up`](Self::open_up).
pub(super) struct NewFile {
    pub file: Partial,
}

impl NewFile {
    /// Makes the file, and removes those that killed processes left.
    pub(super) fn claim(path: &Path) -> Result<Self, StoreError> {
        NewFile::make(path, |folder| Temporary::Database.create_in(folder))
    }

    /// As [`claim`](Self::claim), but nobody else may open the file until its permissions are set.
    pub(super) fn claim_private(path: &Path) -> Result<Self, StoreError> {
        NewFile::make(path, |folder| Temporary::Database.create_private_in(folder))
    }

    fn make(path: &Path, create: impl FnOnce(&Path) -> io::Result<Partial>) -> Result<Self, StoreError> {
        refuse_leftovers(path)?;
        let file = create(folder(path)).map_err(|source| StoreError::Io { path: path.to_owned(), source })?;
        Ok(NewFile { file })
    }

    /// Gives the file its name on the disk.
    pub(super) fn open_up(self, path: &Path) -> Result<(), StoreError> {
        let io = |source| StoreError::Io { path: path.to_owned(), source };
        self.file.file().sync_all().map_err(io)?;
        refuse_leftovers(path)?;
        match self.file.move_to_free(path) {
            Ok(()) => {
                // So that the name survives a power failure. Not every system can do this.
                let _ = File::open(folder(path)).and_then(|folder| folder.sync_all());
                Ok(())
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(StoreError::Exists(path.to_owned())),
            Err(error) => Err(io(error)),
        }
    }
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Refuses a path with a log beside it: SQLite would apply it to the new database, whatever database it belonged to.
fn refuse_leftovers(path: &Path) -> Result<(), StoreError> {
    for ending in [LOG, JOURNAL] {
        let log = beside(path, ending);
        if log.symlink_metadata().is_ok_and(|metadata| !metadata.is_file() || metadata.len() > 0) {
            return Err(StoreError::Leftover { path: path.to_owned(), log });
        }
    }
    Ok(())
}
