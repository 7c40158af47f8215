//! The columns that a list of records can have.

use std::fmt;
use std::str::FromStr;

use rusqlite::Row;
use rusqlite::types::{FromSql, FromSqlResult, ValueRef};

use crate::store::record::bad_column;

/// A column of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    name: &'static str,
    expression: &'static str,
}

/// Every column: its name in the format, and how it is read. Of items there is the number, of plain texts the list.
const COLUMNS: &[(&str, &str)] = &[
    ("id", "r.canon_id"),
    ("signature", "r.signature"),
    ("signature_zh", "(SELECT text FROM translation WHERE record = r.id AND language = 'zh' AND field = 'signature')"),
    ("regex", "r.regex"),
    ("domain", "r.domain"),
    ("category", "r.category"),
    ("subcategory", "r.subcategory"),
    ("root_cause", "r.root_cause"),
    ("root_cause_type", "r.root_cause_type"),
    ("official_doc_url", "r.official_doc_url"),
    ("official_doc_section", "r.official_doc_section"),
    ("error_code", "r.error_code"),
    ("verification_tier", "r.verification_tier"),
    ("confidence", "r.confidence"),
    ("fix_success_rate", "r.fix_success_rate"),
    ("resolvable", "r.resolvable"),
    ("first_seen", "r.first_seen"),
    ("last_confirmed", "r.last_confirmed"),
    ("last_updated", "r.last_updated"),
    ("evidence_count", "r.evidence_count"),
    ("locale", "r.locale"),
    ("versions", "(SELECT count(*) FROM version WHERE record = r.id AND gone_in IS NULL)"),
    ("dead_ends", "(SELECT count(*) FROM dead_end WHERE record = r.id AND gone_in IS NULL)"),
    ("workarounds", "(SELECT count(*) FROM workaround WHERE record = r.id AND gone_in IS NULL)"),
    ("tags", "(SELECT json_group_array(tag) FROM (SELECT tag FROM tag WHERE record = r.id ORDER BY position))"),
    (
        "aliases",
        "(SELECT json_group_array(alias) FROM (SELECT alias FROM alias WHERE record = r.id ORDER BY position))",
    ),
    ("withdrawn_in", "r.withdrawn_in"),
    ("withdrawn_reason", "(SELECT reason FROM batch WHERE id = r.withdrawn_in)"),
];

/// A word that names no column.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no column '{word}'; the columns are {}", Column::names().collect::<Vec<_>>().join(", "))]
pub struct ColumnError {
    word: String,
}

impl Column {
    /// The column's name, which is the field's name in the format if it is a field.
    pub fn name(self) -> &'static str {
        self.name
    }

    /// Whether the column names the record.
    pub fn is_id(self) -> bool {
        self.name == "id"
    }

    /// Whether the column holds numbers.
    pub fn is_number(self) -> bool {
        matches!(
            self.name,
            "confidence"
                | "fix_success_rate"
                | "evidence_count"
                | "versions"
                | "dead_ends"
                | "workarounds"
                | "withdrawn_in"
        )
    }

    /// Whether the column holds running text, which may be long.
    pub fn is_prose(self) -> bool {
        matches!(
            self.name,
            "signature"
                | "signature_zh"
                | "regex"
                | "root_cause"
                | "official_doc_url"
                | "tags"
                | "aliases"
                | "withdrawn_reason"
        )
    }

    /// Whether the column holds a list of texts.
    fn is_list(self) -> bool {
        matches!(self.name, "tags" | "aliases")
    }

    /// The column as SQL; `r` is the row of `record`.
    pub(super) fn expression(self) -> &'static str {
        self.expression
    }

    /// Reads the column's cell of a row.
    pub(super) fn cell(self, row: &Row<'_>, at: usize) -> rusqlite::Result<Cell> {
        if !self.is_list() {
            return row.get(at);
        }
        let texts = serde_json::from_str(row.get_ref(at)?.as_str()?);
        texts.map(Cell::List).map_err(|error| bad_column(row, at, error))
    }

    /// The names of all columns, in the order of the format.
    pub fn names() -> impl Iterator<Item = &'static str> {
        COLUMNS.iter().map(|(name, _)| *name)
    }
}

impl FromStr for Column {
    type Err = ColumnError;

    fn from_str(word: &str) -> Result<Self, ColumnError> {
        let found = COLUMNS.iter().find(|(name, _)| *name == word);
        found.map(|(name, expression)| Column { name, expression }).ok_or_else(|| ColumnError { word: word.to_owned() })
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name)
    }
}

/// A value in a list.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing there.
    Null,
    /// A count.
    Integer(i64),
    /// A rate.
    Real(f64),
    /// Text.
    Text(String),
    /// Texts.
    List(Vec<String>),
}

impl FromSql for Cell {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Ok(match value {
            ValueRef::Null => Cell::Null,
            ValueRef::Integer(value) => Cell::Integer(value),
            ValueRef::Real(value) => Cell::Real(value),
            ValueRef::Text(_) | ValueRef::Blob(_) => {
                Cell::Text(String::from_utf8_lossy(value.as_bytes()?).into_owned())
            }
        })
    }
}
