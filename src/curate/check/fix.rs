//! Applying the fixes that checks offer.

use super::background::Backgrounds;
use super::fixing::{FixCounts, Fixing, Offers};
use super::scan::findings;
use crate::check::{Checker, Finding, SetIndex, Settings};
use crate::curate::{Refusal, Verb, Work};
use crate::ledger::BatchNumber;
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
    /// Which fixes it applies that a person should look at.
    pub offers: Offers,
}

impl Verb for FixFindings {
    type Detail = FixCounts;

    fn batch_verb(&self) -> BatchVerb {
        BatchVerb::FixFindings
    }

    fn act(&self, work: &mut Work<'_, '_>) -> Result<FixCounts, Refusal> {
        let checker = Checker::new(&self.settings);
        let backgrounds = Backgrounds::read(work.tx, BatchNumber::END)?;
        let fixing = Fixing::run(
            self.findings.clone(),
            self.offers,
            |id| {
                let stored = work.living(id)?;
                let revision = stored.revision.clone();
                Ok::<_, Refusal>(Some((stored, revision)))
            },
            |stored: &Stored, revision| {
                findings(&checker, revision, &backgrounds.of(stored.standing.row, revision), &self.index)
            },
        )?;
        let counts = fixing.counts();
        for (stored, revision) in fixing.into_records() {
            work.save(&stored, revision)?;
        }
        Ok(counts)
    }
}
