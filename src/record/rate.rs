//! A share of cases.

use std::fmt;
use std::str::FromStr;

use super::number;

/// A share of cases: a number from 0 to 1, both included. Never NaN, never negative zero.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Rate(f64);

/// Why a number is not a [`Rate`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RateError {
    /// Below 0, above 1, or not a number.
    #[error("a rate is a number from 0 to 1 (85 percent is 0.85), not {0}")]
    OutOfRange(String),
    /// Not the text of a number.
    #[error("'{0}' is not a number from 0 to 1")]
    NotANumber(String),
}

impl Rate {
    /// The rate nearest to a number: 0 for one below 0 and for NaN, 1 for one above 1.
    pub fn nearest(number: f64) -> Self {
        // A comparison with NaN is false. -0.0 is not above 0.0 either.
        Rate(if number > 0.0 { number.min(1.0) } else { 0.0 })
    }

    /// The rate as a number in [0, 1].
    pub fn value(self) -> f64 {
        self.0
    }

    /// The rate as a whole number of percent, half to even on the product of doubles.
    pub fn percent(self) -> u8 {
        let percent = (self.0 * 100.0).round_ties_even();
        // In [0, 100] because of the type's invariant, so the cast keeps the value.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let whole = percent as u8;
        whole
    }
}

impl TryFrom<f64> for Rate {
    type Error = RateError;

    fn try_from(value: f64) -> Result<Self, RateError> {
        if !(0.0..=1.0).contains(&value) {
            return Err(RateError::OutOfRange(number::shortest(value)));
        }
        // Adding zero turns -0.0 into 0.0 and leaves every other number alone.
        Ok(Rate(value + 0.0))
    }
}

impl FromStr for Rate {
    type Err = RateError;

    fn from_str(text: &str) -> Result<Self, RateError> {
        let value: f64 = text.trim().parse().map_err(|_| RateError::NotANumber(text.to_owned()))?;
        // As it was typed: "not 85", where the number would print as 85.0.
        Rate::try_from(value).map_err(|_| RateError::OutOfRange(text.trim().to_owned()))
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&number::shortest(self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holds_zero_to_one_and_nothing_else() {
        for good in [0.0, 1.0, 0.5, f64::MIN_POSITIVE, 5e-324] {
            assert_eq!(Rate::try_from(good).unwrap().value(), good);
        }
        for bad in [-0.1, 1.000_000_1, f64::NAN, f64::INFINITY, -5e-324] {
            assert!(Rate::try_from(bad).is_err(), "{bad}");
        }
        assert!(Rate::try_from(-0.0).unwrap().value().is_sign_positive());
    }

    #[test]
    fn every_number_has_a_nearest_rate() {
        let nearest = |number: f64| Rate::nearest(number).value();
        assert_eq!((nearest(0.3), nearest(0.0), nearest(1.0), nearest(5e-324)), (0.3, 0.0, 1.0, 5e-324));
        assert_eq!((nearest(-0.1), nearest(1.1), nearest(f64::INFINITY), nearest(f64::NAN)), (0.0, 1.0, 1.0, 0.0));
        assert!(nearest(-0.0).is_sign_positive());
    }

    #[test]
    fn percent_rounds_half_to_even() {
        let percent = |value: f64| Rate::try_from(value).unwrap().percent();
        assert_eq!((percent(0.125), percent(0.375), percent(0.005), percent(0.995)), (12, 38, 0, 100));
        // 0.285 * 100 is 28.499999999999996 in doubles, 0.145 * 100 is 14.499999999999998.
        assert_eq!((percent(0.285), percent(0.145), percent(1.0)), (28, 14, 100));
    }
}
