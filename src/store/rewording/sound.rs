//! Whether the uids of recorded rewordings match the content of their rows.

use rusqlite::Connection;

use super::stored::{REWORDINGS, stored_rewording};
use crate::ledger::Uid;

/// Calls `visit` with the id of the record and the uid of each row whose content does not match its uid.
pub(in crate::store) fn each_unsound_rewording(
    connection: &Connection,
    mut visit: impl FnMut(&str, Uid),
) -> rusqlite::Result<()> {
    let mut statement = connection.prepare(&REWORDINGS.replace("/* which */", "TRUE"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (uid, line) = stored_rewording(row)?;
        if line.uid() != uid {
            visit(&line.record, uid);
        }
    }
    Ok(())
}
