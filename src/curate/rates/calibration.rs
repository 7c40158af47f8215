//! Estimating how far the authored rates of a set can be trusted, tier by tier.

use std::collections::BTreeMap;

use super::rated::each_rated;
use crate::curate::{Policy, Refusal, WorkProgress};
use crate::estimate::{CalibrationFit, Case, LogOddsLine, fit, ln_likelihood};
use crate::record::Tier;
use crate::store::{Filter, Snapshot};

/// What the reports say about the baselines that were set on one tier.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    /// The tier.
    pub tier: Tier,
    /// The prior of the policy: the weight of a baseline in reports, and the line.
    pub now: (f64, LogOddsLine),
    /// The log-likelihood of the reports under that.
    pub ln_likelihood: f64,
    /// What fits the reports best.
    pub fit: CalibrationFit,
}

/// The number of claims with reports below which a fit of a tier means little.
const MIN_CLAIMS: usize = 30;

impl Calibration {
    /// Whether the tier has too few claims with reports.
    pub fn is_few(&self) -> bool {
        self.fit.cases < MIN_CLAIMS
    }
}

/// Fits the weight of baselines and the line of true rates on authored ones, for each tier on which a baseline with
/// reports was set, in the order of the ladder. Nothing is changed.
///
/// # Errors
/// [`Refusal::ChoosesWithdrawn`], if the filter selects withdrawn records; if the database cannot be read.
pub fn calibrate(
    snapshot: &Snapshot<'_>,
    policy: &Policy,
    filter: &Filter,
    progress: &WorkProgress,
) -> Result<Vec<Calibration>, Refusal> {
    let mut cases: BTreeMap<Tier, Vec<Case>> = BTreeMap::new();
    each_rated(snapshot, policy, filter, progress, |one, judgement| {
        let (tally, baseline) = (one.tally, one.baseline.rate);
        if judgement.has_reports() {
            cases.entry(Tier::clone(&one.baseline.tier)).or_default().push(Case { baseline, tally });
        }
    })?;
    let mut calibrations: Vec<Calibration> = cases
        .into_iter()
        .filter_map(|(tier, cases)| {
            let (intercept, slope) = policy.line(&tier);
            let now = (policy.prior(&tier), LogOddsLine { intercept, slope });
            let fit = fit(&cases)?;
            Some(Calibration { ln_likelihood: ln_likelihood(&cases, now.0, now.1), tier, now, fit })
        })
        .collect();
    calibrations.sort_by_key(|one| policy.rung(&one.tier).unwrap_or(usize::MAX));
    Ok(calibrations)
}
