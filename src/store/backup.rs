//! A copy of a database to which others may be writing.

use std::fs;
use std::os::raw::c_int;
use std::path::Path;

use rusqlite::Connection;
use rusqlite::backup::StepResult;

use super::connect::{open_as_it_is, open_at_rest};
use super::foreign_log::refuse_foreign_log;
use super::new_file::NewFile;
use super::{BackupProgress, Store, StoreError, migrate};

/// The number of pages that are copied between two reports of progress: 8 MiB.
const STEP: c_int = 512;

/// What a copy contains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backup {
    /// The number of records, including withdrawn ones.
    pub records: u64,
    /// The number of batches of the journal.
    pub batches: u64,
    /// The size of the file.
    pub bytes: u64,
}

impl Store {
    /// Copies the database `from` to the new file `to`, while others read and write. All of the copy is of one state.
    /// It appears complete, checked and with the permissions of the original, or not at all. A database of an older
    /// schema is copied as it is.
    ///
    /// # Errors
    /// [`StoreError::Exists`] if `to` exists; [`StoreError::Damaged`] if the copy does not pass SQLite's check, because
    /// the original is damaged; an error of the database or the file system.
    pub fn back_up(from: &Path, to: &Path, report: impl FnMut(BackupProgress)) -> Result<Backup, StoreError> {
        refuse_foreign_log(from)?;
        Store::copy(from, to, false, report)
    }

    /// As [`back_up`](Self::back_up), of a database to which this process may be connected already. The owner of the
    /// original becomes the owner of the copy, if this process may change owners.
    pub(super) fn copy(
        from: &Path,
        to: &Path,
        keeps_owner: bool,
        mut report: impl FnMut(BackupProgress),
    ) -> Result<Backup, StoreError> {
        if to.symlink_metadata().is_ok() {
            return Err(StoreError::Exists(to.to_owned()));
        }
        let (mut store, found) = open_as_it_is(from)?;
        let known = migrate::LATEST;
        if found > known {
            return Err(StoreError::Newer { path: from.to_owned(), found, known });
        }
        let metadata = fs::metadata(from).map_err(|source| StoreError::Io { path: from.to_owned(), source })?;
        let io = |source| StoreError::Io { path: to.to_owned(), source };
        // Nobody else reads it before it has the permissions of the original.
        let new_file = NewFile::claim_private(to)?;
        let file = new_file.file.file();
        let wrap = |error| StoreError::new(from, error);
        // In one transaction, SQLite does not restart the copy after each write of another process.
        let snapshot = store.connection.transaction().map_err(wrap)?;
        let original = counts(&snapshot).map_err(wrap)?;
        copy(&snapshot, from, new_file.file.path(), to, &mut report)?;
        snapshot.finish().map_err(wrap)?;
        report(BackupProgress::Checking);
        check(from, new_file.file.path(), original)?;
        if keeps_owner {
            give(file, &metadata);
        }
        file.set_permissions(metadata.permissions()).map_err(io)?;
        let bytes = file.metadata().map_err(io)?.len();
        new_file.open_up(to)?;
        let (records, batches) = original;
        Ok(Backup { records, batches, bytes })
    }
}

/// Makes the owner of the original the owner of a file, if possible.
#[cfg(unix)]
fn give(file: &fs::File, original: &fs::Metadata) {
    use std::os::unix::fs::{MetadataExt, fchown};
    if file.metadata().is_ok_and(|file| file.uid() != original.uid()) {
        let _ = fchown(file, Some(original.uid()), Some(original.gid())); // else it is this user's
    }
}

#[cfg(not(unix))]
fn give(_file: &fs::File, _original: &fs::Metadata) {}

/// The numbers of records and batches.
pub(super) fn counts(connection: &Connection) -> rusqlite::Result<(u64, u64)> {
    let sql = "SELECT (SELECT count(*) FROM record), (SELECT count(*) FROM batch)";
    connection.query_row(sql, [], |row| Ok((super::record::count(row, 0)?, super::record::count(row, 1)?)))
}

/// Copies every page. `place` is where the copy will be, for messages.
fn copy(
    source: &Connection,
    from: &Path,
    file: &Path,
    place: &Path,
    report: &mut impl FnMut(BackupProgress),
) -> Result<(), StoreError> {
    let wrap = |error| StoreError::new(place, error);
    let mut target = Connection::open(file).map_err(wrap)?;
    // A copy that fails is discarded: so there is no journal, and one wait for the disk, at the end.
    target.pragma_update_and_check(None, "journal_mode", "off", |_| Ok(())).map_err(wrap)?;
    target.pragma_update(None, "synchronous", "off").map_err(wrap)?;
    let backup = rusqlite::backup::Backup::new(source, &mut target).map_err(wrap)?;
    loop {
        let step = backup.step(STEP).map_err(wrap)?;
        let progress = backup.progress();
        let pages = |number: c_int| u64::try_from(number).unwrap_or_default();
        let (left, total) = (pages(progress.remaining), pages(progress.pagecount));
        report(BackupProgress::Copying { done: total.saturating_sub(left), total });
        match step {
            StepResult::Done => break,
            StepResult::More => {}
            _ => return Err(StoreError::Busy(from.to_owned())),
        }
    }
    drop(backup);
    target.close().map_err(|(_, error)| wrap(error))
}

/// Checks that a copy is a sound database of canonry with the content of the original.
fn check(from: &Path, copy: &Path, original: (u64, u64)) -> Result<(), StoreError> {
    let damaged = |detail: String| StoreError::Damaged {
        path: from.to_owned(),
        detail: format!("a copy of it does not pass SQLite's check: {detail}"),
    };
    let (store, _) = open_at_rest(copy).map_err(|error| damaged(error.to_string()))?;
    let read = || {
        let verdict: String = store.connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        Ok((verdict, counts(&store.connection)?))
    };
    let (verdict, held) = read().map_err(|error: rusqlite::Error| damaged(error.to_string()))?;
    if verdict != "ok" {
        return Err(damaged(verdict));
    }
    if held != original {
        return Err(damaged(format!("it holds {held:?} records and batches, the database {original:?}")));
    }
    Ok(())
}
