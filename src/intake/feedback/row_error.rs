//! What is wrong with a row of feedback, as data.

use super::length::too_long;
use super::marks::{ERROR, LINE};

/// What is wrong with a row, or with a value of one of its columns. The text says what the file has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RowError {
    /// The file ends within a quote of the row.
    #[error("a quote in this row is never closed: it includes everything up to the end of the file")]
    Unclosed {
        /// The beginning of the row, if it is too long to be shown completely.
        begins: Option<String>,
    },
    /// A row of a CSV does not fit into memory.
    #[error("{}", too_long())]
    LongRow {
        /// Its beginning.
        begins: String,
    },
    /// A line of a log does not fit into memory.
    #[error("{}", too_long())]
    LongLine {
        /// Its beginning.
        begins: String,
    },
    /// A row has more or fewer fields than the header.
    #[error("{found} {}, but the header has {expected}", if *found == 1 { "field" } else { "fields" })]
    FieldCount {
        /// The number of its fields.
        found: usize,
        /// The number of columns.
        expected: usize,
        /// Its beginning, if it has far too many fields: that shows which row it is.
        begins: Option<String>,
    },
    /// A row of a file of rejects has the number of fields of the header, and neither line nor error after them.
    #[error("{} fields without {} and {}", .0, LINE, ERROR)]
    Unmarked(usize),
    /// There is text in a column without a name; columns are counted from 1.
    #[error("there is text in column {0}, which has no name")]
    Nameless(usize),
    /// What an earlier run noted in a file of rejects, and what cannot be detected in the row itself.
    #[error("{0}")]
    Noted(String),
    /// The row is not UTF-8.
    #[error("not UTF-8")]
    NotUtf8,
    /// A line of a log is JSON, and not an object.
    #[error("expected an object")]
    NotAnObject,
    /// A line of a log is not JSON, with what its reader says.
    #[error("{0}")]
    NotJson(String),
    /// An object has two keys for one column.
    #[error("given twice, by {0} too")]
    GivenTwice(String),
    /// The value of `success` is not a boolean; the beginning of the value.
    #[error("success is true or false, not {0}")]
    NotBoolean(String),
    /// The value of `timestamp` is outside of the calendar.
    #[error("{0} is not a time in seconds since 1970")]
    NotATime(String),
    /// A value is neither text nor a number; the beginning of the value.
    #[error("expected text, found {0}")]
    NotText(String),
    /// A column that is required has no value.
    #[error("empty, and required")]
    Empty,
    /// A row has both an outcome and sums.
    #[error("given together with successes and failures")]
    OutcomeAndSums,
    /// A row has neither an outcome nor sums.
    #[error("empty, and so are successes and failures")]
    NoOutcome,
    /// A row has both a count and sums.
    #[error("needs outcome, not successes and failures")]
    CountOfSums,
    /// Both sums of a row are 0.
    #[error("0, and so are the failures")]
    NoAttempts,
    /// A number is not whole or too small or too large.
    #[error("'{text}' is not a whole number from {min} to {}", u32::MAX)]
    NotWhole {
        /// The beginning of the value.
        text: String,
        /// The smallest number that is accepted.
        min: u32,
    },
    /// A value is not one that its column accepts, with the message of its type.
    #[error("{0}")]
    Value(String),
}
