//! The values that thresholds can have.

use std::fmt;
use std::ops::RangeInclusive;

/// The value of a threshold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ThresholdValue {
    /// A number of characters, days or other things.
    Whole(i64),
    /// A rate, or a difference between rates.
    Share(f64),
}

/// Why a threshold was not set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ThresholdError {
    /// There is no threshold with the name.
    #[error("there is no such threshold{}", .0.map_or(String::new(), |nearest| format!("; did you mean {nearest}?")))]
    Unknown(Option<&'static str>),
    /// The value is outside of the range of the threshold.
    #[error("expected {0}")]
    OutOfRange(&'static str),
    /// A threshold is above another one that it cannot be above.
    #[error("{lower} ({value}) must not be above {upper} ({limit})")]
    Crossed {
        /// The threshold that is too large.
        lower: &'static str,
        /// Its value, in words.
        value: String,
        /// The one that it is above.
        upper: &'static str,
        /// The value of that, in words.
        limit: String,
    },
}

/// The values that a threshold of a type can have.
pub(super) trait ThresholdType: Copy {
    /// The value as it is listed.
    fn value(self) -> ThresholdValue;

    /// The value, if the threshold can have it.
    fn from_value(value: ThresholdValue) -> Result<Self, ThresholdError>;
}

/// Numbers of characters, gaps and other things, of which a check reports this number, or more or fewer. With 0 it
/// would report everything or nothing; to report nothing, ignore the code.
const COUNTS: RangeInclusive<i64> = 1..=1_000_000;
pub(super) const COUNT: &str = "a whole number from 1 to 1000000";

/// Numbers of pieces of evidence: that none is needed, or none is allowed, is a rule.
const PIECES: RangeInclusive<i64> = 0..=1_000_000;
pub(super) const PIECE: &str = "a whole number from 0 to 1000000";

/// Numbers of days, as elsewhere in a policy.
const DAYS: RangeInclusive<i64> = 1..=36_500;
pub(super) const DAY: &str = "a whole number of days from 1 to 36500";

pub(super) const SHARE: &str = "a number from 0 to 1";

macro_rules! counts {
    ($($Type:ty: $range:ident, $expected:ident),+) => {$(
        impl ThresholdType for $Type {
            fn value(self) -> ThresholdValue {
                ThresholdValue::Whole(i64::try_from(self).unwrap_or(i64::MAX))
            }

            fn from_value(value: ThresholdValue) -> Result<Self, ThresholdError> {
                let ThresholdValue::Whole(count) = value else { return Err(ThresholdError::OutOfRange($expected)) };
                let count = Some(count).filter(|count| $range.contains(count));
                count.and_then(|count| count.try_into().ok()).ok_or(ThresholdError::OutOfRange($expected))
            }
        }
    )+};
}

counts!(usize: COUNTS, COUNT, u64: PIECES, PIECE);

impl ThresholdType for i64 {
    fn value(self) -> ThresholdValue {
        ThresholdValue::Whole(self)
    }

    fn from_value(value: ThresholdValue) -> Result<Self, ThresholdError> {
        match value {
            ThresholdValue::Whole(days) if DAYS.contains(&days) => Ok(days),
            ThresholdValue::Whole(_) | ThresholdValue::Share(_) => Err(ThresholdError::OutOfRange(DAY)),
        }
    }
}

impl ThresholdType for f64 {
    fn value(self) -> ThresholdValue {
        ThresholdValue::Share(self)
    }

    fn from_value(value: ThresholdValue) -> Result<Self, ThresholdError> {
        match value {
            ThresholdValue::Whole(0) => Ok(0.0),
            ThresholdValue::Whole(1) => Ok(1.0),
            ThresholdValue::Share(share) if (0.0..=1.0).contains(&share) => Ok(share),
            ThresholdValue::Whole(_) | ThresholdValue::Share(_) => Err(ThresholdError::OutOfRange(SHARE)),
        }
    }
}

/// The error if a threshold is above another one.
pub(super) fn above<T: PartialOrd + fmt::Display>(
    (lower, value): (&'static str, T),
    (upper, limit): (&'static str, T),
) -> Option<ThresholdError> {
    let crossed = || ThresholdError::Crossed { lower, value: value.to_string(), upper, limit: limit.to_string() };
    (value > limit).then(crossed)
}
