//! The ledger of a record as the lines that maintainers exchange.

use std::ops::ControlFlow;

use rusqlite::{Connection, Row, named_params};

use super::called::Called;
use super::piece::PieceRow;
use super::write::has_uid;
use crate::ledger::{LedgerLine, RecordKey, RecordedBy, RecordedPiece, RecordedRuling, ReportKey, Uid, Uids};
use crate::record::{Date, Id};
use crate::store::columns::ColumnReader;
use crate::store::record::parsed;
use crate::store::{Filter, Snapshot, StoreError};

/// The ledger of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordLedger {
    /// The record's id.
    pub id: Id,
    /// Its lines: the pieces in the order of recording, then the rulings on them.
    pub lines: Vec<LedgerLine>,
}

impl Snapshot<'_> {
    /// Calls `visit` with the ledger of each record of a filter that has evidence, in the order of the ids.
    ///
    /// # Errors
    /// What `visit` returns; if the database cannot be read, or a piece does not match its uid.
    pub fn each_ledger<E: From<StoreError>>(
        &mut self,
        filter: &Filter,
        mut visit: impl FnMut(RecordLedger) -> Result<ControlFlow<()>, E>,
    ) -> Result<(), E> {
        let wrap = |error| E::from(self.error(error));
        let selection = filter.selection();
        let sql = format!("{}{}", selection.with, include_str!("having_evidence.sql"));
        let mut statement = self.connection().prepare(&sql).map_err(wrap)?;
        let mut rows = statement.query(selection.bindings().as_slice()).map_err(wrap)?;
        let (mut called, mut uids) = (Called::new(self.connection()), Uids::default());
        while let Some(row) = rows.next().map_err(wrap)? {
            let record: RecordKey = row.get("id").map_err(wrap)?;
            let id = parsed(row, "canon_id").map_err(wrap)?;
            let read = lines(self.connection(), record, (&mut called, &mut uids)).map_err(wrap)?;
            let lines = read.map_err(|detail| self.damaged(detail))?;
            if visit(RecordLedger { id, lines })?.is_break() {
                break;
            }
        }
        Ok(())
    }
}

/// The lines of a record's ledger, or the damage that was found.
fn lines(
    connection: &Connection,
    record: RecordKey,
    (called, uids): (&mut Called<'_>, &mut Uids),
) -> rusqlite::Result<Result<Vec<LedgerLine>, String>> {
    let mut lines = Vec::new();
    let mut statement = connection.prepare_cached(include_str!("recorded.sql"))?;
    let mut rows = statement.query(named_params! { ":record": record })?;
    while let Some(row) = rows.next()? {
        let mut piece = recorded_piece(row, called)?;
        match numbered(connection, &piece, uids)? {
            Some(number) => piece.number = number,
            None => return Ok(Err(format!("the evidence {} does not match its uid", row.get::<_, i64>("id")?))),
        }
        lines.push(LedgerLine::Piece(Box::new(piece)));
    }
    lines.extend(rulings(connection, record)?.into_iter().map(LedgerLine::Ruling));
    Ok(Ok(lines))
}

/// Reads a row of `recorded.sql`. Its number is not known yet.
fn recorded_piece(row: &Row<'_>, called: &mut Called<'_>) -> rusqlite::Result<RecordedPiece> {
    let mut columns = ColumnReader::from(row, 0);
    let read = PieceRow::read(&mut columns)?;
    let (report, uid): (Option<ReportKey>, Uid) = (columns.get()?, columns.get()?);
    let moved_from = columns.get()?;
    let recorded = RecordedBy { day: columns.parsed()?, by: columns.get()? };
    let (record, text) = read.names(called)?;
    Ok(RecordedPiece { uid, record, text, evidence: read.what, report, moved_from, number: 1, recorded })
}

/// The number of a piece among those that say the same; `None` if its uid is that of none.
fn numbered(connection: &Connection, piece: &RecordedPiece, uids: &mut Uids) -> rusqlite::Result<Option<u32>> {
    for number in 1.. {
        let expected = uids.uid(&piece.piece(), number);
        if expected == piece.uid {
            return Ok(Some(number));
        }
        if !has_uid(connection, &expected)? {
            break;
        }
    }
    Ok(None)
}

/// The rulings on the evidence of a record. The day and the number of each put it after those that were made before.
fn rulings(connection: &Connection, record: RecordKey) -> rusqlite::Result<Vec<RecordedRuling>> {
    let mut rulings: Vec<RecordedRuling> = Vec::new();
    let mut statement = connection.prepare_cached(include_str!("rulings_of.sql"))?;
    let mut rows = statement.query(named_params! { ":record": record })?;
    while let Some(row) = rows.next()? {
        let piece: Uid = row.get("uid")?;
        let last = rulings.last().filter(|last| last.piece == piece);
        let made: Date = parsed(row, "day")?;
        let day = made.max(match last {
            Some(last) => last.recorded.day,
            None => parsed(row, "recorded_on")?,
        });
        let same_day = last.filter(|last| last.recorded.day == day);
        let number = same_day.map_or(1, |last| last.number.saturating_add(1));
        let recorded = RecordedBy { day, by: row.get("actor")? };
        let (is_withdrawn, reason) = (row.get("is_withdrawn")?, row.get("reason")?);
        rulings.push(RecordedRuling { piece, is_withdrawn, reason, number, recorded });
    }
    Ok(rulings)
}
