//! Adding to the ledger.

use rusqlite::{CachedStatement, Connection, OptionalExtension, Statement, named_params, params};

use super::Spooled;
use crate::ledger::{BatchNumber, EvidenceNumber, NewEvidence, Outcome, Piece, RecordKey, ReportKey, Uid};
use crate::record::ItemKind;
use crate::store::{StoreError, Tx};

/// A row of the ledger without its uid and its batch.
#[derive(Clone, Copy)]
pub(super) struct NewRow<'r> {
    pub record: RecordKey,
    pub what: &'r NewEvidence,
    pub key: Option<ReportKey>,
    /// The number and the uid of the row that it is moved from.
    pub moved_from: Option<(EvidenceNumber, Uid)>,
}

impl Tx<'_> {
    /// Records a piece of evidence, and returns its number. The caller has to increase the record's count.
    ///
    /// # Errors
    /// What goes wrong on the disk.
    pub fn add_evidence(&mut self, record: RecordKey, new: &NewEvidence) -> Result<EvidenceNumber, StoreError> {
        self.write(|connection, batch| {
            let row = NewRow { record, what: new, key: None, moved_from: None };
            insert_numbered(connection, batch, row)?;
            Ok(connection.last_insert_rowid().into())
        })
    }

    /// Records reports with their uids, and returns for each whether it is new. One that already exists is not changed,
    /// nor is its second row. The caller has to increase the records' counts.
    ///
    /// # Errors
    /// What goes wrong on the disk.
    pub fn add_reports(&mut self, reports: &[Spooled], uids: &[Uid]) -> Result<Vec<bool>, StoreError> {
        self.write(|connection, batch| {
            let mut statement = insertion(connection)?;
            let mut is_first_new = true;
            let add = |(one, uid): (&Spooled, &Uid)| {
                let is_second = one.key.is_second();
                let is_new = (!is_second || is_first_new) && {
                    let row = one.row();
                    let is_inserted = insert(&mut statement, batch, uid, row)?;
                    is_inserted
                        || known(connection, one.record, &one.key)?.is_none()
                            && insert_numbered(connection, batch, row)?
                };
                if !is_second {
                    is_first_new = is_new;
                }
                Ok(is_new)
            };
            reports.iter().zip(uids).map(add).collect()
        })
    }

    /// Records a report whose key the ledger does not have. The caller has to increase the record's count.
    ///
    /// # Errors
    /// What goes wrong on the disk.
    pub fn add_report(&mut self, report: &Spooled) -> Result<(), StoreError> {
        self.write(|connection, batch| insert_numbered(connection, batch, report.row()).map(drop))
    }
}

impl Spooled {
    fn row(&self) -> NewRow<'_> {
        NewRow { record: self.record, what: &self.evidence, key: Some(self.key), moved_from: None }
    }
}

pub(super) fn insertion(connection: &Connection) -> rusqlite::Result<CachedStatement<'_>> {
    connection.prepare_cached(include_str!("insert.sql"))
}

/// Writes a row with the first free uid for its content. Returns whether it did: not if the ledger has a report with
/// its key.
pub(super) fn insert_numbered(connection: &Connection, batch: BatchNumber, row: NewRow<'_>) -> rusqlite::Result<bool> {
    let NewRow { record, what, key, moved_from } = row;
    let mut names = connection.prepare_cached(include_str!("names.sql"))?;
    let parameters = named_params! {
        ":record": record, ":version": item(what, ItemKind::Version), ":dead_end": item(what, ItemKind::DeadEnd),
        ":workaround": item(what, ItemKind::Workaround),
    };
    let (id, text): (String, Option<String>) =
        names.query_row(parameters, |row| Ok((row.get("canon_id")?, row.get("text")?)))?;
    let moved_from = moved_from.map(|(_, uid)| uid);
    let piece = Piece { record: &id, text: text.as_deref(), evidence: what, report: key, moved_from };
    let mut statement = insertion(connection)?;
    for number in 1.. {
        let uid = piece.uid(number);
        if insert(&mut statement, batch, &uid, row)? {
            return Ok(true);
        }
        if !has_uid(connection, &uid)? {
            break;
        }
    }
    Ok(false)
}

/// Whether the ledger has a piece of this uid.
pub(super) fn has_uid(connection: &Connection, uid: &Uid) -> rusqlite::Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM evidence WHERE uid = ?)";
    connection.prepare_cached(sql)?.query_row([uid.as_bytes()], |row| row.get(0))
}

/// The number of the row that a report on a record became.
pub(super) fn known(
    connection: &Connection,
    record: RecordKey,
    key: &ReportKey,
) -> rusqlite::Result<Option<EvidenceNumber>> {
    // The lengths are those of the two indexes.
    let (sql, record) = match key {
        ReportKey::Own(_) => ("SELECT id FROM evidence WHERE report_key = ?1 AND length(report_key) = 16", None),
        ReportKey::Said(_) => {
            let sql = "SELECT id FROM evidence WHERE report_key = ?1 AND length(report_key) = 10 AND record = ?2";
            (sql, Some(record))
        }
    };
    let mut statement = connection.prepare_cached(sql)?;
    let read = |row: &rusqlite::Row<'_>| row.get(0);
    match record {
        Some(record) => statement.query_row(params![key.as_bytes(), record], read).optional(),
        None => statement.query_row(params![key.as_bytes()], read).optional(),
    }
}

/// Writes a row. Returns whether it is new. Parameters are bound by index, because there are many rows.
pub(super) fn insert(
    statement: &mut Statement<'_>,
    batch: BatchNumber,
    uid: &Uid,
    row: NewRow<'_>,
) -> rusqlite::Result<bool> {
    let NewRow { record, what, key, moved_from } = row;
    let environment = &what.environment;
    let added = statement.execute(params![
        uid.as_bytes(),
        record,
        item(what, ItemKind::Version),
        item(what, ItemKind::DeadEnd),
        item(what, ItemKind::Workaround),
        what.kind.as_str(),
        what.outcome.map(Outcome::as_str),
        what.count,
        what.day.to_string(),
        what.reporter.as_str(),
        what.reporter_kind.as_str(),
        what.is_apart,
        what.url,
        what.note,
        environment.os,
        environment.runtime,
        environment.version,
        key.as_ref().map(ReportKey::as_bytes),
        batch,
        moved_from.map(|(number, _)| number),
    ])?;
    Ok(added > 0)
}

/// The id of the item, if it is of this kind.
pub(super) fn item(new: &NewEvidence, kind: ItemKind) -> Option<u32> {
    new.item.and_then(|item| item.id_of(kind))
}

pub(super) fn rule(
    connection: &Connection,
    batch: BatchNumber,
    evidence: EvidenceNumber,
    is_withdrawn: bool,
) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached("INSERT INTO ruling VALUES (:evidence, :batch, :is_withdrawn)")?;
    statement.execute(named_params! { ":evidence": evidence, ":batch": batch, ":is_withdrawn": is_withdrawn }).map(drop)
}
