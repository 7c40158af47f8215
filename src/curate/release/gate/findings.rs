//! What `check` finds that it did not find in the release before.

use super::shortfall::Shortfall;
use crate::check::{Code, Finding, Selector, Severity};
use crate::curate::check::CheckStages;
use crate::curate::{AskedChecks, CheckRecords, CheckWatch, KnownFindings, Policy, Refusal, WorkProgress, WorkStage};
use crate::ledger::BatchNumber;
use crate::record::Date;
use crate::store::{BatchVerb, Filter, Snapshot, Stored};

/// New errors, and new findings of the checks that the policy names.
pub(super) fn shortfalls(
    snapshot: &mut Snapshot<'_>,
    policy: &Policy,
    before: BatchNumber,
    (today, progress): (Date, &WorkProgress),
) -> Result<Vec<Shortfall>, Refusal> {
    let mut settings = policy.check_settings(&AskedChecks::default(), today);
    let is_grave = |code: &&Code| settings.runs(**code) && settings.severity(**code) == Severity::Error;
    let is_named = |code: &&Code| settings.runs(**code) && policy.release.no_new.iter().any(|any| any.selects(**code));
    // No finding is graver than its check, so the others cannot stand against the demand.
    let asked = Code::ALL.iter().filter(|code| is_grave(code) || is_named(code));
    let asked: Vec<Selector> = asked.copied().map(Selector::One).collect();
    if asked.is_empty() || only_releases_since(snapshot, before)? {
        return Ok(Vec::new());
    }
    settings.select = asked;
    let check = CheckRecords { filter: Filter::default(), settings };
    progress.begin(WorkStage::Former, None);
    let known = check.known_at(snapshot, before)?;
    let stages = CheckStages::begin(&check, snapshot, progress)?;
    let mut new = NewFindings { policy, known, stages, found: Vec::new() };
    check.apply(snapshot, &mut new)?;
    Ok(new.found)
}

/// Whether every batch after one recorded a release, which changes nothing that is checked.
fn only_releases_since(snapshot: &Snapshot<'_>, before: BatchNumber) -> Result<bool, Refusal> {
    for number in (before.get()..snapshot.last_batch()?.get()).map(|batch| BatchNumber::from(batch + 1)) {
        if snapshot.known_batch(number)?.verb != Some(BatchVerb::Release) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Collects findings that are new and grave.
struct NewFindings<'p> {
    policy: &'p Policy,
    known: KnownFindings,
    stages: CheckStages<'p>,
    found: Vec<Shortfall>,
}

impl NewFindings<'_> {
    fn add(&mut self, findings: Vec<Finding>) {
        for finding in findings {
            let is_known = self.known.knows(&finding);
            let Finding { record: id, code, severity, message, .. } = finding;
            let is_named = self.policy.release.no_new.iter().any(|selector| selector.selects(code));
            if (severity == Severity::Error || is_named) && !is_known {
                self.found.push(Shortfall::Finding { id, code, message });
            }
        }
    }
}

impl CheckWatch for NewFindings<'_> {
    type Error = Refusal;
    type Kept = Finding;

    fn noted(&mut self) {
        self.stages.noted();
    }

    fn compared(&mut self, regexes: usize, of: usize) {
        self.stages.compared(regexes, of);
    }

    fn checked(&mut self, _: &Stored, findings: Vec<Finding>) -> Result<(), Refusal> {
        self.stages.checked();
        self.add(findings);
        Ok(())
    }

    fn set(&mut self, findings: Vec<Finding>) -> Result<(), Refusal> {
        self.add(findings);
        Ok(())
    }
}
