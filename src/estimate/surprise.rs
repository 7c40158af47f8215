//! Whether the reports on a claim fit its baseline.

use super::Tally;
use super::incomplete::{MAX_REPORTS, NEGLIGIBLE, beta_cdf};
use crate::record::Rate;

/// The probability of the reports or fewer successes up to which a baseline is a surprise.
const LOWER_TAIL: f64 = 0.075;

/// The probability of the reports or more successes up to which a baseline is a surprise. Smaller than the other,
/// because a rate that is too low is less harmful than one that is too high.
const UPPER_TAIL: f64 = 0.005;

/// How probable the reports on a claim are if its baseline is right: the two tails of Binomial(n, r0), each with S.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Surprise {
    /// P(X <= S), 0 to 1.
    pub at_most: f64,
    /// P(X >= S), 0 to 1.
    pub at_least: f64,
}

impl Surprise {
    /// Whether the reports do not fit the baseline: the lower tail is 0.075 or less, or the upper one 0.005 or less.
    /// If the baseline is right, that happens in 8 % of cases at most, whatever the number of whole reports.
    pub fn is_up(self) -> bool {
        is_small(self.at_most, LOWER_TAIL) || is_small(self.at_least, UPPER_TAIL)
    }
}

/// Whether a tail is on its threshold or below. A tie stays a tie if the weights were added in another order.
fn is_small(tail: f64, threshold: f64) -> bool {
    tail <= threshold + NEGLIGIBLE
}

/// The tails of the reports under the baseline r0, as authored and not clamped. Without reports both are 1.
///
/// Weights make S and F fractions, for which the incomplete beta function replaces the sums:
/// P(X <= S) = I_{1-r0}(F, S + 1) and P(X >= S) = I_{r0}(S, F + 1). Beyond 100,000 reports the tally is scaled down in
/// its proportion, which leaves the smaller tail larger than it is.
///
/// Sources: Clopper, Pearson, "The Use of Confidence or Fiducial Limits Illustrated in the Case of the Binomial",
/// Biometrika 26 (1934); Brown, Cai, DasGupta, "Interval Estimation for a Binomial Proportion", Statistical Science 16
/// (2001), section 4.2.1.
pub fn surprise(baseline: Rate, tally: Tally) -> Surprise {
    let tally = tally.scaled_to(MAX_REPORTS);
    Surprise {
        at_most: tail(1.0 - baseline.value(), tally.opposing(), tally.supporting()),
        at_least: tail(baseline.value(), tally.supporting(), tally.opposing()),
    }
}

/// [`Surprise::is_up`] of [`surprise`] in half of the time: of a tally with fewer successes than the baseline expects
/// only the lower tail can be small, else only the upper one.
pub fn is_surprise(baseline: Rate, tally: Tally) -> bool {
    let (rate, tally) = (baseline.value(), tally.scaled_to(MAX_REPORTS));
    let (successes, failures) = (tally.supporting(), tally.opposing());
    match successes <= rate * tally.reports() {
        true => is_small(tail(1.0 - rate, failures, successes), LOWER_TAIL),
        false => is_small(tail(rate, successes, failures), UPPER_TAIL),
    }
}

/// The probability of `these` or more of `these + others` if each comes with probability `rate`.
fn tail(rate: f64, these: f64, others: f64) -> f64 {
    match () {
        () if these < NEGLIGIBLE || rate >= 1.0 => 1.0,
        () if rate <= 0.0 => 0.0,
        () if others < NEGLIGIBLE => rate.powf(these),
        () => beta_cdf(these, others + 1.0, rate),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(baseline: f64, successes: f64, reports: f64) -> Surprise {
        surprise(Rate::try_from(baseline).unwrap(), Tally::new(successes, reports - successes))
    }

    #[test]
    fn meets_the_checked_values() {
        let checked = [
            (0.85, 0.0, 1.0, 0.1500, false),
            (0.85, 2.0, 4.0, 0.1095, false),
            (0.85, 4.0, 7.0, 0.0738, true),
            (0.85, 1.0, 3.0, 0.0607, true),
            (0.85, 5.0, 7.0, 0.2834, false),
            (0.95, 0.0, 1.0, 0.0500, true),
        ];
        for (baseline, successes, reports, at_most, is_up) in checked {
            let found = of(baseline, successes, reports);
            assert!((found.at_most - at_most).abs() < 7e-5, "{successes} of {reports} on {baseline}: {found:?}");
            assert_eq!(found.is_up(), is_up, "{successes} of {reports} on {baseline}: {found:?}");
        }
    }

    #[test]
    fn the_ends_are_exact() {
        let tails = |baseline, successes, reports| {
            let Surprise { at_most, at_least } = of(baseline, successes, reports);
            (at_most, at_least)
        };
        assert_eq!(tails(0.85, 0.0, 0.0), (1.0, 1.0));
        assert_eq!((tails(0.0, 0.0, 5.0), tails(1.0, 5.0, 5.0)), ((1.0, 1.0), (1.0, 1.0)));
        assert_eq!((tails(0.0, 0.5, 5.0), tails(1.0, 4.5, 5.0)), ((1.0, 0.0), (0.0, 1.0)));
        assert_eq!((tails(0.5, 0.0, 2.0), tails(0.5, 2.0, 2.0)), ((0.25, 1.0), (1.0, 0.25)));
        // Two decimals that are exactly on a threshold are a surprise: 1 - 0.925 is below 0.075 in doubles.
        assert!(of(0.925, 0.0, 1.0).is_up() && of(0.005, 1.0, 1.0).is_up());
        assert!(!of(0.92, 0.0, 1.0).is_up() && !of(0.01, 1.0, 1.0).is_up());
    }

    #[test]
    fn goes_by_the_baseline_as_authored() {
        // With a baseline of 1 a single fail is a surprise, with 0.98 it is not among a hundred.
        assert!(of(1.0, 99.0, 100.0).is_up() && !of(0.98, 99.0, 100.0).is_up());
        assert!(of(0.0, 1.0, 100.0).is_up() && !of(0.02, 1.0, 100.0).is_up());
    }

    #[test]
    fn one_tail_is_enough_for_the_verdict() {
        let mut both = [0, 0];
        for (quarters, reports) in
            (1..=30).flat_map(|reports| (0..=4 * reports).map(move |at| (at, f64::from(reports))))
        {
            for hundredth in 0..=100 {
                let baseline = Rate::try_from(f64::from(hundredth) / 100.0).unwrap();
                let tally = Tally::new(f64::from(quarters) / 4.0, reports - f64::from(quarters) / 4.0);
                let found = surprise(baseline, tally);
                assert_eq!(is_surprise(baseline, tally), found.is_up(), "{tally:?} on {baseline}: {found:?}");
                both[usize::from(found.is_up())] += 1;
            }
        }
        assert!(both.iter().all(|cases| *cases > 50_000), "{both:?}");
    }

    #[test]
    fn every_tally_has_tails() {
        let sums = [0.0, 5e-324, 1e-300, 1e-12, 1e-9, 0.3, 1.0, 17.5, 1e3, 1e5, 1e7, 1e12];
        let baselines = [0.0, 5e-324, 1e-16, 1e-9, 0.02, 0.5, 0.85, 1.0 - 1e-9, 1.0 - 1.2e-16, 1.0];
        for (successes, failures) in sums.iter().flat_map(|one| sums.map(|other| (*one, other))) {
            for baseline in baselines {
                let found = surprise(Rate::try_from(baseline).unwrap(), Tally::new(successes, failures));
                let case = format!("{successes} and {failures} on {baseline}: {found:?}");
                assert!((0.0..=1.0).contains(&found.at_most) && (0.0..=1.0).contains(&found.at_least), "{case}");
                assert!(found.at_most + found.at_least > 1.0 - 1e-6, "{case}");
                let is_surprise = is_surprise(Rate::try_from(baseline).unwrap(), Tally::new(successes, failures));
                assert_eq!(is_surprise, found.is_up(), "{case}");
            }
        }
    }
}
