//! The tables `evidence` and `ruling`.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::key::ReportKey;
use super::{EvidenceKind, Outcome, ReporterKind, write};
use crate::record::{Date, Part};
use crate::store::columns::Columns;
use crate::store::{Snapshot, StoreError, Tx};

/// A piece of evidence to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvidence {
    /// The item that it is about, by kind and id; `None` for the record as a whole.
    pub item: Option<(Part, u32)>,
    /// What kind.
    pub kind: EvidenceKind,
    /// How an attempt ended. An outcome has one, a reproduction may have one; it is then a report.
    pub outcome: Option<Outcome>,
    /// So many alike, from 1.
    pub count: u32,
    /// The day it was seen.
    pub day: Date,
    /// Who saw it; not empty.
    pub reporter: String,
    /// What they say they are; the policy says whom it believes.
    pub reporter_kind: ReporterKind,
    /// Whether nobody is named and this is a reporter of its own; else all who are not named are one.
    pub is_apart: bool,
    /// Where it can be read.
    pub url: Option<String>,
    /// What there is to say.
    pub note: Option<String>,
    /// Where it was tried.
    pub environment: Environment,
}

/// Where something was tried.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Environment {
    /// The system.
    pub os: Option<String>,
    /// The runtime.
    pub runtime: Option<String>,
    /// Its version.
    pub version: Option<String>,
}

/// A piece of evidence in the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Its number.
    pub id: i64,
    /// The key of its record.
    pub record: i64,
    /// What was recorded.
    pub what: NewEvidence,
    /// The batch that brought it.
    pub batch: i64,
    /// The batch with which it came, the last time: a report whose import was taken back may come again.
    pub came_in: i64,
    /// The batch that withdrew it; `None` where it counts.
    pub withdrawn_in: Option<i64>,
    /// The row that it was moved from.
    pub moved_from: Option<i64>,
    /// The row that it was moved to, if that is why it does not count.
    pub moved_to: Option<i64>,
}

/// The evidence on one record, in the order of recording.
pub type Ledger = Vec<Evidence>;

/// What a batch did to a piece of evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruled {
    /// The evidence, as it stands now.
    pub evidence: Evidence,
    /// Whether it counted before the batch.
    pub counted: bool,
    /// Whether it counted after it.
    pub counts: bool,
}

/// That a batch recorded a piece of evidence, withdrew it, or let it count again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LedgerMove {
    /// The batch.
    pub batch: i64,
    /// The number of the evidence.
    pub evidence: i64,
    /// Whether the batch withdrew it.
    pub is_withdrawn: bool,
}

impl Evidence {
    /// Whether it counts.
    pub fn counts(&self) -> bool {
        self.withdrawn_in.is_none()
    }
}

/// Reads a row of `ledger.sql` or `one.sql`, by the places of its columns: a record may have a million.
pub(super) fn evidence_row(row: &Row<'_>) -> rusqlite::Result<Evidence> {
    let mut columns = Columns::from(row, 0);
    let (id, record) = (columns.get()?, columns.get()?);
    let mut item = None;
    for part in Part::ITEMS {
        let id: Option<u32> = columns.get()?;
        item = item.or(id.map(|id| (part, id)));
    }
    let kind = columns.parsed()?;
    let outcome = columns.parsed_if_any()?;
    let count = u32::try_from(columns.count()?).unwrap_or(u32::MAX);
    let (day, reporter, reporter_kind) = (columns.parsed()?, columns.get()?, columns.parsed()?);
    let (is_apart, url, note) = (columns.get()?, columns.get()?, columns.get()?);
    let environment = Environment { os: columns.get()?, runtime: columns.get()?, version: columns.get()? };
    let (batch, moved_from): (i64, _) = (columns.get()?, columns.get()?);
    let (is_withdrawn, ruled_in): (Option<bool>, Option<i64>) = (columns.get()?, columns.get()?);
    let came_in = columns.get()?;
    let moved_to = columns.get()?;
    let what =
        NewEvidence { item, kind, outcome, count, day, reporter, reporter_kind, is_apart, url, note, environment };
    let withdrawn_in = ruled_in.filter(|_| is_withdrawn == Some(true));
    Ok(Evidence { id, record, what, batch, came_in, withdrawn_in, moved_from, moved_to })
}

/// A statement with what tells in which batch a report came, which several need.
pub(super) fn with_came_in(sql: &str) -> String {
    sql.replace("/* came in */", include_str!("came_in.sql"))
}

fn ledger(connection: &Connection, record: i64) -> rusqlite::Result<Ledger> {
    let mut statement = connection.prepare_cached(&with_came_in(include_str!("ledger.sql")))?;
    statement.query_map(named_params! { ":record": record }, evidence_row)?.collect()
}

fn one(connection: &Connection, id: i64) -> rusqlite::Result<Option<Evidence>> {
    let mut statement = connection.prepare_cached(&with_came_in(include_str!("one.sql")))?;
    statement.query_row(named_params! { ":id": id }, evidence_row).optional()
}

impl Snapshot<'_> {
    /// The evidence on a record.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn ledger(&self, record: i64) -> Result<Ledger, StoreError> {
        self.run(|connection| ledger(connection, record))
    }

    /// What batches did to the evidence of a record, in their order.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn ledger_moves(&self, record: i64) -> Result<Vec<LedgerMove>, StoreError> {
        self.run(|connection| ledger_moves(connection, record))
    }

    /// A piece of evidence; `None` where there is none of that number.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn evidence(&self, id: i64) -> Result<Option<Evidence>, StoreError> {
        self.run(|connection| one(connection, id))
    }

    /// The evidence that a report became; `None` where it is not there.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn report(&self, key: &ReportKey) -> Result<Option<Evidence>, StoreError> {
        self.run(|connection| {
            let mut statement = connection.prepare_cached("SELECT id FROM evidence WHERE report_key = :key")?;
            let id = statement.query_row(named_params! { ":key": key.as_bytes() }, |row| row.get("id")).optional()?;
            id.map_or(Ok(None), |id| one(connection, id))
        })
    }

    /// What a batch did to the evidence of a record.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn ruled(&self, record: i64, batch: i64) -> Result<Vec<Ruled>, StoreError> {
        self.run(|connection| ruled(connection, record, batch))
    }
}

impl Tx<'_> {
    /// Rules whether a piece of evidence counts. The record's count is the caller's to change.
    ///
    /// # Errors
    /// What goes wrong on the disk.
    pub fn rule(&mut self, evidence: &Evidence, is_withdrawn: bool) -> Result<(), StoreError> {
        if evidence.counts() != is_withdrawn {
            return Ok(());
        }
        self.write(|connection, batch| write::rule(connection, batch, evidence.id, is_withdrawn))
    }
}
fn ledger_moves(connection: &Connection, record: i64) -> rusqlite::Result<Vec<LedgerMove>> {
    let mut statement = connection.prepare_cached(include_str!("moves.sql"))?;
    let read = |row: &Row<'_>| {
        let (batch, evidence, is_withdrawn) = (row.get("batch")?, row.get("evidence")?, row.get("is_withdrawn")?);
        Ok(LedgerMove { batch, evidence, is_withdrawn })
    };
    statement.query_map(named_params! { ":record": record }, read)?.collect()
}

fn ruled(connection: &Connection, record: i64, batch: i64) -> rusqlite::Result<Vec<Ruled>> {
    let rulings: HashMap<i64, bool> = write::rulings(connection, record, batch)?.into_iter().collect();
    let mut ruled = Vec::new();
    for evidence in ledger(connection, record)? {
        let ruling = rulings.get(&evidence.id).copied();
        let (counted, counts) = match (evidence.batch == batch, ruling) {
            (true, _) => (false, true),
            (false, Some(is_withdrawn)) => (is_withdrawn, !is_withdrawn),
            (false, None) => continue,
        };
        ruled.push(Ruled { evidence, counted, counts });
    }
    Ok(ruled)
}
