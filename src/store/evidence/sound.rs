//! Whether the uids of the ledger match the content of its rows.

use rusqlite::Connection;

use super::called::Called;
use super::recorded::{RECORDED, StoredPiece};
use crate::ledger::{EvidenceNumber, Uids};

/// Calls `visit` with the id of the record and the number of each row whose content does not match its uid.
pub(in crate::store) fn each_unsound_uid(
    connection: &Connection,
    mut visit: impl FnMut(&str, EvidenceNumber),
) -> rusqlite::Result<()> {
    let (mut called, mut uids) = (Called::new(connection), Uids::default());
    let mut statement = connection.prepare(&RECORDED.replace("/* which */", "TRUE"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let mut stored = StoredPiece::read(row, &mut called)?;
        if !stored.find_number(connection, &mut uids)? {
            visit(&stored.piece.record, stored.id.into());
        }
    }
    Ok(())
}
