//! Checking what a batch brought, before it is committed.

use std::collections::HashSet;

use super::scan::{compare, findings, index};
use crate::check::{Background, Checker, Finding, Fingerprint, Settings};
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
    mut sink: impl FnMut(&Revision, Vec<Finding>, Vec<Finding>) -> Result<(), E>,
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
        let background = Background { evidence: tx.counted(row)?, ..Background::default() };
        let (mut found, mut gone) = (findings(&checker, &revision, &background, &index), Vec::new());
        match tx.revision_at(row, batch - 1)? {
            Some(before) if before == revision => continue,
            Some(before) if !before.is_withdrawn => {
                let known = |all: &[Finding]| all.iter().map(|one| one.fingerprint).collect::<HashSet<Fingerprint>>();
                gone = findings(&checker, &before, &background, &index);
                let (was, is) = (known(&gone), known(&found));
                found.retain(|finding| !was.contains(&finding.fingerprint));
                gone.retain(|finding| !is.contains(&finding.fingerprint));
            }
            Some(_) | None => {}
        }
        sink(&revision, found, gone)?;
    }
    Ok(())
}
