//! What SQLite itself can detect, and whether the tables are those of this program.

use std::collections::BTreeMap;

use rusqlite::{Connection, OpenFlags};

use super::flaw::{Damage, Flaw};
use super::inspection::Inspection;
use super::verification::Verification;
use crate::store::connect::connect;
use crate::store::record::count;
use crate::store::{Store, StoreError};

/// The most messages of SQLite. One damaged page may give thousands.
const MAX_FLAWS: usize = 100;

impl Verification<'_> {
    /// The flaws that SQLite finds in the file.
    pub(super) fn file(&self) -> Vec<Flaw> {
        let mut flaws = self.integrity();
        match definitions(self.connection()) {
            Ok(found) => flaws.extend(self.other_definitions(&found)),
            Err(error) => flaws.push(Flaw::unreadable(Inspection::File, &error)),
        }
        flaws.extend(references(self.connection()));
        flaws
    }

    /// Tables, indexes and triggers that are missing or different.
    fn other_definitions(&self, found: &Definitions) -> Vec<Flaw> {
        let made = || -> Result<Definitions, StoreError> {
            let store = Store::in_memory()?;
            definitions(&store.connection).map_err(|error| store.error(error))
        };
        let Ok(made) = made() else { return Vec::new() };
        let differs = |(name, sql): (&String, &String)| match found.get(name) {
            None => Some(Flaw::new(Damage::MissingDefinition(name.clone()))),
            Some(other) if other != sql => Some(Flaw::new(Damage::OtherDefinition(name.clone()))),
            Some(_) => None,
        };
        made.iter().filter_map(differs).collect()
    }
}

/// Tables, indexes and triggers by name, white space folded.
type Definitions = BTreeMap<String, String>;

fn definitions(connection: &Connection) -> rusqlite::Result<Definitions> {
    let mut statement = connection.prepare(
        "SELECT type || ' ' || name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'refinery%'",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
    let folded = |(name, sql): (String, String)| (name, sql.split_whitespace().collect::<Vec<_>>().join(" "));
    rows.map(|row| row.map(folded)).collect()
}

impl Verification<'_> {
    /// SQLite checks the constraints of tables only on a connection that could write.
    fn integrity(&self) -> Vec<Flaw> {
        let is_readonly = self.connection().is_readonly("main").unwrap_or(false);
        let writable =
            if is_readonly { connect(self.path(), OpenFlags::SQLITE_OPEN_READ_WRITE, "").ok() } else { None };
        let writable = writable.filter(|store| store.connection.pragma_update(None, "query_only", true).is_ok());
        let of_writable = writable.and_then(|store| integrity(&store.connection).ok());
        of_writable
            .map_or_else(|| integrity(self.connection()), Ok)
            .unwrap_or_else(|error| vec![Flaw::unreadable(Inspection::File, &error)])
    }
}

fn integrity(connection: &Connection) -> rusqlite::Result<Vec<Flaw>> {
    let mut statement = connection.prepare(&format!("PRAGMA integrity_check({MAX_FLAWS})"))?;
    let messages = statement.query_map([], |row| row.get::<_, String>(0))?;
    let messages = messages.collect::<rusqlite::Result<Vec<String>>>()?;
    let bad = messages.into_iter().filter(|message| message != "ok");
    Ok(bad.map(|message| Flaw::new(Damage::Sqlite(message.replace('\n', "; ")))).collect())
}

fn references(connection: &Connection) -> Vec<Flaw> {
    let read = || {
        let mut statement = connection.prepare(
            "SELECT \"table\" AS child, count(*) AS rows, min(rowid) AS first, parent \
             FROM pragma_foreign_key_check GROUP BY child, parent",
        )?;
        let rows = statement.query_map([], |row| {
            let (child, parent) = (row.get("child")?, row.get("parent")?);
            Ok(Flaw::new(Damage::BrokenReference {
                child,
                parent,
                rows: count(row, "rows")?,
                first: row.get("first")?,
            }))
        })?;
        rows.collect::<rusqlite::Result<Vec<Flaw>>>()
    };
    read().unwrap_or_else(|error| vec![Flaw::unreadable(Inspection::References, &error)])
}
