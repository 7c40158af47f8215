//! Applying fixes to records, wherever these come from.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::{Finding, Fix, apply};
use crate::record::{Id, Revision};

/// Passes over a record: a fix may show what another one can fix.
const MAX_PASSES: usize = 10;

/// Records while they are fixed: each as it came, and as it is to be.
#[derive(Debug)]
pub(super) struct Fixing<S> {
    records: BTreeMap<Id, (S, Revision)>,
    /// How many fixes were applied.
    applied: usize,
}

impl<S> Fixing<S> {
    /// Applies the fixes of findings, and those of what is found then. `load` gives a record that a fix is about; none
    /// if it may not be changed. `check` checks a record again.
    ///
    /// # Errors
    /// Those of `load`.
    pub(super) fn run<E>(
        findings: Vec<Finding>,
        with_offers: bool,
        mut load: impl FnMut(&Id) -> Result<Option<(S, Revision)>, E>,
        check: impl Fn(&S, &Revision) -> Vec<Finding>,
    ) -> Result<Self, E> {
        let (mut fixing, mut open) = (Fixing { records: BTreeMap::new(), applied: 0 }, findings);
        for _ in 0..MAX_PASSES {
            let mut changed = BTreeSet::new();
            for fix in open.iter().filter(|one| is_fixable(one, with_offers)).filter_map(|one| one.fix.as_ref()) {
                let by_fix = fixing.apply(fix, &mut load)?;
                fixing.applied += usize::from(!by_fix.is_empty());
                changed.extend(by_fix);
            }
            let records = changed.iter().filter_map(|id| fixing.records.get(id));
            open = records.flat_map(|(from, revision)| check(from, revision)).collect();
            if open.is_empty() {
                break;
            }
        }
        Ok(fixing)
    }

    /// How many fixes were applied.
    pub(super) fn applied(&self) -> usize {
        self.applied
    }

    /// The records that a fix was about, each as it came and as it is to be, in the order of their ids.
    pub(super) fn into_records(self) -> impl Iterator<Item = (S, Revision)> {
        self.records.into_values()
    }

    /// Applies one fix to the records that it is about, or to none of them if one has changed since.
    fn apply<E>(
        &mut self,
        fix: &Fix,
        load: &mut impl FnMut(&Id) -> Result<Option<(S, Revision)>, E>,
    ) -> Result<BTreeSet<Id>, E> {
        let ids: BTreeSet<&Id> = fix.set.iter().map(|edit| &edit.record).collect();
        let mut results = Vec::new();
        for id in ids {
            if !self.records.contains_key(id) {
                let Some(loaded) = load(id)? else { return Ok(BTreeSet::new()) };
                self.records.insert(id.clone(), loaded);
            }
            let Some((_, revision)) = self.records.get(id) else { continue };
            match apply(revision, &fix.set) {
                Ok(result) if result != *revision => results.push((id.clone(), result)),
                Ok(_) => {}
                Err(_) => return Ok(BTreeSet::new()),
            }
        }
        let changed = results.iter().map(|(id, _)| id.clone()).collect();
        for (id, result) in results {
            if let Some((_, revision)) = self.records.get_mut(&id) {
                *revision = result;
            }
        }
        Ok(changed)
    }
}

/// Whether a finding is to be fixed.
pub(super) fn is_fixable(finding: &Finding, with_offers: bool) -> bool {
    finding.fix.as_ref().is_some_and(|fix| fix.safe || with_offers)
}
