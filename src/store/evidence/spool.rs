//! Reports on their way into the ledger, put in the order of their records first.
//!
//! A file of reports names records in any order, and each row touches the pages of its record, its item and two
//! indexes. With a million rows that is a million jumps through a large database; in the order of the records it is one
//! walk. The rows wait in a temporary table, which is a file of its own where it grows large.

use rusqlite::{Connection, Row, named_params};

use super::{Environment, EvidenceKind, NewEvidence, Outcome, ReportKey, write};
use crate::record::{Date, Part};
use crate::store::record::parsed_at;
use crate::store::{StoreError, Tx};

/// The page cache while reports are sorted, in KiB.
const CACHE_KIB: i64 = 32 * 1024;

/// A report on its way: all that a row of the ledger holds but its batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spooled {
    /// The record's key.
    pub record: i64,
    /// What was reported.
    pub evidence: NewEvidence,
    /// By what it is known again.
    pub key: ReportKey,
}

/// What the reports of a run brought to one record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gain {
    /// The record's key.
    pub record: i64,
    /// How many reports were new.
    pub reports: u64,
    /// By how much its evidence grew.
    pub count: u64,
    /// How many of them are successes.
    pub successes: u64,
    /// The day of the last success.
    pub last_success: Option<Date>,
    /// Those that are there already, which gained nothing.
    pub known: Vec<Spooled>,
}

impl Gain {
    /// Adds a report that counts.
    pub fn add(&mut self, evidence: &NewEvidence, key: ReportKey) {
        self.reports += u64::from(!key.is_second());
        self.count += u64::from(evidence.count);
        if evidence.outcome == Some(Outcome::Success) {
            self.successes += u64::from(evidence.count);
            self.last_success = self.last_success.max(Some(evidence.day));
        }
    }
}

impl Tx<'_> {
    /// Makes room for reports on their way.
    ///
    /// # Errors
    /// What goes wrong on the disk.
    pub fn open_spool(&self) -> Result<(), StoreError> {
        let open = |connection: &Connection| {
            // The sorter takes as much again as the page cache may.
            connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
            connection.execute_batch(include_str!("spool.sql"))
        };
        open(self.connection).map_err(|error| self.error(error))
    }

    /// Lays a report aside.
    ///
    /// # Errors
    /// What goes wrong on the disk.
    pub fn spool(&self, report: &Spooled) -> Result<(), StoreError> {
        spool(self.connection, report).map_err(|error| self.error(error))
    }

    /// Writes the reports into the ledger, record by record, and tells after each record what it gained.
    ///
    /// # Errors
    /// What `visit` returns; what goes wrong on the disk.
    pub fn record_spooled<E: From<StoreError>>(
        &mut self,
        mut visit: impl FnMut(&mut Self, Gain) -> Result<(), E>,
    ) -> Result<(), E> {
        let connection = self.connection;
        let path = self.path().to_owned();
        let wrap = |error| E::from(StoreError::new(&path, error));
        let mut statement = connection.prepare(include_str!("spooled.sql")).map_err(wrap)?;
        let mut rows = statement.query([]).map_err(wrap)?;
        let mut gain = Gain::default();
        while let Some(row) = rows.next().map_err(wrap)? {
            let report = spooled_row(row).map_err(wrap)?;
            if gain.record != report.record {
                let full = std::mem::replace(&mut gain, Gain { record: report.record, ..Gain::default() });
                if full.record != 0 {
                    visit(self, full)?;
                }
            }
            let Spooled { record, evidence, key } = &report;
            // A file that brings nothing new leaves no batch.
            let is_known = self.written_batch().is_none() && self.report(key)?.is_some();
            let batch = if is_known { 0 } else { self.batch_id()? };
            if !is_known && write::insert(connection, batch, *record, evidence, Some(key)).map_err(wrap)? {
                gain.add(evidence, *key);
            } else {
                gain.known.push(report);
            }
        }
        if gain.record != 0 {
            visit(self, gain)?;
        }
        drop(rows);
        drop(statement);
        connection.execute_batch("DROP TABLE temp.spool").map_err(wrap)
    }
}

fn spool(connection: &Connection, report: &Spooled) -> rusqlite::Result<()> {
    let Spooled { record, evidence, key } = report;
    let item = |part: Part| evidence.item.filter(|(kind, _)| *kind == part).map(|(_, id)| id);
    let mut statement = connection.prepare_cached(include_str!("spool_insert.sql"))?;
    statement.execute(named_params! {
        ":record": record,
        ":dead_end": item(Part::DeadEnd),
        ":workaround": item(Part::Workaround),
        ":outcome": evidence.outcome.map(Outcome::as_str),
        ":count": evidence.count,
        ":day": evidence.day.to_string(),
        ":reporter": evidence.reporter,
        ":reporter_kind": evidence.reporter_kind.as_str(),
        ":url": evidence.url,
        ":note": evidence.note,
        ":env_os": evidence.environment.os,
        ":env_runtime": evidence.environment.runtime,
        ":env_version": evidence.environment.version,
        ":report_key": key.as_bytes(),
    })?;
    Ok(())
}

/// Reads a row of `spooled.sql`, by the positions of its columns: looking names up would take longer than the rest.
fn spooled_row(row: &Row<'_>) -> rusqlite::Result<Spooled> {
    let (dead_end, workaround): (Option<u32>, Option<u32>) = (row.get(1)?, row.get(2)?);
    let item = workaround.map(|id| (Part::Workaround, id)).or(dead_end.map(|id| (Part::DeadEnd, id)));
    let evidence = NewEvidence {
        item,
        kind: EvidenceKind::Outcome,
        outcome: Some(parsed_at(row, 3)?),
        count: row.get(4)?,
        day: parsed_at(row, 5)?,
        reporter: row.get(6)?,
        reporter_kind: parsed_at(row, 7)?,
        url: row.get(8)?,
        note: row.get(9)?,
        environment: Environment { os: row.get(10)?, runtime: row.get(11)?, version: row.get(12)? },
    };
    Ok(Spooled { record: row.get(0)?, evidence, key: row.get(13)? })
}
