//! The judgement of a claim: its rate according to the reports.

use super::counting::weigh_counting;
use super::{Baseline, OneVoice, Origins, RateSources, SetBaseline, WeighedReports};
use crate::curate::Policy;
use crate::estimate::{Estimate, LogOddsLine, Prior, Surprise, Tally, estimate, is_sure, is_surprise, ln_e, surprise};
use crate::ledger::Claim;
use crate::record::{Rate, vocabulary};
use crate::store::StoreError;

vocabulary! {
    /// Whether an estimate is to be published.
    Verdict {
        /// The published rate is the target.
        Current = "current",
        /// It is, but with more equal reports the target would change.
        Pending = "pending",
        /// The published rate is not the target.
        Due = "due",
    }
}

/// A difference of rates or of reports that is a rounding error.
const ROUNDING_ERROR: f64 = 1e-9;

/// The judgement of a claim: a function of its baseline, the ledger and the policy.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// The published rate.
    pub published: Rate,
    /// The baseline.
    pub baseline: Baseline,
    /// The estimate from the baseline and the reports.
    pub estimate: Estimate,
    /// The rate to publish: the estimate, if there are enough reports and it differs enough, else the baseline.
    pub target: Rate,
    /// Whether the target is published.
    pub verdict: Verdict,
    /// The logarithm of e, the evidence that the true rate is lower than the baseline.
    pub ln_e: f64,
    /// The one reporter on whom the estimate depends, if there is one.
    pub one_voice: Option<Box<OneVoice>>,
}

impl Policy {
    /// Whether reports of this total weight may change a rate.
    pub fn is_enough(&self, reports: f64) -> bool {
        reports + ROUNDING_ERROR >= self.rates.min_reports
    }

    /// The prior of a baseline, by the tier on which it was set.
    pub fn prior_of(&self, baseline: &Baseline) -> Prior {
        let (intercept, slope) = self.line(&baseline.tier);
        Prior::new(baseline.rate, self.prior(&baseline.tier)).with_line(LogOddsLine { intercept, slope })
    }
}

impl Judgement {
    /// Computes the judgement of a claim from the tally of its reports.
    pub fn of(
        policy: &Policy,
        published: Rate,
        baseline: Baseline,
        tally: Tally,
        one_voice: Option<Box<OneVoice>>,
    ) -> Self {
        let prior = policy.prior_of(&baseline);
        let estimate = estimate(prior, tally);
        let differs = (estimate.rounded.value() - baseline.rate.value()).abs() + ROUNDING_ERROR
            >= policy.rates.min_change
            && estimate.rounded != baseline.rate;
        let has_reports = tally.reports() > ROUNDING_ERROR;
        let is_enough = has_reports && policy.is_enough(tally.reports());
        let target = if differs && is_enough { estimate.rounded } else { baseline.rate };
        let verdict = match () {
            () if target != published => Verdict::Due,
            () if differs && has_reports && !is_enough => Verdict::Pending,
            () => Verdict::Current,
        };
        Judgement { published, target, verdict, ln_e: ln_e(baseline.rate, tally), one_voice, baseline, estimate }
    }

    /// Whether the reports have any weight.
    pub fn has_reports(&self) -> bool {
        self.tally().reports() > ROUNDING_ERROR
    }

    /// The change of the published rate to the target.
    pub fn change(&self) -> f64 {
        self.target.value() - self.published.value()
    }

    /// How well the reports fit the baseline.
    pub fn surprise(&self) -> Surprise {
        surprise(self.baseline.rate, self.tally())
    }

    /// Whether reports like these are rare if the baseline is true.
    pub fn is_surprise(&self) -> bool {
        is_surprise(self.baseline.rate, self.tally())
    }

    /// Whether the evidence is sure that the true rate is lower than the baseline.
    pub fn is_sure(&self) -> bool {
        is_sure(self.ln_e)
    }

    /// The reports that count, by weight.
    pub fn tally(&self) -> Tally {
        self.estimate.tally
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
    sources: RateSources<'_>,
) -> Result<Option<Judgement>, StoreError> {
    let Some(published) = claim.published(sources.revision) else { return Ok(None) };
    let SetBaseline { baseline, known, .. } = origins.baseline((claim, published), sources)?;
    let weighed = weigh_counting(policy, claim, &known, sources.ledger);
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
