//! The files that SQLite keeps beside a database, and whether they have changes.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use crate::disk::open_plain;

/// What SQLite appends to the name of a database: for the write-ahead log, its index and the rollback journal.
pub(super) const LOG: &str = "-wal";
pub(super) const SHARED: &str = "-shm";
pub(super) const JOURNAL: &str = "-journal";

/// The number of bytes before the first frame of a log.
pub(super) const LOG_HEADER: usize = 32;

/// The file with this ending beside a database.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// The file that a path leads to. SQLite keeps the other files of a database beside that one, not beside a link to it.
pub(super) fn target(path: &Path) -> PathBuf {
    let is_link = path.symlink_metadata().is_ok_and(|metadata| metadata.is_symlink());
    let target = if is_link { path.canonicalize().ok() } else { None };
    target.unwrap_or_else(|| path.to_owned()) // not a link: the path itself
}

/// The file of SQLite with this ending beside a database.
pub(super) fn companion(path: &Path, ending: &str) -> PathBuf {
    beside(&target(path), ending)
}

/// Whether a log beside a database may have changes.
pub(super) fn has_log(path: &Path) -> bool {
    let header = u64::try_from(LOG_HEADER).unwrap_or_default();
    fs::metadata(companion(path, LOG)).is_ok_and(|metadata| metadata.len() > header)
}

/// Whether a rollback journal beside a database may undo a change. A finished one is removed, empty or begins with a
/// zero.
pub(super) fn has_hot_journal(path: &Path) -> bool {
    let mut first = [0; 1];
    match open_plain(&companion(path, JOURNAL)) {
        Ok(mut file) => file.read_exact(&mut first).is_ok() && first != [0],
        Err(error) => error.kind() != io::ErrorKind::NotFound,
    }
}

/// Whether changes to a database go to a log. Only for a file to which this process has no connection: closing a file
/// releases all locks of the process on it.
pub(super) fn is_in_wal_mode(path: &Path) -> bool {
    let head = open_plain(path).and_then(|mut file| bytes(&mut file, 0, 20));
    head.is_ok_and(|head| head.ends_with(&[2, 2]))
}

/// Gives the files beside a database that was read-only the permissions of a database that may be written again.
pub(super) fn let_write(path: &Path) {
    let Ok(metadata) = fs::metadata(path) else { return };
    for ending in [LOG, SHARED] {
        let file = companion(path, ending);
        let is_readonly = |file: &Path| fs::symlink_metadata(file).is_ok_and(|file| file.permissions().readonly());
        if is_readonly(&file) && !metadata.permissions().readonly() {
            let _ = fs::set_permissions(&file, metadata.permissions()); // else SQLite says that it cannot write
        }
    }
}

/// Up to `length` bytes; fewer at the end of the file.
pub(super) fn bytes(file: &mut File, at: usize, length: usize) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(u64::try_from(at).unwrap_or(u64::MAX)))?;
    let mut bytes = Vec::with_capacity(length);
    file.take(u64::try_from(length).unwrap_or_default()).read_to_end(&mut bytes)?;
    Ok(bytes)
}
