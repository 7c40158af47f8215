//! Bringing the schema up to date, without losing a row.

use std::path::PathBuf;

use refinery::Runner;
use rusqlite::{Connection, OptionalExtension};
use std::fs;

use super::{Store, StoreError};

mod embedded {
    refinery::embed_migrations!("migrations");
}

fn runner() -> Runner {
    // Grouped: either every missing migration is applied or none.
    embedded::migrations::runner().set_grouped(true)
}

/// The newest schema version that this program knows.
pub(super) fn latest() -> i32 {
    runner().get_migrations().iter().map(refinery::Migration::version).max().unwrap_or_default()
}

/// The schema version of a database; 0 where it has none.
pub(super) fn version(store: &Store) -> Result<i32, StoreError> {
    let known = store.connection.table_exists(None, "refinery_schema_history").map_err(|error| store.error(error))?;
    if !known {
        return Ok(0);
    }
    let version: Option<i32> = store
        .connection
        .query_row("SELECT max(version) FROM refinery_schema_history", [], |row| row.get(0))
        .optional()
        .map_err(|error| store.error(error))?
        .flatten();
    Ok(version.unwrap_or_default())
}

/// Applies what is missing. A database with records is copied aside first.
pub(super) fn bring_up_to_date(store: &mut Store, found: i32) -> Result<(), StoreError> {
    let known = latest();
    if found > known {
        return Err(StoreError::Newer { path: store.path.clone(), found, known });
    }
    if found == known {
        return Ok(());
    }
    let copy = copy_aside(store, found)?;
    match run_with(&mut store.connection, runner()) {
        Ok(()) => Ok(()),
        // Another process may have been faster: then all is well.
        Err(_) if version(store)? == known => Ok(()),
        Err(detail) => Err(StoreError::Migration { path: store.path.clone(), detail, copy }),
    }
}

/// Applies every migration to a new database.
pub(super) fn run(connection: &mut Connection) -> Result<(), String> {
    run_with(connection, runner())
}

/// Applies migrations with the foreign keys off, for a migration that rebuilds a table would else delete the rows
/// that refer to it; SQLite ignores the switch inside a transaction, so it is thrown out here.
fn run_with(connection: &mut Connection, runner: Runner) -> Result<(), String> {
    connection.pragma_update(None, "foreign_keys", false).map_err(|error| error.to_string())?;
    let applied = runner.run(connection).map_err(|error| error.to_string());
    let broken = connection.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get::<_, i64>(0));
    connection.pragma_update(None, "foreign_keys", true).map_err(|error| error.to_string())?;
    applied?;
    match broken {
        Ok(0) => Ok(()),
        Ok(rows) => Err(format!("{rows} rows refer to rows that are not there")),
        Err(error) => Err(error.to_string()),
    }
}

/// Copies a database that has records to `FILE.before-vN`, N the version it is brought to.
fn copy_aside(store: &Store, found: i32) -> Result<Option<PathBuf>, StoreError> {
    let has_records = found > 0
        && store
            .connection
            .query_row("SELECT EXISTS (SELECT 1 FROM record)", [], |row| row.get(0))
            .map_err(|error| store.error(error))?;
    if !has_records {
        return Ok(None);
    }
    let mut copy = store.path.as_os_str().to_owned();
    copy.push(format!(".before-v{}", latest()));
    let copy = PathBuf::from(copy);
    if copy.exists() {
        return Ok(Some(copy)); // an earlier try made it, and that one is the older state
    }
    // Under another name until it is whole, so that a copy that is there can be trusted.
    let part = copy.with_extension("part");
    let io = |source| StoreError::Io { path: copy.clone(), source };
    if part.exists() {
        fs::remove_file(&part).map_err(io)?;
    }
    let text = part.to_string_lossy();
    store.connection.execute("VACUUM INTO ?1", [text.as_ref()]).map_err(|error| store.error(error))?;
    fs::rename(&part, &copy).map_err(io)?;
    Ok(Some(copy))
}
