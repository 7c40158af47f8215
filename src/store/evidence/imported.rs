//! Adding lines of another maintainer's ledger.

use std::collections::BTreeMap;

use rusqlite::{Connection, named_params, params};

use super::news::{LedgerNews, known_piece};
use super::write::{NewRow, insert, insertion, rule};
use crate::ledger::{BatchNumber, LineHead, NewEvidence, RecordKey, RecordedPiece, RecordedRuling, ReportKey, Uid};
use crate::record::{ItemKind, ItemRef};
use crate::store::{StoreError, Tx};

/// Where the evidence on an item goes that is known by its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoundItem {
    /// To an item that the record has.
    There(ItemRef),
    /// To an item that the record does not have: it is kept as one that is gone.
    Gone(ItemRef),
}

impl FoundItem {
    fn item(self) -> ItemRef {
        match self {
            FoundItem::There(item) | FoundItem::Gone(item) => item,
        }
    }
}

impl Tx<'_> {
    /// Adds what is new in a ledger to that of a record. `items` has the item for each kind and text. The caller has to
    /// change the record's count.
    ///
    /// # Errors
    /// What goes wrong on the disk.
    pub fn import_ledger(
        &mut self,
        record: RecordKey,
        news: &LedgerNews,
        items: &BTreeMap<(ItemKind, String), FoundItem>,
    ) -> Result<(), StoreError> {
        self.write(|connection, batch| {
            for ((_, text), found) in items {
                if let FoundItem::Gone(item) = found {
                    keep_gone(connection, batch, (record, *item), text)?;
                }
            }
            for piece in &news.pieces {
                let key = piece.evidence.item.zip(piece.text.clone()).map(|(item, text)| (item.kind, text));
                let found = key.and_then(|key| items.get(&key)).copied();
                add(connection, batch, record, (piece, found))?;
            }
            for LineHead { uid, recorded } in &news.recordings {
                let Some(known) = known_piece(connection, uid)? else { continue };
                let sql = "INSERT OR IGNORE INTO imported_recording VALUES (?, ?, ?, ?)";
                let parameters = params![known.number, recorded.day.to_string(), recorded.by, batch];
                connection.prepare_cached(sql)?.execute(parameters)?;
            }
            news.rulings.iter().try_for_each(|ruling| add_ruling(connection, batch, record, ruling))?;
            for (uid, counts) in &news.flips {
                let Some(known) = known_piece(connection, uid)? else { continue };
                rule(connection, batch, known.number, !counts)?;
            }
            Ok(())
        })
    }
}

/// Adds a piece. Another piece may be the report of its key in the table of evidence.
fn add(
    connection: &Connection,
    batch: BatchNumber,
    record: RecordKey,
    (piece, found): (&RecordedPiece, Option<FoundItem>),
) -> rusqlite::Result<()> {
    let what = NewEvidence { item: found.map(FoundItem::item), ..piece.evidence.clone() };
    let mut statement = insertion(connection)?;
    let row = |key| NewRow { record, what: &what, key, moved_from: None };
    if !insert(&mut statement, batch, &piece.uid, row(piece.report))?
        && !insert(&mut statement, batch, &piece.uid, row(None))?
    {
        return Ok(());
    }
    let evidence = connection.last_insert_rowid();
    connection.prepare_cached("INSERT INTO imported_piece VALUES (?, ?, ?, ?, ?, ?)")?.execute(params![
        evidence,
        piece.record,
        piece.text,
        piece.report.as_ref().map(ReportKey::as_bytes),
        piece.moved_from.as_ref().map(Uid::as_bytes),
        piece.number,
    ])?;
    Ok(())
}

fn add_ruling(
    connection: &Connection,
    batch: BatchNumber,
    record: RecordKey,
    ruling: &RecordedRuling,
) -> rusqlite::Result<()> {
    let sql = "INSERT OR IGNORE INTO imported_ruling VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    connection.prepare_cached(sql)?.execute(params![
        ruling.uid().as_bytes(),
        record,
        ruling.piece.as_bytes(),
        ruling.is_withdrawn,
        ruling.reason,
        ruling.number,
        ruling.recorded.day.to_string(),
        ruling.recorded.by,
        batch,
    ])?;
    Ok(())
}

/// Adds the row of an item that is gone, for the evidence on it, unless there is one.
fn keep_gone(
    connection: &Connection,
    batch: BatchNumber,
    (record, item): (RecordKey, ItemRef),
    text: &str,
) -> rusqlite::Result<()> {
    let sql = match item.kind {
        ItemKind::Version => {
            "INSERT OR IGNORE INTO version (record, id, position, version, status, extra, gone_in)
             VALUES (:record, :id, 0, :text, '', '{}', :batch)"
        }
        ItemKind::DeadEnd => {
            "INSERT OR IGNORE INTO dead_end (record, id, position, action, why_fails, fail_rate, condition, extra, gone_in)
             VALUES (:record, :id, 0, :text, '', 0, '', '{}', :batch)"
        }
        ItemKind::Workaround => {
            "INSERT OR IGNORE INTO workaround (record, id, position, action, success_rate, how, condition, extra, gone_in)
             VALUES (:record, :id, 0, :text, 0, '', '', '{}', :batch)"
        }
    };
    let parameters = named_params! { ":record": record, ":id": item.id, ":text": text, ":batch": batch };
    connection.prepare_cached(sql)?.execute(parameters).map(drop)
}
