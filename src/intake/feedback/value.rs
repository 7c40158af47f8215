//! The values of a row's columns, and what is wrong with them.

use std::fmt::Display;
use std::str::FromStr;

use super::row::{FeedbackColumn, RowFault};
use super::row_error::RowError;

/// The largest part of a reason that is shown, in characters.
const MAX_REASON_CHARS: usize = 300;

/// What a text says, or else a fault.
pub(super) fn parsed<T: FromStr<Err: Display>>(
    column: FeedbackColumn,
    text: &str,
    faults: &mut Vec<RowFault>,
) -> Option<T> {
    noted(column, text.parse(), faults)
}

/// A value, or else a fault.
pub(super) fn noted<T, E: Display>(
    column: FeedbackColumn,
    value: Result<T, E>,
    faults: &mut Vec<RowFault>,
) -> Option<T> {
    // The reason repeats the text, which may be as long as a row.
    let reason = |error: E| error.to_string().chars().take(MAX_REASON_CHARS).collect::<String>();
    value.map_err(|error| faults.push(column.fault(RowError::Value(reason(error))))).ok()
}

/// A whole number, or else a fault.
pub(super) fn whole(column: FeedbackColumn, text: &str, min: u32, faults: &mut Vec<RowFault>) -> Option<u32> {
    let number = text.parse().ok().filter(|number| *number >= min && text.bytes().all(|byte| byte.is_ascii_digit()));
    if number.is_none() {
        let text = text.chars().take(40).collect();
        faults.push(column.fault(RowError::NotWhole { text, min }));
    }
    number
}
