//! Who wrote when and why, and what was last published.

use rusqlite::{Connection, TransactionBehavior, named_params};

use super::record::Digest;
use super::{Store, StoreError, Tx};
use crate::record::Date;

/// One command that writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// The day of the command.
    pub day: Date,
    /// Who gave it; not empty.
    pub actor: String,
    /// Why, where the actor said so.
    pub reason: Option<String>,
    /// The command line.
    pub command: String,
}

/// A record in the state in which it went out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published {
    /// The record's key.
    pub row: i64,
    /// The digest of what was written.
    pub digest: Digest,
}

pub(super) fn insert_batch(connection: &Connection, batch: &Batch) -> rusqlite::Result<i64> {
    connection.prepare_cached(include_str!("insert_batch.sql"))?.insert(named_params! {
        ":day": batch.day.to_string(),
        ":actor": batch.actor,
        ":reason": batch.reason,
        ":command": batch.command,
    })
}

/// Notes in which state a record is published for the first time.
///
/// A statement of its own, and no upsert: for one that may touch several rows SQLite opens a savepoint, and at each
/// savepoint FTS5 writes all that it holds in memory.
pub(super) fn publish_first(connection: &Connection, row: i64, digest: &Digest, batch: i64) -> rusqlite::Result<()> {
    let parameters = named_params! { ":record": row, ":digest": digest.as_bytes(), ":batch": batch };
    connection.prepare_cached(include_str!("publish_first.sql"))?.execute(parameters)?;
    Ok(())
}

/// Notes in which state a record was last published.
fn publish(connection: &Connection, row: i64, digest: &Digest, batch: i64) -> rusqlite::Result<()> {
    let parameters = named_params! { ":record": row, ":digest": digest.as_bytes(), ":batch": batch };
    connection.prepare_cached(include_str!("publish.sql"))?.execute(parameters)?;
    Ok(())
}

/// The batch that wrote last; its number stands for the state of the database.
fn last_batch(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("SELECT coalesce(max(id), 0) FROM batch", [], |row| row.get(0))
}

impl Store {
    /// Notes that records were exported as they stood, so that a later import can tell whether they were edited
    /// here since. This is bookkeeping, no change of a record, and so no batch.
    ///
    /// # Errors
    /// Where the database is busy or cannot be written to.
    pub fn mark_published(&mut self, records: &[Published]) -> Result<(), StoreError> {
        let path = self.path.clone();
        let mark = |connection: &mut Connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let batch = last_batch(&transaction)?;
            for Published { row, digest } in records {
                publish(&transaction, *row, digest, batch)?;
            }
            transaction.commit()
        };
        mark(&mut self.connection).map_err(|error| StoreError::new(&path, error))
    }
}

impl Tx<'_> {
    /// Notes that a record which is there came in so: from here on, an edit of it is an edit made here. No change of
    /// a record, and so no reason for a batch.
    ///
    /// # Errors
    /// What goes wrong on the disk.
    pub fn publish(&mut self, row: i64, digest: Digest) -> Result<(), StoreError> {
        let batch = last_batch(self.connection).map_err(|error| self.error(error))?;
        publish(self.connection, row, &digest, batch).map_err(|error| self.error(error))
    }
}
