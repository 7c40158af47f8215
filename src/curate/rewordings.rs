//! Rewordings of items: recording them for other maintainers, and knowing items by them.

use crate::ledger::{RecordKey, RecordedBy, RecordedRewording};
use crate::record::{Revision, Rewordings};
use crate::store::{Snapshot, StoreError, Stored, Tx};

/// Adds what lines of a ledger say to the rewordings that are known.
pub(super) fn add_lines<'l>(known: &mut Rewordings, lines: impl IntoIterator<Item = &'l RecordedRewording>) {
    lines.into_iter().for_each(|line| known.add(line.kind, &line.old, &line.new));
}

/// Which texts of a record are of one item. `arriving` is what comes with an imported one.
///
/// # Errors
/// What goes wrong on the disk.
pub(super) fn rewordings_beside(
    snapshot: &Snapshot<'_>,
    row: RecordKey,
    arriving: &[RecordedRewording],
) -> Result<Rewordings, StoreError> {
    let mut rewordings = snapshot.rewordings(row)?;
    add_lines(&mut rewordings, arriving);
    Ok(rewordings)
}

/// Gives items that came back their ids, so that the evidence on them is about them again. `matched` are the revisions
/// whose items already have their ids in `new`.
///
/// # Errors
/// What goes wrong on the disk.
pub(super) fn recognize(
    snapshot: &Snapshot<'_>,
    row: RecordKey,
    (new, matched): (&mut Revision, &[&Revision]),
    arriving: &[RecordedRewording],
) -> Result<(), StoreError> {
    if new.has_items_beside(matched) {
        new.recognize(&snapshot.former(row)?, matched, &rewordings_beside(snapshot, row, arriving)?);
    }
    Ok(())
}

/// Records the items of a record to which a change gives other texts, unless both texts are known to be of one item.
///
/// # Errors
/// What goes wrong on the disk.
pub(super) fn record_rewordings(
    tx: &mut Tx<'_>,
    by: &RecordedBy,
    before: &Stored,
    new: &Revision,
) -> Result<(), StoreError> {
    let reworded = before.revision.reworded_in(new);
    if reworded.is_empty() {
        return Ok(());
    }
    let row = before.standing.row;
    let known = tx.rewordings(row)?;
    for (item, old, text) in reworded {
        if known.nearest(item.kind, old, |other| other == text).is_some() {
            continue;
        }
        let line = RecordedRewording {
            record: new.record.id.to_string(),
            kind: item.kind,
            old: old.to_owned(),
            new: text.to_owned(),
            recorded: by.clone(),
        };
        tx.record_rewording(row, &line)?;
    }
    Ok(())
}
