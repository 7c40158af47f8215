//! Recording that items were reworded, for other maintainers.

use crate::ledger::{RecordedBy, RecordedRewording};
use crate::record::Revision;
use crate::store::{StoreError, Stored, Tx};

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
