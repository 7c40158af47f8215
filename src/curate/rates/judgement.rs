//! What a claim's rate should be.

use super::{Baseline, OneVoice};
use crate::curate::Policy;
use crate::estimate::{Estimate, LogOddsLine, Prior, Surprise, Tally, estimate, is_sure, is_surprise, ln_e, surprise};
use crate::record::Rate;

/// Whether an estimate is to be published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// What is published is what the baseline and the reports say.
    Current,
    /// So it is, but with more reports that say the same it would change.
    Pending,
    /// What is published is not what the baseline and the reports say.
    Due,
}

impl Verdict {
    /// The verdict in a word.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Current => "current",
            Verdict::Pending => "pending",
            Verdict::Due => "due",
        }
    }
}

/// A difference of rates or of reports that is due to doubles, and none.
const ROUNDING_ERROR: f64 = 1e-9;

/// What a claim's rate should be by now: a function of its baseline, the ledger and the policy.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// What is published.
    pub published: Rate,
    /// What it started from.
    pub baseline: Baseline,
    /// What the reports make of that.
    pub estimate: Estimate,
    /// What is to be published: the estimate if there are reports enough and it differs enough, else the baseline.
    pub target: Rate,
    /// Whether that is published.
    pub verdict: Verdict,
    /// The logarithm of e, the evidence that the true rate is lower than the baseline.
    pub ln_e: f64,
    /// The one reporter on whom the estimate hangs, if there is such a one.
    pub one_voice: Option<Box<OneVoice>>,
}

impl Policy {
    /// Whether reports of this weight together may move a rate.
    pub fn is_enough(&self, reports: f64) -> bool {
        reports + ROUNDING_ERROR >= self.rates.min_reports
    }

    /// What a baseline weighs against reports, by the tier on which it was set.
    pub fn prior_of(&self, baseline: &Baseline) -> Prior {
        let (intercept, slope) = self.line(&baseline.tier);
        Prior::new(baseline.rate, self.prior(&baseline.tier)).with_line(LogOddsLine { intercept, slope })
    }
}

impl Judgement {
    /// Judges a claim by what its reports add up to.
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

    /// Whether reports weigh anything.
    pub fn has_reports(&self) -> bool {
        self.tally().reports() > ROUNDING_ERROR
    }

    /// By how much the published rate is to change.
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

    /// Whether the true rate is as good as sure to be lower than the baseline.
    pub fn is_sure(&self) -> bool {
        is_sure(self.ln_e)
    }

    /// The reports that count, by weight.
    pub fn tally(&self) -> Tally {
        self.estimate.tally
    }
}
