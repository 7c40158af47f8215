//! Where a new database is built: a file beside its place, under another name.

use std::io;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::StoreError;
use crate::disk::Temporary;

/// A file that will be a database. It goes away unless it is opened up.
pub(super) struct Site {
    pub file: NamedTempFile,
}

impl Site {
    /// Makes the file, and clears away those that killed processes left.
    pub(super) fn claim(path: &Path) -> Result<Self, StoreError> {
        refuse_leftovers(path)?;
        let io = |source| StoreError::Io { path: path.to_owned(), source };
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let file = Temporary::Database.create_in(folder).map_err(io)?;
        Ok(Site { file })
    }

    /// Gives the file its name, on the disk and for everybody.
    pub(super) fn open_up(self, path: &Path) -> Result<(), StoreError> {
        let io = |source| StoreError::Io { path: path.to_owned(), source };
        self.file.as_file().sync_all().map_err(io)?;
        refuse_leftovers(path)?;
        match self.file.persist_noclobber(path) {
            Ok(_) => Ok(()),
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
                Err(StoreError::Exists(path.to_owned()))
            }
            Err(error) => Err(io(error.error)),
        }
    }
}

/// SQLite takes a log beside a database for its own and plays it back, whatever database it belonged to.
fn refuse_leftovers(path: &Path) -> Result<(), StoreError> {
    for ending in ["-wal", "-journal"] {
        let mut log = path.as_os_str().to_owned();
        log.push(ending);
        let log = PathBuf::from(log);
        if log.metadata().is_ok_and(|metadata| metadata.len() > 0) {
            return Err(StoreError::Leftover { path: path.to_owned(), log });
        }
    }
    Ok(())
}
