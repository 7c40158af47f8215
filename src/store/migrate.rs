//! Bringing the schema up to date, without losing a row.

use std::path::PathBuf;

use refinery::Runner;
use rusqlite::{Connection, OptionalExtension};
use std::fs;

use super::{Store, StoreError, exchange};

mod embedded {
    refinery::embed_migrations!("migrations");
}

/// Every migration of this program.
pub(super) fn runner() -> Runner {
    // Grouped: either every missing migration is applied or none.
    embedded::migrations::runner().set_grouped(true)
}

/// The newest schema version that this program knows.
pub(super) fn latest() -> i32 {
    newest(&runner())
}

fn newest(runner: &Runner) -> i32 {
    runner.get_migrations().iter().map(refinery::Migration::version).max().unwrap_or_default()
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

/// Applies what is missing of the runner's migrations. A database with records is copied aside first.
pub(super) fn bring_up_to_date(store: &mut Store, found: i32, runner: Runner) -> Result<(), StoreError> {
    let known = newest(&runner);
    if found > known {
        return Err(StoreError::Newer { path: store.path.clone(), found, known });
    }
    if found == known {
        return finish(store);
    }
    let copy = copy_aside(store, found, known)?;
    let failed = |detail| StoreError::Migration { path: store.path.clone(), detail, copy };
    match apply(&mut store.connection, &runner) {
        // Another process may have been faster: then all is well.
        Err(_) if version(store)? == known => Ok(()),
        Err(detail) => Err(failed(detail)),
        Ok(()) => check_references(&store.connection).map_err(failed).and_then(|()| finish(store)),
    }
}

/// What a migration leaves to be worked out beyond SQL; a process that was killed in between has left it to this one.
pub(super) fn finish(store: &mut Store) -> Result<(), StoreError> {
    if exchange::is_upgrade_pending(store)? { exchange::finish_upgrade(store) } else { Ok(()) }
}

/// Whether a database of a schema version is as this program wants it, or newer.
pub(super) fn is_current(store: &Store, found: i32) -> Result<bool, StoreError> {
    Ok(found >= latest() && !exchange::is_upgrade_pending(store)?)
}

/// Applies every migration to a new database.
pub(super) fn run(connection: &mut Connection) -> Result<(), String> {
    apply(connection, &runner())
}

/// Applies migrations with the foreign keys off, for a migration that rebuilds a table would else delete the rows
/// that refer to it; SQLite ignores the switch inside a transaction, so it is thrown out here.
fn apply(connection: &mut Connection, runner: &Runner) -> Result<(), String> {
    connection.pragma_update(None, "foreign_keys", false).map_err(|error| error.to_string())?;
    let applied = runner.run(connection).map(drop).map_err(|error| error.to_string());
    connection.pragma_update(None, "foreign_keys", true).map_err(|error| error.to_string())?;
    applied
}

/// What the foreign keys would have refused while they were off.
fn check_references(connection: &Connection) -> Result<(), String> {
    match connection.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get::<_, i64>(0)) {
        Ok(0) => Ok(()),
        Ok(rows) => Err(format!("{rows} rows refer to rows that are not there")),
        Err(error) => Err(error.to_string()),
    }
}

/// Copies a database that has records to `FILE.before-vN`, N the version it is brought to.
fn copy_aside(store: &Store, found: i32, known: i32) -> Result<Option<PathBuf>, StoreError> {
    let has_records = found > 0
        && store
            .connection
            .query_row("SELECT EXISTS (SELECT 1 FROM record)", [], |row| row.get(0))
            .map_err(|error| store.error(error))?;
    if !has_records {
        return Ok(None);
    }
    let mut copy = store.path.as_os_str().to_owned();
    copy.push(format!(".before-v{known}"));
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

#[cfg(test)]
mod tests {
    use super::*;
    use refinery::Migration;

    /// A database with a record and its workaround, and the migrations with one more behind them.
    fn store_and_next(sql: &str) -> (tempfile::TempDir, Store, Runner) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("canonry.db");
        Store::create(&path).unwrap();
        let store = Store::open(&path).unwrap();
        let rows = "INSERT INTO batch VALUES (1, '2026-11-21', 'mei', NULL, 'test');
            INSERT INTO record VALUES (1, 'x/a', 's', '', 'x', '', NULL, '', '', '{}', NULL, NULL, NULL, 't', 0, 0, 'true',
                '2026-11-21', '2026-11-21', '2026-11-21', 0, '', '{}', '{}', zeroblob(32), 1, NULL);
            INSERT INTO workaround VALUES (1, 1, 0, 'a', 0, '', '', '{}', NULL);";
        store.connection.execute_batch(rows).unwrap();
        let mut migrations = runner().get_migrations().clone();
        migrations.push(Migration::unapplied(&format!("V{}__next", latest() + 1), sql).unwrap());
        (folder, store, Runner::new(&migrations).set_grouped(true))
    }

    fn count(connection: &Connection, table: &str) -> i64 {
        connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn rebuilding_a_parent_keeps_its_children_and_a_copy_stays_aside() {
        let rebuild = "CREATE TABLE record_new AS SELECT * FROM record; DROP TABLE record;
            CREATE TABLE record (id INTEGER PRIMARY KEY, canon_id TEXT NOT NULL) STRICT;
            INSERT INTO record SELECT id, canon_id FROM record_new; DROP TABLE record_new;";
        let (folder, mut store, next) = store_and_next(rebuild);
        bring_up_to_date(&mut store, latest(), next).unwrap();
        assert_eq!(version(&store).unwrap(), latest() + 1);
        assert_eq!((count(&store.connection, "record"), count(&store.connection, "workaround")), (1, 1));
        let has_keys: bool = store.connection.pragma_query_value(None, "foreign_keys", |row| row.get(0)).unwrap();
        assert!(has_keys, "the foreign keys are on again");
        let copy = Connection::open(folder.path().join(format!("canonry.db.before-v{}", latest() + 1))).unwrap();
        assert_eq!(count(&copy, "workaround"), 1);
    }

    #[test]
    fn a_migration_that_fails_leaves_the_schema_as_it_was() {
        let (_folder, mut store, next) = store_and_next("CREATE TABLE half (id INTEGER); SELECT nonsense;");
        let failure = bring_up_to_date(&mut store, latest(), next).unwrap_err();
        assert!(matches!(&failure, StoreError::Migration { copy: Some(_), .. }), "{failure}");
        assert_eq!(version(&store).unwrap(), latest());
        assert!(!store.connection.table_exists(None, "half").unwrap());
    }

    #[test]
    fn a_migration_that_breaks_references_is_an_error() {
        let (_folder, mut store, next) = store_and_next("DELETE FROM record;");
        let failure = bring_up_to_date(&mut store, latest(), next).unwrap_err();
        assert!(failure.to_string().contains("refer to rows that are not there"), "{failure}");
    }
}
