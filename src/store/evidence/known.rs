//! Whether the ledger has a report, and whether with the same content.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::Spooled;
use super::write::item;
use crate::ledger::{Outcome, RecordKey, ReportKey};
use crate::record::ItemKind;
use crate::store::{Snapshot, StoreError};

impl Snapshot<'_> {
    /// Whether the ledger has a report with the same content under a key; `None` if it has nothing there.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn is_as_known(
        &self,
        key: ReportKey,
        first: &Spooled,
        second: Option<&Spooled>,
    ) -> Result<Option<bool>, StoreError> {
        self.run(|connection| is_as_known(connection, key, first, second))
    }
}

/// Whether the ledger has a report with the same content under a key, with its second row if there is one; `None` if
/// the ledger has nothing there. The spelling of the reporter may differ, and whether anonymous reports count as one
/// reporter is not part of the content.
pub(super) fn is_as_known(
    connection: &Connection,
    key: ReportKey,
    first: &Spooled,
    second: Option<&Spooled>,
) -> rusqlite::Result<Option<bool>> {
    if !key.is_own() {
        // Everything else is part of the key.
        let sql = "SELECT reporter_kind, url FROM evidence
            WHERE record = ? AND report_key = ? AND length(report_key) = 10";
        let mut statement = connection.prepare_cached(sql)?;
        let read = statement.query_row(params![first.record, key.as_bytes()], |row| has_same_source(row, first));
        return read.optional();
    }
    // The keys of the two rows of a report differ in their last bit.
    let mut statement = connection.prepare_cached(include_str!("known.sql"))?;
    let mut rows = statement.query(params![key.as_bytes(), key.second().as_bytes()])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    if !is_same(row, first)? {
        return Ok(Some(false));
    }
    Ok(Some(match (rows.next()?, second) {
        (Some(row), Some(second)) => is_same(row, second)?,
        (other, second) => other.is_none() && second.is_none(),
    }))
}

fn has_same_source(row: &Row<'_>, report: &Spooled) -> rusqlite::Result<bool> {
    let evidence = &report.evidence;
    Ok(is(row, 0, Some(evidence.reporter_kind.as_str()))? && is(row, 1, evidence.url.as_deref())?)
}

fn is_same(row: &Row<'_>, report: &Spooled) -> rusqlite::Result<bool> {
    let evidence = &report.evidence;
    let environment = &evidence.environment;
    let place = (row.get::<_, RecordKey>(2)?, row.get(3)?, row.get(4)?);
    if place != (report.record, item(evidence, ItemKind::DeadEnd), item(evidence, ItemKind::Workaround))
        || row.get::<_, u32>(6)? != evidence.count
        || !has_same_source(row, report)?
    {
        return Ok(false);
    }
    if row.get_ref(7)?.as_str()?.parse() != Ok(evidence.day) {
        return Ok(false);
    }
    let texts = [
        (5, evidence.outcome.map(Outcome::as_str)),
        (8, evidence.note.as_deref()),
        (9, environment.os.as_deref()),
        (10, environment.runtime.as_deref()),
        (11, environment.version.as_deref()),
    ];
    for (column, text) in texts {
        if !is(row, column, text)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether a column has this text, or none.
fn is(row: &Row<'_>, column: usize, text: Option<&str>) -> rusqlite::Result<bool> {
    Ok(match (row.get_ref(column)?, text) {
        (ValueRef::Null, None) => true,
        (ValueRef::Text(bytes), Some(text)) => bytes == text.as_bytes(),
        _ => false,
    })
}
