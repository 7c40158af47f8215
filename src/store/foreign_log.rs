//! Whether the log beside a database belongs to this state of the file.

use std::io;
use std::path::Path;

use super::leftover::{JOURNAL, LOG, LOG_HEADER, SHARED, bytes, companion, has_log, target};
use super::{Store, StoreError};
use crate::disk::{EntryKind, open_plain};

/// The number of bytes before the page in each frame of a log.
const FRAME_HEADER: usize = 24;

/// The number of frames that are searched for one of the first page, which is the first one of nearly every commit.
const MAX_FRAMES: usize = 4_096;

impl Store {
    /// Whether the log beside a database was written to another state of it: a command was killed, and then the file
    /// was replaced by an older copy. SQLite would apply the log to the copy.
    ///
    /// False may also mean that it cannot be known. Only for a file to which this process has no connection.
    ///
    /// # Errors
    /// If an existing file cannot be read.
    pub fn has_log_of_another_state(path: &Path) -> io::Result<bool> {
        if !has_log(path) {
            return Ok(false);
        }
        // Another process may be writing meanwhile: the result is valid if the database has not changed.
        loop {
            let before = change_counter(path)?;
            let first = first_logged_counter(&companion(path, LOG))?;
            if change_counter(path)? == before {
                // The counter increases by at most one with each image of the first page. The log begins with the
                // counter that the file had then, and the file can only have followed the log.
                return Ok(first.is_some_and(|first| before.saturating_add(1) < first));
            }
        }
    }
}

/// Refuses a database if the log beside it belongs to another state of it, or is not a file.
pub(super) fn refuse_foreign_log(path: &Path) -> Result<(), StoreError> {
    for ending in [LOG, SHARED, JOURNAL] {
        let file = companion(path, ending);
        // Opening a named pipe could wait forever. SQLite does not follow links.
        match file.symlink_metadata().map(|metadata| EntryKind::of(&metadata)) {
            Ok(EntryKind::File(_)) | Err(_) => {}
            Ok(kind) => return Err(StoreError::NoFile { path: target(path), file, kind }),
        }
    }
    match Store::has_log_of_another_state(path) {
        Ok(true) => Err(StoreError::ForeignLog { path: target(path), log: companion(path, LOG) }),
        // SQLite reports what cannot be read.
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

/// The number in four bytes, the highest first; 0 if there are none.
fn number(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).and_then(|four| four.try_into().ok()).map_or(0, u32::from_be_bytes)
}
