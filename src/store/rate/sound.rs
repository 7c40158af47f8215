//! Whether the uids of recorded rates match the content of their rows.

use rusqlite::Connection;

use super::stored::{RATES, stored_rate};
use crate::ledger::Uid;

/// Calls `visit` with the id of the record and the uid of each row whose content does not match its uid.
pub(in crate::store) fn each_unsound_rate(
    connection: &Connection,
    mut visit: impl FnMut(&str, Uid),
) -> rusqlite::Result<()> {
    let mut statement = connection.prepare(&RATES.replace("/* which */", "TRUE"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (uid, rate) = stored_rate(row)?;
        if rate.line.uid() != uid {
            visit(&rate.line.record, uid);
        }
    }
    Ok(())
}
