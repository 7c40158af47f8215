//! Checking what a batch brought, before it is committed.

use super::background::background_of;
use super::finding_changes::{FindingChanges, named};
use super::scan::{compare, findings, index};
use crate::check::{Checker, Settings};
use crate::ledger::BatchNumber;
use crate::record::Revision;
use crate::store::{StoreError, Stored, Tx};

/// Calls `sink` with each published record that the batch under way added or changed, and what is wrong with it: all
/// that is found in an added record; and what was not found before in a changed one, with what is no longer found.
///
/// # Errors
/// If the database cannot be read, and what `sink` returns.
pub(in crate::curate) fn check_arrivals<E: From<StoreError>>(
    tx: &mut Tx<'_>,
    settings: &Settings,
    mut sink: impl FnMut(&Revision, FindingChanges) -> Result<(), E>,
) -> Result<(), E> {
    let Some(batch) = tx.written_batch() else { return Ok(()) };
    let rows = tx.records_of(batch)?;
    let checker = Checker::new(settings);
    let (index, ids) = index(tx, Some(&rows.iter().copied().collect()), || {})?;
    if checker.compares() {
        compare(&index, ids.as_deref(), |_, _| {});
    }
    for row in rows {
        let Stored { revision, standing, .. } = tx.load_known(row)?;
        if standing.is_withdrawn {
            continue;
        }
        let found = |revision: &Revision, until: BatchNumber| {
            let background = background_of(tx, row, revision, until)?;
            Ok::<_, StoreError>(named(revision, findings(&checker, revision, &background, &index)))
        };
        let was = match tx.revision_at(row, batch.before())? {
            Some(before) if before == revision => continue,
            Some(before) if !before.is_withdrawn => found(&before, batch.before())?,
            Some(_) | None => Vec::new(),
        };
        sink(&revision, FindingChanges::between(was, found(&revision, BatchNumber::END)?))?;
    }
    Ok(())
}
