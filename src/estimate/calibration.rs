//! How far the baselines of a set can be trusted, as its reports tell.

use super::likelihood::{Case, Likelihood};
use super::prior::{LogOddsLine, WEIGHTS};
use super::search::Objective;

/// The number of cases of the sample that is searched first if there are twice as many or more.
const SAMPLE: usize = 10_000;

/// The difference of ln L below which two weights are equally good.
const NEGLIGIBLE: f64 = 1e-6;

/// What the reports on many claims say about their baselines.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CalibrationFit {
    /// k, the weight of the prior in reports: 1 to 1,000.
    pub weight: f64,
    /// The line from the authored rate to the expected one.
    pub line: LogOddsLine,
    /// ln L at this weight and line, without what the prior of the line adds.
    pub ln_likelihood: f64,
    /// The number of claims with reports.
    pub cases: usize,
    /// Whether any larger weight is equally good. The reports then vary no more around the line than by chance, or
    /// there are too few on each claim to tell; k is at its end of 1,000, or means nothing.
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
pub fn fit(cases: &[Case]) -> Option<CalibrationFit> {
    fitted(cases, true)
}

/// Finds the weight k of largest ln L, for authored rates as they are: a = 0 and b = 1. `None` if no claim has reports.
///
/// Source: as for [`fit`].
pub fn fit_weight(cases: &[Case]) -> Option<CalibrationFit> {
    fitted(cases, false)
}

fn fitted(cases: &[Case], is_line_free: bool) -> Option<CalibrationFit> {
    let likelihood = Likelihood::new(cases);
    if likelihood.claims == 0 {
        return None;
    }
    let objective = Objective { likelihood: &likelihood, is_line_free };
    let start = match cases.len() / SAMPLE {
        0 | 1 => objective.start(),
        step => {
            // A sample gives a start so near to the maximum that the search among all cases takes two or three steps.
            let sample: Vec<Case> = cases.iter().step_by(step).copied().collect();
            let small = Objective { likelihood: &Likelihood::new(&sample), is_line_free };
            small.maximize(small.start())
        }
    };
    let (weight, line) = objective.maximize(start).meaning();
    let ln_likelihood = likelihood.ln(weight, line);
    Some(CalibrationFit {
        weight,
        line,
        ln_likelihood,
        cases: likelihood.claims,
        is_weight_open: likelihood.ln(WEIGHTS.1, line) > ln_likelihood - NEGLIGIBLE,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimate::{Tally, ln_likelihood};
    use crate::record::Rate;

    fn cases(claims: &[(f64, f64, f64)]) -> Vec<Case> {
        let case = |(baseline, successes, reports): &(f64, f64, f64)| Case {
            baseline: Rate::try_from(*baseline).unwrap(),
            tally: Tally::new(*successes, reports - successes),
        };
        claims.iter().map(case).collect()
    }

    fn six() -> Vec<Case> {
        cases(&[
            (0.9, 6.0, 10.0),
            (0.85, 8.0, 10.0),
            (0.9, 10.0, 10.0),
            (0.8, 3.0, 5.0),
            (0.95, 18.0, 20.0),
            (0.7, 7.0, 12.0),
        ])
    }

    #[test]
    fn meets_the_checked_values() {
        let found = fit_weight(&six()).unwrap();
        assert!((found.weight - 28.4067).abs() < 5e-5, "{found:?}");
        assert!((found.ln_likelihood + 35.070_695).abs() < 5e-7, "{found:?}");
        assert_eq!((found.line, found.cases, found.is_weight_open), (LogOddsLine::default(), 6, false));
        for (weight, expected) in [(4.0, -36.316_677), (10.0, -35.327_416), (20.0, -35.091_514)] {
            let ln = ln_likelihood(&six(), weight, LogOddsLine::default());
            assert!((ln - expected).abs() < 5e-7, "{weight}: {ln}");
        }
    }

    #[test]
    fn a_fit_tells_the_likelihood_without_the_prior_of_the_line() {
        let found = fit(&six()).unwrap();
        assert_eq!(found.ln_likelihood, ln_likelihood(&six(), found.weight, found.line));
        // With a line, chance alone explains six claims.
        assert!(found.weight == 1_000.0 && found.is_weight_open && found.ln_likelihood > -35.070_695, "{found:?}");
    }

    #[test]
    fn a_weight_is_open_if_any_larger_one_is_equally_good() {
        let open = |claims: &[(f64, f64, f64)]| fit_weight(&cases(claims)).map(|found| found.is_weight_open);
        // One report says nothing about how claims vary.
        assert_eq!(open(&[(0.9, 1.0, 1.0), (0.8, 0.0, 1.0)]), Some(true));
        assert_eq!(open(&[(0.9, 90.0, 100.0), (0.8, 80.0, 100.0)]), Some(true));
        assert_eq!(open(&[(0.9, 100.0, 100.0), (0.9, 0.0, 100.0)]), Some(false));
        assert_eq!(fit_weight(&cases(&[(0.9, 100.0, 100.0), (0.9, 0.0, 100.0)])).unwrap().weight, 1.0);
    }

    #[test]
    fn claims_without_reports_say_nothing() {
        assert_eq!((fit(&[]), fit_weight(&cases(&[(0.9, 0.0, 0.0)]))), (None, None));
        let mut more = six();
        more.extend(cases(&[(0.1, 0.0, 0.0), (0.5, 0.0, 0.0)]));
        assert_eq!((fit(&more), fit_weight(&more)), (fit(&six()), fit_weight(&six())));
    }

    #[test]
    fn odd_cases_have_a_fit_all_the_same() {
        let sums = [0.0, 5e-324, 1e-12, 0.5, 1.0, 1e5, 1e12];
        let baselines = [0.0, 1e-300, 0.02, 0.5, 0.98, 1.0];
        let odd: Vec<(f64, f64, f64)> = sums
            .iter()
            .flat_map(|one| sums.map(|other| (*one, one + other)))
            .flat_map(|(successes, reports)| baselines.map(|baseline| (baseline, successes, reports)))
            .collect();
        for claims in odd.chunks(1).chain(odd.chunks(7)).chain([&odd[..]]) {
            for found in [fit(&cases(claims)), fit_weight(&cases(claims))].into_iter().flatten() {
                assert!((1.0..=1_000.0).contains(&found.weight) && found.ln_likelihood.is_finite(), "{found:?}");
                assert!(found.line.intercept.is_finite() && found.line.slope > 0.0, "{found:?}: {claims:?}");
            }
        }
    }
}
