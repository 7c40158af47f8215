//! What changed last, for the feed.

use std::cmp::Reverse;

use crate::curate::release::revision_difference;
use crate::publish::{RecentChange, RecordFate};
use crate::store::{Filter, Gone, LatestChange, Snapshot, StoreError};

/// The number of changes in the feed.
const RECENT: u32 = 50;

/// What the last batches changed in the records of a filter, and which records they withdrew. `gone` are the ids under
/// which nothing is published any more.
///
/// # Errors
/// If the database cannot be read, or its journal does not lead to a record.
pub(super) fn recent_changes(
    snapshot: &Snapshot<'_>,
    filter: &Filter,
    gone: &[Gone],
) -> Result<Vec<RecentChange>, StoreError> {
    let mut latest = snapshot.latest_changes(filter, RECENT)?;
    latest.sort_by_key(|one| Reverse((one.batch, one.last_updated)));
    latest.truncate(RECENT as usize);
    let changes = latest.iter().map(|one| recent_change(snapshot, one, gone));
    Ok(changes.collect::<Result<Vec<_>, StoreError>>()?.into_iter().flatten().collect())
}

/// A change with what it means; `None` if nothing of the record is published otherwise, or no page shows it.
fn recent_change(
    snapshot: &Snapshot<'_>,
    latest: &LatestChange,
    gone: &[Gone],
) -> Result<Option<RecentChange>, StoreError> {
    let LatestChange { batch, row, is_arrival, .. } = *latest;
    let now = match snapshot.load_row(row) {
        // Its page is refused, or left out if the user wants that.
        Err(StoreError::RecordDamaged { .. }) => return Ok(None),
        loaded => loaded?,
    };
    let Some(now) = now else { return Ok(None) };
    let (before, after) = (snapshot.revision_at(row, batch.before())?, snapshot.revision_at(row, batch)?);
    let Some(after) = after else { return Ok(None) };
    let (signature, last_updated) = (after.record.signature.clone(), after.record.last_updated);
    let Some(mut difference) = revision_difference(before.as_ref(), Some(after)) else { return Ok(None) };
    let of_batch = snapshot.known_batch(batch)?;
    let page = now.revision.record.id;
    if now.revision.is_withdrawn && !gone.iter().any(|gone| gone.id == page) {
        return Ok(None);
    }
    if let RecordFate::Withdrawn { reason, merged_into } = &mut difference.fate {
        *reason = snapshot.withdrawal_reason(batch, &page)?;
        *merged_into = snapshot.heir(batch, (row, &difference.id))?;
    }
    // A record may be much older than the database that it was imported into.
    let day = if is_arrival { of_batch.day.min(last_updated) } else { of_batch.day };
    Ok(Some(RecentChange { batch, day, signature, page, difference }))
}
