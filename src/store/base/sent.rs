//! What exports have written, and where.

use std::collections::HashMap;

use rusqlite::{Connection, named_params, params};

use super::row::{self, BaseRow};
use super::source;
use crate::ledger::{BatchNumber, RecordKey, SourceNumber};
use crate::record::Date;
use crate::store::journal;
use crate::store::record::Digest;
use crate::store::snapshot::Begin;
use crate::store::{Snapshot, Store, StoreError};

/// A record in the state in which an export has written it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sent {
    /// The record's key.
    pub row: RecordKey,
    /// The digest of what was written.
    pub digest: Digest,
}

/// What a source had before an export, by the keys of the records.
#[derive(Debug, Default)]
pub struct SentBefore {
    digests: HashMap<RecordKey, Digest>,
    /// The last batch at that time; `None` if that was not asked.
    batch: Option<BatchNumber>,
}

impl SentBefore {
    /// Whether it is not yet known that the source has this state of a record.
    pub fn is_news(&self, sent: &Sent) -> bool {
        self.digests.get(&sent.row) != Some(&sent.digest)
    }
}

impl Snapshot<'_> {
    /// What a source has of each record, as far as known.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn sent_before(&self, source: &str) -> Result<SentBefore, StoreError> {
        self.run(|connection| {
            let batch = Some(journal::last_batch(connection)?);
            let mut statement = connection.prepare_cached(include_str!("sent_before.sql"))?;
            let rows = statement.query_map(named_params! { ":name": source }, |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(SentBefore { digests: rows.collect::<rusqlite::Result<_>>()?, batch })
        })
    }
}

impl Store {
    /// Notes that records were written to a source in their current state, so that a later import from it can find what
    /// changed there since. This is bookkeeping and not a change of a record, so it is not a batch.
    ///
    /// # Errors
    /// If the database is busy or cannot be written to.
    pub fn mark_sent(
        &mut self,
        source: &str,
        day: Date,
        before: &SentBefore,
        records: &[Sent],
    ) -> Result<(), StoreError> {
        let transaction = self.begin(Begin::Writing)?;
        transaction.run(|connection| mark(connection, source::ensure(connection, source, day)?, before, records))?;
        transaction.commit()
    }
}

fn mark(connection: &Connection, source: SourceNumber, before: &SentBefore, records: &[Sent]) -> rusqlite::Result<()> {
    let batch = journal::last_batch(connection)?;
    let is_quiet = Some(batch) == before.batch;
    // A source that had nothing: then there are no rows to read, which is the case for most exports of a whole set.
    let is_first = !connection
        .query_row("SELECT EXISTS (SELECT 1 FROM base WHERE source = ?1)", [source], |row| row.get::<_, bool>(0))?;
    for Sent { row, digest } in records {
        // One that changed since it was written is skipped.
        if !is_quiet {
            let mut statement = connection.prepare_cached("SELECT digest FROM record WHERE id = :id")?;
            let now: Digest = statement.query_row(named_params! { ":id": row }, |row| row.get("digest"))?;
            if now != *digest {
                continue;
            }
        }
        if is_first {
            let mut statement = connection.prepare_cached(include_str!("insert_sent.sql"))?;
            statement.execute(params![row, source, digest.as_bytes(), batch])?;
            continue;
        }
        let key = (*row, source);
        let base = BaseRow { sent: Some((*digest, batch)), ..row::select(connection, key)? };
        row::write(connection, key, &base)?;
    }
    Ok(())
}
