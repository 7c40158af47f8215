//! Uids for the evidence of schema 6, which had none, and the keys of its reports without those of their records.

use std::collections::HashMap;

use rusqlite::{Connection, Row, params};

use super::called::Called;
use super::piece::PieceRow;
use crate::ledger::{FormerKey, Piece, RecordKey, ReportKey, Uid, Uids};
use crate::store::columns::ColumnReader;

/// Computes the uid of every row and the new key of its report into the temporary table `worked_out`, because SQL
/// cannot hash. It has to be called within the transaction that migrates, before the SQL of version 7.
pub(in crate::store) fn work_out_uids(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(include_str!("worked_out.sql"))?;
    let derived = derived_keys(connection)?;
    let mut insert = connection.prepare("INSERT OR IGNORE INTO temp.worked_out VALUES (?, ?, ?)")?;
    let mut uid_of = connection.prepare("SELECT uid FROM temp.worked_out WHERE id = ?")?;
    let (mut called, mut uids) = (Called::new(connection), Uids::default());
    let mut statement = connection.prepare(include_str!("pieces.sql"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let mut columns = ColumnReader::from(row, 0);
        let row = PieceRow::read(&mut columns)?;
        let key: Option<FormerKey> = columns.get()?;
        let report = key.map(|key| convert(&derived, row.record, key));
        // A row is moved from an earlier one.
        let moved_from = row.moved_from.map(|from| uid_of.query_row([from], |row| row.get::<_, Uid>(0))).transpose()?;
        let (name, text) = row.names(&mut called)?;
        let piece = Piece { record: &name, text: text.as_deref(), evidence: &row.what, report, moved_from };
        let mut number = 1;
        // The uid is already used by an equal piece.
        while insert.execute(params![
            row.id,
            uids.uid(&piece, number).as_bytes(),
            report.as_ref().map(ReportKey::as_bytes)
        ])? == 0
        {
            number += 1;
        }
    }
    Ok(())
}

/// The keys that were derived from others, with their new values. They were hashes of keys that began with their
/// record.
type DerivedKeys = HashMap<FormerKey, ReportKey>;

fn derived_keys(connection: &Connection) -> rusqlite::Result<DerivedKeys> {
    let mut derived = DerivedKeys::new();
    each_key(connection, |record, key| {
        let base = key.converted(record);
        let numbered = |n| (key.numbered(n), base.numbered(n));
        if base.is_own() { Ok(()) } else { follow(connection, &mut derived, numbered) }
    })?;
    each_key(connection, |record, key| {
        let base = convert(&derived, record, key);
        follow(connection, &mut derived, |n| (key.repeated(n), base.repeated(n)))
    })?;
    Ok(derived)
}

/// Notes the keys that were derived from one, as long as the ledger has them.
fn follow(
    connection: &Connection,
    derived: &mut DerivedKeys,
    next: impl Fn(u32) -> (FormerKey, ReportKey),
) -> rusqlite::Result<()> {
    let mut has = connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM evidence WHERE report_key = ?)")?;
    for n in 2.. {
        let (former, now) = next(n);
        if !has.query_row([former.as_bytes()], |row| row.get(0))? {
            break;
        }
        derived.insert(former, now);
    }
    Ok(())
}

/// The new key of a report on a record.
fn convert(derived: &DerivedKeys, record: RecordKey, key: FormerKey) -> ReportKey {
    let first = key.first();
    let now = derived.get(&first).copied().unwrap_or_else(|| first.converted(record));
    if key.is_second() { now.second() } else { now }
}

/// Calls `visit` with the key of the first row of each report, and with its record.
fn each_key(
    connection: &Connection,
    mut visit: impl FnMut(RecordKey, FormerKey) -> rusqlite::Result<()>,
) -> rusqlite::Result<()> {
    let mut statement = connection.prepare("SELECT record, report_key FROM evidence WHERE report_key IS NOT NULL")?;
    let read = |row: &Row<'_>| Ok((row.get(0)?, row.get::<_, FormerKey>(1)?));
    for row in statement.query_map([], read)? {
        let (record, key) = row?;
        if !key.is_second() {
            visit(record, key)?;
        }
    }
    Ok(())
}
