//! Applying the fixes that checks offer.

use super::background::{Backgrounds, NOW};
use super::fixing::{Fixing, is_fixable};
use super::scan::findings;
use crate::check::{Checker, Finding, SetIndex, Settings};
use crate::curate::{Refusal, Verb, Work};
use crate::store::{BatchVerb, Stored};

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

impl FixFindings {
    /// Whether a finding is to be fixed.
    pub fn is_fixable(finding: &Finding, with_offers: bool) -> bool {
        is_fixable(finding, with_offers)
    }
}

impl Verb for FixFindings {
    /// How many fixes were applied.
    type Detail = usize;

    fn batch_verb(&self) -> BatchVerb {
        BatchVerb::FixFindings
    }

    fn act(&self, work: &mut Work<'_, '_>) -> Result<usize, Refusal> {
        let checker = Checker::new(&self.settings);
        let backgrounds = Backgrounds::read(work.tx, NOW)?;
        let fixing = Fixing::run(
            self.findings.clone(),
            self.with_offers,
            |id| {
                let stored = work.living(id)?;
                let revision = stored.revision.clone();
                Ok::<_, Refusal>(Some((stored, revision)))
            },
            |stored: &Stored, revision| {
                findings(&checker, revision, &backgrounds.of(stored.standing.row, revision), &self.index)
            },
        )?;
        let applied = fixing.applied();
        for (stored, revision) in fixing.into_records() {
            work.save(&stored, revision)?;
        }
        Ok(applied)
    }
}
