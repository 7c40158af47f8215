//! The evidence that a batch recorded, and later rulings on it.

use rusqlite::{Connection, named_params};

use super::write::rule;
use crate::ledger::{BatchNumber, EvidenceNumber, RecordKey};
use crate::store::{Snapshot, StoreError, Tx};

/// The evidence on one record that a batch recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BroughtEvidence {
    numbers: Vec<EvidenceNumber>,
    /// The number of equal observations.
    pub count: u64,
}

impl Snapshot<'_> {
    /// The evidence on a record that a batch recorded; `None` if the batch or a later one ruled on evidence of the
    /// record.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn brought_evidence(
        &self,
        record: RecordKey,
        batch: BatchNumber,
    ) -> Result<Option<BroughtEvidence>, StoreError> {
        self.run(|connection| brought(connection, record, batch))
    }

    /// The batches that ruled on a piece of evidence, in order.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn rulings_on(&self, evidence: EvidenceNumber) -> Result<Vec<BatchNumber>, StoreError> {
        self.run(|connection| {
            let sql = "SELECT batch FROM ruling WHERE evidence = :evidence ORDER BY batch";
            let mut statement = connection.prepare_cached(sql)?;
            statement.query_map(named_params! { ":evidence": evidence }, |row| row.get(0))?.collect()
        })
    }
}

impl Tx<'_> {
    /// Rules that the evidence that a batch recorded does not count. The caller has to change the record's count.
    ///
    /// # Errors
    /// What goes wrong on the disk.
    pub fn withdraw_brought(&mut self, brought: &BroughtEvidence) -> Result<(), StoreError> {
        self.write(|connection, batch| {
            brought.numbers.iter().try_for_each(|number| rule(connection, batch, *number, true))
        })
    }
}

fn brought(
    connection: &Connection,
    record: RecordKey,
    batch: BatchNumber,
) -> rusqlite::Result<Option<BroughtEvidence>> {
    let parameters = named_params! { ":record": record, ":batch": batch };
    let mut ruled = connection.prepare_cached(include_str!("ruled_since.sql"))?;
    if ruled.query_row(parameters, |row| row.get(0))? {
        return Ok(None);
    }
    let mut brought = BroughtEvidence { numbers: Vec::new(), count: 0 };
    let mut statement =
        connection.prepare_cached("SELECT id, count FROM evidence WHERE record = :record AND batch = :batch")?;
    let mut rows = statement.query(parameters)?;
    while let Some(row) = rows.next()? {
        brought.numbers.push(row.get(0)?);
        brought.count = brought.count.saturating_add(row.get::<_, u32>(1)?.into());
    }
    Ok(Some(brought))
}
