//! Applying the fixes that checks offer.

use std::collections::{BTreeMap, BTreeSet};

use super::background::Backgrounds;
use super::finding_changes::{FindingChanges, named};
use super::fixing::{FixCounts, Fixing};
use super::harm::HarmfulFixes;
use super::offers::Offers;
use super::scan::{CheckRecords, CheckWatch, compare, findings, index_of};
use crate::check::{Checker, Finding, RecordFacts, SetIndex, Settings, Severity};
use crate::curate::{Refusal, Verb, Work, find_living};
use crate::ledger::BatchNumber;
use crate::record::{Id, Revision};
use crate::store::{BatchVerb, Snapshot, Stored};

/// Fixes what a check finds, each record once.
#[derive(Debug)]
pub struct FixFindings {
    /// The records, and what the fixes make of them.
    fixing: Fixing<Stored>,
    /// Which errors and warnings that brings, and which are gone, by record.
    told: BTreeMap<Id, FindingChanges>,
    counts: FixCounts,
    /// The last batch of the state that was checked.
    checked: BatchNumber,
}

impl FixFindings {
    /// Runs the check, and fixes what it finds, without writing. `told` are the checks of which the account tells what
    /// the fixes bring that a person should look at: also those that nobody selected.
    ///
    /// # Errors
    /// Those of [`CheckRecords::apply`].
    pub fn find<W: CheckWatch<Kept = Finding>>(
        snapshot: &mut Snapshot<'_>,
        check: CheckRecords,
        offers: Offers,
        told: Settings,
        watch: &mut W,
    ) -> Result<Self, W::Error> {
        let mut found = WithFix { watch: &mut *watch, findings: Vec::new() };
        let index = check.apply(snapshot, &mut found)?;
        let findings = found.findings;
        let found = FixableFindings { findings, settings: check.settings, index, offers, told };
        Ok(found.fixed(snapshot, &mut |done, of| watch.fixed(done, of))?)
    }
}

impl Verb for FixFindings {
    type Detail = FixCounts;

    fn batch_verb(&self) -> BatchVerb {
        BatchVerb::FixFindings
    }

    /// Saves what is fixed.
    ///
    /// # Errors
    /// If the database changed since it was checked: a fix may depend on any record.
    fn act(&self, work: &mut Work<'_, '_>) -> Result<FixCounts, Refusal> {
        if work.tx.last_batch()? != self.checked {
            return Err(Refusal::ChangedMeanwhile);
        }
        let progress = work.context.progress.change(self.fixing.records().count());
        for (stored, revision) in self.fixing.records() {
            work.save(stored, revision.clone())?;
            progress.step();
        }
        work.tell(self.told.clone());
        Ok(self.counts.clone())
    }
}

/// What a check found.
struct FixableFindings {
    /// What has a fix.
    findings: Vec<Finding>,
    /// The checks that run again on the fixed records.
    settings: Settings,
    /// The index of the set.
    index: SetIndex,
    /// The fixes that are applied although a person should review them.
    offers: Offers,
    /// The checks of which the account tells.
    told: Settings,
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

impl<W: CheckWatch<Kept = Finding>> CheckWatch for WithFix<'_, W> {
    type Error = W::Error;
    type Kept = Finding;

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

impl FixableFindings {
    /// Fixes it. `tried` is called with the number of findings whose fixes were tried, and of how many.
    fn fixed(self, snapshot: &mut Snapshot<'_>, tried: &mut dyn FnMut(usize, usize)) -> Result<FixFindings, Refusal> {
        let checker = Checker::new(&self.settings);
        let backgrounds = Backgrounds::read(snapshot, BatchNumber::END)?;
        let mut harmful = HarmfulFixes::default();
        loop {
            let fixing = Fixing::run(
                self.findings.clone(),
                (&self.offers, &harmful),
                |id| {
                    let stored = find_living(snapshot, id)?;
                    let revision = stored.revision.clone();
                    Ok::<_, Refusal>(Some((stored, revision)))
                },
                |stored: &Stored, revision| {
                    findings(&checker, revision, &backgrounds.of(stored.standing.row, revision), &self.index)
                },
                &mut *tried,
            )?;
            let told = match self.offers.are_told() {
                true => self.changes(snapshot, checker.compares(), &backgrounds, &fixing)?,
                false => BTreeMap::new(),
            };
            // Without those that do harm the others may find something else.
            if harmful.add(fixing.offered(), &told, &self.offers) {
                continue;
            }
            let counts = FixCounts { harmful: harmful.into_counts(), ..fixing.counts() };
            return Ok(FixFindings { fixing, told, counts, checked: snapshot.last_batch()? });
        }
    }

    /// Which errors and warnings the fixes bring, and which are gone, by record: what a person should look at may be
    /// wrong. The set is read again, with the fixed records.
    fn changes(
        &self,
        snapshot: &mut Snapshot<'_>,
        is_compared: bool,
        backgrounds: &Backgrounds,
        fixing: &Fixing<Stored>,
    ) -> Result<BTreeMap<Id, FindingChanges>, Refusal> {
        let changed: BTreeMap<&Id, (&Stored, &Revision)> = fixing
            .records()
            .filter(|(stored, new)| stored.revision != *new)
            .map(|(stored, new)| (&new.record.id, (stored, new)))
            .collect();
        // Those that were compared for sure when the findings were found; else those whose texts are other ones now.
        let compared: BTreeSet<&Id> = match is_compared {
            true => self.findings.iter().map(|finding| &finding.record).collect(),
            false => changed.iter().filter(|(_, (old, new))| has_other_texts(old, new)).map(|(id, _)| *id).collect(),
        };
        let checker = match compared.is_empty() {
            true => Checker::new(&self.told).without_comparisons(),
            false => Checker::new(&self.told),
        };
        let after = index_of(snapshot, |record| match changed.get(&record.id) {
            Some((_, new)) => RecordFacts::of(&new.record),
            None => RecordFacts::of(record),
        })?;
        if checker.compares() {
            let ids: Vec<Id> = compared.iter().map(|id| (*id).clone()).collect();
            [&self.index, &after].into_iter().for_each(|index| compare(index, Some(&ids), |_, _| {}));
        }
        let mut told = BTreeMap::new();
        for (id, (stored, new)) in changed {
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
        Ok(told)
    }
}

/// Whether a fix changed what is compared with the regexes and the signatures of others.
fn has_other_texts(old: &Stored, new: &Revision) -> bool {
    let (old, new) = (&old.revision.record, &new.record);
    old.regex != new.regex || old.signature != new.signature
}
