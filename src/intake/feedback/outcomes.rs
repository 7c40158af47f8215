//! Feedback as a log of outcomes: JSON lines with an error's id, a workaround's text, and whether it helped.

use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;

use serde_json::{Value, json};

use super::cells::Cells;
use super::columns::Columns;
use super::csv::BOM;
use super::length::{MAX_BYTES, MAX_SHOWN};
use super::line::{Content, FeedbackLine};
use super::marks::{ERROR, LINE};
use super::row::{FEEDBACK_COLUMNS, FeedbackColumn, FeedbackHeader, FeedbackRow, Original};
use super::row_error::RowError;
use super::scratch::{Kept, MakeScratch, Spill};
use crate::record::{Json, read_json};

/// The keys of a log with the columns of feedback that they become.
const KEYS: [(&str, FeedbackColumn); 4] = [
    ("error_id", FeedbackColumn::RecordId),
    ("workaround_action", FeedbackColumn::Item),
    ("success", FeedbackColumn::Outcome),
    ("timestamp", FeedbackColumn::ObservedAt),
];

/// The columns of the rows that a log becomes.
pub(super) fn columns() -> Columns {
    let mut ends = 0;
    let ends = FEEDBACK_COLUMNS.map(|name| {
        ends += name.len();
        ends
    });
    Columns::new(Cells::new(FEEDBACK_COLUMNS.concat().into_bytes(), ends.to_vec()), false)
}

/// The lines of a log.
pub(super) struct Log<R> {
    pub input: BufReader<R>,
    /// The number of the last line.
    pub number: u64,
    /// Makes room for rows that are too long.
    pub scratch: Option<MakeScratch>,
}

impl<R: Read> Log<R> {
    /// The next line; `None` at the end. Empty lines are skipped, and so are the objects before lines of rejects.
    pub(super) fn next(&mut self) -> io::Result<Option<FeedbackLine>> {
        loop {
            self.number += 1;
            let Some(content) = self.content()? else { return Ok(None) };
            let is_passed = match &content {
                Content::Object(text) => text.trim_ascii().is_empty() || is_mark(text),
                Content::Cells { .. } | Content::Long { .. } => false,
            };
            if !is_passed {
                return Ok(Some(FeedbackLine { number: self.number, content }));
            }
        }
    }

    /// The current line without its line end.
    fn content(&mut self) -> io::Result<Option<Content>> {
        let input = &mut self.input;
        let mut text = Vec::new();
        let most = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX);
        if input.by_ref().take(most).read_until(b'\n', &mut text)? == 0 {
            return Ok(None);
        }
        if text.last() == Some(&b'\n') {
            text.pop();
        } else if text.len() >= MAX_BYTES {
            let shown = text.get(..MAX_SHOWN).unwrap_or_default().to_vec();
            let mut spill = Spill::new(self.scratch.as_ref(), Cells::new(shown, vec![MAX_SHOWN]))?;
            spill.write(&text)?;
            loop {
                let bytes = input.fill_buf()?;
                let end = bytes.iter().position(|byte| *byte == b'\n');
                spill.write(bytes.get(..end.unwrap_or(bytes.len())).unwrap_or_default())?;
                let passed = end.map_or(bytes.len(), |end| end + 1);
                let is_done = end.is_some() || bytes.is_empty();
                input.consume(passed);
                if is_done {
                    break;
                }
            }
            let (begins, kept) = spill.finish()?;
            return Ok(Some(Content::Long { begins, kept, is_open: false }));
        }
        if self.number == 1 && text.starts_with(BOM) {
            text.drain(..BOM.len());
        }
        Ok(Some(Content::Object(text)))
    }
}

/// The object before a line of rejects: its line in the original file, and what is wrong with it.
pub(super) fn mark(line: u64, error: &str) -> Value {
    json!({ LINE: line, ERROR: error })
}

/// Whether a line is the object before a line of rejects.
fn is_mark(text: &[u8]) -> bool {
    let is_likely = text.get(..MARK_WITHIN).unwrap_or(text).windows(LINE.len()).any(|word| word == LINE.as_bytes());
    let object = || match std::str::from_utf8(text).map(read_json) {
        Ok(Ok(object)) if object.is_object() => Some(object),
        _ => None,
    };
    is_likely && object().is_some_and(|object| object.members().map(|(key, _)| key).eq([LINE, ERROR]))
}

/// A line is parsed as such an object if the key of the line number is within this number of first bytes.
const MARK_WITHIN: usize = 32;

/// Makes a row of a line that is too long.
pub(super) fn read_long(begins: &Cells, kept: Option<Kept>, line: u64, header: &Arc<FeedbackHeader>) -> FeedbackRow {
    let error = RowError::LongLine { begins: begins.beginning() };
    FeedbackRow::rejected(line, header, Original::of_long(kept), error)
}

/// Reads a line.
pub(super) fn read(text: Vec<u8>, line: u64, header: &Arc<FeedbackHeader>) -> FeedbackRow {
    let read = match std::str::from_utf8(text.trim_ascii()).map(read_json) {
        Ok(Ok(object)) if object.is_object() => Ok(object),
        Ok(Ok(_)) => Err(RowError::NotAnObject),
        Ok(Err(error)) => Err(RowError::NotJson(error.to_string())),
        Err(_) => Err(RowError::NotUtf8),
    };
    let original = Original::Line(text);
    let object = match read {
        Ok(object) => object,
        Err(error) => return FeedbackRow::rejected(line, header, original, error),
    };
    let mut texts = FEEDBACK_COLUMNS.map(|_| String::new());
    let mut faults = Vec::new();
    for (key, value) in object.members().filter(|(_, value)| !value.is_null()) {
        let column = KEYS.iter().find(|(name, _)| *name == key).map_or(key.as_ref(), |(_, column)| column.as_str());
        let mut slots = FeedbackColumn::ALL.iter().zip(&mut texts);
        let Some((column, slot)) = slots.find(|(known, _)| known.as_str() == column) else { continue };
        if !slot.is_empty() {
            faults.push(column.fault(RowError::GivenTwice(key.into_owned())));
            continue;
        }
        match cell(&key, &value) {
            Ok(text) => *slot = text,
            Err(error) => faults.push(column.fault(error)),
        }
    }
    FeedbackRow { line, header: Arc::clone(header), texts: texts.iter().collect(), original, faults }
}

/// A value as the cell of a row.
fn cell(key: &str, value: &Json) -> Result<String, RowError> {
    match (key, value.as_bool(), value.as_number(), value.as_str()) {
        ("success", Some(success), ..) => Ok(if success { "success" } else { "fail" }.to_owned()),
        ("success", ..) => Err(RowError::NotBoolean(shown(value))),
        ("timestamp", _, Some(seconds), _) => day_of(seconds).ok_or_else(|| RowError::NotATime(seconds.to_owned())),
        (.., Some(text)) => Ok(text.into_owned()),
        (_, _, Some(number), _) => Ok(number.to_owned()),
        _ => Err(RowError::NotText(shown(value))),
    }
}

/// The beginning of a value, for a message.
fn shown(value: &Json) -> String {
    let text = value.text();
    let shown: String = text.chars().take(MAX_SHOWN).collect();
    if shown.len() < text.len() { format!("{shown}…") } else { shown }
}

/// The day, in UTC, of a time in seconds since 1970.
fn day_of(seconds: &str) -> Option<String> {
    let whole: i64 = seconds.split('.').next()?.parse().ok()?;
    Some(chrono::DateTime::from_timestamp(whole, 0)?.date_naive().to_string())
}
