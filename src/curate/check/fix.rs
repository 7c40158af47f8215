//! Applying the fixes that checks offer.

use std::collections::{BTreeMap, BTreeSet};

use super::background::Backgrounds;
use super::finding_changes::{FindingChanges, named};
use super::fixing::{FixCounts, Fixing, Offers};
use super::scan::{CheckRecords, CheckWatch, compare, findings, index};
use crate::check::{Checker, Finding, SetIndex, Settings, Severity};
use crate::curate::{Refusal, Verb, Work};
use crate::ledger::BatchNumber;
use crate::record::{Id, Revision};
use crate::store::{BatchVerb, Snapshot, Stored};

/// Fixes what a check finds, each record once.
#[derive(Debug)]
pub struct FixFindings {
    /// What was found, and has a fix.
    findings: Vec<Finding>,
    /// The checks that run again on the fixed records.
    settings: Settings,
    /// The index of the set.
    index: SetIndex,
    /// The fixes that it applies although a person should review them.
    offers: Offers,
    /// The checks of which the account tells what such fixes bring: also those that nobody selected.
    told: Settings,
}

impl FixFindings {
    /// Runs the check, and keeps what it finds. `told` are the checks of which the account tells what the fixes bring
    /// that a person should look at.
    ///
    /// # Errors
    /// Those of [`CheckRecords::apply`].
    pub fn find<W: CheckWatch>(
        snapshot: &mut Snapshot<'_>,
        check: CheckRecords,
        offers: Offers,
        told: Settings,
        watch: &mut W,
    ) -> Result<Self, W::Error> {
        let mut found = WithFix { watch, findings: Vec::new() };
        let index = check.apply(snapshot, &mut found)?;
        Ok(FixFindings { findings: found.findings, settings: check.settings, index, offers, told })
    }
}

/// Collects the findings that have a fix.
struct WithFix<'w, W> {
    watch: &'w mut W,
    findings: Vec<Finding>,
}

impl<W> WithFix<'_, W> {
    fn keep(&mut self, findings: &[Finding]) {
        self.findings.extend(findings.iter().filter(|finding| finding.fix.is_some()).cloned());
    }
}

impl<W: CheckWatch> CheckWatch for WithFix<'_, W> {
    type Error = W::Error;

    fn noted(&mut self) {
        self.watch.noted();
    }

    fn compared(&mut self, regexes: usize, of: usize) {
        self.watch.compared(regexes, of);
    }

    fn checked(&mut self, stored: &Stored, findings: Vec<Finding>) -> Result<(), W::Error> {
        self.keep(&findings);
        self.watch.checked(stored, findings)
    }

    fn set(&mut self, findings: Vec<Finding>) -> Result<(), W::Error> {
        self.keep(&findings);
        self.watch.set(findings)
    }
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
        let records: Vec<(Stored, Revision)> = fixing.into_records().collect();
        for (stored, revision) in &records {
            work.save(stored, revision.clone())?;
        }
        if self.offers == Offers::All {
            self.note_changes(work, checker.compares(), &backgrounds, &records)?;
        }
        Ok(counts)
    }
}

impl FixFindings {
    /// Notes in the account which errors and warnings the fixes bring, and which are gone: what a person should look at
    /// may be wrong. The set is read again, as it is now.
    fn note_changes(
        &self,
        work: &mut Work<'_, '_>,
        is_compared: bool,
        backgrounds: &Backgrounds,
        records: &[(Stored, Revision)],
    ) -> Result<(), Refusal> {
        let checker = match is_compared {
            true => Checker::new(&self.told),
            false => Checker::new(&self.told).without_comparisons(),
        };
        // Those that were compared for sure when the findings were found.
        let compared: BTreeSet<&Id> = self.findings.iter().map(|finding| &finding.record).collect();
        let (after, _) = index(work.tx, None, || {})?;
        if checker.compares() {
            let ids: Vec<Id> = compared.iter().map(|id| (*id).clone()).collect();
            compare(&after, Some(&ids), |_, _| {});
        }
        let mut told = BTreeMap::new();
        for (stored, new) in records.iter().filter(|(stored, new)| stored.revision != *new) {
            let id = &new.record.id;
            let is_told = |finding: &Finding| {
                finding.severity != Severity::Note && (compared.contains(id) || !finding.code.compares())
            };
            let grave = |revision: &Revision, index: &SetIndex| {
                let mut found = findings(&checker, revision, &backgrounds.of(stored.standing.row, revision), index);
                found.retain(is_told);
                named(revision, found)
            };
            let changes = FindingChanges::between(grave(&stored.revision, &self.index), grave(new, &after));
            told.insert(id.clone(), changes);
        }
        work.tell(told);
        Ok(())
    }
}
