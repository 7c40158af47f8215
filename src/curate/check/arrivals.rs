//! Checking the records of a batch before it is committed.

use super::background::background_of;
use super::changed::MAX_COMPARED;
use super::finding_changes::{FindingChanges, named};
use super::scan::{compare, findings, index};
use crate::check::{Checker, Settings};
use crate::curate::matching::also_matching;
use crate::ledger::BatchNumber;
use crate::record::Revision;
use crate::store::{StoreError, Stored, Tx};

/// Calls `sink` with each published record that the current batch added or changed, and its findings: all findings of
/// an added record; new and fixed findings of a changed one.
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
    let (index, ids) = index(tx, &checker, Some(&rows.iter().copied().collect()), || {})?;
    if checker.compares() {
        compare(&index, ids.as_deref(), |_, _| {});
    }
    let mut compared = 0;
    for row in rows {
        let Stored { revision, standing, .. } = tx.load_known(row)?;
        if standing.is_withdrawn {
            continue;
        }
        let found = |revision: &Revision, until: BatchNumber| {
            let background = background_of(tx, row, revision, until)?;
            Ok::<_, StoreError>(named(revision, findings(&checker, revision, &background, &index)))
        };
        let before = tx.revision_at(row, batch.before())?.filter(|before| !before.is_withdrawn);
        if before.as_ref() == Some(&revision) {
            continue;
        }
        let former = before.as_ref().map(|before| before.record.signature.as_str());
        let is_compared = former != Some(revision.record.signature.as_str()) && compared < MAX_COMPARED;
        let matching = if is_compared { also_matching(tx, &revision.record)? } else { Vec::new() };
        compared += usize::from(is_compared);
        let was = match &before {
            Some(before) => found(before, batch.before())?,
            None => Vec::new(),
        };
        let changes = FindingChanges::between(was, found(&revision, BatchNumber::END)?);
        sink(&revision, FindingChanges { matching, ..changes })?;
    }
    Ok(())
}
