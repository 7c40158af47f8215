//! The numbers that the keys of a policy accept.

use std::fmt;

use crate::check::ThresholdRange;

/// The numbers that a key of a policy accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberRange {
    /// A share of a whole.
    Share,
    /// The weight of a report, from 0 to 1000.
    Weight,
    /// A prior, in reports, from 1 to 1000.
    Reports,
    /// A number of days from 0 to 36,500; 0 turns it off.
    Days,
    /// Any finite number.
    Finite,
    /// A finite number from 0 on.
    From0,
    /// A finite number above 0.
    Above0,
    /// A whole number from 1 to this.
    WholeTo(u64),
    /// A number of kinds of reporters, of which there are this many.
    ReporterKinds(usize),
    /// What a threshold of the checks can have.
    Threshold(ThresholdRange),
}

impl fmt::Display for NumberRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NumberRange::Share => f.write_str("a number from 0 to 1"),
            NumberRange::Weight => f.write_str("a number from 0 to 1000"),
            NumberRange::Reports => f.write_str("a number of reports from 1 to 1000"),
            NumberRange::Days => f.write_str("a number of days from 0 (off) to 36500"),
            NumberRange::Finite => f.write_str("a finite number"),
            NumberRange::From0 => f.write_str("a number from 0 on"),
            NumberRange::Above0 => f.write_str("a number above 0"),
            NumberRange::WholeTo(most) => write!(f, "a number from 1 to {most}"),
            NumberRange::ReporterKinds(most) => write!(f, "a number up to {most}, the kinds of reporters"),
            NumberRange::Threshold(range) => range.fmt(f),
        }
    }
}
