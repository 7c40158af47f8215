//! Applying fixes to records of a database or of files.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::check::{Code, Finding, Fingerprint, Fix, apply, contradicts};
use crate::record::{Id, Revision};

/// The most passes over a record: a fix may cause a finding that another one can fix.
const MAX_PASSES: usize = 10;

/// The fixes that are applied although a person should review them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offers {
    /// None: only safe ones are applied.
    None,
    /// Those of one code.
    Of(Code),
    /// All.
    All,
}

/// The number of fixed findings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FixCounts {
    /// The fixes that were applied.
    pub applied: usize,
    /// The fixes that were held back although they are safe by themselves: each is an edge to another record that would
    /// contradict the edges that others added.
    pub held: usize,
}

/// Records while they are fixed: the original of each, and the fixed one.
#[derive(Debug)]
pub(super) struct Fixing<S> {
    records: BTreeMap<Id, (S, Revision)>,
    /// How many fixes were applied.
    applied: usize,
    /// The findings whose safe fix was held back.
    held: HashSet<Fingerprint>,
    /// Whether a step is added also if it contradicts others, as one that is offered.
    may_contradict: bool,
}

impl Offers {
    /// Whether a finding is to be fixed.
    pub fn fixes(self, finding: &Finding) -> bool {
        finding.fix.as_ref().is_some_and(|fix| {
            fix.safe
                || match self {
                    Offers::None => false,
                    Offers::Of(code) => code == finding.code,
                    Offers::All => true,
                }
        })
    }
}

impl<S> Fixing<S> {
    /// Applies the fixes of findings, and those of what is found then. `load` returns a record that a fix is about;
    /// `None` if it may not be changed. `check` checks a record again.
    ///
    /// # Errors
    /// The errors of `load`.
    pub(super) fn run<E>(
        findings: Vec<Finding>,
        offers: Offers,
        mut load: impl FnMut(&Id) -> Result<Option<(S, Revision)>, E>,
        check: impl Fn(&S, &Revision) -> Vec<Finding>,
    ) -> Result<Self, E> {
        let (mut fixing, mut open) = (Fixing::new(offers), findings);
        for _ in 0..MAX_PASSES {
            let mut changed = BTreeSet::new();
            let fixable = open.iter().filter(|one| offers.fixes(one));
            for (finding, fix) in fixable.filter_map(|one| Some((one, one.fix.as_ref()?))) {
                let by_fix = fixing.apply(finding.fingerprint, fix, &mut load)?;
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

    fn new(offers: Offers) -> Self {
        let may_contradict = match offers {
            Offers::None => false,
            Offers::Of(code) => code == Code::G005,
            Offers::All => true,
        };
        Fixing { records: BTreeMap::new(), applied: 0, held: HashSet::new(), may_contradict }
    }

    /// The number of fixed findings.
    pub(super) fn counts(&self) -> FixCounts {
        FixCounts { applied: self.applied, held: self.held.len() }
    }

    /// The records that fixes were about, with the original and the fixed one, in the order of their ids.
    pub(super) fn into_records(self) -> impl Iterator<Item = (S, Revision)> {
        self.records.into_values()
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
