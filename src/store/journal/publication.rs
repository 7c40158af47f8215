//! The table `publication`: what a record was when it was last imported or exported.

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, named_params};
use serde_json::{Value as Json, json};

use super::batch::last_batch;
use super::change::{self, Subject};
use crate::record::{Revision, Start, read};
use crate::store::record::Digest;
use crate::store::{Store, StoreError, Tx};

/// A record in the state in which it went out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published {
    /// The record's key.
    pub row: i64,
    /// The digest of what was written.
    pub digest: Digest,
}

/// A row of `publication`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Publication {
    digest: Digest,
    batch: i64,
    text: Option<String>,
}

impl Publication {
    /// As it stands in the journal.
    fn to_json(&self) -> Json {
        json!({ "digest": format!("{:?}", self.digest), "batch": self.batch, "text": self.text })
    }

    fn from_json(value: &Json) -> Option<Self> {
        let text = value.get("text")?.as_str().map(str::to_owned);
        Some(Publication {
            digest: value.get("digest")?.as_str()?.parse().ok()?,
            batch: value.get("batch")?.as_i64()?,
            text,
        })
    }
}

/// Notes in which state a record is published for the first time.
///
/// A statement of its own, and no upsert: for one that may touch several rows SQLite opens a savepoint, and at each
/// savepoint FTS5 writes all that it holds in memory.
pub(in crate::store) fn publish_first(
    connection: &Connection,
    row: i64,
    digest: &Digest,
    batch: i64,
) -> rusqlite::Result<()> {
    let parameters = named_params! { ":record": row, ":digest": digest.as_bytes(), ":batch": batch };
    connection.prepare_cached(include_str!("publish_first.sql"))?.execute(parameters)?;
    Ok(())
}

fn publication(connection: &Connection, row: i64) -> rusqlite::Result<Option<Publication>> {
    let mut statement =
        connection.prepare_cached("SELECT digest, batch, text FROM publication WHERE record = :record")?;
    let read = |row: &rusqlite::Row<'_>| {
        Ok(Publication { digest: row.get("digest")?, batch: row.get("batch")?, text: row.get("text")? })
    };
    statement.query_row(named_params! { ":record": row }, read).optional()
}

/// Notes in which state a record was last published; `None` that it was not.
fn publish(connection: &Connection, row: i64, publication: Option<&Publication>) -> rusqlite::Result<()> {
    let Some(Publication { digest, batch, text }) = publication else {
        let mut delete = connection.prepare_cached("DELETE FROM publication WHERE record = :record")?;
        return delete.execute(named_params! { ":record": row }).map(drop);
    };
    let parameters = named_params! { ":record": row, ":digest": digest.as_bytes(), ":batch": batch, ":text": text };
    connection.prepare_cached(include_str!("publish.sql"))?.execute(parameters)?;
    Ok(())
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
                // One that changed since it was written is edited here again.
                let mut statement = transaction.prepare_cached("SELECT digest FROM record WHERE id = :id")?;
                let now: Digest = statement.query_row(named_params! { ":id": row }, |row| row.get("digest"))?;
                if now == *digest {
                    publish(&transaction, *row, Some(&Publication { digest: *digest, batch, text: None }))?;
                }
            }
            transaction.commit()
        };
        mark(&mut self.connection).map_err(|error| StoreError::new(&path, error))
    }
}

impl Tx<'_> {
    /// Notes that a record which is there came in so: from here on, an edit of it is an edit made here. `text` is the
    /// record as it came, on one line, where it does not stand here so.
    ///
    /// # Errors
    /// What goes wrong on the disk.
    pub fn publish(&mut self, row: i64, digest: Digest, text: Option<String>) -> Result<(), StoreError> {
        let batch = self.batch_id()?;
        self.set_publication(row, Some(Publication { digest, batch, text }))
    }

    /// What a record was when it was last imported or exported; `None` where it never was.
    ///
    /// # Errors
    /// Where the database cannot be read, or holds what is no record.
    pub fn base(&self, row: i64) -> Result<Option<Revision>, StoreError> {
        let found = publication(self.connection, row).map_err(|error| self.error(error))?;
        let Some(Publication { batch, text, .. }) = found else { return Ok(None) };
        let stood = self.revision_at(row, batch)?;
        let (Some(text), Some(stood)) = (text, &stood) else { return Ok(stood) };
        let record = read(text.as_bytes(), Start::default()).map_err(|faults| self.damaged(row, &faults))?;
        Ok(Some(stood.becoming(record, self.free_ids(row, stood)?)))
    }

    /// Takes back what a batch noted of a record's publication, unless something was noted since.
    ///
    /// # Errors
    /// What goes wrong on the disk.
    pub fn restore_publication(
        &mut self,
        row: i64,
        noted: Option<&Json>,
        old: Option<&Json>,
    ) -> Result<(), StoreError> {
        let now = publication(self.connection, row).map_err(|error| self.error(error))?;
        if now.as_ref().map(Publication::to_json).as_ref() == noted {
            self.set_publication(row, old.and_then(Publication::from_json))?;
        }
        Ok(())
    }

    /// Forgets that a batch brought a record, so that it may come again as a new one.
    ///
    /// # Errors
    /// What goes wrong on the disk.
    pub fn forget_publication(&mut self, row: i64, batch: i64) -> Result<(), StoreError> {
        let now = publication(self.connection, row).map_err(|error| self.error(error))?;
        if now.is_some_and(|now| now.batch == batch) {
            self.set_publication(row, None)?;
        }
        Ok(())
    }

    fn set_publication(&mut self, row: i64, new: Option<Publication>) -> Result<(), StoreError> {
        let batch = self.batch_id()?;
        let write = |connection: &Connection| {
            let old = publication(connection, row)?;
            publish(connection, row, new.as_ref())?;
            let (old, new) = (old.as_ref().map(Publication::to_json), new.as_ref().map(Publication::to_json));
            change::insert(connection, batch, row, Subject::Publication, (old.as_ref(), new.as_ref()))
        };
        write(self.connection).map_err(|error| self.error(error))
    }
}
