//! Reports on a claim that came with a batch or after it.

use rusqlite::{Connection, named_params};

use super::ledger::with_arrived_in;
use crate::ledger::{BatchNumber, RecordKey};
use crate::record::{ItemKind, ItemRef};
use crate::store::record::count;
use crate::store::{Snapshot, StoreError};

/// The reports on a claim that came with a batch or after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportsSince {
    /// The sum of the counts of those that count.
    pub counting: u64,
    /// Whether there are any, including withdrawn ones, because a withdrawal may be undone.
    pub is_any: bool,
}

impl Snapshot<'_> {
    /// Whether there are reports on a record or its items, including withdrawn ones.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn has_reports(&self, record: RecordKey) -> Result<bool, StoreError> {
        self.run(|connection| {
            let sql = "SELECT EXISTS (SELECT 1 FROM evidence WHERE record = :record AND outcome IS NOT NULL)";
            connection.prepare_cached(sql)?.query_row(named_params! { ":record": record }, |row| row.get(0))
        })
    }

    /// Whether reports on a record or its items may have arrived before a batch: not if all were recorded later, and
    /// none was moved there.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn may_have_reports_before(&self, record: RecordKey, batch: BatchNumber) -> Result<bool, StoreError> {
        self.run(|connection| {
            let sql = "SELECT EXISTS (SELECT 1 FROM evidence WHERE record = :record AND outcome IS NOT NULL
                           AND (batch < :batch OR moved_from IS NOT NULL))";
            let parameters = named_params! { ":record": record, ":batch": batch };
            connection.prepare_cached(sql)?.query_row(parameters, |row| row.get(0))
        })
    }

    /// The reports on an item, or on a record as a whole, that came with a batch or after it.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn reports_since(
        &self,
        record: RecordKey,
        item: Option<ItemRef>,
        batch: BatchNumber,
    ) -> Result<ReportsSince, StoreError> {
        self.run(|connection| reports_since(connection, record, item, batch))
    }

    /// The sum of the counts of the reports on an item, or on a record as a whole, that were recorded after a batch, up
    /// to another, and that counted after that one. It stays the same whatever is ruled later.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn reports_between(
        &self,
        record: RecordKey,
        item: Option<ItemRef>,
        states: (BatchNumber, BatchNumber),
    ) -> Result<u64, StoreError> {
        self.run(|connection| reports_between(connection, record, item, states))
    }
}

fn reports_between(
    connection: &Connection,
    record: RecordKey,
    item: Option<ItemRef>,
    (since, until): (BatchNumber, BatchNumber),
) -> rusqlite::Result<u64> {
    let id = |kind: ItemKind| item.and_then(|item| item.id_of(kind));
    let parameters = named_params! {
        ":record": record, ":dead_end": id(ItemKind::DeadEnd), ":workaround": id(ItemKind::Workaround),
        ":since": since, ":until": until,
    };
    let mut statement = connection.prepare_cached(include_str!("reports_between.sql"))?;
    statement.query_row(parameters, |row| count(row, "counting"))
}

fn reports_since(
    connection: &Connection,
    record: RecordKey,
    item: Option<ItemRef>,
    batch: BatchNumber,
) -> rusqlite::Result<ReportsSince> {
    let id = |kind: ItemKind| item.and_then(|item| item.id_of(kind));
    let parameters = named_params! {
        ":record": record, ":dead_end": id(ItemKind::DeadEnd), ":workaround": id(ItemKind::Workaround), ":batch": batch,
    };
    let mut statement = connection.prepare_cached(&with_arrived_in(include_str!("reports_since.sql")))?;
    statement
        .query_row(parameters, |row| Ok(ReportsSince { counting: count(row, "counting")?, is_any: row.get("is_any")? }))
}
