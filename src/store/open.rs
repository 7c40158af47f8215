//! Making and opening a database: what kind of file it is, how it is set up, who may write.

use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::connect::{cannot_open, identified, is_accessible, open_as_it_is};
use super::leftover::{let_write, refuse_foreign_log};
use super::site::Site;
use super::{Store, StoreError, fold, migrate, stranger};

/// The mark of canonry's databases in the file's header: "CANO".
pub(super) const APPLICATION_ID: i32 = 0x4341_4e4f;

/// How long a writer waits for another one.
pub(super) const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// The time between two tries at what SQLite does not wait for itself.
const RETRY: Duration = Duration::from_millis(10);

/// Bytes in a page. Measured: an import is a quarter faster than with SQLite's 4096.
const PAGE_SIZE: u32 = 16 * 1024;

/// The page cache, in KiB.
const CACHE_KIB: i64 = 64 * 1024;

/// Statements kept prepared: all that an import or an export uses.
const PREPARED_STATEMENTS: usize = 64;

impl Store {
    /// Makes an empty database. It appears complete or not at all.
    ///
    /// # Errors
    /// [`StoreError::Exists`] where there is a file already, whatever it is; else what the file system says.
    pub fn create(path: &Path) -> Result<(), StoreError> {
        Store::create_with(path, |_| Ok(()))
    }

    /// Makes a database and fills it. It appears filled, or not at all: it is built under another name and
    /// without a log, so that every page is written once and not three times.
    ///
    /// # Errors
    /// [`StoreError::Exists`] where there is a file already, or another process made one meanwhile; what `fill`
    /// returns; else what the file system says.
    pub fn create_with<T, E: From<StoreError>>(
        path: &Path,
        fill: impl FnOnce(&mut Store) -> Result<T, E>,
    ) -> Result<T, E> {
        if path.symlink_metadata().is_ok() {
            return Err(StoreError::Exists(path.to_owned()).into());
        }
        let wrap = |error| E::from(StoreError::new(path, error));
        let site = Site::claim(path)?;
        let connection = Connection::open(site.file.path()).map_err(wrap)?;
        let mut store = Store { connection, path: path.to_owned() };
        // Nobody else sees the file, and where this fails it is thrown away: no journal, no waiting for the disk.
        set_up_new(&store.connection, path, "off")?;
        store = store.ready()?;
        migrate::finish(&mut store)?;
        let filled = fill(&mut store)?;
        let finish = |connection: Connection| {
            connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
            connection.close().map_err(|(_, error)| error)
        };
        finish(store.connection).map_err(wrap)?;
        site.open_up(path)?;
        Ok(filled)
    }

    /// An empty database that lives in memory, for dry runs and tests.
    ///
    /// # Errors
    /// Where SQLite has no memory.
    pub fn in_memory() -> Result<Self, StoreError> {
        let path = PathBuf::from(":memory:");
        let connection = Connection::open_in_memory().map_err(|error| StoreError::new(&path, error))?;
        set_up_new(&connection, &path, "memory")?;
        let mut store = Store { connection, path }.ready()?;
        migrate::finish(&mut store)?;
        Ok(store)
    }

    /// Opens a database for writing, and brings its schema up to date.
    ///
    /// # Errors
    /// If there is none, if it is not canonry's or has triggers or views that canonry did not make, where it is
    /// newer than this program, damaged or not to be written to, and where the log of another state lies beside it.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        refuse_foreign_log(path)?;
        if !is_accessible(path) {
            // SQLite would open it for reading, and lay files beside it that its owner cannot write to.
            let (store, found) = open_as_it_is(path)?;
            stranger::refuse(&store)?;
            return migrate::refuse_newer(&store, found).and(Err(StoreError::ReadOnly(path.to_owned())));
        }
        let_write(path);
        let (mut store, found) =
            identified(path, OpenFlags::SQLITE_OPEN_READ_WRITE, "").map_err(|error| match error {
                error if cannot_open(&error) => StoreError::ReadOnly(path.to_owned()),
                error => error,
            })?;
        stranger::refuse(&store)?;
        migrate::refuse_newer(&store, found)?;
        if store.connection.is_readonly("main").map_err(|error| store.error(error))? {
            return Err(StoreError::ReadOnly(path.to_owned()));
        }
        store.keep_log().map_err(|error| store.error(error))?;
        migrate::bring_up_to_date(&mut store, found, &migrate::migrations())?;
        Ok(store)
    }

    /// Opens a database for reading. Only where its schema is old is it written to, to bring that up to date, and where
    /// a command was killed in the middle of a change, to take that back.
    ///
    /// # Errors
    /// If there is none, if it is not canonry's or has triggers or views that canonry did not make, where it is
    /// newer than this program or damaged, and where the log of another state lies beside it.
    pub fn open_read(path: &Path) -> Result<Self, StoreError> {
        refuse_foreign_log(path)?;
        let (store, found) = open_as_it_is(path)?;
        stranger::refuse(&store)?;
        migrate::refuse_newer(&store, found)?;
        if migrate::is_current(&store, found)? {
            return Ok(store);
        }
        drop(store);
        Store::open(path)
    }

    /// Lets changes go to a log. A copy that `VACUUM INTO` made has none: then who reads keeps others from writing, and
    /// who migrates keeps others from reading.
    fn keep_log(&self) -> rusqlite::Result<()> {
        let begin = Instant::now();
        loop {
            let kept = self.connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()));
            let is_busy = |error: &rusqlite::Error| error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy);
            // Of two that change the mode at once SQLite turns one away, without waiting.
            if kept.as_ref().is_err_and(is_busy) && begin.elapsed() < BUSY_TIMEOUT {
                thread::sleep(RETRY);
                continue;
            }
            return kept;
        }
    }

    /// The settings that hold for one connection.
    pub(super) fn ready(self) -> Result<Self, StoreError> {
        let set = |connection: &Connection| {
            connection.busy_timeout(BUSY_TIMEOUT)?;
            connection.set_prepared_statement_cache_capacity(PREPARED_STATEMENTS);
            // Else SQLite plans a statement anew each time it is given another value, to weigh it against statistics.
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
            // What the schema of a file says must do no harm, no matter who wrote it.
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
            fold::register(connection)?;
            connection.pragma_update(None, "foreign_keys", true)?;
            connection.pragma_update(None, "cache_size", -CACHE_KIB)
        };
        set(&self.connection).map_err(|error| self.error(error))?;
        Ok(self)
    }

    /// Makes sure that the file is canonry's, and tells its schema version.
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
    let set = |connection: &Connection| {
        connection.pragma_update(None, "page_size", PAGE_SIZE)?;
        connection.pragma_update(None, "application_id", APPLICATION_ID)?;
        connection.pragma_update_and_check(None, "journal_mode", journal, |_| Ok(()))
    };
    set(connection).map_err(|error| StoreError::new(path, error))?;
    migrate::run(connection).map_err(|error| StoreError::new(path, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_schema_says_is_never_trusted() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("canonry.db");
        Store::create(&path).unwrap();
        for store in [Store::open(&path), Store::open_read(&path), Store::in_memory()] {
            let connection = store.unwrap().connection;
            assert!(!connection.db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA).unwrap());
            assert!(connection.db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE).unwrap());
        }
    }
}
