//! Texts that are not UTF-8: SQLite accepts any bytes, but a command that reads them fails.

use std::str;

use rusqlite::Connection;
use rusqlite::types::ValueRef;

use super::flaw::{Damage, Flaw};
use super::inspection::Inspection;
use super::verification::Verification;

/// The tables with texts that no other inspection reads as a whole, and the columns that identify their rows. The items
/// that a record still has are read with it.
const UNREAD: &str = include_str!("texts.sql");

impl Verification<'_> {
    /// Texts that are not UTF-8.
    pub(super) fn texts(&self) -> Vec<Flaw> {
        let unreadable = |error| vec![Flaw::unreadable(Inspection::Texts, &error)];
        let tables = match unread(self.connection()) {
            Ok(tables) => tables,
            Err(error) => return unreadable(error),
        };
        tables.iter().flat_map(|table| broken(self.connection(), table).unwrap_or_else(unreadable)).collect()
    }
}

/// A table with texts.
struct TextTable {
    name: String,
    /// The columns of its primary key.
    key: Vec<String>,
    /// Its columns of texts.
    texts: Vec<String>,
    /// The condition for rows that no other inspection reads.
    condition: String,
}

fn unread(connection: &Connection) -> rusqlite::Result<Vec<TextTable>> {
    let mut statement = connection.prepare(UNREAD)?;
    let rows = statement.query_map([], |row| {
        let names = |column| -> rusqlite::Result<Vec<String>> {
            Ok(row.get_ref(column)?.as_str()?.split(", ").map(str::to_owned).collect())
        };
        Ok(TextTable {
            name: row.get("name")?,
            key: names("key")?,
            texts: names("texts")?,
            condition: row.get("condition")?,
        })
    })?;
    rows.collect()
}

fn broken(connection: &Connection, table: &TextTable) -> rusqlite::Result<Vec<Flaw>> {
    let TextTable { name, key, texts, condition } = table;
    let columns = [texts.as_slice(), key].concat().join(", ");
    let mut statement = connection.prepare(&format!("SELECT {columns} FROM {name} {condition}"))?;
    let mut rows = statement.query([])?;
    let mut flaws = Vec::new();
    while let Some(row) = rows.next()? {
        for (at, column) in texts.iter().enumerate() {
            let ValueRef::Text(bytes) = row.get_ref(at)? else { continue };
            if str::from_utf8(bytes).is_err() {
                let value = |(at, column): (usize, &String)| Ok((column.clone(), told(row.get_ref(at)?)));
                let key = (texts.len()..).zip(key).map(value).collect::<rusqlite::Result<_>>()?;
                flaws.push(Flaw::new(Damage::NotUtf8 { table: name.clone(), column: column.clone(), key }));
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
