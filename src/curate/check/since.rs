//! What was wrong with a set after a batch.

use std::collections::{BTreeSet, HashSet};
use std::ops::ControlFlow;

use super::background::Backgrounds;
use super::scan::{CheckRecords, compare, findings};
use crate::check::{Checker, Fingerprint, RecordFacts, SetIndex};
use crate::disk::ordered;
use crate::record::{Id, Revision};
use crate::store::{Filter, Snapshot, StoreError, Unchecked};

/// A state of the set: that after a batch.
struct State<'s, 'd> {
    snapshot: &'s mut Snapshot<'d>,
    batch: i64,
    /// The keys of the records that changed since.
    changed: BTreeSet<i64>,
}

impl CheckRecords {
    /// By what everything is identified that was wrong with the records after a batch. They are those that are chosen
    /// now, as they were then, among the others as they were then; day and settings are those of now.
    ///
    /// # Errors
    /// If the database cannot be read, its journal does not lead to a record, or a record is damaged.
    pub fn fingerprints_at(&self, snapshot: &mut Snapshot<'_>, batch: i64) -> Result<HashSet<Fingerprint>, StoreError> {
        let checker = Checker::new(&self.settings);
        let wanted = self.wanted(snapshot)?;
        let is_wanted = |row: i64| wanted.as_ref().is_none_or(|rows| rows.contains(&row));
        let changed = snapshot.rows_changed_after(batch)?;
        let backgrounds = Backgrounds::read(snapshot, batch)?;
        let mut state = State { snapshot, batch, changed };
        let (mut index, mut ids) = (SetIndex::default(), BTreeSet::<Id>::new());
        state.each(
            |row, revision| (row, RecordFacts::of(&revision.record)),
            |(row, facts)| {
                ids.extend(is_wanted(row).then(|| facts.id().clone()));
                index.add(facts);
            },
        )?;
        if checker.compares() {
            let ids: Vec<Id> = ids.iter().cloned().collect();
            compare(&index, wanted.is_some().then_some(ids.as_slice()), |_, _| {});
        }
        let mut all = HashSet::new();
        state.each(
            |row, revision| match is_wanted(row) {
                true => findings(&checker, revision, &backgrounds.of(row, revision), &index),
                false => Vec::new(),
            },
            |found| all.extend(found.into_iter().map(|finding| finding.fingerprint)),
        )?;
        checker.check_set(&index, &mut |finding| {
            all.extend(ids.contains(&finding.record).then_some(finding.fingerprint));
        });
        Ok(all)
    }
}

impl State<'_, '_> {
    /// Works on each published record as it was, with its key, and passes on the results: first those that have not
    /// changed since, which are read as they are and on several threads.
    fn each<R: Send>(
        &mut self,
        work: impl Fn(i64, &Revision) -> R + Sync,
        mut gather: impl FnMut(R),
    ) -> Result<(), StoreError> {
        let State { snapshot, batch, changed } = self;
        let (read, worked) = ordered(
            |emit| {
                snapshot.each_record::<StoreError>(&Filter::default(), |unchecked| {
                    let has_changed = changed.contains(&unchecked.look().standing.row);
                    Ok(if has_changed { ControlFlow::Continue(()) } else { emit(unchecked) })
                })
            },
            Unchecked::weight,
            |unchecked| unchecked.checked().map(|stored| work(stored.standing.row, &stored.revision)),
            |all| {
                for one in all {
                    gather(one?);
                }
                Ok::<_, StoreError>(())
            },
        );
        worked?;
        read?;
        for row in changed.iter() {
            let was = snapshot.revision_at(*row, *batch)?.filter(|was| !was.is_withdrawn);
            was.iter().for_each(|was| gather(work(*row, was)));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::desk::{apply, context, id, set, store, without_reason};
    use super::*;
    use crate::check::{Finding, Settings, Terms};
    use crate::curate::{CheckWatch, Rename, Withdraw};
    use crate::store::{Store, Stored};

    fn check() -> CheckRecords {
        CheckRecords { filter: Filter::default(), settings: Settings::new(Terms::on(context().day)) }
    }

    /// Collects fingerprints.
    #[derive(Default)]
    struct Found(HashSet<Fingerprint>);

    impl CheckWatch for Found {
        type Error = StoreError;

        fn checked(&mut self, _: &Stored, findings: Vec<Finding>) -> Result<(), StoreError> {
            self.set(findings)
        }

        fn set(&mut self, findings: Vec<Finding>) -> Result<(), StoreError> {
            self.0.extend(findings.into_iter().map(|finding| finding.fingerprint));
            Ok(())
        }
    }

    fn now(store: &mut Store) -> HashSet<Fingerprint> {
        let mut found = Found::default();
        check().apply(&mut store.snapshot().unwrap(), &mut found).unwrap();
        found.0
    }

    #[test]
    fn what_was_found_after_each_batch_is_found_again_from_the_journal() {
        let mut store = store(&["x/a", "x/b", "x/c"]);
        let mut found = vec![now(&mut store)];
        let first = store.snapshot().unwrap().last_batch().unwrap();
        set(&mut store, &["x/a"], "signature", "E x/b");
        found.push(now(&mut store));
        apply(&Rename { from: id("x/a"), to: id("x/d") }, &mut store, &without_reason()).unwrap();
        found.push(now(&mut store));
        let withdraw = Withdraw { ids: vec![id("x/b")], restore: false, merge_into: None };
        apply(&withdraw, &mut store, &context()).unwrap();
        found.push(now(&mut store));
        for (batch, expected) in (first..).zip(found) {
            let then = check().fingerprints_at(&mut store.snapshot().unwrap(), batch).unwrap();
            assert_eq!(then, expected, "after batch {batch}");
        }
        let before_all = check().fingerprints_at(&mut store.snapshot().unwrap(), 0).unwrap();
        assert!(before_all.is_empty());
    }

    #[test]
    fn only_the_records_that_are_chosen_are_looked_at() {
        let mut store = store(&["x/a", "x/b"]);
        let all = check().fingerprints_at(&mut store.snapshot().unwrap(), 2).unwrap();
        let filter = Filter { ids: vec!["x/a".to_owned()], ..Filter::default() };
        let one = CheckRecords { filter, ..check() };
        let of_one = one.fingerprints_at(&mut store.snapshot().unwrap(), 2).unwrap();
        assert!(!of_one.is_empty() && of_one.len() < all.len() && of_one.is_subset(&all));
    }
}
