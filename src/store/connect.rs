//! Connecting to an existing file: reading it without changing anything that a reader must not change.

use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::leftover::{JOURNAL, LOG, SHARED, companion, has_hot_journal, has_log, is_in_wal_mode, target};
use super::{Store, StoreError};

/// Opens a database for reading, whatever its schema version, which is the second value.
pub(super) fn open_as_it_is(path: &Path) -> Result<(Store, i32), StoreError> {
    if !may_write(path, &look_at(path)?) {
        return open_unwritable(path);
    }
    match open_for_reading(path) {
        // A command was killed in the middle of a change. It is rolled back by a user who may write.
        Err(StoreError::Unfinished { .. }) => recover(path).and_then(|()| open_for_reading(path)),
        // A database in WAL mode needs two files beside it. If they cannot be created in the folder, and no such file
        // has changes, no process can be writing: then it is safe to read the database without them.
        Err(error) if cannot_open(&error) => open_at_rest(path).map_err(|reason| match reason {
            StoreError::Unfinished { .. } => reason,
            _ => error,
        }),
        outcome => outcome,
    }
}

/// Opens a file that may not be written. Two files that SQLite would lay beside it would have its rights, and keep the
/// one from writing who may write to it later; so it is read without them.
pub(super) fn open_unwritable(path: &Path) -> Result<(Store, i32), StoreError> {
    let exists = |ending| companion(path, ending).exists();
    // With both there, somebody may be at work, and nothing is made; without a log at all, nothing is made either.
    if (exists(LOG) && exists(SHARED)) || !is_in_wal_mode(path) {
        return open_for_reading(path).map_err(|error| match error {
            error if cannot_open(&error) && has_log(path) => unfinished(path, LOG),
            error => error,
        });
    }
    open_at_rest(path)
}

/// Opens a database to which nobody writes, without any file beside it.
///
/// # Errors
/// [`StoreError::Unfinished`] if there are changes beside it, which would be overlooked.
pub(super) fn open_at_rest(path: &Path) -> Result<(Store, i32), StoreError> {
    if has_log(path) {
        return Err(unfinished(path, LOG));
    }
    if has_hot_journal(path) {
        return Err(unfinished(path, JOURNAL));
    }
    identified(path, OpenFlags::SQLITE_OPEN_READ_ONLY, "?immutable=1")
}

pub(super) fn open_for_reading(path: &Path) -> Result<(Store, i32), StoreError> {
    identified(path, OpenFlags::SQLITE_OPEN_READ_ONLY, "")
}

/// Lets SQLite undo an incomplete change of a killed command.
fn recover(path: &Path) -> Result<(), StoreError> {
    identified(path, OpenFlags::SQLITE_OPEN_READ_WRITE, "").map(drop).map_err(|error| match error {
        StoreError::ReadOnly(_) | StoreError::Sqlite { .. } => unfinished(path, JOURNAL),
        error => error,
    })
}

pub(super) fn unfinished(path: &Path, ending: &str) -> StoreError {
    StoreError::Unfinished { path: target(path), log: companion(path, ending) }
}

/// Connects to an existing file, and makes sure that it is canonry's. The second value is its schema version.
pub(super) fn identified(path: &Path, flags: OpenFlags, query: &str) -> Result<(Store, i32), StoreError> {
    let store = connect(path, flags, query)?.ready()?;
    let found = store.identify()?;
    Ok((store, found))
}

/// Connects to an existing file; nothing is read yet.
pub(super) fn connect(path: &Path, flags: OpenFlags, query: &str) -> Result<Store, StoreError> {
    look_at(path)?;
    let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    let connection =
        Connection::open_with_flags(uri(path, query), flags).map_err(|error| StoreError::new(path, error))?;
    Ok(Store { connection, path: path.to_owned() })
}

pub(super) fn look_at(path: &Path) -> Result<Metadata, StoreError> {
    let metadata = fs::metadata(path).map_err(|source| match source.kind() {
        std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => StoreError::Missing(path.to_owned()),
        _ => StoreError::Io { path: path.to_owned(), source },
    })?;
    if !metadata.is_file() {
        return Err(StoreError::NotADatabase(path.to_owned()));
    }
    if is_readable(path) { Ok(metadata) } else { Err(StoreError::Unreadable(path.to_owned())) }
}

/// Whether this user may write to a file, and its owner wants it to be written.
pub(super) fn may_write(path: &Path, metadata: &Metadata) -> bool {
    // Root may write whatever the rights say, but what it makes beside a read-only file is read-only for its owner.
    !metadata.permissions().readonly() && is_accessible(path)
}

/// Whether this user may write to a file, whatever its owner wants. False if it does not exist.
#[cfg(unix)]
pub(super) fn is_accessible(path: &Path) -> bool {
    rustix::fs::access(path, rustix::fs::Access::WRITE_OK).is_ok()
}

#[cfg(not(unix))]
pub(super) fn is_accessible(_path: &Path) -> bool {
    true
}

/// Whether this user may read a file.
#[cfg(unix)]
fn is_readable(path: &Path) -> bool {
    rustix::fs::access(path, rustix::fs::Access::READ_OK).is_ok()
}

#[cfg(not(unix))]
fn is_readable(_path: &Path) -> bool {
    true
}

/// The path as SQLite's URI: `?`, `#` and `%` in it would otherwise have a special meaning.
fn uri(path: &Path, query: &str) -> PathBuf {
    let text = path.to_string_lossy();
    if text.as_bytes() != path.as_os_str().as_encoded_bytes() {
        return path.to_owned(); // not UTF-8: then as it is, and without the query
    }
    let escaped = text.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    let root = if path.is_absolute() { "//" } else { "" };
    PathBuf::from(format!("file:{root}{escaped}{query}"))
}

/// Whether the file, or one that SQLite wants to have beside it, could not be opened.
pub(super) fn cannot_open(error: &StoreError) -> bool {
    match error {
        StoreError::Sqlite { source, .. } => source.sqlite_error_code() == Some(rusqlite::ErrorCode::CannotOpen),
        other => matches!(other, StoreError::ReadOnly(_)),
    }
}
