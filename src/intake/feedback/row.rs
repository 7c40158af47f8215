//! A row of feedback: texts by column.

use std::sync::Arc;

use super::cells::Cells;
use super::row_error::RowError;
use super::scratch::Kept;
use crate::record::vocabulary;

/// A row as it is in the file: texts by column, or why it is not valid.
#[derive(Debug)]
pub struct FeedbackRow {
    /// The line in the file, from 1.
    pub line: u64,
    /// What the texts are.
    pub header: Arc<FeedbackHeader>,
    /// The texts, one for each name of the header; empty if the row is not valid.
    pub texts: Texts,
    /// The original, if that is more than the texts.
    pub original: Original,
    /// What is wrong with it.
    pub faults: Vec<RowFault>,
}

/// What is wrong with a column or its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowFault {
    /// The column; `None` for the row as a whole.
    pub column: Option<FeedbackColumn>,
    /// What is wrong with it.
    pub error: RowError,
}

impl RowFault {
    /// What is wrong with a row as a whole.
    pub fn of_row(error: RowError) -> Self {
        RowFault { column: None, error }
    }

    /// The name of the column, or `row`.
    pub fn place(&self) -> &'static str {
        self.column.map_or("row", FeedbackColumn::as_str)
    }
}

/// The original, byte for byte, which is needed for fixing it.
#[derive(Debug, Default)]
pub enum Original {
    /// The texts of the row.
    #[default]
    Texts,
    /// Fields that are not texts, or more of them than columns.
    Cells(Box<Cells>),
    /// A line.
    Line(Vec<u8>),
    /// A row that is too long for memory.
    Long(Kept),
    /// A row that is too long and is not kept.
    Dropped,
}

impl Original {
    /// A row that is too long; `None` if it is not to be kept.
    pub(super) fn of_long(kept: Option<Kept>) -> Self {
        kept.map_or(Original::Dropped, Original::Long)
    }
}

impl FeedbackRow {
    /// A row of texts.
    pub fn new(line: u64, header: Arc<FeedbackHeader>, texts: Texts) -> Self {
        FeedbackRow { line, header, texts, original: Original::Texts, faults: Vec::new() }
    }

    /// A row that is not valid, and why.
    pub(super) fn rejected(line: u64, header: &Arc<FeedbackHeader>, original: Original, error: RowError) -> Self {
        let faults = vec![RowFault::of_row(error)];
        FeedbackRow { line, header: Arc::clone(header), texts: Texts::default(), original, faults }
    }

    /// The text of a column; empty if there is none.
    pub fn get(&self, column: FeedbackColumn) -> &str {
        let at = self.header.at.get(column as usize).copied().flatten();
        at.and_then(|at| self.texts.get(at)).map_or("", str::trim)
    }
}

/// Texts in one allocation, because there may be millions of rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Texts {
    text: String,
    ends: Vec<usize>,
}

impl Texts {
    /// Texts in sequence in `text`, with the end of each.
    pub fn new(text: String, ends: Vec<usize>) -> Self {
        Texts { text, ends }
    }

    /// The number of fields.
    pub fn count(&self) -> usize {
        self.ends.len()
    }

    /// The text at an index, from 0.
    pub fn get(&self, at: usize) -> Option<&str> {
        let end = *self.ends.get(at)?;
        let start = at.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied())?;
        self.text.get(start..end)
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.count()).filter_map(|at| self.get(at))
    }
}

impl<T: AsRef<str>> FromIterator<T> for Texts {
    fn from_iter<I: IntoIterator<Item = T>>(texts: I) -> Self {
        let mut found = Texts::default();
        for text in texts {
            found.text.push_str(text.as_ref());
            found.ends.push(found.text.len());
        }
        found
    }
}

/// The columns of a file, in any order, with other columns among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedbackHeader {
    names: Vec<String>,
    /// The index of each of [`FEEDBACK_COLUMNS`].
    at: [Option<usize>; FEEDBACK_COLUMNS.len()],
}

impl FeedbackHeader {
    /// The header of some names.
    pub fn new(names: Vec<String>) -> Self {
        let at = FEEDBACK_COLUMNS.map(|column| names.iter().position(|name| name == column));
        FeedbackHeader { names, at }
    }

    /// The names, in the order of the file.
    pub fn names(&self) -> &[String] {
        &self.names
    }
}

vocabulary! {
    /// A column of feedback, by its name in a header.
    FeedbackColumn {
        /// The record's id or an alias.
        RecordId = "record_id",
        /// The error text, if the record is not named.
        ErrorText = "error_text",
        /// The item, by number or text; empty for the record as a whole.
        Item = "item",
        /// How the attempt ended.
        Outcome = "outcome",
        /// The number of successes, instead of `outcome`.
        Successes = "successes",
        /// The number of failures.
        Failures = "failures",
        /// The day.
        ObservedAt = "observed_at",
        /// The number of equal attempts, with `outcome`.
        Count = "count",
        /// The reporter's own key.
        ReportId = "report_id",
        /// Who reports.
        Reporter = "reporter",
        /// Their kind.
        ReporterKind = "reporter_kind",
        /// The system on which it was tried.
        EnvOs = "env_os",
        /// The runtime.
        EnvRuntime = "env_runtime",
        /// Its version.
        EnvVersion = "env_version",
        /// Where it can be read.
        SourceUrl = "source_url",
        /// What there is to say.
        Notes = "notes",
    }
}

impl FeedbackColumn {
    /// What is wrong with the column's value.
    pub fn fault(self, error: RowError) -> RowFault {
        RowFault { column: Some(self), error }
    }
}

/// The names of the columns, in the order of [`FeedbackColumn`].
pub const FEEDBACK_COLUMNS: [&str; FeedbackColumn::ALL.len()] = names();

#[expect(clippy::indexing_slicing, reason = "evaluated while compiling, where a place out of bounds is an error")]
const fn names() -> [&'static str; FeedbackColumn::ALL.len()] {
    let mut names = [""; FeedbackColumn::ALL.len()];
    let (mut at, mut columns) = (0, FeedbackColumn::ALL);
    while let [first, rest @ ..] = columns {
        names[at] = first.as_str();
        at += 1;
        columns = rest;
    }
    names
}
