//! Targets of reports: a record, found by its id, and its items.

use rusqlite::{Connection, OptionalExtension, Row, named_params};

use crate::ledger::RecordKey;
use crate::record::{Date, ItemKind};
use crate::store::record::{count, parsed};
use crate::store::{Snapshot, StoreError};

/// The data of a record that reports on it need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportTarget {
    /// The record's key.
    pub row: RecordKey,
    /// The day the error was first seen.
    pub first_seen: Date,
    /// Whether the record was withdrawn.
    pub is_withdrawn: bool,
    /// Its number of pieces of evidence so far.
    pub evidence_count: u64,
    /// The ids of its workarounds, in the order of the list.
    pub workarounds: Vec<u32>,
    /// The ids of its dead ends.
    pub dead_ends: Vec<u32>,
}

impl ReportTarget {
    /// The ids of one kind of items; versions have no reports.
    pub fn items(&self, kind: ItemKind) -> &[u32] {
        match kind {
            ItemKind::Workaround => &self.workarounds,
            ItemKind::DeadEnd => &self.dead_ends,
            ItemKind::Version => &[],
        }
    }
}

impl Snapshot<'_> {
    /// The record of an id.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn target(&self, id: &str) -> Result<Option<ReportTarget>, StoreError> {
        self.run(|connection| target(connection, id))
    }

    /// Every record by its id.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn targets(&self) -> Result<Vec<(String, ReportTarget)>, StoreError> {
        self.run(targets)
    }

    /// The items of a record by the texts that they are known by, each with its id.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn item_texts(&self, row: RecordKey, kind: ItemKind) -> Result<Vec<(u32, String)>, StoreError> {
        let sql = match kind {
            ItemKind::Workaround => include_str!("workaround_texts.sql"),
            ItemKind::DeadEnd => include_str!("dead_end_texts.sql"),
            ItemKind::Version => return Ok(Vec::new()),
        };
        self.run(|connection| {
            let mut statement = connection.prepare_cached(sql)?;
            let rows =
                statement.query_map(named_params! { ":record": row }, |row| Ok((row.get("id")?, row.get("text")?)))?;
            rows.collect::<rusqlite::Result<_>>()
        })
    }
}

fn targets(connection: &Connection) -> rusqlite::Result<Vec<(String, ReportTarget)>> {
    let mut statement =
        connection.prepare("SELECT id, first_seen, withdrawn_in, evidence_count, canon_id FROM record ORDER BY id")?;
    let read = |row: &Row<'_>| Ok((row.get("canon_id")?, target_row(row)?));
    let mut targets: Vec<(String, ReportTarget)> = statement.query_map([], read)?.collect::<rusqlite::Result<_>>()?;
    for kind in [ItemKind::Workaround, ItemKind::DeadEnd] {
        let table = kind.as_str();
        let sql = format!("SELECT record, id FROM {table} WHERE gone_in IS NULL ORDER BY record, position");
        let mut statement = connection.prepare(&sql)?;
        let mut rows = statement.query([])?;
        let mut at = targets.iter_mut();
        let mut current = at.next();
        while let Some(row) = rows.next()? {
            let record: RecordKey = row.get(0)?;
            while current.as_ref().is_some_and(|(_, target)| target.row < record) {
                current = at.next();
            }
            if let Some((_, target)) = current.as_mut().filter(|(_, target)| target.row == record) {
                let ids = if kind == ItemKind::Workaround { &mut target.workarounds } else { &mut target.dead_ends };
                ids.push(row.get(1)?);
            }
        }
    }
    Ok(targets)
}

fn target_row(row: &Row<'_>) -> rusqlite::Result<ReportTarget> {
    Ok(ReportTarget {
        row: row.get("id")?,
        first_seen: parsed(row, "first_seen")?,
        is_withdrawn: row.get_ref("withdrawn_in")? != rusqlite::types::ValueRef::Null,
        evidence_count: count(row, "evidence_count")?,
        workarounds: Vec::new(),
        dead_ends: Vec::new(),
    })
}

fn target(connection: &Connection, id: &str) -> rusqlite::Result<Option<ReportTarget>> {
    let sql = "SELECT id, first_seen, withdrawn_in, evidence_count FROM record WHERE canon_id = :id";
    let mut statement = connection.prepare_cached(sql)?;
    let found = statement.query_row(named_params! { ":id": id }, target_row).optional()?;
    let Some(mut target) = found else { return Ok(None) };
    let ids = |sql: &str| -> rusqlite::Result<Vec<u32>> {
        let mut statement = connection.prepare_cached(sql)?;
        statement.query_map(named_params! { ":record": target.row }, |row| row.get("id"))?.collect()
    };
    let workarounds = ids("SELECT id FROM workaround WHERE record = :record AND gone_in IS NULL ORDER BY position")?;
    target.dead_ends = ids("SELECT id FROM dead_end WHERE record = :record AND gone_in IS NULL ORDER BY position")?;
    target.workarounds = workarounds;
    Ok(Some(target))
}
