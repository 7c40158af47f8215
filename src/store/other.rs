//! Opening another database: it is only read, and nothing is left beside it.

use std::path::Path;

use rusqlite::OpenFlags;

use super::connect::{
    cannot_open, identified, look_at, may_write, open_at_rest, open_for_reading, open_unwritable, unfinished,
};
use super::foreign_log::refuse_foreign_log;
use super::leftover::{JOURNAL, LOG, SHARED, companion, has_hot_journal, is_in_wal_mode};
use super::{Store, StoreError, foreign_schema, migrate};

impl Store {
    /// Opens another database for reading, while others may write to it. Its file is never written to: an older schema
    /// is not brought up to date, and an incomplete change is not undone. Files that SQLite lays beside it are removed
    /// when it is closed, if this user may do so.
    ///
    /// # Errors
    /// If there is none, if it is not canonry's or has triggers or views that canonry did not make, if its schema is
    /// another one than that of this program, if it is damaged or may not be read, if the log beside it belongs to
    /// another state, or if a command was killed in the middle of a change.
    pub fn open_other(path: &Path) -> Result<Self, StoreError> {
        refuse_foreign_log(path)?;
        let (store, found) = connect(path)?;
        foreign_schema::refuse(&store)?;
        migrate::refuse_newer(&store, found)?;
        if !migrate::is_current(&store, found)? {
            return Err(StoreError::Older { path: path.to_owned(), found, known: migrate::LATEST });
        }
        Ok(store)
    }
}

fn connect(path: &Path) -> Result<(Store, i32), StoreError> {
    if !may_write(path, &look_at(path)?) {
        return open_unwritable(path);
    }
    if has_hot_journal(path) {
        return Err(unfinished(path, JOURNAL));
    }
    let is_bare = [LOG, SHARED].iter().all(|ending| !companion(path, ending).exists());
    let connected = if is_bare && is_in_wal_mode(path) { open_bare(path) } else { open_for_reading(path) };
    match connected {
        // The two files that a database in this mode needs cannot be made in the folder.
        Err(error) if cannot_open(&error) => open_at_rest(path).map_err(|reason| match reason {
            StoreError::Unfinished { .. } => reason,
            _ => error,
        }),
        connected => connected,
    }
}

/// Connects to a database that nobody uses. Only a connection that might write removes the files beside it at its end.
fn open_bare(path: &Path) -> Result<(Store, i32), StoreError> {
    let (store, found) = identified(path, OpenFlags::SQLITE_OPEN_READ_WRITE, "")?;
    store.connection.pragma_update(None, "query_only", true).map_err(|error| store.error(error))?;
    Ok((store, found))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::store::{Batch, Durability};

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_database_that_is_only_read_is_left_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("other.db");
        Store::create(&path).unwrap();
        let (before, time) = (fs::read(&path).unwrap(), fs::metadata(&path).unwrap().modified().unwrap());
        let mut other = Store::open_other(&path).unwrap();
        assert_eq!(other.snapshot().unwrap().last_batch().unwrap(), 0.into());
        let batch = Batch {
            day: "2026-11-21".parse().unwrap(),
            actor: "mei".to_owned(),
            reason: None,
            command: "test".to_owned(),
            verb: None,
        };
        let written = other.transact(&batch, Durability::Full, |tx| tx.note_published());
        assert!(matches!(written, Err(StoreError::ReadOnly(_))), "{written:?}");
        drop(other);
        assert_eq!(names(folder.path()), ["other.db"]);
        assert_eq!((fs::read(&path).unwrap(), fs::metadata(&path).unwrap().modified().unwrap()), (before, time));
    }

    #[test]
    fn what_another_process_commits_meanwhile_is_not_lost() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("other.db");
        Store::create(&path).unwrap();
        let mut other = Store::open_other(&path).unwrap();
        let seen = other.snapshot().unwrap().last_batch().unwrap();
        let mut writer = Store::open(&path).unwrap();
        let batch = Batch {
            day: "2026-11-21".parse().unwrap(),
            actor: "tom".to_owned(),
            reason: None,
            command: "test".to_owned(),
            verb: None,
        };
        writer.transact(&batch, Durability::Full, |tx| tx.note_published()).unwrap();
        drop(writer);
        drop(other);
        assert_eq!(seen, 0.into());
        assert_eq!(Store::open_other(&path).unwrap().snapshot().unwrap().last_batch().unwrap(), 1.into());
    }
}
