//! How far the baselines of a set can be trusted, as its reports tell.

use super::likelihood::{Case, Likelihood};
use super::prior::{Line, WEIGHTS};
use super::search::Hill;

/// How much of ln L counts as nothing.
const NOTHING: f64 = 1e-6;

/// What the reports on many claims say of their baselines.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit {
    /// k, the weight of the prior in reports: 1 to 1,000.
    pub weight: f64,
    /// The line from the authored rate to the expected one.
    pub line: Line,
    /// ln L at this weight and line, without what the prior of the line adds.
    pub ln_likelihood: f64,
    /// The number of claims with reports.
    pub cases: usize,
    /// Whether any larger weight does as well. The reports then vary no more than chance makes them vary about the
    /// line, or there are too few on each claim to tell; k is at its end of 1,000, or it says nothing.
    pub is_weight_open: bool,
}

/// Finds the weight k and the line (a, b) of largest ln L, with the prior a ~ N(0, 1) and ln b ~ N(0, 0.5), 0.5 being
/// the standard deviation: without it a few claims would bend the line by chance. `None` if no claim has reports.
///
/// The search is Newton's method with the gradient in closed form. The same cases always give the same fit; their order
/// changes it by less than its digits are worth.
///
/// Sources: Griffiths, "Maximum Likelihood Estimation for the Beta-Binomial Distribution", Biometrics 29 (1973), for k;
/// Cox, "Two Further Applications of a Model for Binary Regression", Biometrika 45 (1958), for the line.
pub fn fit(cases: &[Case]) -> Option<Fit> {
    climbed(cases, true)
}

/// Finds the weight k of largest ln L, for authored rates as they are: a = 0 and b = 1. `None` if no claim has reports.
///
/// Source: as for [`fit`].
pub fn fit_weight(cases: &[Case]) -> Option<Fit> {
    climbed(cases, false)
}

fn climbed(cases: &[Case], is_line_free: bool) -> Option<Fit> {
    let likelihood = Likelihood::new(cases);
    if likelihood.claims == 0 {
        return None;
    }
    let (weight, line) = Hill { likelihood: &likelihood, is_line_free }.top().meaning();
    let ln_likelihood = likelihood.ln(weight, line);
    Some(Fit {
        weight,
        line,
        ln_likelihood,
        cases: likelihood.claims,
        is_weight_open: likelihood.ln(WEIGHTS.1, line) > ln_likelihood - NOTHING,
    })
}
