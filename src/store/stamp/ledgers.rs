//! Which files of the ledgers of a tree are known.

use std::ops::ControlFlow;

use rusqlite::{Connection, Row, named_params};

use super::read::{known, stamp};
use super::{KnownFiles, KnownTree};
use crate::disk::FileStamp;
use crate::ledger::RecordKey;
use crate::store::record::parsed;
use crate::store::{Digest, Filter, Snapshot, StoreError};

impl Snapshot<'_> {
    /// Calls `visit` with what is known of the files of each ledger of a filter, in the order of the ids of the
    /// records. The digest is that of the state of the ledger.
    ///
    /// # Errors
    /// What `visit` returns; if the database cannot be read.
    pub fn each_known_ledger<E: From<StoreError>>(
        &mut self,
        tree: &KnownTree,
        filter: &Filter,
        mut visit: impl FnMut(KnownFiles) -> Result<ControlFlow<()>, E>,
    ) -> Result<(), E> {
        let number = self.run(|connection| known(connection, tree))?;
        let wrap = |error| E::from(self.error(error));
        let selection = filter.selection();
        let sql = format!("{}{}", selection.with, include_str!("ledger_state.sql"));
        let mut statement = self.connection().prepare_cached(&sql).map_err(wrap)?;
        let mut rows = statement.query(selection.bindings().as_slice()).map_err(wrap)?;
        while let Some(row) = rows.next().map_err(wrap)? {
            let mut ledger = state(row).map_err(wrap)?;
            if let Some(number) = number {
                ledger.files = files(self.connection(), number, (ledger.row, ledger.digest)).map_err(wrap)?;
            }
            if visit(ledger)?.is_break() {
                break;
            }
        }
        Ok(())
    }
}

/// The state of the ledger of a row.
fn state(row: &Row<'_>) -> rusqlite::Result<KnownFiles> {
    // All columns after the key and the id of the record.
    let columns = 2..row.as_ref().column_count();
    let counts: Vec<i64> = columns.map(|column| row.get(column)).collect::<rusqlite::Result<_>>()?;
    let digest = Digest::of(&format!("ledger {counts:?}"));
    Ok(KnownFiles { row: row.get(0)?, id: parsed(row, 1)?, digest, files: Vec::new() })
}

/// The files of a ledger in a state.
fn files(
    connection: &Connection,
    tree: i64,
    (record, digest): (RecordKey, Digest),
) -> rusqlite::Result<Vec<(String, Option<FileStamp>)>> {
    let sql = "SELECT name, bytes, modified, changed, inode FROM tree_file
               WHERE tree = :tree AND record = :record AND digest = :digest";
    let mut statement = connection.prepare_cached(sql)?;
    let parameters = named_params! { ":tree": tree, ":record": record, ":digest": digest.as_bytes() };
    statement.query_map(parameters, |row| Ok((row.get("name")?, stamp(row)?)))?.collect()
}
