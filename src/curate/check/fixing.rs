//! Applying fixes to records of a database or of files.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::harm::{AppliedOffer, HarmfulFixes};
use super::offers::Offers;
use crate::check::{Code, Finding, Fingerprint, Fix, apply, contradicts};
use crate::record::{Id, Revision};

/// The most passes over a record: a fix may cause a finding that another one can fix.
const MAX_PASSES: usize = 10;

/// The number of fixes that were applied, and that were not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FixCounts {
    /// The fixes that were applied.
    pub applied: usize,
    /// The fixes that were not applied, because a person should review them.
    pub offers: usize,
    /// Those of them that are edges without their counterpart, which would contradict others. Some are safe by
    /// themselves, but not after what other fixes added.
    pub edges: usize,
    /// The offered fixes that were not applied although they are wanted, because each would bring a finding as grave as
    /// the one that it removes: by the code of this one and that of the other.
    pub harmful: BTreeMap<(Code, Code), usize>,
}

impl FixCounts {
    /// The number of harmful fixes.
    pub fn harmful_fixes(&self) -> usize {
        self.harmful.values().sum()
    }
}

/// Records while they are fixed: the original of each, and the fixed one.
#[derive(Debug)]
pub(super) struct Fixing<S> {
    records: BTreeMap<Id, (S, Revision)>,
    /// How many fixes were applied.
    applied: usize,
    /// What was found at first and is not to be fixed.
    unwanted: Unwanted,
    /// The findings whose safe fix was held back.
    held: HashSet<Fingerprint>,
    /// The offered fixes that were applied.
    offered: Vec<AppliedOffer>,
    /// Whether a step is added also if it contradicts others, as one that is offered.
    may_contradict: bool,
}

/// The fixes that the user did not ask for.
#[derive(Debug, Clone, Copy)]
struct Unwanted {
    offers: usize,
    edges: usize,
}

impl Unwanted {
    fn count(findings: &[Finding], offers: &Offers) -> Self {
        let unwanted = || findings.iter().filter(|one| one.fix.is_some() && !offers.fixes(one));
        let edges = unwanted().filter(|one| one.code == Code::G005).count();
        Unwanted { offers: unwanted().count(), edges }
    }
}

impl<S> Fixing<S> {
    /// Applies the fixes of findings, except for the harmful ones, and those of what is found then. `load` returns a
    /// record that a fix is about; `None` if it may not be changed. `check` checks a record again. `tried` is called
    /// with the number of findings of a pass that were gone through, and with that of all.
    ///
    /// # Errors
    /// The errors of `load`.
    pub(super) fn run<E>(
        findings: Vec<Finding>,
        (offers, harmful): (&Offers, &HarmfulFixes),
        mut load: impl FnMut(&Id) -> Result<Option<(S, Revision)>, E>,
        check: impl Fn(&S, &Revision) -> Vec<Finding>,
        mut tried: impl FnMut(usize, usize),
    ) -> Result<Self, E> {
        let unwanted = Unwanted::count(&findings, offers);
        let (mut fixing, mut open) = (Fixing::new(offers, unwanted), findings);
        for _ in 0..MAX_PASSES {
            let mut changed = BTreeSet::new();
            let fixable = open.iter().zip(1..).inspect(|(_, number)| tried(*number, open.len()));
            let fixable = fixable.map(|(one, _)| one).filter(|one| offers.fixes(one));
            let fixable = fixable.filter(|one| !harmful.has(one) || one.fix.as_ref().is_some_and(|fix| fix.safe));
            for (finding, fix) in fixable.filter_map(|one| Some((one, one.fix.as_ref()?))) {
                let by_fix = fixing.apply(finding.fingerprint(), fix, &mut load)?;
                if !by_fix.is_empty() {
                    fixing.applied += 1;
                    fixing.offered.extend(AppliedOffer::of(finding, fix));
                }
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

    fn new(offers: &Offers, unwanted: Unwanted) -> Self {
        let may_contradict = match offers {
            Offers::None => false,
            Offers::Of(code) => *code == Code::G005,
            Offers::All(_) => true,
        };
        let (held, offered) = (HashSet::new(), Vec::new());
        Fixing { records: BTreeMap::new(), applied: 0, unwanted, held, offered, may_contradict }
    }

    /// The offered fixes that were applied.
    pub(super) fn offered(&self) -> &[AppliedOffer] {
        &self.offered
    }

    /// The number of fixes that were applied, and that were not.
    pub(super) fn counts(&self) -> FixCounts {
        let (Unwanted { offers, edges }, held) = (self.unwanted, self.held.len());
        FixCounts { applied: self.applied, offers: offers + held, edges: edges + held, harmful: BTreeMap::new() }
    }

    /// The records that fixes changed, with the original and the fixed one, in the order of their ids.
    pub(super) fn records(&self) -> impl Iterator<Item = &(S, Revision)> {
        self.records.values()
    }

    /// Applies the fix of a finding to the records that it is about; or to none of them if one has changed since, or if
    /// it would contradict the record now, and only safe fixes are wanted.
    fn apply<E>(
        &mut self,
        finding: Fingerprint,
        fix: &Fix,
        load: &mut impl FnMut(&Id) -> Result<Option<(S, Revision)>, E>,
    ) -> Result<BTreeSet<Id>, E> {
        let ids: BTreeSet<&Id> = fix.set.iter().map(|edit| &edit.record).collect();
        let mut results = Vec::new();
        // A fix that is not safe is applied only if the user asks for it.
        let may_contradict = !fix.safe || self.may_contradict;
        for id in ids {
            let (_, revision) = match self.records.entry(id.clone()) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(place) => match load(id)? {
                    Some(loaded) => place.insert(loaded),
                    None => return Ok(BTreeSet::new()),
                },
            };
            match apply(revision, &fix.set) {
                Ok(result) if !may_contradict && contradicts(&revision.record, &result.record) => {
                    self.held.insert(finding);
                    return Ok(BTreeSet::new());
                }
                Ok(result) if result != *revision => results.push((id.clone(), result)),
                Ok(_) => {}
                Err(_) => return Ok(BTreeSet::new()),
            }
        }
        self.held.remove(&finding);
        let changed = results.iter().map(|(id, _)| id.clone()).collect();
        for (id, result) in results {
            #[expect(clippy::expect_used, reason = "a result is of a record that was loaded above")]
            let (_, revision) = self.records.get_mut(&id).expect("a loaded record");
            *revision = result;
        }
        Ok(changed)
    }
}
