//! The one way to write: a transaction that is a batch.

use std::path::Path;

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::journal::{self, Batch};
use super::open::APPLICATION_ID;
use super::{Store, StoreError};

/// How sure a commit must be to outlive a power failure. Either way the database stays sound, and a killed process
/// loses nothing that was committed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// It is on the disk when the command ends: for a maintainer's edits.
    Full,
    /// It may be gone after a power failure, as if the command had not run: for what can be imported again.
    Bulk,
}

/// One state of the database, as long as it lives: what others write meanwhile is not seen.
pub struct Snapshot<'s> {
    /// `None` within another snapshot, whose state it is then.
    _transaction: Option<Transaction<'s>>,
}

impl Store {
    /// Lets all reads until the snapshot is dropped see one state of the database.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn snapshot(&self) -> Result<Snapshot<'_>, StoreError> {
        let begin = || self.connection.unchecked_transaction().map_err(|error| self.error(error));
        let is_first = self.connection.is_autocommit();
        Ok(Snapshot { _transaction: if is_first { Some(begin()?) } else { None } })
    }
}

/// A transaction under way. Everything written through it becomes one batch, or nothing.
pub struct Tx<'s> {
    pub(super) connection: &'s Connection,
    path: &'s Path,
    batch: &'s Batch,
    batch_id: Option<i64>,
}

impl Store {
    /// Runs `write` in one transaction that belongs to `batch`. An error from it takes everything back. A batch that
    /// writes nothing leaves no trace.
    ///
    /// Takes the write lock at the start, and waits up to 5 seconds for another writer to finish.
    ///
    /// # Errors
    /// [`StoreError::Busy`] where the other writer takes longer; what `write` returns; what goes wrong on the disk.
    pub fn transact<T, E: From<StoreError>>(
        &mut self,
        batch: &Batch,
        durability: Durability,
        write: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let path = self.path.clone();
        let wrap = |error| StoreError::new(&path, error);
        let synchronous = match durability {
            Durability::Full => "FULL",
            Durability::Bulk => "NORMAL",
        };
        self.connection.pragma_update(None, "synchronous", synchronous).map_err(wrap)?;
        let transaction = Transaction::new(&mut self.connection, TransactionBehavior::Immediate).map_err(wrap)?;
        let mut tx = Tx { connection: &transaction, path: &path, batch, batch_id: None };
        let outcome = write(&mut tx)?; // dropping the transaction rolls it back
        transaction.commit().map_err(wrap)?;
        Ok(outcome)
    }
}

impl Store {
    /// Runs `read` as [`transact`](Self::transact) would run it, but on a state that stays as it is. What `read` writes
    /// is taken back. On a database that was opened for reading nothing can be written, and other processes may write
    /// meanwhile; else it waits for its turn as [`transact`](Self::transact) does.
    ///
    /// # Errors
    /// What `read` returns; where the database cannot be read.
    pub fn rehearse<T, E: From<StoreError>>(
        &mut self,
        batch: &Batch,
        read: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let path = self.path.clone();
        let wrap = |error| StoreError::new(&path, error);
        // A lock that is wanted only at the first write is not waited for: SQLite says busy at once.
        let behavior = match self.connection.is_readonly("main").map_err(wrap)? {
            true => TransactionBehavior::Deferred,
            false => TransactionBehavior::Immediate,
        };
        let transaction = Transaction::new(&mut self.connection, behavior).map_err(wrap)?;
        read(&mut Tx { connection: &transaction, path: &path, batch, batch_id: None })
    }
}

impl Tx<'_> {
    /// The database's file.
    pub(super) fn path(&self) -> &Path {
        self.path
    }

    /// Names the database in an error of SQLite.
    pub(super) fn error(&self, source: rusqlite::Error) -> StoreError {
        StoreError::new(self.path, source)
    }

    /// The number of this transaction's batch, where it wrote something.
    pub fn written_batch(&self) -> Option<i64> {
        self.batch_id
    }

    /// The number of this transaction's batch, whose row is written when it is first needed.
    pub(super) fn batch_id(&mut self) -> Result<i64, StoreError> {
        if let Some(id) = self.batch_id {
            return Ok(id);
        }
        let id = journal::insert_batch(self.connection, self.batch).map_err(|error| self.error(error))?;
        // Sets what is set already: so each batch writes the first page, whose counter tells in a log that a crash
        // left whether it belongs to the file beside it.
        let touch = self.connection.pragma_update(None, "application_id", APPLICATION_ID);
        touch.map_err(|error| self.error(error))?;
        self.batch_id = Some(id);
        Ok(id)
    }
}
