//! Who waived a finding, and why.

use crate::ledger::{BatchNumber, RecordKey};
use crate::record::{Field, Json, Waiver};
use crate::store::{Batch, BatchVerb, Change, ChangeSubject, Snapshot, StoreError};

/// A waiver as the journal has it, in a record.
#[derive(Clone)]
struct Journaled {
    row: RecordKey,
    waiver: Json,
}

/// The batch that gave a record its current waiver; `None` if the journal has none. One in which the waiver followed a
/// record to another id did not, and neither did an undo that restored it.
///
/// # Errors
/// If the database cannot be read.
pub fn waived_by(
    snapshot: &Snapshot<'_>,
    row: RecordKey,
    waiver: &Waiver,
) -> Result<Option<(BatchNumber, Batch)>, StoreError> {
    let mut journaled = Journaled { row, waiver: waiver.json() };
    let mut until = BatchNumber::END;
    loop {
        let changes = of_waivers(snapshot, journaled.row)?;
        let mut additions =
            changes.iter().filter(|change| change.batch <= until && added(change).contains(&journaled.waiver));
        let Some(change) = additions.next() else { return Ok(None) };
        let Some(batch) = snapshot.batch(change.batch)? else { return Ok(None) };
        let former = match batch.verb {
            Some(BatchVerb::Undo) => additions.next().is_some().then(|| journaled.clone()),
            Some(BatchVerb::Rename | BatchVerb::Withdraw) => former(snapshot, &journaled, change)?,
            Some(_) | None => None,
        };
        match former {
            Some(former) => (journaled, until) = (former, change.batch.before()),
            None => return Ok(Some((change.batch, batch))),
        }
    }
}

/// What a waiver was before a change, in which it followed a record to another id; `None` if it was new.
fn former(snapshot: &Snapshot<'_>, now: &Journaled, change: &Change) -> Result<Option<Journaled>, StoreError> {
    let is_same = |one: &Json| Waiver::is_of_same(one, &now.waiver);
    let added: Vec<Json> = added(change).into_iter().filter(is_same).collect();
    // Several of one record keep their order.
    let place = added.iter().position(|one| *one == now.waiver);
    let removed = removed(change).into_iter().filter(is_same);
    if let Some(waiver) = place.and_then(|place| removed.clone().nth(place)) {
        return Ok(Some(Journaled { row: now.row, waiver }));
    }
    for row in snapshot.records_of(change.batch)? {
        let of_batch = of_waivers(snapshot, row)?.into_iter().find(|other| other.batch == change.batch);
        if let Some(waiver) = of_batch.and_then(|other| self::removed(&other).into_iter().find(is_same)) {
            return Ok(Some(Journaled { row, waiver }));
        }
    }
    Ok(None)
}

/// The changes of a record's waivers, the latest first.
fn of_waivers(snapshot: &Snapshot<'_>, row: RecordKey) -> Result<Vec<Change>, StoreError> {
    let mut changes = snapshot.changes(row)?;
    changes.retain(|change| change.subject == ChangeSubject::Field(Field::WAIVERS));
    Ok(changes)
}

fn added(change: &Change) -> Vec<Json> {
    only_in(&change.new, &change.old)
}

fn removed(change: &Change) -> Vec<Json> {
    only_in(&change.old, &change.new)
}

/// The waivers of one list that the other does not have.
fn only_in(list: &Option<Json>, other: &Option<Json>) -> Vec<Json> {
    let others: Vec<Json> = other.iter().flat_map(Json::elements).collect();
    list.iter().flat_map(Json::elements).filter(|one| !others.contains(one)).collect()
}
