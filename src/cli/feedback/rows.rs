//! Feedback as CSV.

use std::borrow::Cow;
use std::collections::HashSet;
use std::io::Read;
use std::sync::Arc;

use csv::{ByteRecord, ReaderBuilder, StringRecord};

use super::closing::{Closing, MARK};
use super::rejects::{ERROR, LINE};
use crate::cli::failure::{Exit, Failure};
use crate::cli::parallel::Emit;
use crate::curate::{FEEDBACK_COLUMNS, FeedbackFault, FeedbackFields, FeedbackHeader, FeedbackRow, RawReport};

/// A row as the file has it.
pub(super) enum Line {
    /// Its texts, and the line on which it begins.
    Row(ByteRecord, u64),
    /// A JSON object on a line.
    Object(Vec<u8>, u64),
}

impl Line {
    /// About how many bytes the line takes.
    pub(super) fn weight(&self) -> usize {
        match self {
            Line::Row(record, _) => record.as_slice().len(),
            Line::Object(text, _) => text.len(),
        }
    }
}

/// The header of a CSV, and the columns that were ignored.
pub(super) struct Opened<R> {
    pub reader: csv::Reader<Closing<R>>,
    pub header: Arc<FeedbackHeader>,
    pub ignored: Vec<String>,
}

/// Opens a CSV and reads its header.
pub(super) fn open<R: Read>(name: &str, input: R) -> Result<Opened<R>, Failure> {
    let mut reader = ReaderBuilder::new().flexible(true).from_reader(Closing::new(input));
    let rejected = |reason: String| Failure::new(Exit::Rejected, format!("{name}:1: {reason}"));
    let header = reader.byte_headers().map_err(|error| failure(name, error))?;
    let is_empty = header.as_slice() == MARK;
    if !is_empty && is_unclosed(header) {
        return Err(rejected("a quote in the header is never closed".to_owned()));
    }
    let names = header.iter().filter(|_| !is_empty).map(|name| String::from_utf8_lossy(name).trim().to_owned());
    let names: Vec<String> = names.collect();
    let mut seen = HashSet::new();
    let known = names.iter().filter(|name| FEEDBACK_COLUMNS.contains(&name.as_str()));
    if let Some(twice) = known.into_iter().find(|name| !seen.insert(name.as_str())) {
        return Err(rejected(format!("the header names the column '{twice}' twice")));
    }
    let ignored = names.iter().filter(|name| !name.is_empty() && !FEEDBACK_COLUMNS.contains(&name.as_str()));
    let ignored = ignored.filter(|name| ![LINE, ERROR].contains(&name.as_str())).cloned().collect();
    let header = FeedbackHeader::new(names);
    let missing: Vec<&str> =
        ["record_id", "item", "observed_at"].into_iter().filter(|column| !header.has(column)).collect();
    let says_nothing = !["outcome", "successes", "failures"].iter().any(|column| header.has(column));
    if !missing.is_empty() || says_nothing {
        let missing =
            if missing.is_empty() { "outcome (or successes and failures)".to_owned() } else { missing.join(", ") };
        return Err(rejected(format!("the header lacks {missing}"))
            .hint(format!("the columns are {}", FEEDBACK_COLUMNS.join(", "))));
    }
    Ok(Opened { reader, header: Arc::new(header), ignored })
}

/// Hands out the rows of a CSV.
pub(super) fn each<R: Read>(
    name: &str,
    reader: &mut csv::Reader<Closing<R>>,
    emit: Emit<'_, Line>,
) -> Result<(), Failure> {
    let mut record = ByteRecord::new();
    while reader.read_byte_record(&mut record).map_err(|error| failure(name, error))? {
        if record.as_slice() == MARK {
            break;
        }
        // The reader counts the line feeds that it passed: those within the row, and the one that ended it. That of CR and
        // LF is passed with the next row, and lines may end in both ways in one file.
        let within = record.as_slice().iter().filter(|byte| **byte == b'\n').count();
        let is_ended = !is_unclosed(&record) && reader.get_ref().is_behind_newline(reader.position().byte());
        let behind = within + usize::from(is_ended);
        let line = reader.position().line().saturating_sub(u64::try_from(behind).unwrap_or_default());
        if emit(Line::Row(std::mem::take(&mut record), line)).is_break() {
            break;
        }
    }
    Ok(())
}

/// Whether a row holds the mark: it has a quote that is never closed.
fn is_unclosed(record: &ByteRecord) -> bool {
    record.as_slice().trim_ascii_end().ends_with(MARK)
}

/// The last row without the mark that its quote took in.
fn unmarked(record: &ByteRecord) -> ByteRecord {
    let last = record.len().saturating_sub(1);
    let without = |field: &[u8]| field.trim_ascii_end().strip_suffix(MARK).unwrap_or(field).trim_ascii_end().to_vec();
    record.iter().enumerate().map(|(at, field)| if at == last { without(field) } else { field.to_vec() }).collect()
}

/// Reads a row's values.
pub(super) fn read(record: ByteRecord, line: u64, header: &Arc<FeedbackHeader>) -> FeedbackRow {
    let (expected, found) = (header.names().len(), record.len());
    let raw = |fields| RawReport { line, header: Arc::clone(header), fields };
    let rejected = |record: &ByteRecord, reason: String| {
        let fields = fitted(record.iter().map(String::from_utf8_lossy).collect(), expected);
        Err((raw(fields), vec![FeedbackFault { column: "row", reason }]))
    };
    if is_unclosed(&record) {
        let reason = "a quote in this row is never closed: all that follows to the end of the file stands in it";
        return rejected(&unmarked(&record), reason.to_owned());
    }
    if expected != found {
        return rejected(&record, format!("{found} fields, and the header has {expected}; is a quote missing?"));
    }
    match StringRecord::from_byte_record(record) {
        Ok(texts) => {
            let ends = (0..found).filter_map(|at| texts.range(at)).map(|range| range.end).collect();
            raw(FeedbackFields::new(texts.as_slice().to_owned(), ends)).read()
        }
        Err(error) => rejected(&error.into_byte_record(), "not UTF-8; save the file as UTF-8".to_owned()),
    }
}

/// The fields of a row that has too few or too many of them. What is too much joins the last one, as it would stand
/// there within quotes: in the rejects nothing is lost.
fn fitted(mut texts: Vec<Cow<'_, str>>, expected: usize) -> FeedbackFields {
    let surplus = texts.split_off(expected.min(texts.len()));
    if let Some(last) = texts.last_mut() {
        surplus.iter().for_each(|more| *last = Cow::Owned(format!("{last},{more}")));
    }
    texts.resize(expected, Cow::Borrowed(""));
    texts.into_iter().collect()
}

fn failure(name: &str, error: csv::Error) -> Failure {
    let message = error.to_string();
    match error.into_kind() {
        csv::ErrorKind::Io(error) => Failure::file(format!("{name} could not be read"), &error),
        _ => Failure::new(Exit::Rejected, format!("{name}: {message}")),
    }
}
