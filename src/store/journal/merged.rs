//! The tables `merged_batch` and `merged_record`: the batches of other databases that merges brought.

use std::fmt;

use rusqlite::types::{FromSql, FromSqlResult, ValueRef};
use rusqlite::{Connection, OptionalExtension, Row, named_params, params};
use sha2::{Digest as _, Sha256};

use super::Batch;
use super::batch::batch_row;
use crate::ledger::{BatchNumber, RecordKey};
use crate::store::{Snapshot, StoreError, Tx};

/// Identifies a batch together with all batches before it: the same in every copy of a database.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BatchIdentity([u8; 16]);

impl BatchIdentity {
    /// That of no batch.
    const NONE: BatchIdentity = BatchIdentity([0; 16]);

    /// That of the batch after this one: the first 16 bytes of the SHA-256 of this one and of what the batch says, each
    /// text preceded by its length in bytes as 8 bytes, and a missing one by 255.
    fn next(self, number: BatchNumber, batch: &Batch) -> Self {
        let Batch { day, actor, reason, command, verb } = batch;
        let mut hash = Sha256::new();
        hash.update(self.0);
        hash.update(number.get().to_le_bytes());
        let (day, verb) = (day.to_string(), verb.map(|verb| verb.as_str()));
        for text in [Some(day.as_str()), Some(actor), reason.as_deref(), Some(command), verb] {
            match text {
                Some(text) => {
                    hash.update((text.len() as u64).to_le_bytes());
                    hash.update(text.as_bytes());
                }
                None => hash.update([u8::MAX]),
            }
        }
        let digest: [u8; 32] = hash.finalize().into();
        BatchIdentity(digest.first_chunk().copied().unwrap_or_default())
    }
}

impl fmt::Debug for BatchIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromSql for BatchIdentity {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        FromSql::column_result(value).map(BatchIdentity)
    }
}

/// A batch of a journal, with what identifies it elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournaledBatch {
    /// Its number there.
    pub number: BatchNumber,
    /// What identifies it.
    pub identity: BatchIdentity,
    /// Who gave the command, when and why.
    pub batch: Batch,
}

/// A batch of another database that a merge brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergedBatch {
    /// The merge.
    pub merge: BatchNumber,
    /// The other database, named as a source.
    pub source: String,
    /// The batch there.
    pub other: JournaledBatch,
}

impl Snapshot<'_> {
    /// All batches, the earliest first.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn journal(&self) -> Result<Vec<JournaledBatch>, StoreError> {
        self.run(|connection| {
            let sql = "SELECT id, day, actor, reason, command, verb FROM batch ORDER BY id";
            let mut statement = connection.prepare_cached(sql)?;
            let mut rows = statement.query([])?;
            let (mut batches, mut last) = (Vec::new(), BatchIdentity::NONE);
            while let Some(row) = rows.next()? {
                let (number, batch) = (row.get("id")?, batch_row(row)?);
                last = last.next(number, &batch);
                batches.push(JournaledBatch { number, identity: last, batch });
            }
            Ok(batches)
        })
    }

    /// A digest of what a batch changed and which records it added: it differs for batches that only look the same.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn changes_digest(&self, batch: BatchNumber) -> Result<[u8; 32], StoreError> {
        self.run(|connection| {
            let mut hash = Sha256::new();
            let mut statement = connection.prepare_cached(include_str!("written_by.sql"))?;
            let mut rows = statement.query(named_params! { ":batch": batch })?;
            while let Some(row) = rows.next()? {
                let text: String = row.get(0)?;
                hash.update((text.len() as u64).to_le_bytes());
                hash.update(text.as_bytes());
            }
            Ok(hash.finalize().into())
        })
    }

    /// The batches of other databases that a merge brought: those that touched a record, or any record. They are in the
    /// order of their numbers there.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn merged_batches(
        &self,
        merge: BatchNumber,
        record: Option<RecordKey>,
    ) -> Result<Vec<MergedBatch>, StoreError> {
        self.run(|connection| {
            let mut statement = connection.prepare_cached(include_str!("merged_by.sql"))?;
            let parameters = named_params! { ":batch": merge, ":record": record };
            statement.query_map(parameters, merged_row)?.collect()
        })
    }

    /// The batches of other databases that touched a record there and that merges brought: each with the merge.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn merged_into(&self, record: RecordKey) -> Result<Vec<(BatchNumber, BatchIdentity)>, StoreError> {
        self.run(|connection| {
            let sql = "SELECT b.batch, b.identity FROM merged_record m JOIN merged_batch b ON b.id = m.merged
                       WHERE m.record = :record";
            let mut statement = connection.prepare_cached(sql)?;
            statement.query_map(named_params! { ":record": record }, |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
        })
    }
}

impl Tx<'_> {
    /// Notes that this batch, a merge, brought into a record what batches of other databases did to it, each with the
    /// name of its database.
    ///
    /// # Errors
    /// What goes wrong on the disk.
    pub fn note_merged(&mut self, record: RecordKey, others: &[(&str, &JournaledBatch)]) -> Result<(), StoreError> {
        if others.is_empty() {
            return Ok(());
        }
        self.write(|connection, batch| {
            others.iter().try_for_each(|(source, other)| {
                let merged = merged_batch(connection, batch, source, other)?;
                let sql = "INSERT OR IGNORE INTO merged_record VALUES (?, ?)";
                connection.prepare_cached(sql)?.execute(params![record, merged]).map(drop)
            })
        })
    }
}

/// The row of a batch of another database, which is written when it is first needed.
fn merged_batch(
    connection: &Connection,
    batch: BatchNumber,
    source: &str,
    other: &JournaledBatch,
) -> rusqlite::Result<i64> {
    let mut find = connection.prepare_cached("SELECT id FROM merged_batch WHERE batch = ? AND identity = ?")?;
    let identity = &other.identity.0[..];
    if let Some(id) = find.query_row(params![batch, identity], |row| row.get(0)).optional()? {
        return Ok(id);
    }
    let Batch { day, actor, reason, command, verb } = &other.batch;
    let mut statement = connection.prepare_cached(include_str!("insert_merged.sql"))?;
    statement.insert(named_params! {
        ":batch": batch, ":source": source, ":number": other.number, ":identity": identity, ":day": day.to_string(),
        ":actor": actor, ":reason": reason, ":command": command, ":verb": verb.map(|verb| verb.as_str()),
    })
}

/// Reads the columns of `merged_batch`.
pub(in crate::store) fn merged_row(row: &Row<'_>) -> rusqlite::Result<MergedBatch> {
    let other = JournaledBatch { number: row.get("number")?, identity: row.get("identity")?, batch: batch_row(row)? };
    Ok(MergedBatch { merge: row.get("batch")?, source: row.get("source")?, other })
}
