//! A row of feedback: texts by column.

use std::sync::Arc;

use super::cells::Cells;
use super::row_error::RowError;
use super::scratch::Kept;
use crate::record::vocabulary;

/// A row as it came: texts by column, or why it is none.
#[derive(Debug)]
pub struct FeedbackRow {
    /// The line in the file, from 1.
    pub line: u64,
    /// What the texts are.
    pub header: Arc<FeedbackHeader>,
    /// The texts, one for each name of the header; none if what came is no such row.
    pub texts: Texts,
    /// What came, if that is more than the texts.
    pub original: Original,
    /// What is wrong with it.
    pub faults: Vec<RowFault>,
}

/// A column that has no place in feedback, or a value that cannot be.
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

/// What was imported, byte for byte: to fix it takes all of it.
#[derive(Debug, Default)]
pub enum Original {
    /// The texts of the row.
    #[default]
    Texts,
    /// Texts that are more than the texts, or none.
    Cells(Box<Cells>),
    /// A line.
    Line(Vec<u8>),
    /// What is too long to be held in memory.
    Long(Kept),
    /// Too long, and nobody wants to keep it.
    Dropped,
}

impl Original {
    /// What is too long; `None` if it was not to be kept.
    pub(super) fn of_long(kept: Option<Kept>) -> Self {
        kept.map_or(Original::Dropped, Original::Long)
    }
}

impl FeedbackRow {
    /// A row of texts.
    pub fn new(line: u64, header: Arc<FeedbackHeader>, texts: Texts) -> Self {
        FeedbackRow { line, header, texts, original: Original::Texts, faults: Vec::new() }
    }

    /// What is no row of feedback, and why.
    pub(super) fn rejected(line: u64, header: &Arc<FeedbackHeader>, original: Original, error: RowError) -> Self {
        let faults = vec![RowFault::of_row(error)];
        FeedbackRow { line, header: Arc::clone(header), texts: Texts::default(), original, faults }
    }

    /// The text of a column; empty if there is nothing.
    pub fn get(&self, column: FeedbackColumn) -> &str {
        let at = self.header.at.get(column as usize).copied().flatten();
        at.and_then(|at| self.texts.get(at)).map_or("", str::trim)
    }
}

/// Texts one after the other, kept as one: there may be millions of rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Texts {
    text: String,
    ends: Vec<usize>,
}

impl Texts {
    /// Texts that stand one after the other in `text`, and where each of them ends.
    pub fn new(text: String, ends: Vec<usize>) -> Self {
        Texts { text, ends }
    }

    /// How many they are.
    pub fn count(&self) -> usize {
        self.ends.len()
    }

    /// The text at a place, from 0.
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

/// The columns of a file, which may stand in any order, and others among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedbackHeader {
    names: Vec<String>,
    /// Where each of [`FEEDBACK_COLUMNS`] stands.
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
        /// How many ended well, instead of `outcome`.
        Successes = "successes",
        /// How many did not.
        Failures = "failures",
        /// The day.
        ObservedAt = "observed_at",
        /// How many alike, with `outcome`.
        Count = "count",
        /// The reporter's own key.
        ReportId = "report_id",
        /// Who reports.
        Reporter = "reporter",
        /// What they are.
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
