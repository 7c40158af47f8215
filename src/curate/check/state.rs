//! A state of the set that was: what each record said after a batch.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use super::scan::findings;
use crate::check::{Background, Checker, Fingerprint, RecordFacts, SetIndex};
use crate::curate::edge::follow;
use crate::disk::ordered;
use crate::ledger::{BatchNumber, RecordKey};
use crate::record::{Id, Revision};
use crate::store::{Filter, Snapshot, StoreError, Stored, Unchecked};

/// The state of the set after a batch.
pub(super) struct State<'s, 'd> {
    pub(super) snapshot: &'s mut Snapshot<'d>,
    pub(super) batch: BatchNumber,
    /// The keys of the records that changed since.
    pub(super) changed: BTreeSet<RecordKey>,
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
            |found| all.extend(found.into_iter().map(|finding| finding.fingerprint)),
        )?;
        checker.check_set(&index, &mut |finding| {
            all.extend(wanted.contains(&finding.record).then_some(finding.fingerprint));
        });
        Ok(all)
    }

    /// Calls `work` for each published record in its state then, with its key and its current id, and returns the
    /// results: first those of unchanged records, which are read on several threads.
    pub(super) fn each<R: Send>(
        &mut self,
        work: impl Fn(RecordKey, &Id, &Revision) -> R + Sync,
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
            |unchecked| {
                let Stored { standing, revision, .. } = unchecked.checked()?;
                Ok::<_, StoreError>(work(standing.row, &revision.record.id, &revision))
            },
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
            let Some(was) = was else { continue };
            let now = snapshot.load_known(*row)?.revision.record.id;
            gather(work(*row, &now, &was));
        }
        Ok(())
    }
}
