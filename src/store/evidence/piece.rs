//! The evidence row by row, with the columns from which uids are computed.

use super::called::Called;
use super::ledger::what;
use crate::ledger::{BatchNumber, EvidenceNumber, NewEvidence, RecordKey};
use crate::store::columns::ColumnReader;

/// A row of `pieces.sql`, up to the columns whose form depends on the schema.
pub(super) struct PieceRow {
    /// The number of the row.
    pub id: EvidenceNumber,
    /// The key of its record.
    pub record: RecordKey,
    /// What was recorded.
    pub what: NewEvidence,
    /// The batch that recorded it.
    pub batch: BatchNumber,
    /// The number of the row that it was moved from.
    pub moved_from: Option<EvidenceNumber>,
}

impl PieceRow {
    /// Reads the columns `id` to `moved_from`.
    pub(super) fn read(columns: &mut ColumnReader<'_, '_>) -> rusqlite::Result<Self> {
        Ok(PieceRow {
            id: columns.get()?,
            record: columns.get()?,
            what: what(columns)?,
            batch: columns.get()?,
            moved_from: columns.get()?,
        })
    }

    /// The id of the record and the text of the item, as they were when the row was recorded.
    pub(super) fn names(&self, called: &mut Called<'_>) -> rusqlite::Result<(String, Option<String>)> {
        let name = called.after(self.batch, self.record, None)?;
        let text = self.what.item.map(|item| called.after(self.batch, self.record, Some(item))).transpose()?;
        Ok((name, text))
    }
}
