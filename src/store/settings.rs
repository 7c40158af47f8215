//! The settings of a database and of the connections to it.

use std::thread;
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode};

use super::{Store, StoreError, fold};

/// The mark of canonry's databases in the file's header: "CANO".
pub(super) const APPLICATION_ID: i32 = 0x4341_4e4f;

/// How long a writer waits for another one.
pub(super) const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// The time between two attempts at an operation for which SQLite itself does not wait.
const RETRY: Duration = Duration::from_millis(10);

/// The size of a page in bytes. Measured: an import is a quarter faster than with SQLite's 4096.
const PAGE_SIZE: u32 = 16 * 1024;

/// The page cache, in KiB.
const CACHE_KIB: i64 = 64 * 1024;

/// The page cache of a connection that only reads, in KiB. Measured: the checks of a database of 318 MB are not slower
/// than with four times as much, because the system has the pages of the file, too.
const READING_CACHE_KIB: i64 = 16 * 1024;

/// The number of statements that stay prepared: all that an import or an export uses.
const PREPARED_STATEMENTS: usize = 64;

/// Sets up a new database, which has no table yet.
pub(super) fn set_new(connection: &Connection, journal: &str) -> rusqlite::Result<()> {
    connection.pragma_update(None, "page_size", PAGE_SIZE)?;
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    connection.pragma_update_and_check(None, "journal_mode", journal, |_| Ok(()))
}

impl Store {
    /// Sets the mode in which changes go to a log. A copy that `VACUUM INTO` made does not have it: then readers block
    /// writers, and a migration blocks readers.
    pub(super) fn keep_log(&self) -> rusqlite::Result<()> {
        let begin = Instant::now();
        loop {
            let kept = self.connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()));
            let is_busy = |error: &rusqlite::Error| error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy);
            // If two processes change the mode at once, SQLite refuses one without waiting.
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
            // Otherwise SQLite plans a statement again for each new value, to use statistics.
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
            // The schema of a file must not be able to do harm.
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
            fold::register(connection)?;
            connection.pragma_update(None, "foreign_keys", true)?;
            connection.pragma_update(None, "cache_size", -CACHE_KIB)
        };
        set(&self.connection).map_err(|error| self.error(error))?;
        Ok(self)
    }

    /// Keeps fewer pages in memory, for a connection that mostly reads.
    ///
    /// # Errors
    /// If SQLite refuses it.
    pub fn keep_few_pages(self) -> Result<Self, StoreError> {
        let set = self.connection.pragma_update(None, "cache_size", -READING_CACHE_KIB);
        set.map_err(|error| self.error(error))?;
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_connection_waits_five_seconds_for_another_writer() {
        let store = Store::in_memory().unwrap();
        let milliseconds = store.connection.pragma_query_value(None, "busy_timeout", |row| row.get::<_, i64>(0));
        assert_eq!(milliseconds.unwrap(), 5_000);
    }

    #[test]
    fn a_connection_that_reads_keeps_fewer_pages_than_one_that_writes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("canonry.db");
        Store::create(&path).unwrap();
        let kib = |store: Store| store.connection.pragma_query_value(None, "cache_size", |row| row.get::<_, i64>(0));
        assert_eq!(kib(Store::open(&path).unwrap()).unwrap(), -65_536);
        assert_eq!(kib(Store::open_read(&path).unwrap()).unwrap(), -16_384);
    }
}
