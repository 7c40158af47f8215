//! The table `undo`: which batches undid which.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, named_params};

use crate::ledger::{BatchNumber, RecordKey};
use crate::store::{Snapshot, StoreError, Tx};

/// Which batches were undone, and by which.
#[derive(Debug, Clone, Default)]
pub struct Undone {
    /// For a batch and a record the latest batch that undid it, if that was not itself undone.
    by: HashMap<(BatchNumber, RecordKey), BatchNumber>,
    /// Batches and records that were undone only partly.
    partly: HashSet<(BatchNumber, RecordKey)>,
    /// Every batch that undid another one, with that one.
    undos: HashMap<BatchNumber, BatchNumber>,
}

impl Undone {
    /// Whether nothing was ever undone.
    pub fn is_empty(&self) -> bool {
        self.undos.is_empty()
    }

    /// The batch that undid, completely or partly, what a batch did to a record.
    pub fn by(&self, batch: BatchNumber, record: RecordKey) -> Option<BatchNumber> {
        self.by.get(&(batch, record)).copied()
    }

    /// The batch that undid completely what a batch did to a record.
    pub fn wholly_by(&self, batch: BatchNumber, record: RecordKey) -> Option<BatchNumber> {
        self.by(batch, record).filter(|_| !self.partly.contains(&(batch, record)))
    }

    /// The batch whose change this one made, undid or restored, and whether it undid it. An undo of an undo restores.
    pub fn origin(&self, batch: BatchNumber) -> (BatchNumber, bool) {
        let (mut origin, mut is_undo) = (batch, false);
        // The loop ends, because a batch undoes only earlier ones; a table with another order is an error.
        while let Some(what) = self.what(origin) {
            (origin, is_undo) = (what, !is_undo);
        }
        (origin, is_undo)
    }

    /// The batch that this one undid; `None` if it is not an undo.
    pub fn what(&self, batch: BatchNumber) -> Option<BatchNumber> {
        self.undos.get(&batch).copied()
    }

    /// The batch that decided a ruling: the ruling's own or, for an undo, the one that decided the ruling before the
    /// batch that it undid. `None` if there was no ruling before. `rulings` are the batches that ruled on the same
    /// piece of evidence, in order. `arrived_in.sql` applies the same rule.
    pub fn decided_by(&self, rulings: &[BatchNumber], ruling: BatchNumber) -> Option<BatchNumber> {
        let mut batch = ruling;
        // A batch undoes only earlier ones.
        while let Some(undone) = self.what(batch) {
            batch = rulings.iter().copied().rfind(|earlier| *earlier < undone)?;
        }
        Some(batch)
    }

    /// The number of records of which a batch's changes are undone.
    pub fn records(&self, batch: BatchNumber) -> usize {
        self.by.keys().filter(|(undone, _)| *undone == batch).count()
    }

    /// The batches that undid something that a batch did, in order.
    pub fn undos_of(&self, batch: BatchNumber) -> Vec<BatchNumber> {
        let mut undos: Vec<BatchNumber> =
            self.by.iter().filter(|((undone, _), _)| *undone == batch).map(|(_, by)| *by).collect();
        undos.sort_unstable();
        undos.dedup();
        undos
    }
}

/// Reads the table. The inner error is a batch with the batch that it undoes, if that is not an earlier one.
fn undone(connection: &Connection) -> rusqlite::Result<Result<Undone, (BatchNumber, BatchNumber)>> {
    let mut statement = connection
        .prepare_cached("SELECT undone, record, batch, is_partial FROM undo ORDER BY batch DESC, undone, record")?;
    let mut rows = statement.query([])?;
    let mut undone = Undone::default();
    // The latest first, so it is known whether a batch was itself undone.
    let mut dead: HashSet<(BatchNumber, RecordKey)> = HashSet::new();
    while let Some(row) = rows.next()? {
        let (what, record, batch): (BatchNumber, RecordKey, BatchNumber) =
            (row.get("undone")?, row.get("record")?, row.get("batch")?);
        if what >= batch {
            return Ok(Err((batch, what)));
        }
        let is_partial: bool = row.get("is_partial")?;
        undone.undos.insert(batch, what);
        let is_dead = dead.contains(&(batch, record));
        let is_latest = !undone.by.contains_key(&(what, record));
        if !is_dead && is_latest {
            undone.by.insert((what, record), batch);
            dead.insert((what, record));
        }
        // A part that was undone first and restored since is restored, whatever was undone later.
        if is_partial && is_dead != is_latest {
            undone.partly.insert((what, record));
        }
    }
    Ok(Ok(undone))
}

impl Snapshot<'_> {
    /// Which batches were undone, and by which.
    ///
    /// # Errors
    /// If the database cannot be read; [`StoreError::Damaged`] if a batch undoes one that is not an earlier one.
    pub fn undone(&self) -> Result<Undone, StoreError> {
        self.run(undone)?.map_err(|(batch, undone)| {
            self.damaged(format!("batch {batch} undoes batch {undone}, which is not an earlier one"))
        })
    }
}

impl Tx<'_> {
    /// Notes that this batch undoes what an earlier one did to a record, or a part of it.
    ///
    /// # Errors
    /// What goes wrong on the disk.
    pub fn note_undo(&mut self, undone: BatchNumber, record: RecordKey, is_partial: bool) -> Result<(), StoreError> {
        self.write(|connection, batch| {
            let sql = "INSERT INTO undo VALUES (:undone, :record, :batch, :is_partial)";
            let parameters = named_params! {
                ":undone": undone, ":record": record, ":batch": batch, ":is_partial": is_partial,
            };
            connection.prepare_cached(sql)?.execute(parameters)
        })
        .map(drop)
    }
}
