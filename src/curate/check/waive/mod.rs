//! Waiving findings, and withdrawing waivers.

use super::scan::{CheckRecords, CheckWatch};
use crate::check::{Code, Finding, Selector};
use crate::curate::numbered::numbered;
use crate::curate::refusal::{Reasoned, Refusal, WaiverRefusal};
use crate::curate::work::{Verb, Work};
use crate::curate::{AskedChecks, Policy, find_living};
use crate::record::{Date, Id, ItemNumber, ItemRef, Waiver};
use crate::store::{BatchVerb, Digest, Filter, Snapshot, Stored};

/// The findings to waive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaiverRequest {
    /// The record.
    pub id: Id,
    /// The code.
    pub code: Code,
    /// The item in which they are, such as `w2`; `None` for all of the record.
    pub item: Option<ItemNumber>,
    /// The last day on which they are waived; `None` if there is none.
    pub until: Option<Date>,
}

/// Waives the findings of a code in a record: they are not reported as long as the texts that they are about do not
/// change.
#[derive(Debug, Clone)]
pub struct WaiveFindings {
    request: WaiverRequest,
    /// The digest of the record when it was checked.
    digest: Digest,
    /// All findings of the code in the record, waived or not.
    findings: Vec<Finding>,
}

impl WaiveFindings {
    /// Checks the record as the policy says, and by the code even if the policy ignores it. `noted` is called for each
    /// record of the set that is read for that.
    ///
    /// # Errors
    /// If the record does not exist or is withdrawn, or the database cannot be read.
    pub fn find(
        snapshot: &mut Snapshot<'_>,
        request: WaiverRequest,
        policy: &Policy,
        today: Date,
        noted: impl FnMut(),
    ) -> Result<Self, Refusal> {
        let digest = find_living(snapshot, &request.id)?.standing.digest;
        let asked = AskedChecks { select: vec![Selector::One(request.code)], ..AskedChecks::default() };
        let filter = Filter { ids: vec![request.id.to_string()], ..Filter::default() };
        let check = CheckRecords { filter, settings: policy.check_settings(&asked, today) };
        let mut all = AllFindings { noted, findings: Vec::new() };
        check.apply(snapshot, &mut all)?;
        let mut findings = all.findings;
        findings.retain(|finding| finding.code == request.code);
        Ok(WaiveFindings { request, digest, findings })
    }
}

/// Collects all findings, waived or not.
struct AllFindings<N> {
    noted: N,
    findings: Vec<Finding>,
}

impl<N: FnMut()> CheckWatch for AllFindings<N> {
    type Error = Refusal;

    fn noted(&mut self) {
        (self.noted)();
    }

    fn checked(&mut self, _: &Stored, findings: Vec<Finding>) -> Result<(), Refusal> {
        self.findings.extend(findings);
        Ok(())
    }

    fn waived(&mut self, _: Option<&Stored>, finding: &Finding, _: &Waiver) -> Result<(), Refusal> {
        self.findings.push(finding.clone());
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

    /// Waives the findings. Findings that are already waived get the new last day.
    ///
    /// # Errors
    /// If there is no such finding, the day is in the past, or the record has changed since it was checked.
    fn act(&self, work: &mut Work<'_, '_>) -> Result<usize, Refusal> {
        let WaiveFindings { request: WaiverRequest { id, code, item, until }, digest, findings } = self;
        if *code == Code::Z001 {
            return Err(WaiverRefusal::OfWaiver.into());
        }
        let today = work.context.day;
        if let Some(until) = until.filter(|until| *until < today) {
            return Err(WaiverRefusal::Over { until, today }.into());
        }
        let stored = work.living(id)?;
        if stored.standing.digest != *digest {
            return Err(Refusal::ChangedMeanwhile);
        }
        let mut new = stored.revision.clone();
        let wanted = item.map(|number| numbered(&new, number)).transpose()?;
        let chosen: Vec<&Finding> = findings.iter().filter(|finding| is_in(finding, wanted)).collect();
        if chosen.is_empty() {
            let elsewhere = findings.iter().map(|finding| finding.field.map(|field| new.named(field))).collect();
            return Err(WaiverRefusal::NotFound { id: id.clone(), code: *code, item: *item, elsewhere }.into());
        }
        for finding in &chosen {
            let waiver = finding.waiver(&stored.revision, *until);
            let waivers = &mut new.annotations.waivers;
            match waivers.iter_mut().find(|there| there.finding == waiver.finding) {
                Some(there) => *there = waiver,
                None => waivers.push(waiver),
            }
        }
        work.save(&stored, new)?;
        Ok(chosen.len())
    }
}

/// Withdraws waivers of a record.
#[derive(Debug, Clone)]
pub struct WithdrawWaivers {
    /// The record.
    pub id: Id,
    /// The code that they are of.
    pub code: Code,
    /// The item, such as `w2`; `None` for all waivers of the code.
    pub item: Option<ItemNumber>,
}

impl Verb for WithdrawWaivers {
    /// How many waivers were withdrawn.
    type Detail = usize;

    fn batch_verb(&self) -> BatchVerb {
        BatchVerb::WithdrawWaivers
    }

    /// Withdraws the waivers, also those that have ended.
    ///
    /// # Errors
    /// If there are none.
    fn act(&self, work: &mut Work<'_, '_>) -> Result<usize, Refusal> {
        let WithdrawWaivers { id, code, item } = self;
        let stored = work.living(id)?;
        let mut new = stored.revision.clone();
        let wanted = item.map(|number| numbered(&stored.revision, number)).transpose()?;
        let text = wanted.and_then(|wanted| stored.revision.item_text(wanted));
        let is_meant = |waiver: &Waiver| {
            waiver.code == code.short() && (wanted.is_none() || (text.is_some() && waiver.item.as_deref() == text))
        };
        let before = new.annotations.waivers.len();
        new.annotations.waivers.retain(|waiver| !is_meant(waiver));
        let withdrawn = before - new.annotations.waivers.len();
        if withdrawn == 0 {
            return Err(WaiverRefusal::NoWaiver { id: id.clone(), code: *code, item: *item }.into());
        }
        work.save(&stored, new)?;
        Ok(withdrawn)
    }
}

/// Whether a finding is in the given item, if there is one.
fn is_in(finding: &Finding, wanted: Option<ItemRef>) -> bool {
    wanted.is_none() || finding.field.and_then(|field| field.item) == wanted
}

#[cfg(test)]
mod tests;
