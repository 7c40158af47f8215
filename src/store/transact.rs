//! The one way to write: a transaction that is a batch.

use std::ops::{Deref, DerefMut};

use rusqlite::Connection;

use super::journal::{self, Batch};
use super::settings::APPLICATION_ID;
use super::snapshot::{Begin, Snapshot};
use super::{Store, StoreError};
use crate::ledger::BatchNumber;

/// Whether a commit must survive a power failure. Either way the database stays sound, and a killed process loses
/// nothing that was committed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// It is on the disk when the command ends: for a maintainer's edits.
    Full,
    /// It may be lost after a power failure, as if the command had not run: for data that can be imported again.
    Bulk,
}

/// An open transaction, which reads like a [`Snapshot`], including its own writes. Everything written through it
/// becomes one batch, or nothing.
pub struct Tx<'s> {
    snapshot: Snapshot<'s>,
    batch: &'s Batch,
    batch_id: Option<BatchNumber>,
}

impl<'s> Deref for Tx<'s> {
    type Target = Snapshot<'s>;

    fn deref(&self) -> &Snapshot<'s> {
        &self.snapshot
    }
}

/// For reading all records, which may happen on another thread.
impl DerefMut for Tx<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.snapshot
    }
}

impl Store {
    /// Runs `write` in one transaction that belongs to `batch`. An error from it undoes everything. A batch that
    /// writes nothing leaves no trace.
    ///
    /// Takes the write lock at the start, and waits up to 5 seconds for another writer to finish.
    ///
    /// # Errors
    /// [`StoreError::Busy`] if the other writer takes longer; what `write` returns; what goes wrong on the disk.
    pub fn transact<T, E: From<StoreError>>(
        &mut self,
        batch: &Batch,
        durability: Durability,
        write: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let synchronous = match durability {
            Durability::Full => "FULL",
            Durability::Bulk => "NORMAL",
        };
        self.connection.pragma_update(None, "synchronous", synchronous).map_err(|error| self.error(error))?;
        let mut tx = Tx { snapshot: self.begin(Begin::Writing)?, batch, batch_id: None };
        let written = write(&mut tx)?; // dropping the transaction rolls it back
        tx.snapshot.commit()?;
        Ok(written)
    }

    /// Runs `read` as [`transact`](Self::transact) would run it, and rolls back what it writes. On a database that was
    /// opened for reading nothing can be written, and other processes may write meanwhile; otherwise it waits for the
    /// write lock as [`transact`](Self::transact) does.
    ///
    /// # Errors
    /// What `read` returns; if the database cannot be read.
    pub fn rehearse<T, E: From<StoreError>>(
        &mut self,
        batch: &Batch,
        read: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        // SQLite does not wait for a lock that is requested at the first write, but fails as busy at once.
        let begin = match self.connection.is_readonly("main").map_err(|error| self.error(error))? {
            true => Begin::Reading,
            false => Begin::Writing,
        };
        read(&mut Tx { snapshot: self.begin(begin)?, batch, batch_id: None })
    }
}

impl Tx<'_> {
    /// The number of this transaction's batch, if it wrote something.
    pub fn written_batch(&self) -> Option<BatchNumber> {
        self.batch_id
    }

    /// The number of this transaction's batch, whose row is written when it is first needed.
    pub(super) fn batch_id(&mut self) -> Result<BatchNumber, StoreError> {
        if let Some(id) = self.batch_id {
            return Ok(id);
        }
        let id = self.run(|connection| {
            let id = journal::insert_batch(connection, self.batch)?;
            // Sets a value to the same value: so each batch writes the first page. After a crash, the counter in that
            // page tells whether a log belongs to the file beside it.
            connection.pragma_update(None, "application_id", APPLICATION_ID)?;
            Ok(id)
        })?;
        self.batch_id = Some(id);
        Ok(id)
    }

    /// Runs statements that write as this transaction's batch, whose number they get, and adds the path of the database
    /// to their error. Bookkeeping that does not change a record, and so belongs to no batch, uses
    /// [`run`](Snapshot::run).
    pub(super) fn write<T>(
        &mut self,
        write: impl FnOnce(&Connection, BatchNumber) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let batch = self.batch_id()?;
        self.run(|connection| write(connection, batch))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Id, Start, read};
    use crate::store::Prepared;

    fn batch() -> Batch {
        let day = "2026-11-21".parse().unwrap();
        Batch { day, actor: "mei".to_owned(), reason: None, command: "test".to_owned(), verb: None }
    }

    /// Adds a record, and reads it with the methods of a snapshot.
    fn insert_and_read(tx: &mut Tx<'_>) -> Result<Id, StoreError> {
        let record = read(include_bytes!("../../fixtures/records/minimal/index.json"), Start::default()).unwrap();
        assert_eq!((tx.last_batch()?, tx.written_batch()), (BatchNumber::NONE, None));
        let row = tx.insert(&Prepared::from(record.clone()), None)?;
        assert_eq!((tx.last_batch()?, tx.written_batch()), (1.into(), Some(1.into())));
        assert_eq!(tx.load_row(row)?.unwrap().revision.record, record);
        assert_eq!(tx.standing(&record.id)?.unwrap().row, row);
        Ok(record.id)
    }

    #[test]
    fn a_transaction_reads_what_it_has_written() {
        let mut store = Store::in_memory().unwrap();
        let id = store.transact(&batch(), Durability::Full, insert_and_read).unwrap();
        assert!(store.snapshot().unwrap().load(&id).unwrap().is_some());
    }

    #[test]
    fn what_a_rehearsal_writes_is_rolled_back() {
        let mut store = Store::in_memory().unwrap();
        let id = store.rehearse(&batch(), insert_and_read).unwrap();
        let snapshot = store.snapshot().unwrap();
        assert!(snapshot.load(&id).unwrap().is_none());
        assert_eq!(snapshot.last_batch().unwrap(), 0.into());
    }

    #[test]
    fn an_error_undoes_the_whole_batch() {
        let mut store = Store::in_memory().unwrap();
        let fail = |tx: &mut Tx<'_>| insert_and_read(tx).and(Err::<(), _>(StoreError::Busy("x".into())));
        assert!(matches!(store.transact(&batch(), Durability::Bulk, fail), Err(StoreError::Busy(_))));
        assert_eq!(store.snapshot().unwrap().last_batch().unwrap(), 0.into());
    }
}
