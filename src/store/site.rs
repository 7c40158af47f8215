//! Where a new database is built: a file beside its place, under another name.

use std::fs::TryLockError;
use std::io;
use std::path::{Path, PathBuf};

use std::fs;
use tempfile::NamedTempFile;

use super::StoreError;

/// What the names of such files begin and end with.
const PREFIX: &str = ".canonry-";
const SUFFIX: &str = ".new";

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
        clear(folder);
        let mut builder = tempfile::Builder::new();
        builder.prefix(PREFIX).suffix(SUFFIX);
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666)); // less what the umask takes away
        loop {
            let file = builder.tempfile_in(folder).map_err(io)?;
            // The lock marks the file as in use, and ends with the process. Another process that clears up may come
            // between the two steps; then there is no file any more, and a new one is made.
            match file.as_file().try_lock() {
                Err(TryLockError::WouldBlock) => {}
                Ok(()) if !file.path().exists() => {}
                // A file system without locks is no obstacle.
                Ok(()) | Err(TryLockError::Error(_)) => return Ok(Site { file }),
            }
        }
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

/// Removes unfinished databases that no process is building any more. Where that fails they stay, and do no harm.
fn clear(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let is_site = name.to_str().is_some_and(|name| name.starts_with(PREFIX) && name.ends_with(SUFFIX));
        if is_site && std::fs::File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok()) {
            let _ = fs::remove_file(entry.path());
        }
    }
}
