//! Noting the files of a tree.

use std::borrow::Cow;

use rusqlite::{Connection, named_params, params};

use super::KnownTree;
use crate::disk::FileStamp;
use crate::ledger::RecordKey;
use crate::store::snapshot::Begin;
use crate::store::{Digest, Store, StoreError};

/// The files of a record, which were just found to be what is published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotedRecord {
    /// The record's key.
    pub row: RecordKey,
    /// The digest of the record that they show or, for files of its ledger, of the state of the ledger.
    pub digest: Digest,
    /// Their names and stamps; `None` for a page that the record does not have.
    pub files: Vec<(Cow<'static, str>, Option<FileStamp>)>,
}

impl Store {
    /// Notes files of a tree. What was known of them is replaced; what was known of all files of the tree is forgotten
    /// if they were made in another way.
    ///
    /// # Errors
    /// If the database is busy or cannot be written to.
    pub fn note_files(&mut self, tree: &KnownTree, records: &[NotedRecord]) -> Result<(), StoreError> {
        let transaction = self.begin(Begin::Writing)?;
        transaction.run(|connection| {
            let number = ensure(connection, tree)?;
            let mut insert = connection.prepare_cached(include_str!("upsert.sql"))?;
            for NotedRecord { row, digest, files } in records {
                for (name, stamp) in files {
                    let (bytes, modified) = (stamp.map(|stamp| stamp.bytes), stamp.map(|stamp| stamp.modified));
                    let (changed, inode) = (stamp.map(|stamp| stamp.changed), stamp.map(|stamp| stamp.inode));
                    insert.execute(params![number, row, name, digest.as_bytes(), bytes, modified, changed, inode])?;
                }
            }
            Ok(())
        })?;
        transaction.commit()
    }
}

/// The number of a tree. One whose files were made in another way begins again.
fn ensure(connection: &Connection, tree: &KnownTree) -> rusqlite::Result<i64> {
    let KnownTree { place, version, samples_key } = tree;
    let parameters = named_params! { ":place": place, ":version": version, ":samples_key": samples_key };
    let other = "place = :place AND (version <> :version OR samples_key IS NOT :samples_key)";
    connection.execute(&format!("DELETE FROM tree WHERE {other}"), parameters)?;
    let sql = "INSERT INTO tree (place, version, samples_key) VALUES (:place, :version, :samples_key)
               ON CONFLICT (place) DO UPDATE SET version = version RETURNING id";
    connection.query_row(sql, parameters, |row| row.get("id"))
}
