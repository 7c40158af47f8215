//! Tables of records: some columns, sorted.

mod column;
mod searched;

use rusqlite::types::Value;

pub use column::{Cell, ListedColumn, ListedColumnError};

use crate::ledger::RecordKey;

use super::record::{count, parsed};
use super::{Filter, Snapshot, StoreError};
use crate::record::Id;

/// By which column a list is sorted. Equal rows, and lists without an order, go by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    /// The column.
    pub column: ListedColumn,
    /// Largest first.
    pub descending: bool,
}

/// What a list shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Listing {
    /// Which records.
    pub filter: Filter,
    /// Which columns.
    pub columns: Vec<ListedColumn>,
    /// The order; by id if there is none.
    pub order: Option<Order>,
    /// The most rows; all if there is no limit.
    pub limit: Option<u32>,
}

impl Snapshot<'_> {
    /// Calls `visit` with the rows of a list, one by one.
    ///
    /// # Errors
    /// What `visit` returns; if the database cannot be read.
    pub fn list<E: From<StoreError>>(
        &self,
        listing: &Listing,
        mut visit: impl FnMut(Vec<Cell>) -> Result<(), E>,
    ) -> Result<(), E> {
        let wrap = |error| E::from(self.error(error));
        let Listing { filter, columns, order, limit } = listing;
        let mut selection = filter.selection();
        // A negative limit means no limit.
        selection.parameters.push((":limit", Value::Integer(limit.map_or(-1, i64::from))));
        let expressions: Vec<&str> = columns.iter().map(|column| column.expression()).collect();
        let by = order.map_or(String::new(), |Order { column, descending }| {
            format!("{}{}, ", column.expression(), if descending { " DESC" } else { "" })
        });
        let sql = format!(
            "{}SELECT {} FROM selected s CROSS JOIN record r ON r.id = s.record ORDER BY {by}s.canon_id LIMIT :limit",
            selection.with,
            expressions.join(", ")
        );
        let mut statement = self.connection().prepare(&sql).map_err(wrap)?;
        let mut rows = statement.query(selection.bindings().as_slice()).map_err(wrap)?;
        while let Some(row) = rows.next().map_err(wrap)? {
            let cells = columns.iter().enumerate().map(|(at, column)| column.cell(row, at));
            visit(cells.collect::<rusqlite::Result<_>>().map_err(wrap)?)?;
        }
        Ok(())
    }

    /// Calls `visit` with the id of every record that is not withdrawn, in order.
    ///
    /// # Errors
    /// If the database cannot be read; [`StoreError::Damaged`] for a text that is not an id.
    pub fn each_id(&self, mut visit: impl FnMut(Id)) -> Result<(), StoreError> {
        self.run(|connection| {
            let mut statement = connection
                .prepare_cached("SELECT canon_id FROM record WHERE withdrawn_in IS NULL ORDER BY canon_id")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                visit(parsed(row, "canon_id")?);
            }
            Ok(())
        })
    }

    /// The number of records that a filter selects.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn count(&self, filter: &Filter) -> Result<u64, StoreError> {
        self.count_up_to(filter, u64::MAX)
    }

    /// The number of records that a filter selects, counted up to `most`.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn count_up_to(&self, filter: &Filter, most: u64) -> Result<u64, StoreError> {
        let mut selection = filter.selection();
        selection.parameters.push((":most", Value::Integer(i64::try_from(most).unwrap_or(i64::MAX))));
        let sql = format!("{}SELECT count(*) AS records FROM (SELECT 1 FROM selected LIMIT :most)", selection.with);
        self.run(|connection| connection.query_row(&sql, selection.bindings().as_slice(), |row| count(row, "records")))
    }

    /// The keys of the records of a filter on which there is evidence, in the order of their ids.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn rows_with_evidence(&self, filter: &Filter) -> Result<Vec<RecordKey>, StoreError> {
        let selection = filter.selection();
        self.run(|connection| {
            let sql = format!(
                "{}SELECT record FROM selected WHERE record IN (SELECT record FROM evidence) ORDER BY canon_id",
                selection.with
            );
            let mut statement = connection.prepare(&sql)?;
            let rows = statement.query_map(selection.bindings().as_slice(), |row| row.get("record"))?;
            rows.collect::<rusqlite::Result<_>>()
        })
    }

    /// The keys of the records that a filter selects, in the order of their ids.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn rows(&self, filter: &Filter) -> Result<Vec<RecordKey>, StoreError> {
        let selection = filter.selection();
        self.run(|connection| {
            let sql = format!("{}SELECT record FROM selected ORDER BY canon_id", selection.with);
            let mut statement = connection.prepare(&sql)?;
            let rows = statement.query_map(selection.bindings().as_slice(), |row| row.get("record"))?;
            rows.collect::<rusqlite::Result<_>>()
        })
    }
}
