//! The receipt of a claim's rate: its baseline, each report, and the result.

use super::{Baseline, JournaledBaseline, Judgement, Origins, ReportGroup, WeighedReports, Weight, weigh};
use crate::curate::Policy;
use crate::ledger::{BatchNumber, Claim, Evidence, ReporterKind};
use crate::record::{Rate, Revision};
use crate::store::{Change, StoreError};

/// The weight of a report, or why it does not count.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Contribution {
    /// It counts: as a report of this kind of reporters, with this weight.
    Counts(ReporterKind, Weight),
    /// It was withdrawn, by this batch.
    Withdrawn(BatchNumber),
    /// It was recorded before the baseline was set, whose author knew it.
    BeforeBaseline,
}

/// A report with its effect on the claim.
#[derive(Debug, Clone, PartialEq)]
pub struct WeighedReport {
    /// The report.
    pub evidence: Evidence,
    /// How much it supports the claim, 0 to 1.
    pub support: f64,
    /// Whether it counts.
    pub contribution: Contribution,
}

/// All inputs of a claim's rate.
#[derive(Debug, Clone, PartialEq)]
pub struct Receipt {
    /// The claim.
    pub claim: Claim,
    /// The batch that set the baseline. Reports that were recorded before do not count.
    pub baseline_batch: BatchNumber,
    /// The result.
    pub judgement: Judgement,
    /// Each report, in the order of recording.
    pub reports: Vec<WeighedReport>,
}

impl Receipt {
    /// Computes the receipt of a claim; `None` if the record has no such claim.
    ///
    /// # Errors
    /// As [`Origins::baseline`].
    pub fn of(
        policy: &Policy,
        origins: &Origins,
        claim: Claim,
        revision: &Revision,
        changes: &[Change],
        ledger: &[Evidence],
    ) -> Result<Option<Receipt>, StoreError> {
        let Some(published) = claim.published(revision) else { return Ok(None) };
        let JournaledBaseline { baseline, batch } = origins.baseline((claim, published), revision, changes)?;
        let weighed = weigh_counting(policy, claim, batch, ledger);
        let reports = of_claim(claim, ledger).map(|(evidence, reports)| {
            let contribution = match evidence.withdrawn_in {
                Some(batch) => Contribution::Withdrawn(batch),
                None if counts(evidence, batch) => {
                    #[expect(clippy::expect_used, reason = "every report that counts was weighed, by the same key")]
                    let (kind, weight) = weighed.weight_of(policy, reports).expect("a report that was weighed");
                    Contribution::Counts(kind, weight)
                }
                None => Contribution::BeforeBaseline,
            };
            WeighedReport { evidence: evidence.clone(), support: claim.support(reports.outcome), contribution }
        });
        let reports = reports.collect();
        let judgement = judgement(policy, published, baseline, &weighed);
        Ok(Some(Receipt { claim, baseline_batch: batch, judgement, reports }))
    }
}

/// Computes the judgement of a claim as its receipt does; `None` if the record has no such claim.
///
/// # Errors
/// As [`Origins::baseline`].
pub(super) fn judgement_from(
    policy: &Policy,
    origins: &Origins,
    claim: Claim,
    revision: &Revision,
    changes: &[Change],
    ledger: &[Evidence],
) -> Result<Option<Judgement>, StoreError> {
    let Some(published) = claim.published(revision) else { return Ok(None) };
    let JournaledBaseline { baseline, batch } = origins.baseline((claim, published), revision, changes)?;
    let weighed = weigh_counting(policy, claim, batch, ledger);
    Ok(Some(judgement(policy, published, baseline, &weighed)))
}

/// Computes the judgement of a claim from its weighed reports.
pub(super) fn judgement(
    policy: &Policy,
    published: Rate,
    baseline: Baseline,
    weighed: &WeighedReports<'_>,
) -> Judgement {
    let one_voice = weighed.one_voice(policy, policy.prior_of(&baseline)).map(Box::new);
    Judgement::of(policy, published, baseline, weighed.tally, one_voice)
}

/// Weighs the reports in the ledger of a record that count for a baseline which a batch set.
fn weigh_counting<'l>(policy: &Policy, claim: Claim, batch: BatchNumber, ledger: &'l [Evidence]) -> WeighedReports<'l> {
    let counting = of_claim(claim, ledger).filter(|(one, _)| counts(one, batch));
    weigh(policy, claim, counting.map(|(_, reports)| reports))
}

/// The reports on a claim in the ledger of its record.
fn of_claim(claim: Claim, ledger: &[Evidence]) -> impl Iterator<Item = (&Evidence, ReportGroup<'_>)> {
    let own = ledger.iter().filter(move |one| Claim::of(one.what.item) == Some(claim));
    own.filter_map(|one| Some((one, group(one)?)))
}

/// Whether a report counts for the baseline of a batch.
fn counts(report: &Evidence, batch: BatchNumber) -> bool {
    report.counts() && report.arrived_in > batch
}

/// A piece of evidence as reports; `None` if it is not a report.
fn group(evidence: &Evidence) -> Option<ReportGroup<'_>> {
    let what = &evidence.what;
    Some(ReportGroup {
        reporter: &what.reporter,
        kind: what.reporter_kind,
        is_apart: what.is_apart,
        outcome: what.outcome?,
        day: Some(what.day),
        count: what.count.into(),
    })
}
