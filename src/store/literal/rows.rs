//! The rows of a record.

use std::collections::BTreeSet;

use rusqlite::Connection;

use crate::ledger::RecordKey;
use crate::pattern::{Literals, Pattern, gram};

/// The most characters of a literal that are kept. A regex of 500 characters can need a hundred times as many, and what
/// a literal begins with occurs wherever the literal does.
const MAX_KEPT: usize = 64;

/// The literals that the regex of a record needs, as they are stored. A regex that needs none has the empty one, and an
/// invalid regex has no row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::store) struct LiteralRows(BTreeSet<String>);

impl LiteralRows {
    /// The rows of a regex. A database deletes only rows that this returns again, so a change of the result needs a
    /// migration that empties the table and [fills](super::fill) it.
    pub(in crate::store) fn of(regex: &str) -> Self {
        let literals = Pattern::literals_of(regex);
        let kept = |literal: &str| literal.chars().take(MAX_KEPT).collect();
        LiteralRows(literals.iter().flat_map(Literals::iter).map(kept).collect())
    }

    /// The gram and the literal of each row.
    pub(in crate::store) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|literal| (gram(literal), literal.as_str()))
    }
}

pub(in crate::store) fn insert(connection: &Connection, record: RecordKey, rows: &LiteralRows) -> rusqlite::Result<()> {
    write(connection, "INSERT INTO literal VALUES (?1, ?2, ?3)", record, rows)
}

/// Removes the rows of a record, which have to be the same that were inserted.
pub(in crate::store) fn delete(connection: &Connection, record: RecordKey, rows: &LiteralRows) -> rusqlite::Result<()> {
    let sql = "DELETE FROM literal WHERE gram = ?1 AND record = ?2 AND literal = ?3";
    write(connection, sql, record, rows)
}

fn write(connection: &Connection, sql: &str, record: RecordKey, rows: &LiteralRows) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(sql)?;
    for (gram, literal) in rows.iter() {
        statement.execute((gram, record, literal))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(regex: &str) -> Vec<(String, String)> {
        LiteralRows::of(regex).iter().map(|(gram, literal)| (gram.to_owned(), literal.to_owned())).collect()
    }

    #[test]
    fn a_regex_has_a_row_for_each_of_its_literals() {
        let pair = |gram: &str, literal: &str| (gram.to_owned(), literal.to_owned());
        assert_eq!(rows("OOM|TS(2345)"), [pair("oom", "oom"), pair("2345", "ts2345")]);
        assert_eq!(rows(r"\w+"), [pair("", "")], "it may find something in any text");
        assert_eq!(rows("(open"), [], "it is no regex");
        assert_eq!(rows(r"\p{Nope}oom"), [pair("oom", "oom")], "only its syntax is looked at");
    }

    #[test]
    fn the_beginning_of_a_long_literal_is_kept() {
        let kept = LiteralRows::of("令{499}x");
        assert_eq!(kept.iter().map(|(_, literal)| literal.chars().count()).collect::<Vec<_>>(), [MAX_KEPT]);
    }
}
