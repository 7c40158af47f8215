//! How a claim's rate comes about: its baseline, each report, and what they make together.

use super::{Baseline, Claim, Origins};
use crate::curate::Policy;
use crate::estimate::{Estimate, Prior, Surprise, Tally, estimate, surprise};
use crate::record::{Rate, Revision};
use crate::store::{Change, Evidence, EvidenceKind};

/// Why a report does not count, or that it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weighing {
    /// It counts.
    Counts,
    /// It was withdrawn, by this batch.
    Withdrawn(i64),
    /// It was recorded before the baseline was set, whose author knew it.
    BeforeBaseline,
}

/// A report with what it says of the claim.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighed {
    /// The report.
    pub evidence: Evidence,
    /// How much one like it weighs, in reports.
    pub weight: f64,
    /// How much it speaks for the claim, 0 to 1.
    pub support: f64,
    /// Whether it counts.
    pub weighing: Weighing,
}

/// Whether an estimate is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The published rate is what the estimate says, as near as the policy wants it.
    Settled,
    /// The estimate differs, but there are not enough reports yet.
    Pending,
    /// The estimate is to be published.
    Due,
}

impl Verdict {
    /// The verdict in a word.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Settled => "settled",
            Verdict::Pending => "pending",
            Verdict::Due => "due",
        }
    }
}

/// A difference of rates that is due to doubles, and none.
const NOISE: f64 = 1e-9;

/// What a claim's rate should be by now.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judgement {
    /// What is published.
    pub published: Rate,
    /// What it started from.
    pub baseline: Baseline,
    /// What the reports make of that.
    pub estimate: Estimate,
    /// Whether that is to be published.
    pub verdict: Verdict,
}

impl Judgement {
    /// Judges a claim of a record of some tier.
    pub fn of(policy: &Policy, weight: f64, published: Rate, baseline: Baseline, tally: Tally) -> Self {
        let estimate = estimate(Prior::new(baseline.rate, weight), tally);
        let difference = (estimate.rounded.value() - published.value()).abs();
        let verdict = match () {
            () if difference < NOISE || difference + NOISE < policy.rates.min_change => Verdict::Settled,
            () if tally.reports() + NOISE < policy.rates.min_reports => Verdict::Pending,
            () => Verdict::Due,
        };
        Judgement { published, baseline, estimate, verdict }
    }

    /// How well the reports fit the baseline.
    pub fn surprise(&self) -> Surprise {
        surprise(self.baseline.rate, self.estimate.tally)
    }

    /// By how much the published rate would change.
    pub fn change(&self) -> f64 {
        self.estimate.rounded.value() - self.published.value()
    }
}

/// All that a claim's rate comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Receipt {
    /// The claim.
    pub claim: Claim,
    /// What comes of it.
    pub judgement: Judgement,
    /// Each report, in the order of recording.
    pub reports: Vec<Weighed>,
}

impl Receipt {
    /// Computes the receipt of a claim; `None` where the record has no such claim.
    pub fn of(
        policy: &Policy,
        origins: &Origins,
        claim: Claim,
        revision: &Revision,
        changes: &[Change],
        ledger: &[Evidence],
    ) -> Option<Receipt> {
        let published = claim.published(revision)?;
        let baseline = origins.baseline(claim, revision, changes)?;
        let mut reports = Vec::new();
        let mut tally = Tally::default();
        for evidence in ledger.iter().filter(|one| one.what.kind == EvidenceKind::Outcome) {
            let (Some(outcome), true) = (evidence.what.outcome, Claim::of(evidence.what.item) == Some(claim)) else {
                continue;
            };
            let (weight, support) = (policy.weight(evidence.what.reporter_kind), claim.support(outcome));
            let weighing = match evidence.withdrawn_in {
                Some(batch) => Weighing::Withdrawn(batch),
                None if evidence.came_in <= baseline.batch => Weighing::BeforeBaseline,
                None => Weighing::Counts,
            };
            if weighing == Weighing::Counts {
                let all = weight * f64::from(evidence.what.count);
                tally = tally + Tally::new(all * support, all * (1.0 - support));
            }
            reports.push(Weighed { evidence: evidence.clone(), weight, support, weighing });
        }
        let weight = policy.prior(&revision.record.verification_tier);
        let judgement = Judgement::of(policy, weight, published, baseline, tally);
        Some(Receipt { claim, judgement, reports })
    }
}
