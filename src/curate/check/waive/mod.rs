//! Waiving findings, and withdrawing waivers.

mod withdraw;

use std::collections::BTreeMap;

use super::scan::{CheckRecords, CheckWatch};
use crate::check::{Code, Finding, Selector};
use crate::curate::numbered::numbered;
use crate::curate::refusal::{Reasoned, Refusal, WaiverRefusal};
use crate::curate::work::{Verb, Work};
use crate::curate::{AskedChecks, Policy, Which, find_living};
use crate::record::{Date, Id, ItemNumber, ItemRef, Waiver};
use crate::store::{BatchVerb, Digest, Filter, Snapshot, Stored};
pub use withdraw::WithdrawWaivers;

/// The findings to waive.
#[derive(Debug, Clone)]
pub struct WaiverRequest {
    /// The records. Each named one has to have such findings. Of those that a filter selects, what is found in any is
    /// waived, except for what is waived already.
    pub which: Which,
    /// The code.
    pub code: Code,
    /// The item in which they are, such as `w2`; `None` for all of a record.
    pub item: Option<ItemNumber>,
    /// The last day on which they are waived; `None` if there is none.
    pub until: Option<Date>,
}

/// Waives the findings of a code in some records: they are not reported as long as the texts that they are about do not
/// change.
#[derive(Debug, Clone)]
pub struct WaiveFindings {
    code: Code,
    item: Option<ItemNumber>,
    until: Option<Date>,
    /// What was found in each record.
    records: BTreeMap<Id, CodeFindings>,
}

/// The findings of a code in a record.
#[derive(Debug, Clone)]
struct CodeFindings {
    /// The digest of the record when it was checked.
    digest: Digest,
    findings: Vec<Finding>,
}

impl WaiveFindings {
    /// Checks the records as the policy says, and by the code even if the policy ignores it. `noted` is called for each
    /// record of the set that is read for that.
    ///
    /// # Errors
    /// If a named record does not exist or is withdrawn, the filter selects withdrawn records, or the database cannot
    /// be read.
    pub fn find(
        snapshot: &mut Snapshot<'_>,
        request: WaiverRequest,
        policy: &Policy,
        today: Date,
        noted: impl FnMut(),
    ) -> Result<Self, Refusal> {
        let WaiverRequest { which, code, item, until } = request;
        let asked = AskedChecks { select: vec![Selector::One(code)], ..AskedChecks::default() };
        let (filter, named) = match which {
            Which::Ids(ids) => (Filter { ids: ids.iter().map(Id::to_string).collect(), ..Filter::default() }, ids),
            Which::Filter(filter) => (filter, Vec::new()),
        };
        let mut records = BTreeMap::new();
        for id in &named {
            let digest = find_living(snapshot, id)?.standing.digest;
            records.insert(id.clone(), CodeFindings { digest, findings: Vec::new() });
        }
        let check = CheckRecords { filter, settings: policy.check_settings(&asked, today) };
        let mut found = FoundFindings { noted, with_waived: !named.is_empty(), findings: Vec::new() };
        check.apply(snapshot, &mut found)?;
        for finding in found.findings.into_iter().filter(|finding| finding.code == code) {
            let known = match records.remove(&finding.record) {
                Some(known) => known,
                None => {
                    let digest = find_living(snapshot, &finding.record)?.standing.digest;
                    CodeFindings { digest, findings: Vec::new() }
                }
            };
            let CodeFindings { digest, mut findings } = known;
            let id = finding.record.clone();
            findings.push(finding);
            records.insert(id, CodeFindings { digest, findings });
        }
        Ok(WaiveFindings { code, item, until, records })
    }
}

/// Collects findings, perhaps also those that are waived.
struct FoundFindings<N> {
    noted: N,
    with_waived: bool,
    findings: Vec<Finding>,
}

impl<N: FnMut()> CheckWatch for FoundFindings<N> {
    type Error = Refusal;
    type Kept = Finding;

    fn noted(&mut self) {
        (self.noted)();
    }

    fn checked(&mut self, _: &Stored, findings: Vec<Finding>) -> Result<(), Refusal> {
        self.findings.extend(findings);
        Ok(())
    }

    fn waived(&mut self, _: Option<&Stored>, finding: &Finding, _: &Waiver) -> Result<(), Refusal> {
        self.findings.extend(self.with_waived.then(|| finding.clone()));
        Ok(())
    }

    fn set(&mut self, findings: Vec<Finding>) -> Result<(), Refusal> {
        self.findings.extend(findings);
        Ok(())
    }
}

impl Verb for WaiveFindings {
    /// The number of findings that are waived.
    type Detail = usize;

    fn batch_verb(&self) -> BatchVerb {
        BatchVerb::WaiveFindings
    }

    fn reason_for(&self) -> Option<Reasoned> {
        Some(Reasoned::Waiver)
    }

    /// Waives the findings. Those that are already waived, of a named record, get the new last day.
    ///
    /// # Errors
    /// If a named record has no such finding, the day is in the past, or a record has changed since it was checked.
    fn act(&self, work: &mut Work<'_, '_>) -> Result<usize, Refusal> {
        if self.code == Code::Z001 {
            return Err(WaiverRefusal::OfWaiver.into());
        }
        let today = work.context.day;
        if let Some(until) = self.until.filter(|until| *until < today) {
            return Err(WaiverRefusal::Over { until, today }.into());
        }
        let mut waived = 0;
        let progress = work.context.progress.change(self.records.len());
        for (id, found) in &self.records {
            let stored = work.living(id)?;
            if stored.standing.digest != found.digest {
                return Err(Refusal::ChangedMeanwhile);
            }
            waived += self.waive(work, &stored, &found.findings)?;
            progress.step();
        }
        Ok(waived)
    }
}

impl WaiveFindings {
    /// Waives what was found in a record, and returns how many findings that are.
    fn waive(&self, work: &mut Work<'_, '_>, stored: &Stored, findings: &[Finding]) -> Result<usize, Refusal> {
        let mut new = stored.revision.clone();
        let wanted = self.item.map(|number| numbered(&new, number)).transpose()?;
        let chosen: Vec<&Finding> = findings.iter().filter(|finding| is_in(finding, wanted)).collect();
        if chosen.is_empty() {
            let elsewhere = findings.iter().map(|finding| finding.field.map(|field| new.named(field))).collect();
            let (id, code, item) = (new.record.id.clone(), self.code, self.item);
            return Err(WaiverRefusal::NotFound { id, code, item, elsewhere }.into());
        }
        for finding in &chosen {
            let waiver = finding.waiver(&stored.revision, self.until);
            let waivers = &mut new.annotations.waivers;
            match waivers.iter_mut().find(|there| there.finding == waiver.finding) {
                Some(there) => *there = waiver,
                None => waivers.push(waiver),
            }
        }
        work.save(stored, new)?;
        Ok(chosen.len())
    }
}

/// Whether a finding is in the given item, if there is one.
fn is_in(finding: &Finding, wanted: Option<ItemRef>) -> bool {
    wanted.is_none() || finding.field.and_then(|field| field.item) == wanted
}

#[cfg(test)]
mod tests;
