//! Combining a baseline and the reports on it.

use super::interval::{Interval, equal_tailed};
use super::prior::Prior;
use super::rounding::two_decimals;
use super::tally::Tally;
use crate::record::Rate;

/// What is known about a claim, given the reports on it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// What was known before.
    pub prior: Prior,
    /// What was reported.
    pub tally: Tally,
    /// The estimate in full: (k q + S) / (k + n), from 0 to 1.
    pub mean: f64,
    /// The estimate as it can be published: two decimals, half to even.
    pub rounded: Rate,
}

impl Estimate {
    /// Where the true rate lies with a probability of 90 %, if the prior is right: the equal-tailed interval of Beta(k
    /// q + S, k (1 - q) + F). Computed on demand: it takes a microsecond, much more than everything else here.
    pub fn interval(&self) -> Interval {
        equal_tailed(self.prior.parameters(), self.tally)
    }
}

/// Estimates a claim's rate from its prior and the reports on it.
///
/// The order of the reports does not matter, and an estimate is never the prior of the next one: the same baseline and
/// tally always give the same estimate.
///
/// Source: that of [`Prior`].
pub fn estimate(prior: Prior, tally: Tally) -> Estimate {
    let mean = (prior.weight() * prior.mean() + tally.supporting()) / (prior.weight() + tally.reports());
    Estimate { prior, tally, mean, rounded: two_decimals(mean) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimate::LogOddsLine;

    fn of(baseline: f64, weight: f64, successes: f64, reports: f64) -> Estimate {
        let prior = Prior::new(Rate::try_from(baseline).unwrap(), weight);
        estimate(prior, Tally::new(successes, reports - successes))
    }

    #[test]
    fn meets_the_checked_values() {
        let checked = [
            (4.0, 1.0, 1.0, 0.8800),
            (4.0, 0.0, 1.0, 0.6800),
            (4.0, 0.0, 3.0, 0.4857),
            (4.0, 5.0, 7.0, 0.7636),
            (4.0, 30.0, 50.0, 0.6185),
            (10.0, 0.0, 3.0, 0.6538),
            (10.0, 5.0, 7.0, 0.7941),
            (20.0, 2.0, 6.0, 0.7308),
        ];
        for (weight, successes, reports, mean) in checked {
            let found = of(0.85, weight, successes, reports);
            assert!((found.mean - mean).abs() < 5e-5, "k = {weight}, {successes} of {reports}: {found:?}");
            assert!((found.rounded.value() - mean).abs() <= 0.005, "{found:?}");
        }
    }

    #[test]
    fn meets_the_checked_intervals() {
        let checked =
            [(4.0, 5.0, 7.0, 0.5363, 0.9346), (10.0, 0.0, 3.0, 0.4309, 0.8489), (10.0, 5.0, 7.0, 0.6191, 0.9290)];
        for (weight, successes, reports, low, high) in checked {
            let interval = of(0.85, weight, successes, reports).interval();
            assert!((interval.low - low).abs() < 5e-5, "k = {weight}, {successes} of {reports}: {interval:?}");
            assert!((interval.high - high).abs() < 5e-5, "k = {weight}, {successes} of {reports}: {interval:?}");
        }
    }

    #[test]
    fn without_reports_the_estimate_is_the_baseline() {
        let found = of(0.85, 4.0, 0.0, 0.0);
        assert_eq!(found.rounded.value(), 0.85);
        assert_eq!((of(1.0, 4.0, 0.0, 0.0).mean, of(0.0, 4.0, 0.0, 0.0).mean), (0.98, 0.02));
    }

    #[test]
    fn ties_that_reports_lead_to_go_to_the_even_side() {
        // 0 of 4 and 2 of 4 reports on 0.85, and 1 of 10 at k = 10.
        assert_eq!(of(0.85, 4.0, 0.0, 4.0).rounded.value(), 0.42);
        assert_eq!(of(0.85, 4.0, 2.0, 4.0).rounded.value(), 0.68);
        assert_eq!(of(0.85, 10.0, 1.0, 10.0).rounded.value(), 0.48);
    }

    #[test]
    fn a_line_moves_the_prior_that_the_reports_are_added_to() {
        let prior = Prior::new(Rate::try_from(0.8).unwrap(), 4.0).with_line(LogOddsLine { intercept: 0.0, slope: 0.5 });
        let found = estimate(prior, Tally::new(1.0, 2.0));
        assert!((found.mean - (4.0 * 2.0 / 3.0 + 1.0) / 7.0).abs() < 1e-15, "{found:?}");
        let same = estimate(Prior::new(Rate::try_from(2.0 / 3.0).unwrap(), 4.0), Tally::new(1.0, 2.0)).interval();
        assert!((found.interval().low - same.low).abs() < 1e-12 && (found.interval().high - same.high).abs() < 1e-12);
    }

    #[test]
    fn odd_numbers_give_rates_all_the_same() {
        for weight in [f64::NAN, -1.0, 0.0, f64::INFINITY] {
            for (successes, reports) in [(0.0, 0.0), (f64::NAN, 1.0), (f64::INFINITY, f64::INFINITY), (1e300, 2e300)] {
                let found = of(0.85, weight, successes, reports);
                assert!(found.mean > 0.0 && found.mean < 1.0, "{weight} {successes}: {found:?}");
                assert!(found.interval().low <= found.interval().high);
            }
        }
    }
}
