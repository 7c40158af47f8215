//! The values that a field has in a set.

use std::collections::HashMap;

use rusqlite::named_params;

use crate::ledger::RecordKey;

use super::Filter;
use super::field::FieldPlace;
use crate::record::{FormatField, compact};
use crate::store::record::{count, signed};
use crate::store::{Snapshot, StoreError};

/// The number of keys of records whose values are counted with one statement.
const WINDOW: u64 = 16 * 1024;

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
    /// counted for each. `read` is called with the number of records of the database that were gone through since it
    /// was called last; together that is [`last_key`](Self::last_key).
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn facet(
        &self,
        field: FormatField,
        filter: &Filter,
        read: impl FnMut(u64),
    ) -> Result<Vec<FacetValue>, StoreError> {
        self.facet_in_windows(WINDOW, field, filter, read)
    }

    fn facet_in_windows(
        &self,
        window: u64,
        field: FormatField,
        filter: &Filter,
        mut read: impl FnMut(u64),
    ) -> Result<Vec<FacetValue>, StoreError> {
        let Facet { from, value } = Facet::of(field);
        let chosen = match filter.selection().is_everything {
            true => "record.withdrawn_in IS NULL",
            false => {
                self.list_chosen(filter)?;
                "record.id IN (SELECT record FROM temp.chosen)"
            }
        };
        let sql = format!(
            "SELECT CAST({value} AS TEXT) AS value, count(DISTINCT record.id) AS records FROM {from} \
             AND record.id > :after AND record.id <= :last AND {chosen} GROUP BY 1"
        );
        let (mut after, last) = (0, self.last_key()?);
        let mut numbers: HashMap<Option<String>, u64> = HashMap::new();
        while after < last {
            let end = last.min(after + window);
            self.run(|connection| {
                let mut statement = connection.prepare_cached(&sql)?;
                let mut rows = statement.query(named_params! { ":after": signed(after)?, ":last": signed(end)? })?;
                while let Some(row) = rows.next()? {
                    *numbers.entry(row.get("value")?).or_default() += count(row, "records")?;
                }
                Ok(())
            })?;
            read(end - after);
            after = end;
        }
        let mut values: Vec<FacetValue> =
            numbers.into_iter().map(|(value, records)| FacetValue { value, records }).collect();
        values.sort_unstable_by(|one, other| other.records.cmp(&one.records).then_with(|| one.value.cmp(&other.value)));
        Ok(values)
    }

    /// Lists the keys of the records of a filter in the table `chosen`, so that the filter is evaluated once.
    fn list_chosen(&self, filter: &Filter) -> Result<(), StoreError> {
        let selection = filter.selection();
        let sql = format!("{}INSERT INTO temp.chosen SELECT record FROM selected", selection.with);
        self.run(|connection| {
            connection.execute_batch(
                "CREATE TEMP TABLE IF NOT EXISTS chosen (record INTEGER PRIMARY KEY) STRICT; DELETE FROM temp.chosen",
            )?;
            connection.prepare(&sql)?.execute(selection.bindings().as_slice()).map(drop)
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
    /// The tables, with the condition that joins them; that of the records is gone through.
    from: String,
    /// The column.
    value: String,
}

impl Facet {
    fn of(field: FormatField) -> Self {
        let FieldPlace { rows, value, beside: _ } = FieldPlace::of(field);
        Facet { from: rows.map_or("record WHERE TRUE".to_owned(), |rows| format!("record CROSS JOIN {rows}")), value }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Record, Start, read};
    use crate::store::{Batch, Durability, Prepared, Store};

    /// A database of two records of the domain x and two of y, with their categories and tags.
    fn store() -> Store {
        let text = include_bytes!("../../../fixtures/records/minimal/index.json");
        let (mut store, day) = (Store::in_memory().unwrap(), "2026-11-21".parse().unwrap());
        let batch = Batch { day, actor: "mei".to_owned(), reason: None, command: "test".to_owned(), verb: None };
        let records =
            [("x/a", "other", "net cpu"), ("x/b", "crash", "cpu"), ("y/c", "crash", ""), ("y/d", "other", "")];
        let written = store.transact(&batch, Durability::Full, |tx| {
            for (id, category, tags) in records {
                let mut record = read(text, Start::default()).unwrap();
                record.id = id.parse().unwrap();
                record.domain = record.id.domain().to_owned();
                record.category = category.to_owned();
                record.tags = tags.split_whitespace().map(str::to_owned).collect();
                tx.insert(&Prepared::from(record), None)?;
            }
            Ok::<_, StoreError>(())
        });
        written.unwrap();
        store
    }

    #[test]
    fn values_are_the_same_in_windows_of_any_size_and_every_record_is_told_once() {
        let mut store = store();
        let snapshot = store.snapshot().unwrap();
        let of_x = Filter { domains: vec!["x".to_owned()], ..Filter::default() };
        let values = |window, field: FormatField, filter: &Filter| {
            let mut told = 0;
            let values = snapshot.facet_in_windows(window, field, filter, |records| told += records).unwrap();
            assert_eq!(told, 4);
            let text = |FacetValue { value, records }: FacetValue| format!("{} {records}", value.unwrap_or_default());
            values.into_iter().map(text).collect::<Vec<_>>().join(", ")
        };
        for window in [1, 3, WINDOW] {
            let (category, tags) = (Record::CATEGORY.format(), Record::TAGS.format());
            assert_eq!(values(window, category, &Filter::default()), "crash 2, other 2");
            assert_eq!(values(window, category, &of_x), "crash 1, other 1");
            assert_eq!(values(window, tags, &Filter::default()), "cpu 2, net 1");
        }
    }
}
