//! The one way to read: a state of the database that does not change.

use std::path::Path;

use rusqlite::Connection;

use super::{Store, StoreError};

/// One state of the database, until it is dropped: that of the first read. Changes of other processes are not visible.
///
/// It does not block writers, but the log of a database that others write to grows as long as it exists; so do not wait
/// for a user meanwhile.
pub struct Snapshot<'s> {
    // Not a transaction of rusqlite, because that cannot be sent to the thread on which `each_record` reads.
    connection: &'s mut Connection,
    path: &'s Path,
}

/// How the transaction behind a snapshot begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Begin {
    /// Without a lock, to read.
    Reading,
    /// With the write lock.
    Writing,
}

impl Store {
    /// One state of the database, for several reads.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn snapshot(&mut self) -> Result<Snapshot<'_>, StoreError> {
        self.begin(Begin::Reading)
    }

    /// Begins a transaction. It is rolled back if the snapshot is dropped, and not [committed](Snapshot::commit).
    pub(super) fn begin(&mut self, begin: Begin) -> Result<Snapshot<'_>, StoreError> {
        let Store { connection, path } = self;
        let sql = match begin {
            Begin::Reading => "BEGIN DEFERRED",
            Begin::Writing => "BEGIN IMMEDIATE",
        };
        connection.execute_batch(sql).map_err(|error| StoreError::new(path, error))?;
        Ok(Snapshot { connection, path })
    }
}

impl Snapshot<'_> {
    /// Runs statements, and adds the path of the database to their error.
    pub(super) fn run<T>(&self, run: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, StoreError> {
        run(self.connection).map_err(|error| self.error(error))
    }

    /// Frees the pages that SQLite keeps, before work that needs memory for other things. The next reads get them
    /// again.
    ///
    /// # Errors
    /// If SQLite refuses it.
    pub fn free_pages(&self) -> Result<(), StoreError> {
        self.run(|connection| connection.execute_batch("PRAGMA shrink_memory"))
    }

    /// Adds the path of the database to an error of SQLite.
    pub(super) fn error(&self, source: rusqlite::Error) -> StoreError {
        StoreError::new(self.path, source)
    }

    /// The connection, for streams.
    pub(super) fn connection(&self) -> &Connection {
        self.connection
    }

    /// The database's file.
    pub fn path(&self) -> &Path {
        self.path
    }

    /// The error of a reference to something that does not exist.
    pub fn damaged(&self, detail: String) -> StoreError {
        StoreError::Damaged { path: self.path.to_owned(), detail }
    }

    /// Ends this state: later reads are of one new state, that of the next read.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn renew(&mut self) -> Result<(), StoreError> {
        self.run(|connection| connection.execute_batch("ROLLBACK; BEGIN DEFERRED"))
    }

    /// Commits the transaction.
    pub(super) fn commit(self) -> Result<(), StoreError> {
        self.run(|connection| connection.execute_batch("COMMIT"))
    }
}

impl Drop for Snapshot<'_> {
    fn drop(&mut self) {
        if !self.connection.is_autocommit() {
            // If it fails, SQLite has already rolled back, or does so when the connection is closed.
            let _ = self.connection.execute_batch("ROLLBACK");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;
    use crate::ledger::RecordKey;
    use crate::record::{Difference, Record, Revision, Start, read};
    use crate::store::{Batch, Durability, LogQuery, Prepared, Tx};

    /// An empty database with two connections to it.
    fn two_stores() -> (tempfile::TempDir, Store, Store) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("canonry.db");
        Store::create(&path).unwrap();
        let stores = (Store::open(&path).unwrap(), Store::open(&path).unwrap());
        (folder, stores.0, stores.1)
    }

    fn batch() -> Batch {
        let day = "2026-11-21".parse().unwrap();
        Batch { day, actor: "mei".to_owned(), reason: None, command: "test".to_owned(), verb: None }
    }

    fn record() -> Record {
        read(include_bytes!("../../fixtures/records/minimal/index.json"), Start::default()).unwrap()
    }

    fn insert(tx: &mut Tx<'_>) -> Result<RecordKey, StoreError> {
        tx.insert(&Prepared::from(record()), None)
    }

    #[test]
    fn a_snapshot_does_not_see_what_another_connection_commits_meanwhile() {
        let (_folder, mut reader, mut writer) = two_stores();
        let mut snapshot = reader.snapshot().unwrap();
        assert_eq!(snapshot.last_batch().unwrap(), 0.into());
        let row = writer.transact(&batch(), Durability::Full, insert).unwrap();
        assert_eq!(snapshot.last_batch().unwrap(), 0.into());
        assert!(snapshot.load_row(row).unwrap().is_none());
        snapshot.renew().unwrap();
        assert_eq!(snapshot.last_batch().unwrap(), 1.into());
        assert!(snapshot.load_row(row).unwrap().is_some());
    }

    #[test]
    fn all_methods_read_one_state() {
        let (_folder, mut reader, mut writer) = two_stores();
        let row = writer.transact(&batch(), Durability::Full, insert).unwrap();
        let snapshot = reader.snapshot().unwrap();
        let stored = snapshot.load_row(row).unwrap().unwrap();
        let withdraw = |tx: &mut Tx<'_>| {
            let new = Revision { is_withdrawn: true, ..stored.revision.clone() };
            tx.replace(stored.standing, &Difference::between(&stored.revision, &new))?;
            tx.note_published()
        };
        writer.transact(&batch(), Durability::Full, withdraw).unwrap();
        let id = &stored.revision.record.id;
        assert_eq!(snapshot.standing(id).unwrap(), Some(stored.standing));
        assert_eq!(snapshot.changes(row).unwrap().len(), 1, "that it was added");
        assert!(snapshot.publishing_batches().unwrap().is_empty());
        assert_eq!(snapshot.log(LogQuery::default()).unwrap().len(), 1);
        drop(snapshot);
        let now = reader.snapshot().unwrap();
        assert!(now.standing(id).unwrap().unwrap().is_withdrawn);
        assert_eq!(now.changes(row).unwrap().len(), 2);
        assert_eq!(now.publishing_batches().unwrap(), [2.into()].into());
        assert_eq!(now.log(LogQuery::default()).unwrap().len(), 2);
    }

    #[test]
    fn a_dropped_snapshot_leaves_the_connection_free_for_the_next_transaction() {
        let (_folder, mut store, _) = two_stores();
        drop(store.snapshot().unwrap());
        store.transact(&batch(), Durability::Full, insert).unwrap();
        assert_eq!(store.snapshot().unwrap().last_batch().unwrap(), 1.into());
    }

    #[test]
    fn a_snapshot_can_be_read_on_another_thread() {
        let (_folder, mut store, _) = two_stores();
        let mut snapshot = store.snapshot().unwrap();
        let read = || snapshot.each_record::<StoreError>(&Default::default(), |_| unreachable!("it is empty"));
        thread::scope(|scope| scope.spawn(read).join().unwrap()).unwrap();
    }
}
