//! Feedback as a log of outcomes: JSON lines with an error's id, a workaround's text, and whether it helped.

use std::io::BufRead;
use std::sync::Arc;

use serde_json::Value;

use super::rows::Line;
use crate::cli::failure::Failure;
use crate::cli::parallel::Emit;
use crate::curate::{FEEDBACK_COLUMNS, FeedbackFault, FeedbackHeader, FeedbackRow, RawReport};
use crate::record::{compact, read_json};

/// The keys of a log, and the columns that they are in feedback.
const KEYS: [(&str, &str); 4] =
    [("error_id", "record_id"), ("workaround_action", "item"), ("success", "outcome"), ("timestamp", "observed_at")];

/// The header of the rows that a log becomes.
pub(super) fn header() -> Arc<FeedbackHeader> {
    Arc::new(FeedbackHeader::new(FEEDBACK_COLUMNS.map(str::to_owned).to_vec()))
}

/// What some programs put before the first line.
const BOM: &[u8] = b"\xef\xbb\xbf";

/// Hands out the lines of a log; empty ones are passed over.
pub(super) fn each(name: &str, input: impl BufRead, emit: Emit<'_, Line>) -> Result<(), Failure> {
    for (number, line) in (1..).zip(input.split(b'\n')) {
        let line = line.map_err(|error| Failure::file(format!("{name} could not be read"), &error))?;
        let text = line.strip_prefix(BOM).filter(|_| number == 1).unwrap_or(&line).trim_ascii();
        if !text.is_empty() && emit(Line::Object(text.to_vec(), number)).is_break() {
            break;
        }
    }
    Ok(())
}

/// Reads a line.
pub(super) fn read(text: &[u8], line: u64, header: &Arc<FeedbackHeader>) -> FeedbackRow {
    let mut texts = FEEDBACK_COLUMNS.map(|_| String::new());
    let raw = |texts: &[String]| RawReport { line, header: Arc::clone(header), fields: texts.iter().collect() };
    let fault = |column, reason: String| FeedbackFault { column, reason };
    let object = match std::str::from_utf8(text).map(read_json) {
        Ok(Ok(Value::Object(object))) => object,
        other => {
            let reason = match other {
                Ok(Ok(_)) => "expected an object".to_owned(),
                Ok(Err(error)) => error.to_string(),
                Err(_) => "not UTF-8; save the file as UTF-8".to_owned(),
            };
            // Whoever mends it needs what stood there.
            texts.iter_mut().last().into_iter().for_each(|notes| *notes = String::from_utf8_lossy(text).into_owned());
            return Err((raw(&texts), vec![fault("row", reason)]));
        }
    };
    let mut faults = Vec::new();
    for (key, value) in object.iter().filter(|(_, value)| !value.is_null()) {
        let column = KEYS.iter().find(|(name, _)| name == key).map_or(key.as_str(), |(_, column)| column);
        let Some(at) = FEEDBACK_COLUMNS.iter().position(|name| *name == column) else { continue };
        let Some((name, slot)) = FEEDBACK_COLUMNS.get(at).zip(texts.get_mut(at)) else { continue };
        if !slot.is_empty() {
            faults.push(fault(name, format!("given twice, by {key} too; keep one of the two")));
            continue;
        }
        match cell(key, value) {
            Ok(text) => *slot = text,
            Err(reason) => {
                *slot = compact(value);
                faults.push(fault(name, reason));
            }
        }
    }
    if !faults.is_empty() {
        return Err((raw(&texts), faults));
    }
    raw(&texts).read()
}

/// A value as the cell of a row.
fn cell(key: &str, value: &Value) -> Result<String, String> {
    match (key, value) {
        ("success", Value::Bool(success)) => Ok(if *success { "success" } else { "fail" }.to_owned()),
        ("success", _) => Err(format!("success is true or false, not {value}")),
        ("timestamp", Value::Number(seconds)) => {
            day_of(seconds).ok_or_else(|| format!("{seconds} is no time in seconds since 1970"))
        }
        (_, Value::String(text)) => Ok(text.clone()),
        (_, Value::Number(number)) => Ok(number.to_string()),
        _ => Err(format!("expected text, found {value}")),
    }
}

/// The day, in UTC, of a time in seconds since 1970.
fn day_of(seconds: &serde_json::Number) -> Option<String> {
    let whole: i64 = seconds.to_string().split('.').next()?.parse().ok()?;
    Some(chrono::DateTime::from_timestamp(whole, 0)?.date_naive().to_string())
}
