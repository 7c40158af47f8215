//! Whether the uids of the ledger match the content of its rows.

use rusqlite::Connection;

use super::called::Called;
use super::piece::PieceRow;
use super::write::{has_uid, uid_of};
use crate::ledger::{EvidenceNumber, Piece, Uid, Uids};
use crate::store::columns::ColumnReader;

/// Calls `visit` with the id of the record and the number of each row whose content does not match its uid.
pub(in crate::store) fn each_unsound_uid(
    connection: &Connection,
    mut visit: impl FnMut(&str, EvidenceNumber),
) -> rusqlite::Result<()> {
    let (mut called, mut uids) = (Called::new(connection), Uids::default());
    let mut statement = connection.prepare(&include_str!("pieces.sql").replace("/* uid */ NULL", "uid"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let mut columns = ColumnReader::from(row, 0);
        let row = PieceRow::read(&mut columns)?;
        let (report, uid): (_, Uid) = (columns.get()?, columns.get()?);
        let moved_from = row.moved_from.map(|from| uid_of(connection, from)).transpose()?;
        let (name, text) = row.names(&mut called)?;
        let piece = Piece { record: &name, text: text.as_deref(), evidence: &row.what, report, moved_from };
        for number in 1.. {
            let expected = uids.uid(&piece, number);
            if expected == uid {
                break;
            }
            // The next number is for a piece with the same content as an existing one.
            if !has_uid(connection, &expected)? {
                visit(&name, row.id);
                break;
            }
        }
    }
    Ok(())
}
