//! The history of a record, from its journal.

use std::collections::BTreeMap;

use super::restated::Restated;
use crate::record::{Field, FieldChange, ItemRef, Json, compare};
use crate::store::{Change, Past, Snapshot, StoreError, Stored, Subject};

/// What one batch did to a record.
#[derive(Debug, Clone, PartialEq)]
pub struct Episode {
    /// The batch.
    pub batch: i64,
    /// The fields that it changed, named as they were then; `withdrawn` from nothing if it added the record.
    pub fields: Vec<FieldChange>,
    /// The rates that it made new baselines without changing them, or of which it undid that.
    pub restated: Vec<Restated>,
    /// The evidence that it recorded (`false`) or withdrew (`true`), or whose withdrawal it undid (`false`).
    pub evidence: Vec<(i64, bool)>,
}

/// What every batch from one on did to a record, the latest first.
///
/// # Errors
/// If the database cannot be read, or its journal does not lead to a record.
pub fn history(snapshot: &Snapshot<'_>, stored: &Stored, since: i64) -> Result<Vec<Episode>, StoreError> {
    let changes = snapshot.changes_after(stored.standing.row, since.saturating_sub(1))?;
    let mut moves: BTreeMap<i64, Vec<(i64, bool)>> = BTreeMap::new();
    for one in snapshot.ledger_moves(stored.standing.row)? {
        moves.entry(one.batch).or_default().push((one.evidence, one.is_withdrawn));
    }
    let mut past = Past::new(&stored.revision);
    let mut after = Some(stored.revision.clone());
    let mut episodes = Vec::new();
    for of_batch in changes.chunk_by(|a, b| a.batch == b.batch) {
        of_batch.iter().for_each(|change| past.undo(change));
        let before = snapshot.revision_of(stored.standing.row, &past)?;
        let Some(batch) = of_batch.first().map(|change| change.batch) else { continue };
        let fields = match (&before, &after) {
            (Some(before), Some(after)) => compare(before, after),
            _ => vec![FieldChange { path: "withdrawn".to_owned(), old: None, new: Some(Json::from(false)) }],
        };
        let restated =
            after.iter().flat_map(|after| of_batch.iter().filter_map(|change| Restated::of(change, after))).collect();
        let evidence = moves.remove(&batch).unwrap_or_default();
        episodes.push(Episode { batch, fields, restated, evidence });
        after = before;
    }
    Ok(episodes)
}

/// The batch that last changed each field of a record, in the order of the format; the record's own fields first.
///
/// # Errors
/// If the database cannot be read.
pub fn blame(snapshot: &Snapshot<'_>, stored: &Stored) -> Result<Vec<(Field, i64)>, StoreError> {
    let mut last: BTreeMap<Field, i64> = BTreeMap::new();
    let mut added = 0;
    for change in snapshot.changes(stored.standing.row)? {
        match change.subject {
            Subject::Field(field) => drop(last.entry(field).or_insert(change.batch)),
            Subject::Arrived => added = change.batch,
            Subject::Withdrawn | Subject::Restored => {}
            Subject::Baseline(_) | Subject::Base(_) | Subject::Ledger => {}
        }
    }
    let fields = crate::record::Fields::of(&stored.revision);
    let places: BTreeMap<ItemRef, usize> = stored.revision.items.iter().zip(0..).collect();
    let mut blamed: Vec<(Field, i64)> =
        fields.iter().map(|(field, _)| (field, last.get(&field).copied().unwrap_or(added))).collect();
    // Items in the order of their lists, and not of their ids.
    blamed.sort_by_cached_key(|(field, _)| {
        (field.item.is_some(), field.item.and_then(|item| places.get(&item).copied()), *field)
    });
    Ok(blamed)
}

/// Those of a record's changes that gave a field its values, in their order: the one that brought the record is among
/// them, and so is one that set a rate to the value that it had.
pub fn values(changes: &[Change], field: Field) -> impl Iterator<Item = &Change> {
    changes.iter().filter(move |change| match change.subject {
        Subject::Field(changed) | Subject::Baseline(changed) => changed == field,
        Subject::Arrived => true,
        Subject::Withdrawn | Subject::Restored | Subject::Base(_) | Subject::Ledger => false,
    })
}
