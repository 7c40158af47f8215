//! The table `source`: where an item is documented. A source has no id, so all sources of a changed record are written
//! again.

use rusqlite::{Connection, Row, named_params};

use crate::ledger::RecordKey;
use crate::record::Record;

/// A row of `source`.
pub(in crate::store) struct SourceRow {
    pub dead_end: Option<u32>,
    pub workaround: Option<u32>,
    pub url: String,
}

/// Writes the sources of all items, whose numbers are given in the order of their lists.
pub(super) fn insert(
    connection: &Connection,
    row: RecordKey,
    record: &Record,
    dead_ends: &[u32],
    workarounds: &[u32],
) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(include_str!("source_insert.sql"))?;
    let of_dead_ends = dead_ends.iter().zip(&record.dead_ends).map(|(id, item)| (Some(*id), None, &item.sources));
    let of_workarounds = workarounds.iter().zip(&record.workarounds).map(|(id, item)| (None, Some(*id), &item.sources));
    let mut id = 0_i64;
    for (dead_end, workaround, sources) in of_dead_ends.chain(of_workarounds) {
        for (position, url) in (0_i64..).zip(sources) {
            id += 1;
            statement.execute(named_params! {
                ":record": row,
                ":id": id,
                ":dead_end": dead_end,
                ":workaround": workaround,
                ":position": position,
                ":url": url,
            })?;
        }
    }
    Ok(())
}

pub(super) fn delete(connection: &Connection, row: RecordKey) -> rusqlite::Result<()> {
    connection
        .prepare_cached("DELETE FROM source WHERE record = :record")?
        .execute(named_params! { ":record": row })?;
    Ok(())
}

/// Reads a row of `source_select.sql`.
pub(in crate::store) fn source_row(row: &Row<'_>) -> rusqlite::Result<SourceRow> {
    Ok(SourceRow { dead_end: row.get(1)?, workaround: row.get(2)?, url: row.get(3)? })
}
