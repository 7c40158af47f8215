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

/// The values that a threshold can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ThresholdRange {
    /// A number of characters, gaps and other things, of which a check reports this number, or more or fewer: from 1 to
    /// 1,000,000. With 0 it would report everything or nothing; to report nothing, ignore the code.
    Count,
    /// A number of pieces of evidence, from 0 to 1,000,000: that none is needed, or none is allowed, is a rule.
    Pieces,
    /// A number of days from 1 to 36,500, as elsewhere in a policy.
    Days,
    /// A rate, or a difference between rates.
    Share,
}

impl fmt::Display for ThresholdRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let numbers = |f: &mut fmt::Formatter<'_>, what: &str, range: RangeInclusive<i64>| {
            write!(f, "a whole number{what} from {} to {}", range.start(), range.end())
        };
        match self {
            ThresholdRange::Count => numbers(f, "", COUNTS),
            ThresholdRange::Pieces => numbers(f, "", PIECES),
            ThresholdRange::Days => numbers(f, " of days", DAYS),
            ThresholdRange::Share => f.write_str("a number from 0 to 1"),
        }
    }
}

/// Why a threshold was not set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ThresholdError {
    /// There is no threshold with the name.
    #[error("there is no such threshold{}", .0.map_or(String::new(), |nearest| format!("; did you mean {nearest}?")))]
    Unknown(Option<&'static str>),
    /// The value is outside of the range of the threshold.
    #[error("expected {0}")]
    OutOfRange(ThresholdRange),
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

const COUNTS: RangeInclusive<i64> = 1..=1_000_000;
const PIECES: RangeInclusive<i64> = 0..=1_000_000;
const DAYS: RangeInclusive<i64> = 1..=36_500;

macro_rules! counts {
    ($($Type:ty: $range:ident, $expected:expr),+) => {$(
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

counts!(usize: COUNTS, ThresholdRange::Count, u64: PIECES, ThresholdRange::Pieces);

impl ThresholdType for i64 {
    fn value(self) -> ThresholdValue {
        ThresholdValue::Whole(self)
    }

    fn from_value(value: ThresholdValue) -> Result<Self, ThresholdError> {
        match value {
            ThresholdValue::Whole(days) if DAYS.contains(&days) => Ok(days),
            ThresholdValue::Whole(_) | ThresholdValue::Share(_) => {
                Err(ThresholdError::OutOfRange(ThresholdRange::Days))
            }
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
            ThresholdValue::Whole(_) | ThresholdValue::Share(_) => {
                Err(ThresholdError::OutOfRange(ThresholdRange::Share))
            }
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
