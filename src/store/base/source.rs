//! The table `record_source`.

use rusqlite::{Connection, OptionalExtension, Row, named_params};

use crate::ledger::SourceNumber;
use crate::record::Date;
use crate::store::record::{count, parsed};
use crate::store::{Snapshot, StoreError, Tx};

/// A source, and how it differs from the set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceEntry {
    /// Its name: a path, or what the user called it.
    pub name: String,
    /// The day of the last import from it or export to it.
    pub day: Date,
    /// The number of records that it has, as far as known.
    pub records: u64,
    /// The number of these that are different here, or withdrawn.
    pub differing: u64,
}

impl Snapshot<'_> {
    /// The number of a source that is known.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn known_source(&self, name: &str) -> Result<Option<SourceNumber>, StoreError> {
        self.run(|connection| find(connection, name))
    }

    /// The sources, in the order of their names.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn sources(&self) -> Result<Vec<SourceEntry>, StoreError> {
        self.run(|connection| {
            let mut statement = connection.prepare_cached(include_str!("sources.sql"))?;
            let entry = |row: &Row<'_>| {
                let (records, differing) = (count(row, "records")?, count(row, "differing")?);
                Ok(SourceEntry { name: row.get("name")?, day: parsed(row, "day")?, records, differing })
            };
            statement.query_map([], entry)?.collect::<rusqlite::Result<_>>()
        })
    }
}

impl Tx<'_> {
    /// The number of a source; one that is new is added.
    ///
    /// # Errors
    /// What goes wrong on the disk.
    pub fn source(&mut self, name: &str, day: Date) -> Result<SourceNumber, StoreError> {
        self.run(|connection| ensure(connection, name, day))
    }
}

fn find(connection: &Connection, name: &str) -> rusqlite::Result<Option<SourceNumber>> {
    let mut select = connection.prepare_cached("SELECT id FROM record_source WHERE name = :name")?;
    select.query_row(named_params! { ":name": name }, |row| row.get("id")).optional()
}

/// The number of a source, with which records are exchanged on a day.
pub(super) fn ensure(connection: &Connection, name: &str, day: Date) -> rusqlite::Result<SourceNumber> {
    let day = day.to_string();
    let Some(source) = find(connection, name)? else {
        let mut insert = connection.prepare_cached("INSERT INTO record_source (name, day) VALUES (:name, :day)")?;
        return insert.insert(named_params! { ":name": name, ":day": day }).map(SourceNumber::from);
    };
    connection
        .prepare_cached("UPDATE record_source SET day = :day WHERE id = :id AND day <> :day")?
        .execute(named_params! { ":id": source, ":day": day })?;
    Ok(source)
}
