//! The tables `evidence` and `ruling`.

use std::collections::HashMap;
use std::sync::LazyLock;

use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::write;
use crate::ledger::{
    BatchNumber, Environment, Evidence, EvidenceNumber, Ledger, NewEvidence, RecordKey, ReportKey, Ruling,
};
use crate::record::{ItemKind, ItemRef};
use crate::store::columns::ColumnReader;
use crate::store::{Snapshot, StoreError, Tx};

/// Reads a row of `ledger.sql`, by column index: a record may have a million.
pub(super) fn evidence_row(row: &Row<'_>) -> rusqlite::Result<Evidence> {
    let mut columns = ColumnReader::from(row, 0);
    let (id, record, what) = (columns.get()?, columns.get()?, what(&mut columns)?);
    let (first_batch, moved_from): (BatchNumber, _) = (columns.get()?, columns.get()?);
    let (is_withdrawn, ruled_in): (Option<bool>, Option<BatchNumber>) = (columns.get()?, columns.get()?);
    let arrived_in = columns.get()?;
    let (moved_to, uid) = (columns.get()?, columns.get()?);
    let withdrawn_in = ruled_in.filter(|_| is_withdrawn == Some(true));
    Ok(Evidence { id, uid, record, what, first_batch, arrived_in, withdrawn_in, moved_from, moved_to })
}

/// Reads what was recorded, from the columns `version` to `env_version`.
pub(super) fn what(columns: &mut ColumnReader<'_, '_>) -> rusqlite::Result<NewEvidence> {
    let mut item = None;
    for kind in ItemKind::ALL.iter().copied() {
        let id: Option<u32> = columns.get()?;
        item = item.or(id.map(|id| ItemRef { kind, id }));
    }
    let kind = columns.parsed()?;
    let outcome = columns.parsed_if_any()?;
    let count = columns.get()?;
    let (day, reporter, reporter_kind) = (columns.parsed()?, columns.get::<String>()?.into(), columns.parsed()?);
    let (is_apart, url, note) = (columns.get()?, columns.get()?, columns.get()?);
    let environment = Environment { os: columns.get()?, runtime: columns.get()?, version: columns.get()? };
    Ok(NewEvidence { item, kind, outcome, count, day, reporter, reporter_kind, is_apart, url, note, environment })
}

/// Reads the evidence on a record. The numbers are looked up first, in order, so that a million rows need no sorting.
pub(super) static OF_RECORD: LazyLock<String> =
    LazyLock::new(|| which("e.id IN (SELECT id FROM evidence WHERE record = :record)"));

/// Reads a piece of evidence.
static ONE: LazyLock<String> = LazyLock::new(|| which("e.id = :id"));

fn which(condition: &str) -> String {
    with_arrived_in(include_str!("ledger.sql")).replace("/* which */", condition)
}

/// A statement with the common expression for the batch in which a report arrived.
pub(super) fn with_arrived_in(sql: &str) -> String {
    sql.replace("/* arrived in */", include_str!("arrived_in.sql"))
}

fn ledger(connection: &Connection, record: RecordKey) -> rusqlite::Result<Ledger> {
    let mut statement = connection.prepare_cached(&OF_RECORD)?;
    statement.query_map(named_params! { ":record": record }, evidence_row)?.collect()
}

fn one(connection: &Connection, id: EvidenceNumber) -> rusqlite::Result<Option<Evidence>> {
    let mut statement = connection.prepare_cached(&ONE)?;
    statement.query_row(named_params! { ":id": id }, evidence_row).optional()
}

impl Snapshot<'_> {
    /// The evidence on a record.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn ledger(&self, record: RecordKey) -> Result<Ledger, StoreError> {
        self.run(|connection| ledger(connection, record))
    }

    /// What batches did to the evidence of a record, in their order.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn rulings(&self, record: RecordKey) -> Result<Vec<Ruling>, StoreError> {
        self.run(|connection| rulings(connection, record))
    }

    /// A piece of evidence; `None` if no row has that number.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn evidence(&self, id: EvidenceNumber) -> Result<Option<Evidence>, StoreError> {
        self.run(|connection| one(connection, id))
    }

    /// A piece of evidence by a number that the database itself named.
    ///
    /// # Errors
    /// As [`evidence`](Self::evidence), and [`StoreError::Damaged`] if there is none: none is ever deleted.
    pub fn known_evidence(&self, id: EvidenceNumber) -> Result<Evidence, StoreError> {
        let detail = || format!("evidence.id {id} is referred to, but there is no such row");
        self.evidence(id)?.ok_or_else(|| self.damaged(detail()))
    }

    /// The evidence that a report on a record became; `None` if it does not exist.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn report(&self, record: RecordKey, key: &ReportKey) -> Result<Option<Evidence>, StoreError> {
        self.run(|connection| match write::known(connection, record, key)? {
            Some(id) => one(connection, id),
            None => Ok(None),
        })
    }

    /// What a batch did to the evidence of a record: each piece in its current state, with the ruling. A piece that did
    /// not count when it arrived is not among them.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn ruled(&self, record: RecordKey, batch: BatchNumber) -> Result<Vec<(Evidence, Ruling)>, StoreError> {
        self.run(|connection| ruled(connection, record, batch))
    }
}

impl Tx<'_> {
    /// Rules whether a piece of evidence counts. The caller has to change the record's count.
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

fn rulings(connection: &Connection, record: RecordKey) -> rusqlite::Result<Vec<Ruling>> {
    let mut statement = connection.prepare_cached(include_str!("rulings.sql"))?;
    let read = |row: &Row<'_>| {
        let (batch, evidence, is_withdrawn) = (row.get("batch")?, row.get("evidence")?, row.get("is_withdrawn")?);
        Ok(Ruling { batch, evidence, is_withdrawn })
    };
    statement.query_map(named_params! { ":record": record }, read)?.collect()
}

fn ruled(connection: &Connection, record: RecordKey, batch: BatchNumber) -> rusqlite::Result<Vec<(Evidence, Ruling)>> {
    let mut of_batch: HashMap<EvidenceNumber, Ruling> = HashMap::new();
    for ruling in rulings(connection, record)?.into_iter().filter(|ruling| ruling.batch == batch) {
        // The second one after an arrival takes it back.
        if of_batch.remove(&ruling.evidence).is_none() {
            of_batch.insert(ruling.evidence, ruling);
        }
    }
    let ledger = ledger(connection, record)?.into_iter();
    Ok(ledger.filter_map(|evidence| of_batch.remove(&evidence.id).map(|ruling| (evidence, ruling))).collect())
}
