//! How many reports on a claim were recorded after a batch.

use rusqlite::{Connection, named_params};

use super::ledger::with_came_in;
use crate::record::Part;
use crate::store::record::count;
use crate::store::{Snapshot, StoreError};

impl Snapshot<'_> {
    /// Whether there are reports on a record or its items, withdrawn ones among them.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn has_reports(&self, record: i64) -> Result<bool, StoreError> {
        self.run(|connection| {
            let sql = "SELECT EXISTS (SELECT 1 FROM evidence WHERE record = :record AND outcome IS NOT NULL)";
            connection.prepare_cached(sql)?.query_row(named_params! { ":record": record }, |row| row.get(0))
        })
    }

    /// How many reports on an item, or on a record as a whole, came after a batch and were not withdrawn: the sum of
    /// their counts.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn reports_since(&self, record: i64, item: Option<(Part, u32)>, batch: i64) -> Result<u64, StoreError> {
        self.run(|connection| reports_since(connection, record, item, batch))
    }
}

fn reports_since(connection: &Connection, record: i64, item: Option<(Part, u32)>, batch: i64) -> rusqlite::Result<u64> {
    let id = |part: Part| item.filter(|(kind, _)| *kind == part).map(|(_, id)| id);
    let parameters = named_params! {
        ":record": record, ":dead_end": id(Part::DeadEnd), ":workaround": id(Part::Workaround), ":batch": batch,
    };
    let mut statement = connection.prepare_cached(&with_came_in(include_str!("reports_since.sql")))?;
    statement.query_row(parameters, |row| count(row, "reports"))
}
