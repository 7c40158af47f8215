//! Undoing a batch for a record of which it changed nothing but the evidence: an import of feedback changes a hundred
//! thousand of them, and no field has to be merged.

use super::reach::Reach;
use crate::curate::Refusal;
use crate::curate::work::Work;
use crate::record::{Date, FieldChange, Id, Json, Part};
use crate::store::{Bookkeeping, Brought, Change, MovedOn, Stored, Subject};

/// What it takes to undo a batch for such a record.
struct Alone {
    stored: Stored,
    brought: Brought,
    new: Bookkeeping,
}

/// Undoes the batch for a record, if it only brought evidence there and nothing happened to the record since; `None` if
/// that is not so, and then nothing is done.
pub(super) fn undo(work: &mut Work<'_, '_>, reach: &Reach, row: i64) -> Result<Option<Id>, Refusal> {
    let Some(mut alone) = Alone::of(work, reach, row)? else { return Ok(None) };
    let record = &mut alone.stored.revision.record;
    work.tx.withdraw_brought(&alone.brought)?;
    let moved = MovedOn::of(record, alone.new);
    work.tx.move_on(row, record, &moved)?;
    work.tx.note_undo(reach.batch, row, false)?;
    let day = |day: Date| Json::from(day.to_string());
    let Bookkeeping { evidence_count, last_confirmed, last_updated } = alone.new;
    let fields = [
        ("last_confirmed", day(record.last_confirmed), day(last_confirmed)),
        ("last_updated", day(record.last_updated), day(last_updated)),
        ("evidence_count", Json::from(record.evidence_count), Json::from(evidence_count)),
    ];
    let changed = fields.into_iter().filter(|(_, old, new)| old != new);
    let changed = changed.map(|(name, old, new)| FieldChange { path: name.to_owned(), old: Some(old), new: Some(new) });
    let id = record.id.clone();
    work.note(id.clone(), changed.collect());
    Ok(Some(id))
}

impl Alone {
    fn of(work: &Work<'_, '_>, reach: &Reach, row: i64) -> Result<Option<Alone>, Refusal> {
        let changes = work.tx.changes_after(row, reach.batch - 1)?;
        if !reach.blocked.is_empty() || !changes.iter().all(|change| is_bookkeeping(change, reach.batch)) {
            return Ok(None);
        }
        let Some(brought) = work.tx.brought_evidence(row, reach.batch)? else { return Ok(None) };
        let Some(stored) = work.tx.load_row(row)?.filter(|stored| !stored.standing.is_withdrawn) else {
            return Ok(None);
        };
        let record = &stored.revision.record;
        let was = |name: &str| changes.iter().find(|change| is_of(change, name))?.old.clone();
        let day = |name: &str, now: Date| was(name).map_or(Some(now), |old| old.as_str()?.parse().ok());
        let count = was("evidence_count").map_or(Some(record.evidence_count), |old| old.as_number()?.parse().ok());
        let (Some(evidence_count), Some(last_confirmed), Some(last_updated)) =
            (count, day("last_confirmed", record.last_confirmed), day("last_updated", record.last_updated))
        else {
            return Ok(None);
        };
        // A count that the batch changed otherwise, too, is somebody's word.
        let is_all = evidence_count.checked_add(brought.count) == Some(record.evidence_count);
        let new = Bookkeeping { evidence_count, last_confirmed, last_updated };
        Ok(is_all.then_some(Alone { stored, brought, new }))
    }
}

/// Whether the batch made this change, and it is one that evidence brings about.
fn is_bookkeeping(change: &Change, batch: i64) -> bool {
    let names = ["evidence_count", "last_confirmed", "last_updated"];
    change.batch == batch && names.iter().any(|name| is_of(change, name))
}

fn is_of(change: &Change, name: &str) -> bool {
    matches!(change.subject, Subject::Field(field) if field.part == Part::Record && field.name() == name)
}
