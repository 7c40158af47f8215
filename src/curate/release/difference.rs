//! What changed between two states of the set.

use super::delta_states::DeltaStates;
use crate::curate::{WorkProgress, WorkStage};
use crate::disk::ordered;
use crate::ledger::{BatchNumber, RecordKey};
use crate::publish::{MeantChange, RecordDifference, RecordFate, SetDifference, Topic};
use crate::record::{ChangePath, FieldChange, Id, ItemNumber, Record, RecordChange, Revision, compare};
use crate::store::{Between, ChangeSubject, Snapshot, StoreError};

/// What is published otherwise after a batch than after another, which may be the later one: then it is not known why
/// records were withdrawn, nor which reports are behind a rate. `progress` is told the records that batches between
/// them changed.
///
/// # Errors
/// If the database cannot be read, its journal does not lead to a record, or a record is damaged.
pub fn difference(
    snapshot: &mut Snapshot<'_>,
    states: (BatchNumber, BatchNumber),
    progress: &WorkProgress,
) -> Result<SetDifference, StoreError> {
    let states = DeltaStates::new(states);
    let (read, worked) = ordered(
        |emit| {
            let counted = |records| progress.begin(WorkStage::Differing, Some(records));
            snapshot.each_between(states.in_order(), counted, |between| Ok::<_, StoreError>(emit(between)))
        },
        Between::weight,
        |between| changed(between, states),
        |all| {
            let mut changed = Vec::new();
            for one in all {
                progress.step();
                changed.extend(one?);
            }
            Ok::<Vec<RecordBetween>, StoreError>(changed)
        },
    );
    let mut changed = worked?;
    read?;
    changed.sort_by(|one, other| one.difference.id.cmp(&other.difference.id));
    if states.is_backwards() {
        return Ok(SetDifference::among(changed.into_iter().map(|one| one.difference).collect()));
    }
    let records = changed.into_iter().map(|one| one.complete(snapshot, states.in_order()));
    Ok(SetDifference::among(records.collect::<Result<_, StoreError>>()?))
}

/// A record that is published otherwise, without what only the database knows besides the journal.
struct RecordBetween {
    row: RecordKey,
    difference: RecordDifference,
    /// The batch that withdrew the record, if it did.
    withdrawn_in: Option<BatchNumber>,
}

/// What changed in a record; `None` if nothing of it is published otherwise.
fn changed(between: Between, states: DeltaStates) -> Result<Option<RecordBetween>, StoreError> {
    let row = between.row();
    let withdrawn_in =
        between.changes().iter().find(|change| change.subject == ChangeSubject::Withdrawn).map(|change| change.batch);
    let (before, after) = states.revisions(between)?;
    let difference = revision_difference(before.as_ref(), after);
    Ok(difference.map(|difference| {
        let withdrawn_in = withdrawn_in.filter(|_| matches!(difference.fate, RecordFate::Withdrawn { .. }));
        RecordBetween { row, difference, withdrawn_in }
    }))
}

/// What is published otherwise after a revision than after an earlier one, without why the record was withdrawn and
/// without the reports behind its rates; `None` if nothing is.
pub(in crate::curate) fn revision_difference(
    before: Option<&Revision>,
    after: Option<Revision>,
) -> Option<RecordDifference> {
    let whole = |id: Id, fate| RecordDifference { id, fate, changes: Vec::new() };
    let is_published = |revision: &&Revision| !revision.is_withdrawn;
    let difference = match (before.filter(is_published), after.filter(|after| is_published(&after))) {
        (None, None) => return None,
        (None, Some(after)) => match before {
            None => whole(after.record.id, RecordFate::Added { signature: after.record.signature }),
            Some(_) => whole(after.record.id, RecordFate::Restored),
        },
        // Readers know it by the id that it had, which may be that of another record now.
        (Some(before), None) => {
            whole(before.record.id.clone(), RecordFate::Withdrawn { reason: None, merged_into: None })
        }
        (Some(before), Some(after)) => {
            let fate = match before.record.id == after.record.id {
                true => RecordFate::Kept,
                false => RecordFate::Renamed { from: before.record.id.clone() },
            };
            let changes = changes(before, &after);
            if changes.is_empty() && fate == RecordFate::Kept {
                return None;
            }
            RecordDifference { id: after.record.id, fate, changes }
        }
    };
    Some(difference)
}

/// What differs between two published revisions, first what readers care for most.
pub(super) fn changes(before: &Revision, after: &Revision) -> Vec<MeantChange> {
    let mut changes: Vec<MeantChange> = compare(before, after)
        .into_iter()
        .filter_map(|change| match change {
            RecordChange::Field(change) => meant(change, before, after),
            RecordChange::Arrived | RecordChange::Withdrawn | RecordChange::Restored => None,
        })
        .collect();
    changes.sort_by_key(|change| (change.topic, number(&change.change.path)));
    changes
}

fn meant(change: FieldChange, before: &Revision, after: &Revision) -> Option<MeantChange> {
    // Another id is told of the record as a whole, and the domain follows it.
    let is_id = |path: &ChangePath| {
        [Record::ID, Record::DOMAIN].into_iter().any(|field| *path == ChangePath::Field(field.into()))
    };
    let topic = Topic::of(&change.path).filter(|_| !is_id(&change.path))?;
    let number = number(&change.path);
    let revision = if change.new.is_none() && topic == Topic::Item { before } else { after };
    let item = number.and_then(|number| revision.item(number));
    let text = item.and_then(|item| revision.item_text(item)).map(str::to_owned);
    Some(MeantChange { topic, change, item: text, reports: None })
}

/// The number of the item that a change is about.
fn number(path: &ChangePath) -> Option<ItemNumber> {
    match path {
        ChangePath::Field(named) | ChangePath::Key { extra: named, .. } => named.number,
        ChangePath::Item(number) | ChangePath::Position(number) => Some(*number),
        ChangePath::Waiver(_) => None,
    }
}

impl RecordBetween {
    /// Adds why it was withdrawn, and the reports behind each rate.
    fn complete(
        self,
        snapshot: &Snapshot<'_>,
        states: (BatchNumber, BatchNumber),
    ) -> Result<RecordDifference, StoreError> {
        let RecordBetween { row, mut difference, withdrawn_in } = self;
        if let (RecordFate::Withdrawn { reason, .. }, Some(batch)) = (&mut difference.fate, withdrawn_in) {
            *reason = snapshot.withdrawal_reason(batch, &difference.id)?;
        }
        for change in &mut difference.changes {
            if let (Topic::Rate, ChangePath::Field(rate)) = (change.topic, &change.change.path) {
                change.reports = Some(snapshot.reports_between(row, rate.field.item, states)?);
            }
        }
        Ok(difference)
    }
}
