//! Records that have all words of a query.

use std::collections::HashSet;

use rusqlite::{Connection, ToSql};

use crate::ledger::RecordKey;

use super::vocabulary::Spelled;
use crate::store::filter::Selection;

/// The columns in which all words of a query are searched for, one set after the other, until there are enough records,
/// in the query language of FTS5.
const FIELDS: [&str; 5] =
    ["{signature} : ", "{signature label} : ", "{signature label action} : ", "{signature label action cause} : ", ""];

/// The number of records with the words in the same fields among which the best are chosen. If there are more, the
/// words are so common that the order means little, and reading all takes time proportional to the database.
const CANDIDATES: usize = 1000;

/// The keys of up to `limit` records of a selection that have all the phrases, best first.
pub(super) fn with_all(
    connection: &Connection,
    selection: &Selection,
    phrases: &[Spelled],
    limit: usize,
) -> rusqlite::Result<Vec<RecordKey>> {
    let expression = phrases.iter().map(Spelled::expression).collect::<Vec<_>>().join(" AND ");
    let (mut found, mut known) = (Vec::new(), HashSet::new());
    for fields in FIELDS {
        let expression = format!("{fields}({expression})");
        for most in [CANDIDATES.max(limit), usize::MAX] {
            let rows = matching(connection, &expression, most)?;
            let are_all = rows.len() < most;
            for row in rows {
                if found.len() == limit {
                    return Ok(found);
                }
                if known.insert(row) && is_selected(connection, selection, row)? {
                    found.push(row);
                }
            }
            if are_all {
                break;
            }
        }
    }
    Ok(found)
}

/// The keys of up to `most` records that match an expression in the query language of FTS5. Among records that have the
/// words in the same fields, the one with the shortest signature is first, because the words are a larger part of it.
fn matching(connection: &Connection, expression: &str, most: usize) -> rusqlite::Result<Vec<RecordKey>> {
    let mut statement = connection.prepare_cached(include_str!("all.sql"))?;
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let bindings: [(&str, &dyn ToSql); 2] = [(":expression", &expression), (":most", &most)];
    let rows = statement.query_map(bindings.as_slice(), |row| Ok((row.get("sizes")?, row.get("record")?)))?;
    let mut rows: Vec<(Vec<u8>, RecordKey)> = rows.collect::<rusqlite::Result<_>>()?;
    rows.sort_unstable();
    Ok(rows.into_iter().map(|(_, record)| record).collect())
}

fn is_selected(connection: &Connection, selection: &Selection, row: RecordKey) -> rusqlite::Result<bool> {
    let sql = format!("{}SELECT EXISTS (SELECT 1 FROM selected WHERE record = :record)", selection.with);
    let mut bindings = selection.bindings();
    bindings.push((":record", &row));
    connection.prepare_cached(&sql)?.query_row(bindings.as_slice(), |row| row.get(0))
}
