//! Tables of records: some columns, sorted.

use std::fmt;
use std::ops::ControlFlow;
use std::str::FromStr;

use rusqlite::types::{FromSql, FromSqlResult, ValueRef};

use super::record::count;
use super::{Filter, Store, StoreError, Tx};

/// A column of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    name: &'static str,
    expression: &'static str,
}

/// Every column: its name in the format, and how it is read.
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
    ("tags", "(SELECT group_concat(tag, ' ') FROM (SELECT tag FROM tag WHERE record = r.id ORDER BY position))"),
    (
        "aliases",
        "(SELECT group_concat(alias, ' ') FROM (SELECT alias FROM alias WHERE record = r.id ORDER BY position))",
    ),
];

/// A word that names no column.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no column '{word}'; the columns are {}", Column::names().collect::<Vec<_>>().join(", "))]
pub struct ColumnError {
    word: String,
}

impl Column {
    /// The column's name, which is the field's name in the format.
    pub fn name(self) -> &'static str {
        self.name
    }

    /// Whether the column holds running text, which may be long.
    pub fn is_prose(self) -> bool {
        matches!(
            self.name,
            "signature" | "signature_zh" | "regex" | "root_cause" | "official_doc_url" | "tags" | "aliases"
        )
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

/// By which column a list is sorted. Equal rows, and lists without an order, go by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    /// The column.
    pub column: Column,
    /// Largest first.
    pub descending: bool,
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

impl Store {
    /// Hands out some columns of the records of a filter, until `visit` breaks off or fails.
    ///
    /// # Errors
    /// What `visit` returns; where the database cannot be read.
    pub fn list<E: From<StoreError>>(
        &self,
        filter: &Filter,
        columns: &[Column],
        order: Option<Order>,
        mut visit: impl FnMut(Vec<Cell>) -> Result<ControlFlow<()>, E>,
    ) -> Result<(), E> {
        let wrap = |error| E::from(self.error(error));
        let selection = filter.selection();
        let expressions: Vec<&str> = columns.iter().map(|column| column.expression).collect();
        let by = order.map_or(String::new(), |Order { column, descending }| {
            format!("{}{}, ", column.expression, if descending { " DESC" } else { "" })
        });
        let sql = format!(
            "{}SELECT {} FROM selected s CROSS JOIN record r ON r.id = s.record ORDER BY {by}s.canon_id",
            selection.with,
            expressions.join(", ")
        );
        let mut statement = self.connection.prepare(&sql).map_err(wrap)?;
        let mut rows = statement.query(selection.bindings().as_slice()).map_err(wrap)?;
        while let Some(row) = rows.next().map_err(wrap)? {
            let cells =
                (0..columns.len()).map(|index| row.get(index)).collect::<rusqlite::Result<_>>().map_err(wrap)?;
            if visit(cells)?.is_break() {
                break;
            }
        }
        Ok(())
    }

    /// Hands out the id of every record that is not withdrawn, in order.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn each_id(&self, mut visit: impl FnMut(String)) -> Result<(), StoreError> {
        let mut read = || {
            let mut statement = self
                .connection
                .prepare_cached("SELECT canon_id FROM record WHERE withdrawn_in IS NULL ORDER BY canon_id")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                visit(row.get("canon_id")?);
            }
            Ok(())
        };
        read().map_err(|error| self.error(error))
    }

    /// How many records a filter chooses.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn count(&self, filter: &Filter) -> Result<u64, StoreError> {
        let selection = filter.selection();
        let sql = format!("{}SELECT count(*) AS records FROM selected", selection.with);
        self.connection
            .query_row(&sql, selection.bindings().as_slice(), |row| count(row, "records"))
            .map_err(|error| self.error(error))
    }
}

impl Store {
    /// The keys of the records of a filter on which there is evidence, in the order of their ids.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn rows_with_evidence(&self, filter: &Filter) -> Result<Vec<i64>, StoreError> {
        let selection = filter.selection();
        let read = || {
            let sql = format!(
                "{}SELECT record FROM selected WHERE record IN (SELECT record FROM evidence) ORDER BY canon_id",
                selection.with
            );
            let mut statement = self.connection.prepare(&sql)?;
            let rows = statement.query_map(selection.bindings().as_slice(), |row| row.get("record"))?;
            rows.collect::<rusqlite::Result<_>>()
        };
        read().map_err(|error| self.error(error))
    }
}

impl Tx<'_> {
    /// The keys of the records that a filter chooses, in the order of their ids.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn rows(&self, filter: &Filter) -> Result<Vec<i64>, StoreError> {
        let selection = filter.selection();
        let read = || {
            let sql = format!("{}SELECT record FROM selected ORDER BY canon_id", selection.with);
            let mut statement = self.connection.prepare(&sql)?;
            let rows = statement.query_map(selection.bindings().as_slice(), |row| row.get("record"))?;
            rows.collect::<rusqlite::Result<_>>()
        };
        read().map_err(|error| self.error(error))
    }
}
