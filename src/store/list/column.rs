//! The columns that a list of records can have.

use std::fmt;
use std::str::FromStr;

use rusqlite::Row;
use rusqlite::types::{FromSql, FromSqlResult, ValueRef};

use crate::store::record::bad_column;

/// A column of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListedColumn {
    name: &'static str,
    shape: CellKind,
    expression: &'static str,
}

/// The kind of a column's cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CellKind {
    /// A word or a few.
    Word,
    /// Running text, which may be long.
    Prose,
    /// A number: a rate, a count, or a number of items.
    Number,
    /// A list of texts, which may be long.
    Texts,
}

/// Every column: its name in the format, its kind, and how it is read.
const COLUMNS: &[ListedColumn] = &[
    column("id", CellKind::Word, "r.canon_id"),
    column("signature", CellKind::Prose, "r.signature"),
    column(
        "signature_zh",
        CellKind::Prose,
        "(SELECT text FROM translation WHERE record = r.id AND language = 'zh' AND field = 'signature')",
    ),
    column("regex", CellKind::Prose, "r.regex"),
    column("domain", CellKind::Word, "r.domain"),
    column("category", CellKind::Word, "r.category"),
    column("subcategory", CellKind::Word, "r.subcategory"),
    column("root_cause", CellKind::Prose, "r.root_cause"),
    column("root_cause_type", CellKind::Word, "r.root_cause_type"),
    column("official_doc_url", CellKind::Prose, "r.official_doc_url"),
    column("official_doc_section", CellKind::Word, "r.official_doc_section"),
    column("error_code", CellKind::Word, "r.error_code"),
    column("verification_tier", CellKind::Word, "r.verification_tier"),
    column("confidence", CellKind::Number, "r.confidence"),
    column("fix_success_rate", CellKind::Number, "r.fix_success_rate"),
    column("resolvable", CellKind::Word, "r.resolvable"),
    column("first_seen", CellKind::Word, "r.first_seen"),
    column("last_confirmed", CellKind::Word, "r.last_confirmed"),
    column("last_updated", CellKind::Word, "r.last_updated"),
    column("evidence_count", CellKind::Number, "r.evidence_count"),
    column("locale", CellKind::Word, "r.locale"),
    column("versions", CellKind::Number, "(SELECT count(*) FROM version WHERE record = r.id AND gone_in IS NULL)"),
    column("dead_ends", CellKind::Number, "(SELECT count(*) FROM dead_end WHERE record = r.id AND gone_in IS NULL)"),
    column(
        "workarounds",
        CellKind::Number,
        "(SELECT count(*) FROM workaround WHERE record = r.id AND gone_in IS NULL)",
    ),
    column(
        "tags",
        CellKind::Texts,
        "(SELECT json_group_array(tag) FROM (SELECT tag FROM tag WHERE record = r.id ORDER BY position))",
    ),
    column(
        "aliases",
        CellKind::Texts,
        "(SELECT json_group_array(alias) FROM (SELECT alias FROM alias WHERE record = r.id ORDER BY position))",
    ),
    column("withdrawn_in", CellKind::Number, "r.withdrawn_in"),
    column("withdrawn_reason", CellKind::Prose, include_str!("withdrawn_reason.sql")),
];

const fn column(name: &'static str, shape: CellKind, expression: &'static str) -> ListedColumn {
    ListedColumn { name, shape, expression }
}

/// A word that names no column.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no column '{word}'; the columns are {}", ListedColumn::names().collect::<Vec<_>>().join(", "))]
pub struct ListedColumnError {
    word: String,
}

impl ListedColumn {
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
        self.shape == CellKind::Number
    }

    /// Whether the column holds text or texts that may be long.
    pub fn is_prose(self) -> bool {
        matches!(self.shape, CellKind::Prose | CellKind::Texts)
    }

    /// The column as SQL; `r` is the row of `record`.
    pub(super) fn expression(self) -> &'static str {
        self.expression
    }

    /// Reads the column's cell of a row.
    pub(super) fn cell(self, row: &Row<'_>, at: usize) -> rusqlite::Result<Cell> {
        if self.shape != CellKind::Texts {
            return row.get(at);
        }
        let texts = serde_json::from_str(row.get_ref(at)?.as_str()?);
        texts.map(Cell::List).map_err(|error| bad_column(row, at, error))
    }

    /// The names of all columns, in the order of the format.
    pub fn names() -> impl Iterator<Item = &'static str> {
        COLUMNS.iter().map(|column| column.name)
    }
}

impl FromStr for ListedColumn {
    type Err = ListedColumnError;

    fn from_str(word: &str) -> Result<Self, ListedColumnError> {
        COLUMNS
            .iter()
            .copied()
            .find(|column| column.name == word)
            .ok_or_else(|| ListedColumnError { word: word.to_owned() })
    }
}

impl fmt::Display for ListedColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name)
    }
}

/// A value in a list.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// No value.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{FieldKind, Part};

    /// Fields that no table can show.
    const LEFT_OUT: [&str; 8] = [
        "root_cause_zh",
        "os_specific",
        "workarounds_zh",
        "transition_graph.leads_to",
        "transition_graph.preceded_by",
        "transition_graph.frequently_confused_with",
        "transition_graph.extra",
        "extra",
    ];

    #[test]
    fn every_field_of_the_record_is_a_column_or_one_of_the_exceptions() {
        for field in Part::Record.fields() {
            let column = field.name.parse::<ListedColumn>().ok();
            assert_ne!(
                column.is_some(),
                LEFT_OUT.contains(&field.name),
                "add a column {}, or leave it out",
                field.name
            );
            let Some(column) = column else { continue };
            let is_number = matches!(field.kind, FieldKind::Rate | FieldKind::Count | FieldKind::Items(_));
            let is_list = matches!(field.kind, FieldKind::Set | FieldKind::Texts);
            assert_eq!((column.is_number(), column.shape == CellKind::Texts), (is_number, is_list), "{}", field.name);
        }
    }
}
