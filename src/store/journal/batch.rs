//! The table `batch`: who wrote when and why.

use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::BatchVerb;
use crate::ledger::BatchNumber;
use crate::record::Date;
use crate::store::record::parsed;
use crate::store::{Snapshot, StoreError};

/// One command that writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// The day of the command.
    pub day: Date,
    /// Who gave it; not empty.
    pub actor: String,
    /// Why, if the actor said so.
    pub reason: Option<String>,
    /// The command line.
    pub command: String,
    /// What it did; `None` if an earlier version of canonry wrote the batch.
    pub verb: Option<BatchVerb>,
}

pub(in crate::store) fn insert_batch(connection: &Connection, batch: &Batch) -> rusqlite::Result<BatchNumber> {
    let mut statement = connection.prepare_cached(include_str!("insert_batch.sql"))?;
    let number = statement.insert(named_params! {
        ":day": batch.day.to_string(),
        ":actor": batch.actor,
        ":reason": batch.reason,
        ":command": batch.command,
        ":verb": batch.verb.map(BatchVerb::as_str),
    })?;
    Ok(number.into())
}

/// The last batch; its number identifies the state of the database. 0 if there is none.
pub(in crate::store) fn last_batch(connection: &Connection) -> rusqlite::Result<BatchNumber> {
    connection.query_row("SELECT coalesce(max(id), 0) FROM batch", [], |row| row.get(0))
}

pub(in crate::store) fn batch_row(row: &Row<'_>) -> rusqlite::Result<Batch> {
    Ok(Batch {
        day: parsed(row, "day")?,
        actor: row.get("actor")?,
        reason: row.get("reason")?,
        command: row.get("command")?,
        verb: row.get_ref("verb")?.as_str_or_null()?.map(|_| parsed(row, "verb")).transpose()?,
    })
}

fn batch(connection: &Connection, id: BatchNumber) -> rusqlite::Result<Option<Batch>> {
    let mut statement =
        connection.prepare_cached("SELECT day, actor, reason, command, verb FROM batch WHERE id = :id")?;
    statement.query_row(named_params! { ":id": id }, batch_row).optional()
}

impl Snapshot<'_> {
    /// The number of the last batch, which identifies the state of the database; 0 if there is none.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn last_batch(&self) -> Result<BatchNumber, StoreError> {
        self.run(last_batch)
    }

    /// A batch; `None` if none has that number.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn batch(&self, id: BatchNumber) -> Result<Option<Batch>, StoreError> {
        self.run(|connection| batch(connection, id))
    }

    /// A batch whose number the database itself named, such as that of a change.
    ///
    /// # Errors
    /// As [`batch`](Self::batch), and [`StoreError::Damaged`] if there is no such batch: none is ever deleted.
    pub fn known_batch(&self, id: BatchNumber) -> Result<Batch, StoreError> {
        let detail = || format!("batch {id} is referred to, but there is no such batch");
        self.batch(id)?.ok_or_else(|| self.damaged(detail()))
    }

    /// The last batch of a day or of the days before; `None` if the first one was later.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn batch_of_day(&self, day: Date) -> Result<Option<BatchNumber>, StoreError> {
        let sql = "SELECT max(id) FROM batch WHERE day <= :day";
        let parameters = named_params! { ":day": day.to_string() };
        self.run(|connection| connection.query_row(sql, parameters, |row| row.get(0)))
    }
}
