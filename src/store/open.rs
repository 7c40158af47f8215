//! Making and opening a database: what kind of file it is, how it is set up, who may write.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::connect::{cannot_open, identified, is_accessible, open_as_it_is};
use super::foreign_log::refuse_foreign_log;
use super::leftover::let_write;
use super::new_file::NewFile;
use super::settings::{APPLICATION_ID, set_new};
use super::{Store, StoreError, UpgradeWatch, foreign_schema, migrate};

impl Store {
    /// Makes an empty database. It appears complete or not at all.
    ///
    /// # Errors
    /// [`StoreError::Exists`] if a file already exists there, whatever it is; else the error of the file system.
    pub fn create(path: &Path) -> Result<(), StoreError> {
        Store::create_with(path, |_| Ok(()))
    }

    /// Makes a database and fills it. It appears filled, or not at all: it is built under another name and
    /// without a log, so that every page is written once and not three times.
    ///
    /// # Errors
    /// [`StoreError::Exists`] if a file already exists there, or another process made one meanwhile; what `fill`
    /// returns; else what the file system says.
    pub fn create_with<T, E: From<StoreError>>(
        path: &Path,
        fill: impl FnOnce(&mut Store) -> Result<T, E>,
    ) -> Result<T, E> {
        if path.symlink_metadata().is_ok() {
            return Err(StoreError::Exists(path.to_owned()).into());
        }
        let wrap = |error| E::from(StoreError::new(path, error));
        let new_file = NewFile::claim(path)?;
        let connection = Connection::open(new_file.file.path()).map_err(wrap)?;
        let mut store = Store { connection, path: path.to_owned() };
        // No other process sees the file, and it is discarded if this fails: so there is no journal, and no waiting for
        // the disk.
        set_up_new(&store.connection, path, "off")?;
        store = store.ready()?;
        migrate::finish(&mut store)?;
        let filled = fill(&mut store)?;
        let finish = |connection: Connection| {
            connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
            connection.close().map_err(|(_, error)| error)
        };
        finish(store.connection).map_err(wrap)?;
        new_file.open_up(path)?;
        Ok(filled)
    }

    /// An empty database in memory, for dry runs and tests.
    ///
    /// # Errors
    /// If SQLite has no memory.
    pub fn in_memory() -> Result<Self, StoreError> {
        Store::passing(":memory:", Connection::open_in_memory(), "memory")
    }

    /// An empty database in a temporary file, which SQLite makes if it needs one, and which is gone when the database
    /// is dropped or the process ends. There is no journal: after an error it can only be dropped.
    ///
    /// # Errors
    /// If SQLite has no memory.
    pub fn temporary() -> Result<Self, StoreError> {
        Store::passing("a temporary database", Connection::open(""), "off")
    }

    /// An empty database without a file of its own.
    fn passing(name: &str, connection: rusqlite::Result<Connection>, journal: &str) -> Result<Self, StoreError> {
        let path = PathBuf::from(name);
        let connection = connection.map_err(|error| StoreError::new(&path, error))?;
        set_up_new(&connection, &path, journal)?;
        let mut store = Store { connection, path }.ready()?;
        migrate::finish(&mut store)?;
        Ok(store)
    }

    /// Opens a database for writing, and brings its schema up to date.
    ///
    /// # Errors
    /// If there is none, if it is not canonry's or has triggers or views that canonry did not make, if it is newer than
    /// this program, damaged or not to be written to, or if the log beside it belongs to another state.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        Store::open_watched(path, &mut |_| {})
    }

    /// As [`open`](Self::open). `watch` is called while an old schema is brought up to date.
    ///
    /// # Errors
    /// Those of [`open`](Self::open).
    pub fn open_watched(path: &Path, watch: UpgradeWatch<'_>) -> Result<Self, StoreError> {
        refuse_foreign_log(path)?;
        if !is_accessible(path) {
            // SQLite would open it for reading, and create files beside it that its owner cannot write to.
            let (store, found) = open_as_it_is(path)?;
            foreign_schema::refuse(&store)?;
            return migrate::refuse_newer(&store, found).and(Err(StoreError::ReadOnly(path.to_owned())));
        }
        let_write(path);
        let (mut store, found) =
            identified(path, OpenFlags::SQLITE_OPEN_READ_WRITE, "").map_err(|error| match error {
                error if cannot_open(&error) => StoreError::ReadOnly(path.to_owned()),
                error => error,
            })?;
        foreign_schema::refuse(&store)?;
        migrate::refuse_newer(&store, found)?;
        if store.connection.is_readonly("main").map_err(|error| store.error(error))? {
            return Err(StoreError::ReadOnly(path.to_owned()));
        }
        store.keep_log().map_err(|error| store.error(error))?;
        if !migrate::is_current(&store, found)? {
            migrate::bring_up_to_date(&mut store, found, &migrate::migrations(), watch)?;
        }
        Ok(store)
    }

    /// Opens a database for reading. It is written to only if its schema is old, to bring that up to date, and if
    /// a command was killed in the middle of a change, to undo that.
    ///
    /// # Errors
    /// If there is none, if it is not canonry's or has triggers or views that canonry did not make, if it is newer than
    /// this program or damaged, or if the log beside it belongs to another state.
    pub fn open_read(path: &Path) -> Result<Self, StoreError> {
        Store::open_read_watched(path, &mut |_| {})
    }

    /// As [`open_read`](Self::open_read). `watch` is called while an old schema is brought up to date.
    ///
    /// # Errors
    /// Those of [`open_read`](Self::open_read).
    pub fn open_read_watched(path: &Path, watch: UpgradeWatch<'_>) -> Result<Self, StoreError> {
        refuse_foreign_log(path)?;
        let (store, found) = open_as_it_is(path)?;
        foreign_schema::refuse(&store)?;
        migrate::refuse_newer(&store, found)?;
        if migrate::is_current(&store, found)? {
            return store.keep_few_pages();
        }
        drop(store);
        Store::open_watched(path, watch)
    }

    /// Checks that the file is canonry's, and returns its schema version.
    pub(super) fn identify(&self) -> Result<i32, StoreError> {
        let id: i32 = self
            .connection
            .pragma_query_value(None, "application_id", |row| row.get(0))
            .map_err(|error| self.error(error))?;
        if id != APPLICATION_ID {
            return Err(StoreError::Foreign(self.path.clone()));
        }
        migrate::version(self)
    }
}

fn set_up_new(connection: &Connection, path: &Path, journal: &str) -> Result<(), StoreError> {
    let set_up = set_new(connection, journal).and_then(|()| migrate::run(connection));
    set_up.map_err(|error| StoreError::new(path, error))
}

#[cfg(test)]
mod tests {
    use rusqlite::config::DbConfig;

    use super::*;

    #[test]
    fn what_a_schema_says_is_never_trusted() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("canonry.db");
        Store::create(&path).unwrap();
        for store in [Store::open(&path), Store::open_read(&path), Store::in_memory(), Store::temporary()] {
            let connection = store.unwrap().connection;
            assert!(!connection.db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA).unwrap());
            assert!(connection.db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE).unwrap());
        }
    }
}
