//! A row of feedback: texts by column.

use std::fmt::Debug;
use std::io::{self, Write};
use std::sync::Arc;

/// A report as it came: a row of texts.
#[derive(Debug)]
pub struct RawReport {
    /// The line in the file, from 1.
    pub line: u64,
    /// What the texts are.
    pub header: Arc<Header>,
    /// The texts, one for each name of the header; none if what came is no such row.
    pub fields: Fields,
    /// What came, if that is more than the texts.
    pub original: Original,
}

/// What came in, byte for byte: to fix it takes all of it.
#[derive(Debug, Default)]
pub enum Original {
    /// The texts of the row.
    #[default]
    Texts,
    /// Fields one after the other, and where each of them ends.
    Fields(Box<(Vec<u8>, Vec<usize>)>),
    /// A line.
    Line(Vec<u8>),
    /// What is too long to be held in memory.
    Aside(Box<dyn LaidAside>),
    /// Too long, and nobody wants to keep it.
    Dropped,
}

/// What is kept elsewhere than in memory.
pub trait LaidAside: Debug + Send {
    /// Writes all of it.
    ///
    /// # Errors
    /// If it cannot be read or written.
    fn copy(&self, out: &mut dyn Write) -> io::Result<()>;
}

/// Texts one after the other, kept as one: there may be millions of rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields {
    text: String,
    ends: Vec<usize>,
}

impl Fields {
    /// Texts that stand one after the other in `text`, and where each of them ends.
    pub fn new(text: String, ends: Vec<usize>) -> Self {
        Fields { text, ends }
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

impl<T: AsRef<str>> FromIterator<T> for Fields {
    fn from_iter<I: IntoIterator<Item = T>>(texts: I) -> Self {
        let mut fields = Fields::default();
        for text in texts {
            fields.text.push_str(text.as_ref());
            fields.ends.push(fields.text.len());
        }
        fields
    }
}

/// The columns of a file, which may stand in any order, and others among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    names: Vec<String>,
    /// Where each of [`COLUMNS`] stands.
    at: [Option<usize>; COLUMNS.len()],
}

impl Header {
    /// The header of some names.
    pub fn new(names: Vec<String>) -> Self {
        let at = COLUMNS.map(|column| names.iter().position(|name| name == column));
        Header { names, at }
    }

    /// The names, in the order of the file.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Whether a column is there.
    pub fn has(&self, column: &str) -> bool {
        self.names.iter().any(|name| name == column)
    }
}

/// A column of feedback.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// The record's id or an alias.
    RecordId,
    /// The item, by number or text; empty for the record as a whole.
    Item,
    /// How the attempt ended.
    Outcome,
    /// How many ended well, in the place of `outcome`.
    Successes,
    /// How many did not.
    Failures,
    /// The day.
    ObservedAt,
    /// How many alike, with `outcome`.
    Count,
    /// The reporter's own key.
    ReportId,
    /// Who reports.
    Reporter,
    /// What they are.
    ReporterKind,
    /// The system on which it was tried.
    EnvOs,
    /// The runtime.
    EnvRuntime,
    /// Its version.
    EnvVersion,
    /// Where it can be read.
    SourceUrl,
    /// What there is to say.
    Notes,
}

impl Column {
    /// The column's name in a header.
    pub fn name(self) -> &'static str {
        COLUMNS.get(self as usize).copied().unwrap_or_default()
    }
}

/// The names of the columns, in the order of [`Column`].
pub const COLUMNS: [&str; 15] = [
    "record_id",
    "item",
    "outcome",
    "successes",
    "failures",
    "observed_at",
    "count",
    "report_id",
    "reporter",
    "reporter_kind",
    "env_os",
    "env_runtime",
    "env_version",
    "source_url",
    "notes",
];

impl RawReport {
    /// The text of a column; empty where there is nothing.
    pub fn get(&self, column: Column) -> &str {
        let at = self.header.at.get(column as usize).copied().flatten();
        at.and_then(|at| self.fields.get(at)).map_or("", str::trim)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_and_their_names_stand_in_the_same_order() {
        use Column::*;
        let columns = [
            RecordId,
            Item,
            Outcome,
            Successes,
            Failures,
            ObservedAt,
            Count,
            ReportId,
            Reporter,
            ReporterKind,
            EnvOs,
            EnvRuntime,
            EnvVersion,
            SourceUrl,
            Notes,
        ];
        for column in columns {
            let name = column.name().replace('_', "");
            assert!(name.eq_ignore_ascii_case(&format!("{column:?}")), "{column:?} is called {name}");
        }
    }
}
