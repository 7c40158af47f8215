//! Intervals that contain the true rate with a given probability.

use statrs::function::beta::inv_beta_reg;

use super::Tally;
use super::incomplete::{MAX_REPORTS, beta_cdf};

/// The 0.975 quantile of the standard normal distribution: 95 % lie within this number of standard deviations.
pub const Z_95: f64 = 1.959_963_984_540_054;

/// A quantile of statrs that is nearer to 0 or 1 than this is not accurate.
const SPECK: f64 = 1e-9;

/// A range of rates, both ends included: 0 <= low <= high <= 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The lower end, a rate.
    pub low: f64,
    /// The upper end, a rate.
    pub high: f64,
}

impl Interval {
    /// Whether a rate lies in the interval; its ends do.
    pub fn contains(&self, rate: f64) -> bool {
        (self.low..=self.high).contains(&rate)
    }
}

/// The Wilson score interval of S successes of n: all rates from which S is not more than `z` standard deviations away
/// ([`Z_95`] for 95 %). `None` without reports.
///
/// Source: Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", Journal of the American
/// Statistical Association 22 (1927), recommended for small n by Brown, Cai, DasGupta, "Interval Estimation for a
/// Binomial Proportion", Statistical Science 16 (2001), formula (4). Weights make S and n fractions; the formula does
/// not mind.
pub fn wilson(tally: Tally, z: f64) -> Option<Interval> {
    let n = tally.reports();
    if n <= 0.0 || !z.is_finite() {
        return None;
    }
    let share = tally.supporting() / n;
    let spread = z.abs() * (tally.supporting() * tally.opposing() / n + z * z / 4.0).sqrt() / (n + z * z);
    let centre = (tally.supporting() + z * z / 2.0) / (n + z * z);
    // With nothing on one side an end is exactly 0 or 1. Rounding would miss it: a baseline of 1 would be outside of
    // the interval of 3 of 3.
    let low = if tally.supporting() <= 0.0 { 0.0 } else { (centre - spread).clamp(0.0, share) };
    let high = if tally.opposing() <= 0.0 { 1.0 } else { (centre + spread).clamp(share, 1.0) };
    Some(Interval { low, high })
}

/// The number of halvings of the range from 0 to 1 after which doubles near 1 no longer differ.
const BISECTIONS: u32 = 52;

/// With a parameter of a Beta distribution below this, statrs does not find the quantile.
const MIN_PARAMETER: f64 = 0.02;

/// The equal-tailed 90 % interval of a Beta distribution: 5 % lie below it and 5 % above.
///
/// The parameters are those of the prior, above 0 each, with S and F added. Beyond 100,000 in all, the tally is scaled
/// down in its proportion, so the interval is wider than necessary, by less than 0.003 at each end for a prior that
/// weighs little.
///
/// Source: Brown, Cai, DasGupta (2001), section 4.2, with the prior's parameters in place of Jeffreys'.
pub(super) fn equal_tailed(prior: (f64, f64), tally: Tally) -> Interval {
    let tally = tally.scaled_to(MAX_REPORTS - prior.0 - prior.1);
    let (a, b) = (prior.0 + tally.supporting(), prior.1 + tally.opposing());
    let quantile = |share: f64| match quantile(a, b, share) {
        speck if speck < SPECK => 0.0,
        speck if speck > 1.0 - SPECK => 1.0,
        rate => rate,
    };
    Interval { low: quantile(0.05), high: quantile(0.95) }
}

/// The rate below which a share of Beta(a, b) lies.
fn quantile(a: f64, b: f64, share: f64) -> f64 {
    if a.min(b) >= MIN_PARAMETER {
        return inv_beta_reg(a, b, share);
    }
    // Nearly all of the distribution lies at one end. Bisection is slow, but it always ends.
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..BISECTIONS {
        let middle = f64::midpoint(low, high);
        if beta_cdf(a, b, middle) < share { low = middle } else { high = middle }
    }
    f64::midpoint(low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wilson_95(successes: f64, reports: f64) -> Interval {
        wilson(Tally::new(successes, reports - successes), Z_95).unwrap()
    }

    #[test]
    fn wilson_meets_the_checked_values() {
        let checked = [(3, 3, 0.4385, 1.0), (0, 1, 0.0, 0.7935), (5, 7, 0.3589, 0.9178), (45, 50, 0.7864, 0.9565)];
        for (successes, reports, low, high) in checked {
            let interval = wilson_95(f64::from(successes), f64::from(reports));
            assert!((interval.low - low).abs() < 5e-5, "{successes} of {reports}: {interval:?}");
            assert!((interval.high - high).abs() < 5e-5, "{successes} of {reports}: {interval:?}");
        }
    }

    #[test]
    fn wilson_ends_are_the_roots_of_its_equation() {
        for (successes, reports) in [(1.0, 2.0), (2.5, 7.5), (45.0, 50.0), (999.0, 1000.0), (3.0, 1e6)] {
            let interval = wilson_95(successes, reports);
            for end in [interval.low, interval.high] {
                let deviation = (successes / reports - end).abs() / (end * (1.0 - end) / reports).sqrt();
                assert!((deviation / Z_95 - 1.0).abs() < 1e-6, "{successes} of {reports}: {deviation}");
            }
        }
    }

    #[test]
    fn wilson_ends_are_exact_with_nothing_on_one_side() {
        for reports in [0.5, 1.0, 2.0, 3.0, 7.0, 11.0, 49.0, 1e3, 1e6, 1e12] {
            assert_eq!(wilson_95(0.0, reports).low.to_bits(), 0.0_f64.to_bits(), "0 of {reports}");
            assert_eq!(wilson_95(reports, reports).high, 1.0, "{reports} of {reports}");
            assert!(wilson_95(reports, reports).low > 0.0 && wilson_95(0.0, reports).high < 1.0);
        }
        assert_eq!(wilson(Tally::default(), Z_95), None);
        assert_eq!(wilson(Tally::new(1.0, 1.0), f64::NAN), None);
    }

    #[test]
    fn more_reports_than_statrs_can_take_still_give_an_interval() {
        for tally in [Tally::new(0.0, 1e12), Tally::new(1e12, 0.0), Tally::new(1e8, 1e8), Tally::new(1e4, 1e9)] {
            for prior in [(0.08, 3.92), (0.02, 0.98), (980.0, 20.0)] {
                let interval = equal_tailed(prior, tally);
                assert!(0.0 <= interval.low && interval.low <= interval.high && interval.high <= 1.0);
            }
        }
        let even = equal_tailed((2.0, 2.0), Tally::new(1e9, 1e9));
        assert!(even.contains(0.5) && even.high - even.low < 0.006, "{even:?}");
    }
}
