//! Texts that are none: to SQLite any bytes are a text, and a command that reads it cannot go on.

use std::str;

use rusqlite::Connection;
use rusqlite::types::ValueRef;

use super::{Flaw, Inspection, Verification};

/// The tables with texts that no other inspection reads as a whole, and which of their columns tell a row. The items
/// that a record still has are read with it.
const UNREAD: &str = include_str!("texts.sql");

impl Verification<'_> {
    /// Texts that are not UTF-8.
    pub fn texts(&self) -> Vec<Flaw> {
        let unreadable = |error| vec![Flaw::unreadable(Inspection::Texts, &error)];
        let tables = match unread(self.connection()) {
            Ok(tables) => tables,
            Err(error) => return unreadable(error),
        };
        tables.iter().flat_map(|table| broken(self.connection(), table).unwrap_or_else(unreadable)).collect()
    }
}

/// A table with texts.
struct Table {
    name: String,
    /// The columns of its primary key.
    key: String,
    /// Its columns of texts.
    texts: Vec<String>,
    /// Which of its rows nothing else reads.
    condition: String,
}

fn unread(connection: &Connection) -> rusqlite::Result<Vec<Table>> {
    let mut statement = connection.prepare(UNREAD)?;
    let rows = statement.query_map([], |row| {
        let texts: String = row.get("texts")?;
        Ok(Table {
            name: row.get("name")?,
            key: row.get("key")?,
            condition: row.get("condition")?,
            texts: texts.split(", ").map(str::to_owned).collect(),
        })
    })?;
    rows.collect()
}

fn broken(connection: &Connection, table: &Table) -> rusqlite::Result<Vec<Flaw>> {
    let Table { name, key, texts, condition } = table;
    let mut statement = connection.prepare(&format!("SELECT {}, {key} FROM {name} {condition}", texts.join(", ")))?;
    let columns = statement.column_count();
    let mut rows = statement.query([])?;
    let mut flaws = Vec::new();
    while let Some(row) = rows.next()? {
        for (at, column) in texts.iter().enumerate() {
            let ValueRef::Text(bytes) = row.get_ref(at)? else { continue };
            if str::from_utf8(bytes).is_err() {
                let values = (texts.len()..columns).map(|at| row.get_ref(at).map(told));
                let values = values.collect::<rusqlite::Result<Vec<String>>>()?.join(", ");
                let what = format!("{column} in the row of {name} with {key} = {values} is not UTF-8");
                flaws.push(Flaw::new(Inspection::Texts, None, what));
            }
        }
    }
    Ok(flaws)
}

fn told(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => "NULL".to_owned(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        ValueRef::Blob(bytes) => format!("{} bytes", bytes.len()),
    }
}
