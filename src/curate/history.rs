//! The history of a record, from its journal.

use std::collections::BTreeMap;

use super::restated::Restated;
use crate::ledger::{BatchNumber, Ruling};
use crate::record::{Field, Fields, ItemRef, RecordChange, Revision, compare};
use crate::store::{ChangeSubject, Digest, Past, Snapshot, StoreError, Stored};

/// What one batch did to a record.
#[derive(Debug, Clone, PartialEq)]
pub struct Episode {
    /// The batch.
    pub batch: BatchNumber,
    /// The fields that it changed, named as they were then, and whether it added, withdrew or restored the record.
    pub fields: Vec<RecordChange>,
    /// The rates that it made new baselines without changing them, or for which it undid that.
    pub restated: Vec<Restated>,
    /// What it did to the evidence.
    pub rulings: Vec<Ruling>,
}

/// What every batch from one on did to a record, the latest first.
///
/// # Errors
/// If the database cannot be read, or its journal does not lead to a record.
pub fn history(snapshot: &Snapshot<'_>, stored: &Stored, since: BatchNumber) -> Result<Vec<Episode>, StoreError> {
    let changes = snapshot.changes_after(stored.standing.row, since.before())?;
    let mut rulings: BTreeMap<BatchNumber, Vec<Ruling>> = BTreeMap::new();
    for ruling in snapshot.rulings(stored.standing.row)? {
        rulings.entry(ruling.batch).or_default().push(ruling);
    }
    let mut past = Past::new(&stored.revision);
    let mut after = stored.revision.clone();
    let mut episodes = Vec::new();
    for of_batch in changes.chunk_by(|a, b| a.batch == b.batch) {
        of_batch.iter().for_each(|change| past.undo(change));
        let before = snapshot.revision_of(stored.standing.row, &past)?;
        #[expect(clippy::expect_used, reason = "chunk_by yields no empty chunk")]
        let batch = of_batch.first().expect("a change of the chunk").batch;
        let fields = before.as_ref().map_or_else(|| vec![RecordChange::Arrived], |before| compare(before, &after));
        let restated = of_batch.iter().filter_map(|change| Restated::of(change, &after)).collect();
        let rulings = rulings.remove(&batch).unwrap_or_default();
        episodes.push(Episode { batch, fields, restated, rulings });
        match before {
            Some(before) => after = before,
            None => break, // there are no earlier changes
        }
    }
    Ok(episodes)
}

/// The latest of a record's earlier revisions with a digest; `None` if there is none.
///
/// # Errors
/// If the database cannot be read.
pub(super) fn past_revision(
    snapshot: &Snapshot<'_>,
    stored: &Stored,
    digest: Digest,
) -> Result<Option<Revision>, StoreError> {
    let row = stored.standing.row;
    let mut past = Past::new(&stored.revision);
    for of_batch in snapshot.changes(row)?.chunk_by(|one, next| one.batch == next.batch) {
        of_batch.iter().for_each(|change| past.undo(change));
        let Some(revision) = snapshot.revision_of(row, &past)? else { return Ok(None) };
        if Digest::of_record(&revision.record) == digest {
            return Ok(Some(revision));
        }
    }
    Ok(None)
}

/// The batch that last changed each field of a record, in the order of the format; the record's own fields first.
///
/// # Errors
/// If the database cannot be read, or its journal does not say when the record was added.
pub fn blame(snapshot: &Snapshot<'_>, stored: &Stored) -> Result<Vec<(Field, BatchNumber)>, StoreError> {
    let mut last: BTreeMap<Field, BatchNumber> = BTreeMap::new();
    let row = stored.standing.row;
    let mut added = None;
    for change in snapshot.changes(row)? {
        match change.subject {
            ChangeSubject::Field(field) => drop(last.entry(field).or_insert(change.batch)),
            ChangeSubject::Arrived => {
                snapshot.check_arrival(row, change.batch)?;
                added = Some(change.batch);
            }
            ChangeSubject::Withdrawn | ChangeSubject::Restored => {}
            ChangeSubject::Baseline(_) | ChangeSubject::Base(_) | ChangeSubject::Ledger => {}
        }
    }
    let added =
        added.ok_or_else(|| snapshot.damaged(format!("no batch is noted as the one that added record.id {row}")))?;
    let fields = Fields::of(&stored.revision);
    let places: BTreeMap<ItemRef, usize> = stored.revision.items.iter().zip(0..).collect();
    let mut blamed: Vec<(Field, BatchNumber)> =
        fields.iter().map(|(field, _)| (field, last.get(&field).copied().unwrap_or(added))).collect();
    // Items in the order of their lists, and not of their ids.
    blamed.sort_by_cached_key(|(field, _)| {
        (field.item.is_some(), field.item.and_then(|item| places.get(&item).copied()), *field)
    });
    Ok(blamed)
}

#[cfg(test)]
mod tests {
    use super::super::field;
    use super::super::fixture::{report, set, store, stored};
    use super::*;
    use crate::ledger::Outcome;

    #[test]
    fn every_batch_is_an_episode_and_the_latest_is_first() {
        let mut store = store(&["x/a"]);
        set(&mut store, &["x/a"], "root_cause", "new");
        report(&mut store, "x/a#w1", Outcome::Fail, "lena");
        let stored = stored(&mut store, "x/a");
        let snapshot = store.snapshot().unwrap();
        let episodes = history(&snapshot, &stored, 1.into()).unwrap();
        let [reported, edited, added] = episodes.as_slice() else { panic!("{episodes:?}") };
        assert_eq!(reported.rulings, [Ruling { batch: 3.into(), evidence: 1.into(), is_withdrawn: false }]);
        assert_eq!(reported.batch, 3.into());
        let path = |change: &RecordChange| match change {
            RecordChange::Field(field) => field.path.to_string(),
            other => panic!("{other:?}"),
        };
        let paths = |episode: &Episode| episode.fields.iter().map(path).collect::<Vec<_>>();
        assert_eq!((edited.batch, paths(edited)), (2.into(), vec!["root_cause".to_owned(), "last_updated".to_owned()]));
        assert_eq!((added.batch, added.fields.as_slice()), (1.into(), [RecordChange::Arrived].as_slice()));
        assert_eq!(history(&snapshot, &stored, 2.into()).unwrap(), episodes[..2]);
    }

    #[test]
    fn a_change_before_the_arrival_is_damage_for_history_and_blame() {
        let mut store = store(&["x/a"]);
        set(&mut store, &["x/a"], "root_cause", "new");
        set(&mut store, &["x/a"], "regex", "newer");
        store.damage("UPDATE record SET added_by = 3");
        let stored = stored(&mut store, "x/a");
        let snapshot = store.snapshot().unwrap();
        let since = |batch: i64| history(&snapshot, &stored, batch.into()).map(drop);
        for told in [since(1), since(2), since(3), blame(&snapshot, &stored).map(drop)] {
            let Err(StoreError::Damaged { detail, .. }) = told else { panic!("{told:?}") };
            assert_eq!(detail, "batch 2 changed record.id 1, but record.added_by says that batch 3 added it");
        }
    }

    #[test]
    fn a_field_is_blamed_on_the_batch_that_changed_it_last() {
        let mut store = store(&["x/a"]);
        set(&mut store, &["x/a"], "root_cause", "one");
        set(&mut store, &["x/a"], "root_cause", "two");
        let stored = stored(&mut store, "x/a");
        let blamed: BTreeMap<Field, BatchNumber> =
            blame(&store.snapshot().unwrap(), &stored).unwrap().into_iter().collect();
        let of = |word: &str| blamed[&field(&stored.revision, word).unwrap()];
        assert_eq!((of("root_cause"), of("signature"), of("w1.how")), (3.into(), 1.into(), 1.into()));
    }
}
