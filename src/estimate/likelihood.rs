//! The likelihood of the reports on many claims, for a weight and a line of their baselines.

use statrs::function::gamma::{digamma, ln_gamma};

use super::prior::{LogOddsLine, WEIGHTS, clamped, log_odds};
use super::tally::Tally;
use crate::record::Rate;

/// A claim with the reports on it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Case {
    /// r0, as authored or imported.
    pub baseline: Rate,
    /// S and F.
    pub tally: Tally,
}

/// ln L = sum of ln B(k q + S, k (1 - q) + F) - ln B(k q, k (1 - q)): the logarithm of the probability of the reports,
/// in their order, if the true rates are distributed around q as the prior says. `weight` is k, clamped as by
/// [`Prior::new`](super::Prior::new); the line maps each r0' to its q. 0 without reports.
///
/// Source: Griffiths, "Maximum Likelihood Estimation for the Beta-Binomial Distribution", Biometrics 29 (1973).
pub fn ln_likelihood(cases: &[Case], weight: f64, line: LogOddsLine) -> f64 {
    let weight = if weight.is_nan() { WEIGHTS.0 } else { weight.clamp(WEIGHTS.0, WEIGHTS.1) };
    Likelihood::new(cases).ln(weight, line)
}

/// A sum of reports with the number of claims that have it.
#[derive(Debug, Clone, Copy)]
struct CountedSum {
    sum: f64,
    claims: f64,
}

/// The claims with one baseline.
#[derive(Debug)]
struct Group {
    /// r0'.
    baseline: f64,
    successes: Vec<CountedSum>,
    failures: Vec<CountedSum>,
}

/// The reports on many claims, grouped so that their likelihood is fast to compute: it is a sum of functions of (r0',
/// S), of (r0', F) and of n, and each is computed once for all claims that have the same.
#[derive(Debug)]
pub(super) struct Likelihood {
    groups: Vec<Group>,
    reports: Vec<CountedSum>,
    /// The number of claims that have reports.
    pub(super) claims: usize,
}

impl Likelihood {
    pub(super) fn new(cases: &[Case]) -> Self {
        let mut cases: Vec<(f64, Tally)> = cases
            .iter()
            .map(|case| (clamped(case.baseline), case.tally))
            .filter(|case| case.1.reports() > 0.0)
            .collect();
        cases.sort_by(|one, other| one.0.total_cmp(&other.0));
        let same = cases.chunk_by(|one, other| one.0.total_cmp(&other.0).is_eq());
        let group = |cases: &[(f64, Tally)]| Group {
            baseline: cases.first().map_or(0.5, |case| case.0),
            successes: counted(cases.iter().map(|case| case.1.supporting())),
            failures: counted(cases.iter().map(|case| case.1.opposing())),
        };
        let groups = same.map(group).collect();
        Likelihood { groups, reports: counted(cases.iter().map(|case| case.1.reports())), claims: cases.len() }
    }

    /// ln L of a weight in its range and a line.
    pub(super) fn ln(&self, weight: f64, line: LogOddsLine) -> f64 {
        let rise = |from: f64, sums: &[CountedSum]| gained(ln_gamma, from, sums);
        let groups = self.groups.iter().map(|group| {
            let q = line.at(group.baseline);
            rise(weight * q, &group.successes) + rise(weight * (1.0 - q), &group.failures)
        });
        groups.sum::<f64>() - rise(weight, &self.reports)
    }

    /// The derivatives of ln L by ln k, by the intercept and by the logarithm of the slope.
    pub(super) fn gradient(&self, weight: f64, line: LogOddsLine) -> [f64; 3] {
        let rise = |from: f64, sums: &[CountedSum]| gained(digamma, from, sums);
        let mut gradient = [-weight * rise(weight, &self.reports), 0.0, 0.0];
        for group in &self.groups {
            let q = line.at(group.baseline);
            let (by_a, by_b) = (rise(weight * q, &group.successes), rise(weight * (1.0 - q), &group.failures));
            let by_log_odds = weight * (by_a - by_b) * q * (1.0 - q);
            let [by_weight, by_intercept, by_slope] = &mut gradient;
            *by_weight += weight * (q * by_a + (1.0 - q) * by_b);
            *by_intercept += by_log_odds;
            *by_slope += by_log_odds * line.slope * log_odds(group.baseline);
        }
        gradient
    }
}

/// The sum over all claims of f(x + s) - f(x), where s is a sum of reports.
fn gained(function: fn(f64) -> f64, from: f64, sums: &[CountedSum]) -> f64 {
    let start = function(from);
    sums.iter().map(|one| one.claims * (function(from + one.sum) - start)).sum()
}

/// Each sum above 0 once, with how often it occurs.
fn counted(sums: impl Iterator<Item = f64>) -> Vec<CountedSum> {
    let mut sums: Vec<f64> = sums.filter(|sum| *sum > 0.0).collect();
    sums.sort_by(f64::total_cmp);
    let mut counted: Vec<CountedSum> = Vec::new();
    for sum in sums {
        match counted.last_mut() {
            Some(last) if last.sum.total_cmp(&sum).is_eq() => last.claims += 1.0,
            _ => counted.push(CountedSum { sum, claims: 1.0 }),
        }
    }
    counted
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Claims whose sums are whole numbers or not, some of them alike.
    fn cases() -> Vec<Case> {
        let claims =
            [(0.9, 6.0, 4.0), (0.9, 6.0, 1.5), (0.85, 0.0, 3.0), (1.0, 2.0, 0.0), (0.3, 0.25, 7.0), (0.9, 6.0, 4.0)];
        let case = |(baseline, successes, failures)| Case {
            baseline: Rate::try_from(baseline).unwrap(),
            tally: Tally::new(successes, failures),
        };
        claims.map(case).to_vec()
    }

    #[test]
    fn alike_claims_count_once_each() {
        let likelihood = Likelihood::new(&cases());
        let (weight, line) = (7.0, LogOddsLine { intercept: 0.2, slope: 0.7 });
        let whole = likelihood.ln(weight, line);
        let each: f64 = cases().iter().map(|case| ln_likelihood(&[*case], weight, line)).sum();
        assert!((whole - each).abs() < 1e-12, "{whole} {each}");
        let (groups, reports): (usize, f64) =
            (likelihood.groups.len(), likelihood.reports.iter().map(|one| one.claims).sum());
        assert_eq!((groups, reports, likelihood.claims), (4, 6.0, 6));
    }

    #[test]
    fn the_gradient_is_that_of_differences() {
        let likelihood = Likelihood::new(&cases());
        for (weight, intercept, slope) in [(1.0, 0.0, 1.0), (28.0, -0.4, 0.8), (900.0, 1.5, 2.0_f64)] {
            let ln = |step: [f64; 3]| {
                let line = LogOddsLine { intercept: intercept + step[1], slope: slope * step[2].exp() };
                likelihood.ln(weight * step[0].exp(), line)
            };
            let found = likelihood.gradient(weight, LogOddsLine { intercept, slope });
            for (at, derivative) in found.into_iter().enumerate() {
                let step = |length: f64| std::array::from_fn(|part| if part == at { length } else { 0.0 });
                let difference = (ln(step(1e-5)) - ln(step(-1e-5))) / 2e-5;
                assert!((derivative - difference).abs() < 1e-6, "{weight} {intercept} {slope}, {at}: {difference}");
            }
        }
    }

    #[test]
    fn a_weight_out_of_range_is_clamped() {
        let ln = |weight| ln_likelihood(&cases(), weight, LogOddsLine::default());
        assert_eq!((ln(0.0), ln(f64::NAN), ln(f64::INFINITY)), (ln(1.0), ln(1.0), ln(1_000.0)));
        assert_eq!(ln_likelihood(&[], 4.0, LogOddsLine::default()), 0.0);
    }
}
