//! The receipt of a claim's rate: its baseline, each report, and the result.

use super::counting::{counts, of_claim, weigh_counting};
use super::judgement::judgement;
use super::{Judgement, Origins, RateSources, SetBaseline, Weight};
use crate::curate::Policy;
use crate::ledger::{BatchNumber, Claim, Evidence, ReporterKind};
use crate::store::StoreError;

/// The weight of a report, or why it does not count.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Contribution {
    /// It counts: as a report of this kind of reporters, with this weight.
    Counts(ReporterKind, Weight),
    /// It was withdrawn, by this batch.
    Withdrawn(BatchNumber),
    /// The author of the baseline knew it.
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
    /// The batch that set the baseline, or brought it here.
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
        sources: RateSources<'_>,
    ) -> Result<Option<Receipt>, StoreError> {
        let Some(published) = claim.published(sources.revision) else { return Ok(None) };
        let SetBaseline { baseline, batch, known } = origins.baseline((claim, published), sources)?;
        let weighed = weigh_counting(policy, claim, &known, sources.ledger);
        let reports = of_claim(claim, sources.ledger).map(|(evidence, reports)| {
            let contribution = match evidence.withdrawn_in {
                Some(batch) => Contribution::Withdrawn(batch),
                None if counts(evidence, &known) => {
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
