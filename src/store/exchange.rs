//! Reading what another database merges: each record with its history and its ledger.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use rusqlite::Row;

use super::evidence::LedgerReader;
use super::filter::Selection;
use super::journal::{MergedBatch, merged_row};
use super::ordered::Ordered;
use super::{Change, Snapshot, StoreError, Unchecked};
use crate::ledger::{BatchNumber, LedgerLine};

/// A published record as another database gets it.
#[derive(Debug)]
pub struct ExchangedRecord {
    /// The record, not yet compared with its digest.
    pub now: Unchecked,
    /// The batch that added it.
    pub added_by: BatchNumber,
    /// What changed after the batch up to which both databases have the same history, the latest first.
    pub since: Vec<Change>,
    /// The batches of further databases that merges brought into it after that batch and that were not undone.
    pub merged: Vec<MergedBatch>,
    /// The merges after that batch that were undone, each with its undo.
    pub undone_merges: Vec<(BatchNumber, BatchNumber)>,
    /// Its ledger.
    pub lines: Vec<LedgerLine>,
}

/// What is read of each record in addition to it.
struct Besides {
    added_by: BatchNumber,
    has_ledger: bool,
}

impl Snapshot<'_> {
    /// Calls `visit` with each published record in the order of the ids, with its changes after a batch and its ledger.
    ///
    /// # Errors
    /// What `visit` returns; if the database cannot be read, or a piece of evidence does not match its uid.
    pub fn each_exchanged<E: From<StoreError>>(
        &mut self,
        since: BatchNumber,
        mut visit: impl FnMut(ExchangedRecord) -> Result<ControlFlow<()>, E>,
    ) -> Result<(), E> {
        let path: Arc<Path> = self.path().into();
        let error = |error| E::from(self.error(error));
        let selection = Selection::published_since(since);
        let prepare = |sql: &str| self.connection().prepare_cached(&format!("{}{sql}", selection.with)).map_err(error);
        let mut besides = prepare(include_str!("exchanged.sql"))?;
        let mut besides = Ordered::open(&mut besides, &selection, besides_row).map_err(error)?;
        let mut merged = prepare(include_str!("journal/merged_of_all.sql"))?;
        let mut merged = Ordered::open(&mut merged, &selection, merged_row).map_err(error)?;
        let undone = self.undone()?;
        let mut ledgers = LedgerReader::new(self);
        self.each_with_changes(
            &selection,
            |_| {},
            |stored, since| {
                let row = stored.standing.row;
                let own = besides.of(row).map_err(error)?.pop();
                let Besides { added_by, has_ledger } =
                    own.ok_or_else(|| self.damaged(format!("record.id {row} is not among the published records")))?;
                let lines = if has_ledger { ledgers.lines(row)? } else { Vec::new() };
                let mut merged = merged.of(row).map_err(error)?;
                let mut undone_merges = Vec::new();
                merged.retain(|one| match undone.by(one.merge, row) {
                    None => true,
                    Some(by) => {
                        undone_merges.push((one.merge, by));
                        false
                    }
                });
                let now = Unchecked::new(stored, &path);
                visit(ExchangedRecord { now, added_by, since, merged, undone_merges, lines })
            },
        )
    }
}

fn besides_row(row: &Row<'_>) -> rusqlite::Result<Besides> {
    Ok(Besides { added_by: row.get(1)?, has_ledger: row.get(2)? })
}
