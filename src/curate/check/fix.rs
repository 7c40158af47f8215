//! Applying the fixes that checks offer.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::scan::{background, findings};
use crate::check::{Checker, Finding, Fix, SetIndex, Settings, apply};
use crate::curate::{Refusal, Verb, Work};
use crate::record::{Id, Revision};
use crate::store::Stored;

/// Passes over a record: a fix may show what another one can fix.
const MAX_PASSES: usize = 10;

/// Fixes what was found, each record once.
#[derive(Debug)]
pub struct FixFindings {
    /// What was found, and can be fixed.
    pub findings: Vec<Finding>,
    /// Which checks run again over what was fixed.
    pub settings: Settings,
    /// The set, as it was found.
    pub index: SetIndex,
    /// Also applies fixes that a person should look at.
    pub with_offers: bool,
}

/// The records that are fixed, as they were and as they are to be.
type Fixed = BTreeMap<Id, (Stored, Revision)>;

impl FixFindings {
    /// Whether a finding is to be fixed.
    pub fn is_fixable(finding: &Finding, with_offers: bool) -> bool {
        finding.fix.as_ref().is_some_and(|fix| fix.safe || with_offers)
    }

    /// Applies one fix to the records that it is about, or to none of them if one has changed since.
    fn fix(&self, fix: &Fix, work: &Work<'_, '_>, fixed: &mut Fixed) -> Result<BTreeSet<Id>, Refusal> {
        let ids: BTreeSet<&Id> = fix.set.iter().map(|edit| &edit.record).collect();
        let mut results = Vec::new();
        for id in ids {
            if !fixed.contains_key(id) {
                let stored = work.living(id)?;
                let revision = stored.revision.clone();
                fixed.insert(id.clone(), (stored, revision));
            }
            let Some((_, revision)) = fixed.get(id) else { continue };
            match apply(revision, &fix.set) {
                Ok(result) if result != *revision => results.push((id.clone(), result)),
                Ok(_) => {}
                Err(_) => return Ok(BTreeSet::new()),
            }
        }
        let changed = results.iter().map(|(id, _)| id.clone()).collect();
        for (id, result) in results {
            if let Some((_, revision)) = fixed.get_mut(&id) {
                *revision = result;
            }
        }
        Ok(changed)
    }
}

impl Verb for FixFindings {
    /// How many fixes were applied.
    type Detail = usize;

    fn act(&self, work: &mut Work<'_, '_>) -> Result<usize, Refusal> {
        let checker = Checker::new(&self.settings);
        let evidence: HashMap<i64, u64> = work.tx.counted_by_record()?;
        let (mut fixed, mut applied) = (Fixed::new(), 0);
        let mut open: Vec<Finding> = self.findings.clone();
        for _ in 0..MAX_PASSES {
            let mut changed = BTreeSet::new();
            for fix in
                open.iter().filter(|one| Self::is_fixable(one, self.with_offers)).filter_map(|one| one.fix.as_ref())
            {
                let by_fix = self.fix(fix, work, &mut fixed)?;
                applied += usize::from(!by_fix.is_empty());
                changed.extend(by_fix);
            }
            open = changed
                .iter()
                .filter_map(|id| fixed.get(id))
                .flat_map(|(stored, revision)| {
                    findings(&checker, revision, &background(stored, &evidence), &self.index)
                })
                .collect();
            if open.is_empty() {
                break;
            }
        }
        for (stored, revision) in fixed.into_values() {
            work.save(&stored, revision)?;
        }
        Ok(applied)
    }
}
