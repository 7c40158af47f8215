//! What SQLite keeps beside a database: which of it holds changes, and whether it belongs to this state of the file.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use super::{Store, StoreError};
use crate::disk::{Kind, open_plain};

/// What SQLite puts behind the name of a database: the write-ahead log, its index, the rollback journal.
pub(super) const LOG: &str = "-wal";
pub(super) const SHARED: &str = "-shm";
pub(super) const JOURNAL: &str = "-journal";

/// Bytes before the first frame of a log, and before the page in each frame.
const LOG_HEADER: usize = 32;
const FRAME_HEADER: usize = 24;

/// How many frames are looked at for one of the first page. It is the first one of nearly every commit.
const MAX_FRAMES: usize = 4_096;

/// The file of this ending beside a database.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// The file at which a path leads. SQLite keeps what belongs to a database beside that one, not beside a link to it.
pub(super) fn target(path: &Path) -> PathBuf {
    let is_link = path.symlink_metadata().is_ok_and(|metadata| metadata.is_symlink());
    let target = if is_link { path.canonicalize().ok() } else { None };
    target.unwrap_or_else(|| path.to_owned()) // no link: as the user names it
}

/// What SQLite keeps beside a database under this ending.
pub(super) fn companion(path: &Path, ending: &str) -> PathBuf {
    beside(&target(path), ending)
}

/// Whether a log beside a database may hold changes.
pub(super) fn has_log(path: &Path) -> bool {
    let header = u64::try_from(LOG_HEADER).unwrap_or_default();
    fs::metadata(companion(path, LOG)).is_ok_and(|metadata| metadata.len() > header)
}

/// Whether a rollback journal beside a database may hold what takes a change back. One that is done with is gone, empty
/// or begins with a zero.
pub(super) fn has_hot_journal(path: &Path) -> bool {
    let mut first = [0; 1];
    match open_plain(&companion(path, JOURNAL)) {
        Ok(mut file) => file.read_exact(&mut first).is_ok() && first != [0],
        Err(error) => error.kind() != io::ErrorKind::NotFound,
    }
}

/// Whether changes to a database go to a log. Only for a file to which this process has no connection: to close a file
/// gives up all locks that the process holds on it.
pub(super) fn is_in_wal_mode(path: &Path) -> bool {
    let head = open_plain(path).and_then(|mut file| bytes(&mut file, 0, 20));
    head.is_ok_and(|head| head.ends_with(&[2, 2]))
}

/// Gives what a read-only database left beside it the rights of a database that may be written again.
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

impl Store {
    /// Whether the log beside a database was written to another state of it: a command was killed, and then the file
    /// was replaced by an older copy. SQLite would play the log back over the copy.
    ///
    /// False may also mean that nobody can know. Only for a file to which this process has no connection.
    ///
    /// # Errors
    /// If a file that is there cannot be read.
    pub fn has_log_of_another_state(path: &Path) -> io::Result<bool> {
        if !has_log(path) {
            return Ok(false);
        }
        // Another process may be writing meanwhile: what was read counts if the database is still as it was.
        loop {
            let before = change_counter(path)?;
            let first = first_logged_counter(&companion(path, LOG))?;
            if change_counter(path)? == before {
                // The counter goes up by one at most with each image of the first page; the log begins with the
                // counter of the file at that time, and the file can only have followed the log.
                return Ok(first.is_some_and(|first| before.saturating_add(1) < first));
            }
        }
    }
}

/// Refuses a database beside which lies the log of another state of it, or what is no file instead of one.
pub(super) fn refuse_foreign_log(path: &Path) -> Result<(), StoreError> {
    for ending in [LOG, SHARED, JOURNAL] {
        let file = companion(path, ending);
        // A named pipe would be waited for without end. A link SQLite does not follow.
        match file.symlink_metadata().map(|metadata| Kind::of(&metadata)) {
            Ok(Kind::File(_)) | Err(_) => {}
            Ok(kind) => return Err(StoreError::NoFile { path: target(path), file, kind }),
        }
    }
    match Store::has_log_of_another_state(path) {
        Ok(true) => Err(StoreError::ForeignLog { path: target(path), log: companion(path, LOG) }),
        // What cannot be read is SQLite's to report.
        Ok(false) | Err(_) => Ok(()),
    }
}

/// The counter of changes in the header of a database.
fn change_counter(path: &Path) -> io::Result<u32> {
    let head = bytes(&mut open_plain(path)?, 24, 4)?;
    Ok(number(&head, 0))
}

/// The counter of changes in the first image of the database's header that a log holds. `None` if there is none.
fn first_logged_counter(log: &Path) -> io::Result<Option<u32>> {
    let mut file = open_plain(log)?;
    let header = bytes(&mut file, 0, LOG_HEADER)?;
    let page = usize::try_from(number(&header, 8)).unwrap_or_default();
    if number(&header, 0) & !1 != 0x377f_0682 || page < 512 {
        return Ok(None);
    }
    for frame in 0..MAX_FRAMES {
        let at = LOG_HEADER + frame * (FRAME_HEADER + page);
        let head = bytes(&mut file, at, FRAME_HEADER + 28)?;
        // Frames of an earlier use of the log have another salt.
        if head.len() < FRAME_HEADER + 28 || head.get(8..16) != header.get(16..24) {
            return Ok(None);
        }
        if number(&head, 0) == 1 {
            return Ok(Some(number(&head, FRAME_HEADER + 24)));
        }
    }
    Ok(None)
}

/// Up to `length` bytes; fewer at the end of the file.
fn bytes(file: &mut File, at: usize, length: usize) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(u64::try_from(at).unwrap_or(u64::MAX)))?;
    let mut bytes = Vec::with_capacity(length);
    file.take(u64::try_from(length).unwrap_or_default()).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The number in four bytes, the highest first; 0 where there are none.
fn number(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).and_then(|four| four.try_into().ok()).map_or(0, u32::from_be_bytes)
}
