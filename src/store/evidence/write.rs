//! Adding to the ledger.

use rusqlite::{CachedStatement, Connection, Statement, named_params, params};

use super::Spooled;
use crate::ledger::{NewEvidence, Outcome, ReportKey};
use crate::record::Part;
use crate::store::{StoreError, Tx};

impl Tx<'_> {
    /// Records a piece of evidence, and returns its number. The record's count is the caller's to raise.
    ///
    /// # Errors
    /// What goes wrong on the disk.
    pub fn add_evidence(&mut self, record: i64, new: &NewEvidence) -> Result<i64, StoreError> {
        self.write(|connection, batch| {
            let mut statement = insertion(connection)?;
            insert(&mut statement, batch, record, new, None)?;
            Ok(connection.last_insert_rowid())
        })
    }

    /// Records reports, and tells of each whether it is new: one that is there already is left as it is, and so is the
    /// second row of such a one. The records' counts are the caller's to raise.
    ///
    /// # Errors
    /// What goes wrong on the disk.
    pub fn add_reports(&mut self, reports: &[Spooled]) -> Result<Vec<bool>, StoreError> {
        self.write(|connection, batch| {
            let mut statement = insertion(connection)?;
            let mut is_first_new = true;
            let add = |one: &Spooled| {
                let is_second = one.key.is_second();
                let may = !is_second || is_first_new;
                let is_new = may && insert(&mut statement, batch, one.record, &one.evidence, Some(&one.key))?;
                if !is_second {
                    is_first_new = is_new;
                }
                Ok(is_new)
            };
            reports.iter().map(add).collect()
        })
    }
}

fn insertion(connection: &Connection) -> rusqlite::Result<CachedStatement<'_>> {
    connection.prepare_cached(include_str!("insert.sql"))
}

/// Writes a row. Tells whether it is new. The parameters go by their places: there are many rows.
fn insert(
    statement: &mut Statement<'_>,
    batch: i64,
    record: i64,
    new: &NewEvidence,
    key: Option<&ReportKey>,
) -> rusqlite::Result<bool> {
    let environment = &new.environment;
    let added = statement.execute(params![
        record,
        item(new, Part::Version),
        item(new, Part::DeadEnd),
        item(new, Part::Workaround),
        new.kind.as_str(),
        new.outcome.map(Outcome::as_str),
        new.count,
        new.day.to_string(),
        new.reporter,
        new.reporter_kind.as_str(),
        new.is_apart,
        new.url,
        new.note,
        environment.os,
        environment.runtime,
        environment.version,
        key.map(ReportKey::as_bytes),
        batch,
    ])?;
    Ok(added > 0)
}

/// The id of the item, if it is of this kind.
pub(super) fn item(new: &NewEvidence, part: Part) -> Option<u32> {
    new.item.filter(|(kind, _)| *kind == part).map(|(_, id)| id)
}

pub(super) fn rule(connection: &Connection, batch: i64, evidence: i64, is_withdrawn: bool) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached("INSERT INTO ruling VALUES (:evidence, :batch, :is_withdrawn)")?;
    statement.execute(named_params! { ":evidence": evidence, ":batch": batch, ":is_withdrawn": is_withdrawn }).map(drop)
}

/// The rulings of a batch on the evidence of a record.
pub(super) fn rulings(connection: &Connection, record: i64, batch: i64) -> rusqlite::Result<Vec<(i64, bool)>> {
    let mut statement = connection.prepare_cached(include_str!("rulings.sql"))?;
    let parameters = named_params! { ":record": record, ":batch": batch };
    statement.query_map(parameters, |row| Ok((row.get("evidence")?, row.get("is_withdrawn")?)))?.collect()
}
