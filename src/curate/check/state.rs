//! A state of the set that was: what each record said after a batch.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use super::scan::findings;
use crate::check::{Background, Checker, Fingerprint, RecordFacts, SetIndex};
use crate::curate::edge::follow;
use crate::disk::ordered;
use crate::ledger::{BatchNumber, RecordKey};
use crate::record::{Id, Revision};
use crate::store::{AsOf, Snapshot, StoreError, Stored};

/// The state of the set after a batch.
pub(super) struct State<'s, 'd> {
    pub(super) snapshot: &'s mut Snapshot<'d>,
    pub(super) batch: BatchNumber,
}

impl State<'_, '_> {
    /// By what is identified that was wrong with the edges, as if records had had the ids that they have now: a finding
    /// of an edge names the record at its other end.
    pub(super) fn of_edges(
        &mut self,
        checker: Checker<'_>,
        is_wanted: impl Fn(RecordKey) -> bool + Sync,
        renamed: &BTreeMap<String, Id>,
    ) -> Result<Vec<Fingerprint>, StoreError> {
        let as_now = |now: &Id, revision: &Revision| {
            let mut revision = revision.clone();
            revision.record.id = now.clone();
            follow(&mut revision.record, renamed);
            revision
        };
        let (mut index, mut wanted) = (SetIndex::default(), BTreeSet::new());
        self.each(
            |row, now, revision| (is_wanted(row), RecordFacts::of(&as_now(now, revision).record)),
            |(is_wanted, facts)| {
                wanted.extend(is_wanted.then(|| facts.id().clone()));
                index.add(facts);
            },
        )?;
        let mut all = Vec::new();
        self.each(
            |row, now, revision| match is_wanted(row) {
                true => findings(&checker, &as_now(now, revision), &Background::default(), &index),
                false => Vec::new(),
            },
            |found| all.extend(found.into_iter().map(|finding| finding.fingerprint())),
        )?;
        checker.check_set(&index, &mut |finding| {
            all.extend(wanted.contains(&finding.record).then_some(finding.fingerprint()));
        });
        Ok(all)
    }

    /// Calls `work` for each published record in its state then, with its key and its current id, on several threads,
    /// and returns the results.
    pub(super) fn each<R: Send>(
        &mut self,
        work: impl Fn(RecordKey, &Id, &Revision) -> R + Sync,
        mut gather: impl FnMut(R),
    ) -> Result<(), StoreError> {
        let State { snapshot, batch } = self;
        let (read, worked) = ordered(
            |emit| {
                snapshot.each_as_of::<StoreError>(*batch, |as_of| {
                    Ok(if as_of.is_withdrawn() { ControlFlow::Continue(()) } else { emit(as_of) })
                })
            },
            AsOf::weight,
            |as_of| {
                let now = as_of.now().look().revision.record.id.clone();
                let Stored { standing, revision } = as_of.checked()?;
                Ok::<_, StoreError>(work(standing.row, &now, &revision))
            },
            |all| {
                for one in all {
                    gather(one?);
                }
                Ok::<_, StoreError>(())
            },
        );
        worked?;
        read
    }
}
