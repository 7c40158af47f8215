//! What changed since a batch.

use std::collections::BTreeSet;

use rusqlite::named_params;

use crate::ledger::{BatchNumber, RecordKey};
use crate::store::{Snapshot, StoreError};

impl Snapshot<'_> {
    /// The keys of the records that changed after a batch, or were added after it.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn rows_changed_after(&self, batch: BatchNumber) -> Result<BTreeSet<RecordKey>, StoreError> {
        self.run(|connection| {
            let mut statement = connection.prepare(include_str!("rows_changed_after.sql"))?;
            statement.query_map(named_params! { ":batch": batch }, |row| row.get("record"))?.collect()
        })
    }
}
