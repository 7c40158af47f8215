//! Filling the table from the regexes of the records.

use rusqlite::Connection;

use super::{LiteralRows, insert};

/// Fills the empty table from all records, withdrawn ones too.
pub(in crate::store) fn fill(connection: &Connection) -> rusqlite::Result<()> {
    let mut statement = connection.prepare("SELECT id, regex FROM record ORDER BY id")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        insert(connection, row.get(0)?, &LiteralRows::of(row.get_ref(1)?.as_str()?))?;
    }
    Ok(())
}
