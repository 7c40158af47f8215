//! A baseline and the reports on it, made one.

use super::interval::{Interval, Z_95, equal_tailed, wilson};
use super::tally::Tally;
use crate::record::Rate;

/// Inside these rates a baseline is held: an author's 0 or 1 must be open to reports.
const OPEN: (f64, f64) = (0.02, 0.98);

/// The least and the most that a prior may weigh, in reports.
const WEIGHTS: (f64, f64) = (1.0, 1_000.0);

/// How near to a tie, in hundredths, counts as one. Noise of doubles is near 1e-13 here; of two different fractions
/// with up to a million reports none are so near.
const TIE: f64 = 1e-9;

/// What is held of a claim before the first report: a Beta distribution worth some reports.
///
/// Source: the Beta distribution is conjugate to the binomial (Brown, Cai, DasGupta, "Interval Estimation for a
/// Binomial Proportion", Statistical Science 16 (2001), section 4.2): k reports' worth of r0 is Beta(k r0, k (1 - r0)).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prior {
    baseline: Rate,
    weight: f64,
}

impl Prior {
    /// A baseline r0 with its weight k in reports, held from 1 to 1,000; what is not a number is 1.
    pub fn new(baseline: Rate, weight: f64) -> Self {
        let weight = if weight.is_nan() { WEIGHTS.0 } else { weight.clamp(WEIGHTS.0, WEIGHTS.1) };
        Prior { baseline, weight }
    }

    /// k: how many reports the baseline is worth.
    pub fn weight(self) -> f64 {
        self.weight
    }

    /// r0': the baseline held inside [0.02, 0.98].
    pub fn held(self) -> f64 {
        self.baseline.value().clamp(OPEN.0, OPEN.1)
    }

    /// The two parameters of the Beta distribution: k r0' and k (1 - r0').
    pub fn parameters(self) -> (f64, f64) {
        (self.weight * self.held(), self.weight * (1.0 - self.held()))
    }
}

/// What is held of a claim in the light of the reports on it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// What was held before.
    pub prior: Prior,
    /// What was reported.
    pub tally: Tally,
    /// The estimate in full: (k r0' + S) / (k + n), from 0 to 1, both excluded.
    pub mean: f64,
    /// The estimate as it is published: two decimals, half to even.
    pub published: Rate,
    /// The 95 % Wilson interval of the reports alone, S of n. `None` without reports.
    pub wilson: Option<Interval>,
    /// Whether the baseline r0, as authored and not held, lies outside that interval: the record wants a look.
    pub surprise: bool,
}

impl Estimate {
    /// Where the true rate lies with a probability of 90 %, if the prior is right: the equal-tailed interval of
    /// Beta(k r0' + S, k (1 - r0') + F). Computed when it is asked for: it takes a microsecond, all the rest nothing.
    pub fn interval(&self) -> Interval {
        equal_tailed(self.prior.parameters(), self.tally)
    }
}

/// What a claim's rate is, by its prior and the reports on it.
///
/// The order of the reports does not matter, and an estimate is never the prior of the next one: the same baseline
/// and tally always give the same.
///
/// Sources: those of [`Prior`] and of [`wilson`].
pub fn estimate(prior: Prior, tally: Tally) -> Estimate {
    let mean = (prior.weight * prior.held() + tally.successes()) / (prior.weight + tally.reports());
    let wilson = wilson(tally, Z_95);
    Estimate {
        prior,
        tally,
        mean,
        // A mean is a rate, and so is its rounding.
        published: Rate::try_from(two_decimals(mean)).unwrap_or(prior.baseline),
        wilson,
        surprise: wilson.is_some_and(|interval| !interval.contains(prior.baseline.value())),
    }
}

/// A rate with two decimals, half to even.
///
/// Ties are common: 0 of 4 reports on 0.85 is 3.4 / 8, which is 0.425. They are ties of decimal fractions, of which
/// doubles hold most only nearly (0.475 is below 0.475, 0.675 above), and a sum of weights taken in another order
/// moves the last bit. So what comes within noise of a tie is one. Rounding the double as it is would publish 0.47 for
/// the first, and 0.57 for 0.575, whose product with 100 is 57.49999999999999, where half to even is 0.48 and 0.58.
fn two_decimals(rate: f64) -> f64 {
    let hundredths = rate * 100.0;
    let tie = hundredths.floor() + 0.5;
    let exact = if (hundredths - tie).abs() < TIE { tie } else { hundredths };
    // The quotient is the double nearest to the decimal fraction, so it prints with two decimals.
    exact.round_ties_even() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

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
            assert!((found.published.value() - mean).abs() <= 0.005, "{found:?}");
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
    fn without_reports_the_baseline_stands() {
        let found = of(0.85, 4.0, 0.0, 0.0);
        assert_eq!((found.published.value(), found.wilson, found.surprise), (0.85, None, false));
        assert_eq!((of(1.0, 4.0, 0.0, 0.0).mean, of(0.0, 4.0, 0.0, 0.0).mean), (0.98, 0.02));
    }

    #[test]
    fn surprise_goes_by_the_baseline_as_authored() {
        // 100 of 100 is [0.963, 1]: 0.98 and 1 are inside.
        assert!(!of(1.0, 4.0, 100.0, 100.0).surprise && !of(0.98, 4.0, 100.0, 100.0).surprise);
        // [0.9681, 0.9862] of 979 of 1,000 holds 0.98, not the 1 that was authored.
        assert!(of(1.0, 4.0, 979.0, 1000.0).surprise && !of(0.98, 4.0, 979.0, 1000.0).surprise);
        assert!(of(0.0, 4.0, 21.0, 1000.0).surprise && !of(0.02, 4.0, 21.0, 1000.0).surprise);
        assert!(!of(0.85, 4.0, 5.0, 7.0).surprise && of(0.85, 4.0, 4.0, 7.0).surprise);
    }

    #[test]
    fn published_is_half_to_even_of_the_decimal_fraction() {
        let ties = [(0.125, 0.12), (0.135, 0.14), (0.285, 0.28), (0.145, 0.14), (0.475, 0.48), (0.575, 0.58)];
        for (rate, rounded) in ties {
            for near in [rate, rate + 2e-16, rate - 2e-16] {
                assert_eq!(two_decimals(near), rounded, "{near}");
            }
        }
        assert_eq!((two_decimals(0.995), two_decimals(0.005), two_decimals(0.0)), (1.0, 0.0, 0.0));
        // What is no tie goes to the nearer side.
        assert_eq!(
            (two_decimals(0.005_000_1), two_decimals(0.474_999_9), two_decimals(0.125_000_1)),
            (0.01, 0.47, 0.13)
        );
        // 0 of 4 and 2 of 4 reports on 0.85, and 1 of 10 at k = 10.
        assert_eq!(of(0.85, 4.0, 0.0, 4.0).published.value(), 0.42);
        assert_eq!(of(0.85, 4.0, 2.0, 4.0).published.value(), 0.68);
        assert_eq!(of(0.85, 10.0, 1.0, 10.0).published.value(), 0.48);
    }

    #[test]
    fn every_hundredth_stays_what_it_is() {
        for hundredth in 0..=100 {
            let rate = f64::from(hundredth) / 100.0;
            assert_eq!(two_decimals(rate), rate);
            assert_eq!(two_decimals(rate).to_string(), rate.to_string());
        }
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
