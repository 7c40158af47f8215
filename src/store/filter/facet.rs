//! The values that a field has in a set.

use rusqlite::named_params;

use crate::ledger::RecordKey;

use super::Filter;
use super::field::FieldPlace;
use crate::record::{FormatField, compact};
use crate::store::record::count;
use crate::store::{Snapshot, StoreError};

/// A value of a field, with the number of records that have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetValue {
    /// The value, as text; `None` for records in which the field has none.
    pub value: Option<String>,
    /// The number of records.
    pub records: u64,
}

impl Snapshot<'_> {
    /// The values that a field has in the records of a filter, the most used first. A record with several values is
    /// counted for each.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn facet(&self, field: FormatField, filter: &Filter) -> Result<Vec<FacetValue>, StoreError> {
        let selection = filter.selection();
        let Facet { from, value } = Facet::of(field);
        let sql = format!(
            "{}SELECT CAST({value} AS TEXT) AS value, count(DISTINCT record.id) AS records FROM {from} \
             AND record.id IN (SELECT record FROM selected) GROUP BY 1 ORDER BY 2 DESC, 1",
            selection.with
        );
        self.run(|connection| {
            let mut statement = connection.prepare(&sql)?;
            let value =
                |row: &rusqlite::Row<'_>| Ok(FacetValue { value: row.get("value")?, records: count(row, "records")? });
            statement.query_map(selection.bindings().as_slice(), value)?.collect::<rusqlite::Result<_>>()
        })
    }

    /// The keys of the records that are not withdrawn and have one of some values in a field, in no order.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn rows_with(&self, field: FormatField, values: &[&str]) -> Result<Vec<RecordKey>, StoreError> {
        let Facet { from, value } = Facet::of(field);
        let sql = format!(
            "SELECT DISTINCT record.id FROM {from} AND record.withdrawn_in IS NULL \
             AND {value} IN (SELECT value FROM json_each(:values))"
        );
        self.run(|connection| {
            let mut statement = connection.prepare(&sql)?;
            let rows = statement.query_map(named_params! { ":values": compact(values) }, |row| row.get(0))?;
            rows.collect::<rusqlite::Result<_>>()
        })
    }
}

/// Where the values of a field are, as SQL.
struct Facet {
    /// The tables, with the condition that joins them.
    from: String,
    /// The column.
    value: String,
}

impl Facet {
    fn of(field: FormatField) -> Self {
        let FieldPlace { rows, value, beside: _ } = FieldPlace::of(field);
        Facet { from: rows.map_or("record WHERE TRUE".to_owned(), |rows| format!("record, {rows}")), value }
    }
}
