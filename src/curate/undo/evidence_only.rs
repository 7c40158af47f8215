//! Undoing a batch for a record of which it changed only the evidence: an import of feedback changes a hundred thousand
//! of them, and no field has to be merged. Rates may have been published since.

use std::collections::HashMap;

use super::reach::Reach;
use crate::curate::Refusal;
use crate::curate::work::Work;
use crate::ledger::{Claim, RecordKey};
use crate::record::{ChangePath, Date, Field, FieldChange, Id, Json, Record, RecordChange};
use crate::store::{Bookkeeping, BookkeepingChange, BroughtEvidence, Change, ChangeSubject, Stored};

/// The data for undoing a batch of such a record.
struct EvidenceOnly {
    stored: Stored,
    brought: BroughtEvidence,
    new: Bookkeeping,
}

/// Undoes the batch for a record, if it only brought evidence there and nothing but rates of the record changed since;
/// otherwise `None`, and nothing is done.
pub(super) fn undo(work: &mut Work<'_, '_>, reach: &Reach, row: RecordKey) -> Result<Option<Id>, Refusal> {
    let Some(mut found) = EvidenceOnly::of(work, reach, row)? else { return Ok(None) };
    let record = &mut found.stored.revision.record;
    work.tx.withdraw_brought(&found.brought)?;
    let moved = BookkeepingChange::of(record, found.new);
    work.tx.update_bookkeeping(row, record, &moved)?;
    work.tx.note_undo(reach.batch, row, false)?;
    let change = |(field, old, new): (Field, _, _)| {
        let path = ChangePath::Field(field.into());
        FieldChange { path, old: Some(old), new: Some(new) }
    };
    let changed = moved.changes(record).map(change).map(RecordChange::Field);
    let id = record.id.clone();
    work.note(id.clone(), changed.collect());
    Ok(Some(id))
}

impl EvidenceOnly {
    fn of(work: &Work<'_, '_>, reach: &Reach, row: RecordKey) -> Result<Option<EvidenceOnly>, Refusal> {
        let changes = work.tx.changes_after(row, reach.batch.before())?;
        let (own, later): (Vec<&Change>, Vec<&Change>) = changes.iter().partition(|change| change.batch == reach.batch);
        let is_of = |change: &Change, field: Field| change.subject == ChangeSubject::Field(field);
        let is_evidence_only = own.iter().all(|change| Bookkeeping::FIELDS.iter().any(|field| is_of(change, *field)))
            && later.iter().all(|change| is_of(change, UPDATED) || is_baseline(change) || rate(change).is_some());
        if !reach.blocked.is_empty() || !is_evidence_only {
            return Ok(None);
        }
        let Some(brought) = work.tx.brought_evidence(row, reach.batch)? else { return Ok(None) };
        let Some(stored) = work.tx.load_row(row)?.filter(|stored| !stored.standing.is_withdrawn) else {
            return Ok(None);
        };
        let record = &stored.revision.record;
        // The changes are in order, the latest first.
        let was = |field: Field| changes.iter().rfind(|change| is_of(change, field))?.old.clone();
        let day = |field: Field, now: Date| was(field).map_or(Some(now), |old| old.as_str()?.parse().ok());
        let count = was(COUNT).map_or(Some(record.evidence_count), |old| old.as_number()?.parse().ok());
        let (Some(evidence_count), Some(last_confirmed), Some(updated)) =
            (count, day(CONFIRMED, record.last_confirmed), day(UPDATED, record.last_updated))
        else {
            return Ok(None);
        };
        // A count that the batch also changed in another way was set by an author.
        let is_all = evidence_count.checked_add(brought.count) == Some(record.evidence_count);
        // The record is the old one again, or it changed today.
        let last_updated = if is_as_it_was(&later) { updated } else { work.context.day };
        let new = Bookkeeping { evidence_count, last_confirmed, last_updated };
        Ok((is_all && brought.count > 0).then_some(EvidenceOnly { stored, brought, new }))
    }
}

const COUNT: Field = Record::EVIDENCE_COUNT;
const CONFIRMED: Field = Record::LAST_CONFIRMED;
const UPDATED: Field = Record::LAST_UPDATED;

/// The rate that a change set; `None` for other changes.
fn rate(change: &Change) -> Option<Field> {
    match change.subject {
        ChangeSubject::Field(field) => Claim::of_field(field).map(|_| field),
        ChangeSubject::Arrived | ChangeSubject::Withdrawn | ChangeSubject::Restored => None,
        ChangeSubject::Baseline(_) | ChangeSubject::Base(_) | ChangeSubject::Ledger => None,
    }
}

/// Whether a change only made a rate a new baseline, without changing the record.
fn is_baseline(change: &Change) -> bool {
    matches!(change.subject, ChangeSubject::Baseline(_))
}

/// Whether every rate that changed since has its old value again. The changes are in order, the latest first.
fn is_as_it_was(later: &[&Change]) -> bool {
    let mut rates: HashMap<Field, (&Option<Json>, &Option<Json>)> = HashMap::new();
    for change in later {
        if let Some(field) = rate(change) {
            rates.entry(field).or_insert((&change.new, &change.old)).1 = &change.old;
        }
    }
    rates.into_values().all(|(now, before)| now == before)
}
