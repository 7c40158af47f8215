//! Records that a source had and no longer has.

use rusqlite::named_params;

use crate::ledger::{RecordKey, SourceNumber};
use crate::record::Id;
use crate::store::record::{count, parsed};
use crate::store::{Snapshot, StoreError};

impl Snapshot<'_> {
    /// The published records that a source once had and that are not among the `seen` keys, in the order of their ids.
    /// The keys are sorted.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn missing(&self, source: SourceNumber, seen: &[RecordKey]) -> Result<Vec<(RecordKey, Id)>, StoreError> {
        let mut missing: Vec<(RecordKey, Id)> = self.run(|connection| {
            let mut keys =
                connection.prepare_cached("SELECT record FROM base WHERE source = :source AND digest IS NOT NULL")?;
            let mut rows = keys.query(named_params! { ":source": source })?;
            let mut find = connection
                .prepare_cached("SELECT canon_id, withdrawn_in IS NULL AS is_published FROM record WHERE id = :id")?;
            let mut missing = Vec::new();
            while let Some(row) = rows.next()? {
                let record: RecordKey = row.get("record")?;
                if seen.binary_search(&record).is_ok() {
                    continue;
                }
                let found = |row: &rusqlite::Row<'_>| Ok((row.get("is_published")?, parsed(row, "canon_id")?));
                if let (true, id) = find.query_row(named_params! { ":id": record }, found)? {
                    missing.push((record, id));
                }
            }
            Ok(missing)
        })?;
        missing.sort_by(|a, b| a.1.cmp(&b.1));
        Ok(missing)
    }

    /// The number of published records.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn count_published(&self) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) AS records FROM record WHERE withdrawn_in IS NULL";
        self.run(|connection| connection.query_row(sql, [], |row| count(row, "records")))
    }
}
