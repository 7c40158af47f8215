//! Feedback as a log of outcomes: JSON lines with an error's id, a workaround's text, and whether it helped.

use std::io::BufRead;
use std::sync::Arc;

use serde_json::Value;

use super::rows::Line;
use crate::cli::failure::Failure;
use crate::cli::parallel::Emit;
use crate::curate::{FEEDBACK_COLUMNS, FeedbackFault, FeedbackHeader, FeedbackRow, RawReport};
use crate::record::read_json;

/// The keys of a log, and the columns that they are in feedback.
const KEYS: [(&str, &str); 4] =
    [("error_id", "record_id"), ("workaround_action", "item"), ("success", "outcome"), ("timestamp", "observed_at")];

/// The header of the rows that a log becomes.
pub(super) fn header() -> Arc<FeedbackHeader> {
    Arc::new(FeedbackHeader::new(FEEDBACK_COLUMNS.map(str::to_owned).to_vec()))
}

/// Hands out the lines of a log; empty ones are passed over.
pub(super) fn each(name: &str, input: impl BufRead, emit: Emit<'_, Line>) -> Result<(), Failure> {
    for (number, line) in (1..).zip(input.split(b'\n')) {
        let line = line.map_err(|error| Failure::file(format!("{name} could not be read"), &error))?;
        let text = String::from_utf8_lossy(&line);
        if !text.trim().is_empty() && emit(Line::Object(text.into_owned(), number)).is_break() {
            break;
        }
    }
    Ok(())
}

/// Reads a line.
pub(super) fn read(text: &str, line: u64, header: &Arc<FeedbackHeader>) -> FeedbackRow {
    let mut texts = FEEDBACK_COLUMNS.map(|_| String::new());
    let raw = |texts: &[String]| RawReport { line, header: Arc::clone(header), fields: texts.iter().collect() };
    let fault = |column, reason: String| FeedbackFault { column, reason };
    let object = match read_json(text.trim()) {
        Ok(Value::Object(object)) => object,
        Ok(_) => return Err((raw(&texts), vec![fault("row", "expected an object".to_owned())])),
        Err(error) => return Err((raw(&texts), vec![fault("row", error.to_string())])),
    };
    let mut faults = Vec::new();
    for (key, value) in &object {
        let column = KEYS.iter().find(|(name, _)| name == key).map_or(key.as_str(), |(_, column)| column);
        let Some(at) = FEEDBACK_COLUMNS.iter().position(|name| *name == column) else { continue };
        let Some((name, slot)) = FEEDBACK_COLUMNS.get(at).zip(texts.get_mut(at)) else { continue };
        match (key.as_str(), value) {
            (_, Value::Null) => {}
            ("success", Value::Bool(success)) => *slot = if *success { "success" } else { "fail" }.to_owned(),
            ("success", _) => faults.push(fault(name, format!("success is true or false, not {value}"))),
            ("timestamp", Value::Number(seconds)) => match day_of(seconds) {
                Some(day) => *slot = day,
                None => faults.push(fault(name, format!("{seconds} is no time in seconds since 1970"))),
            },
            (_, Value::String(text)) => slot.clone_from(text),
            (_, Value::Number(number)) => *slot = number.to_string(),
            _ => faults.push(fault(name, format!("expected text, found {value}"))),
        }
    }
    if !faults.is_empty() {
        return Err((raw(&texts), faults));
    }
    raw(&texts).read()
}

/// The day, in UTC, of a time in seconds since 1970.
fn day_of(seconds: &serde_json::Number) -> Option<String> {
    let whole: i64 = seconds.to_string().split('.').next()?.parse().ok()?;
    Some(chrono::DateTime::from_timestamp(whole, 0)?.date_naive().to_string())
}
