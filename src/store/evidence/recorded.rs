//! The ledger of a record as the lines that maintainers exchange.

use std::collections::HashMap;
use std::ops::ControlFlow;

use rusqlite::{Connection, Row, named_params};

use super::called::Called;
use super::piece::PieceRow;
use super::write::has_uid;
use crate::ledger::{LedgerLine, RecordKey, RecordedBy, RecordedPiece, RecordedRuling, ReportKey, Uid, Uids};
use crate::record::{Date, Id};
use crate::store::columns::ColumnReader;
use crate::store::rate::rate_lines;
use crate::store::record::parsed;
use crate::store::rewording::rewording_lines;
use crate::store::{Filter, Snapshot, StoreError};

/// The ledger of a record.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordLedger {
    /// The record's key.
    pub row: RecordKey,
    /// Its id.
    pub id: Id,
    /// Its lines: the pieces in the order of recording, each for every recorder, then the rulings on them, then where
    /// its rates come from.
    pub lines: Vec<LedgerLine>,
}

impl Snapshot<'_> {
    /// Calls `visit` with the ledger of each record of a filter that has one, in the order of the ids, but for
    /// those that `skip` returns true for.
    ///
    /// # Errors
    /// What `visit` returns; if the database cannot be read, or a piece does not match its uid.
    pub fn each_ledger<E: From<StoreError>>(
        &mut self,
        filter: &Filter,
        skip: impl Fn(RecordKey) -> bool,
        mut visit: impl FnMut(RecordLedger) -> Result<ControlFlow<()>, E>,
    ) -> Result<(), E> {
        let wrap = |error| E::from(self.error(error));
        let selection = filter.selection();
        let sql = format!("{}{}", selection.with, include_str!("having_evidence.sql"));
        let mut statement = self.connection().prepare(&sql).map_err(wrap)?;
        let mut rows = statement.query(selection.bindings().as_slice()).map_err(wrap)?;
        let mut ledgers = LedgerReader::new(self);
        while let Some(row) = rows.next().map_err(wrap)? {
            let record: RecordKey = row.get("id").map_err(wrap)?;
            if skip(record) {
                continue;
            }
            let id = parsed(row, "canon_id").map_err(wrap)?;
            let lines = ledgers.lines(record)?;
            if visit(RecordLedger { row: record, id, lines })?.is_break() {
                break;
            }
        }
        Ok(())
    }
}

/// Reads the ledgers of records, one after the other.
pub(in crate::store) struct LedgerReader<'r, 's> {
    snapshot: &'r Snapshot<'s>,
    called: Called<'r>,
    uids: Uids,
    /// The statement for the pieces of a record.
    pieces: String,
    /// Whether any piece was recorded elsewhere, once that is known.
    has_recordings: Option<bool>,
}

impl<'r, 's> LedgerReader<'r, 's> {
    pub(in crate::store) fn new(snapshot: &'r Snapshot<'s>) -> Self {
        let called = Called::new(snapshot.connection());
        let pieces = RECORDED.replace("/* which */", "e.record = :record");
        LedgerReader { snapshot, called, uids: Uids::default(), pieces, has_recordings: None }
    }

    /// The lines of a record's ledger.
    ///
    /// # Errors
    /// If the database cannot be read, or a piece does not match its uid.
    pub(in crate::store) fn lines(&mut self, record: RecordKey) -> Result<Vec<LedgerLine>, StoreError> {
        let snapshot = self.snapshot;
        let read = self.read(snapshot.connection(), record).map_err(|error| snapshot.error(error))?;
        read.map_err(|detail| snapshot.damaged(detail))
    }

    /// The lines, or the damage that was found.
    fn read(
        &mut self,
        connection: &Connection,
        record: RecordKey,
    ) -> rusqlite::Result<Result<Vec<LedgerLine>, String>> {
        let mut recordings = self.recordings(connection, record)?;
        let LedgerReader { called, uids, pieces, .. } = self;
        let mut lines = Vec::new();
        let mut statement = connection.prepare_cached(pieces)?;
        let mut rows = statement.query(named_params! { ":record": record })?;
        while let Some(row) = rows.next()? {
            let mut stored = StoredPiece::read(row, called)?;
            let is_sound = stored.find_number(connection, uids)?;
            let StoredPiece { piece, is_imported, id } = stored;
            if !is_sound {
                return Ok(Err(format!("the evidence e{id} does not match its uid")));
            }
            for recorded in recordings.remove(&id).unwrap_or_default() {
                lines.push(LedgerLine::Piece(Box::new(RecordedPiece { recorded, ..piece.clone() })));
            }
            if !is_imported {
                lines.push(LedgerLine::Piece(Box::new(piece)));
            }
        }
        lines.extend(rulings(connection, record)?.into_iter().map(LedgerLine::Ruling));
        lines.extend(rate_lines(connection, record)?);
        lines.extend(rewording_lines(connection, record)?);
        Ok(Ok(lines))
    }

    /// Who recorded pieces of a record elsewhere, by the numbers of their rows.
    fn recordings(
        &mut self,
        connection: &Connection,
        record: RecordKey,
    ) -> rusqlite::Result<HashMap<i64, Vec<RecordedBy>>> {
        let any = || connection.query_row("SELECT EXISTS (SELECT 1 FROM imported_recording)", [], |row| row.get(0));
        let has_recordings = match self.has_recordings {
            Some(known) => known,
            None => *self.has_recordings.insert(any()?),
        };
        if !has_recordings {
            return Ok(HashMap::new());
        }
        let sql = "SELECT r.evidence, r.day, r.actor
                   FROM evidence e
                   CROSS JOIN imported_recording r ON r.evidence = e.id
                   WHERE e.record = :record";
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query(named_params! { ":record": record })?;
        let mut all: HashMap<i64, Vec<RecordedBy>> = HashMap::new();
        while let Some(row) = rows.next()? {
            all.entry(row.get(0)?).or_default().push(RecordedBy { day: parsed(row, 1)?, by: row.get(2)? });
        }
        Ok(all)
    }
}

/// The statement for rows of pieces; which ones is to be put into it.
pub(super) const RECORDED: &str = include_str!("recorded.sql");

/// A piece as the ledger has it.
pub(super) struct StoredPiece {
    /// The number of its row.
    pub id: i64,
    /// What it says, and who recorded it here. The number is 1 at first if it was recorded here.
    pub piece: RecordedPiece,
    /// Whether it was only recorded elsewhere.
    pub is_imported: bool,
}

impl StoredPiece {
    /// Reads a row of [`RECORDED`].
    pub(super) fn read(row: &Row<'_>, called: &mut Called<'_>) -> rusqlite::Result<Self> {
        let mut columns = ColumnReader::from(row, 0);
        let read = PieceRow::read(&mut columns)?;
        let (report, uid): (Option<ReportKey>, Uid) = (columns.get()?, columns.get()?);
        let moved_from = columns.get()?;
        let recorded = RecordedBy { day: columns.parsed()?, by: columns.get()? };
        let is_imported = columns.get()?;
        let ((record, text), number) = match is_imported {
            true => ((columns.get()?, columns.get()?), columns.get()?),
            false => (read.names(called)?, 1),
        };
        let id = read.id.get();
        let piece = RecordedPiece { uid, record, text, evidence: read.what, report, moved_from, number, recorded };
        Ok(StoredPiece { id, piece, is_imported })
    }

    /// Finds the number of a piece that was recorded here. Returns whether its uid is that of its content.
    pub(super) fn find_number(&mut self, connection: &Connection, uids: &mut Uids) -> rusqlite::Result<bool> {
        loop {
            let expected = uids.uid(&self.piece.piece(), self.piece.number);
            if expected == self.piece.uid {
                return Ok(true);
            }
            // The next number is for a piece with the same content as an existing one.
            if self.is_imported || !has_uid(connection, &expected)? {
                return Ok(false);
            }
            self.piece.number += 1;
        }
    }
}

/// The rulings on the evidence of a record. The day and the number of each that was made here put it after those that
/// were known then.
pub(super) fn rulings(connection: &Connection, record: RecordKey) -> rusqlite::Result<Vec<RecordedRuling>> {
    let mut rulings: Vec<RecordedRuling> = Vec::new();
    let mut last: Option<(Uid, Date, u16)> = None;
    let mut statement = connection.prepare_cached(include_str!("rulings_of.sql"))?;
    let mut rows = statement.query(named_params! { ":record": record })?;
    while let Some(row) = rows.next()? {
        let piece: Uid = row.get("piece")?;
        let before = last.filter(|(of, ..)| *of == piece).map(|(_, day, number)| (day, number));
        let day: Date = parsed(row, "day")?;
        let (day, number) = match row.get("number")? {
            Some(number) => (day, number),
            None => match before {
                Some((before, number)) if before >= day => (before, number.saturating_add(1)),
                _ => (day, 1),
            },
        };
        let (day_of_last, number_of_last) = before.unwrap_or((day, number)).max((day, number));
        last = Some((piece, day_of_last, number_of_last));
        let recorded = RecordedBy { day, by: row.get("actor")? };
        let (is_withdrawn, reason) = (row.get("is_withdrawn")?, row.get("reason")?);
        rulings.push(RecordedRuling { piece, is_withdrawn, reason, number, recorded });
    }
    Ok(rulings)
}
