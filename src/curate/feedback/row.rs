//! A row of feedback: texts by column.

use std::sync::Arc;

/// A report as it came: a row of texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawReport {
    /// The line in the file, from 1.
    pub line: u64,
    /// What the texts are.
    pub header: Arc<Header>,
    /// The texts, one for each name of the header.
    pub fields: Vec<String>,
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

/// The columns of feedback.
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
    pub fn get(&self, column: &str) -> &str {
        let named = COLUMNS.iter().position(|name| *name == column);
        let at = named.and_then(|named| self.header.at.get(named).copied().flatten());
        at.and_then(|at| self.fields.get(at)).map_or("", |text| text.trim())
    }
}
