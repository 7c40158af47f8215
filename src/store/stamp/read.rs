//! Which files of a tree are known.

use std::ops::ControlFlow;

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::KnownTree;
use crate::disk::FileStamp;
use crate::ledger::RecordKey;
use crate::record::Id;
use crate::store::census::Census;
use crate::store::record::parsed;
use crate::store::{Digest, Filter, Snapshot, StoreError};

/// What is known of the files of a record that show it as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownFiles {
    /// The record's key.
    pub row: RecordKey,
    /// Its id.
    pub id: Id,
    /// The digest of the record or, for files of its ledger, of the state of the ledger.
    pub digest: Digest,
    /// The files by their names; `None` for a page that the record does not have. Files of another state of the record
    /// are left out.
    pub files: Vec<(String, Option<FileStamp>)>,
}

impl Snapshot<'_> {
    /// The tree of a place as it was last noted; `None` if none was.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn known_tree(&self, place: &str) -> Result<Option<KnownTree>, StoreError> {
        self.run(|connection| {
            let sql = "SELECT place, version, samples_key FROM tree WHERE place = :place";
            let mut statement = connection.prepare_cached(sql)?;
            let tree = |row: &Row<'_>| {
                let (place, version) = (row.get("place")?, row.get("version")?);
                Ok(KnownTree { place, version, samples_key: row.get("samples_key")? })
            };
            statement.query_row(named_params! { ":place": place }, tree).optional()
        })
    }

    /// Calls `visit` with what is known of the files of each record of a filter, in the order of the ids. Nothing is
    /// known of a record whose samples are published, because its digest does not include them. Returns whether the
    /// tree is known; if not, `visit` is not called.
    ///
    /// # Errors
    /// What `visit` returns; if the database cannot be read, or the index of the ids does not fit the records.
    pub fn each_known<E: From<StoreError>>(
        &mut self,
        tree: &KnownTree,
        filter: &Filter,
        mut visit: impl FnMut(KnownFiles) -> Result<ControlFlow<()>, E>,
    ) -> Result<bool, E> {
        let Some(number) = self.run(|connection| known(connection, tree))? else { return Ok(false) };
        let wrap = |error| E::from(self.error(error));
        let mut selection = filter.selection();
        let mut census = Census::begin(self.connection(), &selection, self.path())?;
        selection.parameters.push((":tree", Value::Integer(number)));
        selection.parameters.push((":has_key", Value::from(tree.samples_key.is_some())));
        let sql = format!("{}{}", selection.with, include_str!("select.sql"));
        let mut statement = self.connection().prepare_cached(&sql).map_err(wrap)?;
        let mut rows = statement.query(selection.bindings().as_slice()).map_err(wrap)?;
        let mut last: Option<KnownFiles> = None;
        while let Some(row) = rows.next().map_err(wrap)? {
            let key: RecordKey = row.get("id").map_err(wrap)?;
            if last.as_ref().is_none_or(|last| last.row != key) {
                let next = record(row).map_err(wrap)?;
                census.count(&next.id, self.path())?;
                if let Some(known) = last.replace(next)
                    && visit(known)?.is_break()
                {
                    return Ok(true);
                }
            }
            if let Some(last) = &mut last {
                last.files.extend(file(row).map_err(wrap)?);
            }
        }
        census.finish(self.path())?;
        let _ = last.map_or(Ok(ControlFlow::Continue(())), visit)?; // after the last one there is nothing to break off
        Ok(true)
    }
}

/// The number of a tree whose files were made in the same way.
pub(super) fn known(connection: &Connection, tree: &KnownTree) -> rusqlite::Result<Option<i64>> {
    let KnownTree { place, version, samples_key } = tree;
    let sql = "SELECT id FROM tree WHERE place = :place AND version = :version AND samples_key IS :samples_key";
    let mut statement = connection.prepare_cached(sql)?;
    let parameters = named_params! { ":place": place, ":version": version, ":samples_key": samples_key };
    statement.query_row(parameters, |row| row.get("id")).optional()
}

fn record(row: &Row<'_>) -> rusqlite::Result<KnownFiles> {
    let (key, id) = (row.get("id")?, parsed(row, "canon_id")?);
    Ok(KnownFiles { row: key, id, digest: row.get("digest")?, files: Vec::new() })
}

/// The file of a row, if there is one that counts.
fn file(row: &Row<'_>) -> rusqlite::Result<Option<(String, Option<FileStamp>)>> {
    let Some(name) = row.get("name")? else { return Ok(None) };
    if row.get("shows_samples")? {
        return Ok(None);
    }
    Ok(Some((name, stamp(row)?)))
}

/// The stamp of a row, if it has one.
pub(super) fn stamp(row: &Row<'_>) -> rusqlite::Result<Option<FileStamp>> {
    let Some(bytes) = row.get("bytes")? else { return Ok(None) };
    let (modified, changed, inode) = (row.get("modified")?, row.get("changed")?, row.get("inode")?);
    Ok(Some(FileStamp { bytes, modified, changed, inode }))
}
