//! What was wrong with a set after a batch.

use std::collections::BTreeMap;

use super::background::Backgrounds;
use super::known::{FixedPlaces, KnownFindings};
use super::scan::{CheckRecords, compare, findings};
use super::state::State;
use crate::check::{Checker, RecordFacts, SetIndex};
use crate::curate::Refusal;
use crate::ledger::{BatchNumber, RecordKey};
use crate::record::Id;
use crate::store::Snapshot;

impl CheckRecords {
    /// What was wrong with the records after a batch. They are those that are chosen now, as they were then, among the
    /// others as they were then; day and settings are those of now. A record that has another id since is known by
    /// that, and where fixes of findings changed a text since, what was found there is known by its place.
    ///
    /// # Errors
    /// [`Refusal::ChoosesWithdrawn`], if the filter selects withdrawn records; if the database cannot be read, its
    /// journal does not lead to a record, or a record is damaged.
    pub fn known_at(&self, snapshot: &mut Snapshot<'_>, batch: BatchNumber) -> Result<KnownFindings, Refusal> {
        let checker = Checker::new(&self.settings);
        let wanted = self.wanted(snapshot)?;
        let is_wanted = |row: RecordKey| wanted.as_ref().is_none_or(|rows| rows.contains(&row));
        let backgrounds = Backgrounds::read(snapshot, batch)?;
        let places = FixedPlaces::read(snapshot, batch)?;
        let mut state = State { snapshot, batch };
        // The ids of then of the records that are wanted, with those of now.
        let (mut index, mut ids) = (SetIndex::default(), BTreeMap::<Id, Id>::new());
        let mut renamed = BTreeMap::<String, Id>::new();
        state.each(
            |row, now, revision| (now.clone(), is_wanted(row), RecordFacts::of(&revision.record)),
            |(now, is_wanted, facts)| {
                if *facts.id() != now {
                    renamed.insert(facts.id().to_string(), now.clone());
                }
                ids.extend(is_wanted.then(|| (facts.id().clone(), now)));
                index.add(facts);
            },
        )?;
        if checker.compares() {
            let ids: Vec<Id> = ids.keys().cloned().collect();
            compare(&index, wanted.is_some().then_some(ids.as_slice()), |_, _| {});
        }
        let mut all = KnownFindings::default();
        state.each(
            |row, now, revision| {
                let mut known = KnownFindings::default();
                if is_wanted(row) {
                    let found = findings(&checker, revision, &backgrounds.of(row, revision), &index);
                    found.iter().for_each(|finding| known.add(finding, now, places.get(&row)));
                }
                known
            },
            |known| all.extend(known),
        )?;
        checker.check_set(&index, &mut |finding| {
            all.fingerprints.extend(ids.get(&finding.record).map(|now| finding.fingerprint_in(now)));
        });
        if !renamed.is_empty() {
            all.fingerprints.extend(state.of_edges(checker.of_edges(), is_wanted, &renamed)?);
        }
        Ok(all)
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture::{apply, context, id, set, store, without_reason};
    use super::*;
    use crate::check::{Finding, Settings, Terms};
    use crate::curate::{CheckWatch, Rename, Withdraw};
    use crate::store::{Filter, Store, Stored};

    fn check() -> CheckRecords {
        CheckRecords { filter: Filter::default(), settings: Settings::new(Terms::on(context().day)) }
    }

    /// Collects findings.
    #[derive(Default)]
    struct Found(Vec<Finding>);

    impl CheckWatch for Found {
        type Error = Refusal;
        type Kept = Finding;

        fn checked(&mut self, _: &Stored, findings: Vec<Finding>) -> Result<(), Refusal> {
            self.set(findings)
        }

        fn set(&mut self, findings: Vec<Finding>) -> Result<(), Refusal> {
            self.0.extend(findings);
            Ok(())
        }
    }

    fn now(store: &mut Store) -> Vec<Finding> {
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
        for (batch, expected) in (first.get()..).map(BatchNumber::from).zip(found) {
            let then = check().known_at(&mut store.snapshot().unwrap(), batch).unwrap();
            // They are known by the ids of now.
            let known = |finding: Finding| match finding.record == id("x/a") {
                true => finding.fingerprint_in(&id("x/d")),
                false => finding.fingerprint(),
            };
            assert_eq!(then.fingerprints, expected.into_iter().map(known).collect(), "after batch {batch}");
        }
        let before_all = check().known_at(&mut store.snapshot().unwrap(), 0.into()).unwrap();
        assert!(before_all.fingerprints.is_empty());
    }

    #[test]
    fn a_record_that_is_renamed_has_only_the_findings_of_its_name_as_new_ones() {
        let mut store = store(&["x/a", "x/b"]);
        set(&mut store, &["x/b"], "signature", "E x/a");
        let before = store.snapshot().unwrap().last_batch().unwrap();
        apply(&Rename { from: id("x/a"), to: id("y/unheard-of") }, &mut store, &without_reason()).unwrap();
        let then = check().known_at(&mut store.snapshot().unwrap(), before).unwrap();
        let new: Vec<(String, &str)> = now(&mut store)
            .into_iter()
            .filter(|finding| !then.knows(finding))
            .map(|finding| (finding.record.to_string(), finding.code.short()))
            .collect();
        assert_eq!(new, [("y/unheard-of".to_owned(), "C010")]);
    }

    #[test]
    fn edges_that_follow_a_renamed_record_are_those_of_before() {
        let mut store = store(&["x/a", "x/b", "x/c"]);
        let edge = |to: &str| format!(r#"[{{"error_id": "{to}", "probability": 1, "condition": ""}}]"#);
        set(&mut store, &["x/b"], "leads_to", &edge("x/a"));
        set(&mut store, &["x/a"], "leads_to", &edge("x/b"));
        let before = store.snapshot().unwrap().last_batch().unwrap();
        apply(&Rename { from: id("x/a"), to: id("x/ea") }, &mut store, &without_reason()).unwrap();
        set(&mut store, &["x/c"], "preceded_by", &edge("x/ea"));
        let then = check().known_at(&mut store.snapshot().unwrap(), before).unwrap();
        let mut new: Vec<(String, &str)> = now(&mut store)
            .into_iter()
            .filter(|finding| finding.code.short().starts_with('G') && !then.knows(finding))
            .map(|finding| (finding.record.to_string(), finding.code.short()))
            .collect();
        new.sort();
        assert_eq!(new, [("x/c".to_owned(), "G005"), ("x/c".to_owned(), "G010")]);
    }

    #[test]
    fn only_the_records_that_are_chosen_are_looked_at() {
        let mut store = store(&["x/a", "x/b"]);
        let all = check().known_at(&mut store.snapshot().unwrap(), 2.into()).unwrap();
        let filter = Filter { ids: vec!["x/a".to_owned()], ..Filter::default() };
        let one = CheckRecords { filter, ..check() };
        let of_one = one.known_at(&mut store.snapshot().unwrap(), 2.into()).unwrap();
        let (of_one, all) = (of_one.fingerprints, all.fingerprints);
        assert!(!of_one.is_empty() && of_one.len() < all.len() && of_one.is_subset(&all));
    }
}
