//! The table `undo`: which batches took back which.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, named_params};

use super::batch::last_batch;
use crate::store::{Store, StoreError, Tx};

/// Which batches were taken back, and by which.
#[derive(Debug, Clone, Default)]
pub struct Undone {
    /// For a batch and a record the batch that took it back, where that counts.
    by: HashMap<(i64, i64), i64>,
    /// Every batch that took something back, with what it took back.
    undos: HashMap<i64, i64>,
}

impl Undone {
    /// Whether nothing was ever taken back.
    pub fn is_empty(&self) -> bool {
        self.undos.is_empty()
    }

    /// The batch by which what a batch did to a record is taken back.
    pub fn by(&self, batch: i64, record: i64) -> Option<i64> {
        self.by.get(&(batch, record)).copied()
    }

    /// The batch that this one took back; `None` where it is no undo.
    pub fn what(&self, batch: i64) -> Option<i64> {
        self.undos.get(&batch).copied()
    }

    /// For how many records what a batch did is taken back.
    pub fn records(&self, batch: i64) -> usize {
        self.by.keys().filter(|(undone, _)| *undone == batch).count()
    }

    /// The batches by which something that a batch did is taken back, in order.
    pub fn undos_of(&self, batch: i64) -> Vec<i64> {
        let mut undos: Vec<i64> =
            self.by.iter().filter(|((undone, _), _)| *undone == batch).map(|(_, by)| *by).collect();
        undos.sort_unstable();
        undos.dedup();
        undos
    }
}

fn undone(connection: &Connection) -> rusqlite::Result<Undone> {
    let mut statement =
        connection.prepare_cached("SELECT undone, record, batch FROM undo ORDER BY batch DESC, undone, record")?;
    let mut rows = statement.query([])?;
    let mut undone = Undone::default();
    // The latest first: whether it was itself taken back is known by then.
    let mut dead: HashSet<(i64, i64)> = HashSet::new();
    while let Some(row) = rows.next()? {
        let (what, record, batch): (i64, i64, i64) = (row.get("undone")?, row.get("record")?, row.get("batch")?);
        undone.undos.insert(batch, what);
        if !dead.contains(&(batch, record)) {
            undone.by.insert((what, record), batch);
            dead.insert((what, record));
        }
    }
    Ok(undone)
}

impl Store {
    /// Which batches were taken back, and by which.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn undone(&self) -> Result<Undone, StoreError> {
        undone(&self.connection).map_err(|error| self.error(error))
    }
}

impl Tx<'_> {
    /// Which batches were taken back, and by which.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn undone(&self) -> Result<Undone, StoreError> {
        undone(self.connection).map_err(|error| self.error(error))
    }

    /// The number of the latest batch; 0 where there is none.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn last_batch(&self) -> Result<i64, StoreError> {
        last_batch(self.connection).map_err(|error| self.error(error))
    }

    /// Notes that this batch takes back what an earlier one did to a record.
    ///
    /// # Errors
    /// What goes wrong on the disk.
    pub fn note_undo(&mut self, undone: i64, record: i64) -> Result<(), StoreError> {
        let batch = self.batch_id()?;
        let write = |connection: &Connection| {
            let mut statement = connection.prepare_cached("INSERT INTO undo VALUES (:undone, :record, :batch)")?;
            statement.execute(named_params! { ":undone": undone, ":record": record, ":batch": batch })
        };
        write(self.connection).map(drop).map_err(|error| self.error(error))
    }
}
