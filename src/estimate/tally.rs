//! The sum of the reports on a claim.

use std::iter::Sum;
use std::ops::{Add, Sub};

/// The largest value of either side of a tally, in reports: far below the numbers at which doubles lose a single
/// report.
const MAX_WEIGHT: f64 = 1e12;

/// The largest difference of equal sums, in reports, if they were added in different orders.
const NEGLIGIBLE: f64 = 1e-9;

/// The weighted sums of the reports on a claim: S, what supports it, and F, what opposes it.
///
/// A success supports that a workaround works, and opposes that a dead end fails. A report of weight w of which the
/// share y, 0 to 1, supports the claim adds w y to S and w (1 - y) to F. Both sums are finite and 0 or more.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Tally {
    supporting: f64,
    opposing: f64,
}

impl Tally {
    /// A tally of two weighted sums, in reports. A number below 0 or NaN counts as 0.
    pub fn new(supporting: f64, opposing: f64) -> Self {
        Tally { supporting: held(supporting), opposing: held(opposing) }
    }

    /// S: the weighted sum of what supports the claim, in reports.
    pub fn supporting(self) -> f64 {
        self.supporting
    }

    /// F: the weighted sum of what opposes the claim, in reports.
    pub fn opposing(self) -> f64 {
        self.opposing
    }

    /// n = S + F: how many reports of full weight this is worth.
    pub fn reports(self) -> f64 {
        self.supporting + self.opposing
    }

    /// The same tally, scaled down in its proportion to a number of reports if it has more.
    pub(super) fn scaled_to(self, reports: f64) -> Tally {
        if self.reports() <= reports {
            return self;
        }
        let scale = reports / self.reports();
        Tally::new(scale * self.supporting, scale * self.opposing)
    }
}

/// A sum inside the range of a tally.
fn held(sum: f64) -> f64 {
    // A comparison with NaN is false. -0.0 is not above 0.0 either.
    if sum > 0.0 { sum.min(MAX_WEIGHT) } else { 0.0 }
}

impl Add for Tally {
    type Output = Tally;

    fn add(self, other: Tally) -> Tally {
        Tally::new(self.supporting + other.supporting, self.opposing + other.opposing)
    }
}

/// Subtracts reports. The difference of equal sums that were added in another order is exactly 0.
impl Sub for Tally {
    type Output = Tally;

    fn sub(self, other: Tally) -> Tally {
        let rest = |whole: f64, part: f64| if whole - part < NEGLIGIBLE { 0.0 } else { whole - part };
        Tally::new(rest(self.supporting, other.supporting), rest(self.opposing, other.opposing))
    }
}

impl Sum for Tally {
    fn sum<I: Iterator<Item = Tally>>(tallies: I) -> Tally {
        tallies.fold(Tally::default(), Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds_up_and_undoes() {
        let one = Tally::new(1.0, 0.0);
        let half = Tally::new(0.25, 0.25);
        assert_eq!([one, half, half].into_iter().sum::<Tally>(), Tally::new(1.5, 0.5));
        assert_eq!((one + half).reports(), 1.5);
        assert_eq!(one + half - one, half);
    }

    #[test]
    fn subtracting_everything_leaves_nothing() {
        let rows = [0.1, 0.2, 0.3].map(|weight| Tally::new(weight, 0.0));
        let whole: Tally = rows.into_iter().sum();
        assert_eq!(rows.into_iter().fold(whole, Sub::sub), Tally::default());
        assert_eq!(Tally::new(1.0, 0.0) - Tally::new(2.0, 1.0), Tally::default());
    }

    #[test]
    fn a_sum_does_not_exceed_its_largest_value() {
        assert_eq!(Tally::new(f64::NAN, -3.0), Tally::default());
        assert!(Tally::new(-0.0, 0.0).supporting().is_sign_positive());
        let huge = Tally::new(f64::INFINITY, f64::MAX);
        assert!((huge + huge).reports().is_finite());
        assert!(huge.reports() + 1.0 > huge.reports());
    }
}
