//! Bringing the schema up to date, without losing a row.

use std::time::Duration;

use refinery::Migration;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior};

use super::precaution::copy_aside;
use super::settings::BUSY_TIMEOUT;
use super::{Store, StoreError, base, evidence, literal};

mod embedded {
    refinery::embed_migrations!("migrations");
}

/// How long a process waits for another one that migrates: to copy and rebuild a large database takes its time.
const PATIENCE: Duration = Duration::from_secs(300);

/// Which migrations were applied, as refinery's own tools read it.
const HISTORY: &str = "CREATE TABLE IF NOT EXISTS refinery_schema_history (
    version INT4 PRIMARY KEY, name VARCHAR(255), applied_on VARCHAR(255), checksum VARCHAR(255))";

/// The version by which evidence has uids.
const UIDS: i32 = 7;

/// The version by which the literals of regexes are kept.
const LITERALS: i32 = 10;

/// Every migration of this program, in their order.
pub(super) fn migrations() -> Vec<Migration> {
    let mut all = embedded::migrations::runner().get_migrations().clone();
    all.sort_by_key(Migration::version); // they come in the order of the names of their files, 10 before 2
    all
}

/// The newest schema version that this program knows.
pub(super) fn latest() -> i32 {
    newest(&migrations())
}

fn newest(migrations: &[Migration]) -> i32 {
    migrations.iter().map(Migration::version).max().unwrap_or_default()
}

/// The schema version of a database; 0 if it has none.
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

/// Refuses a schema that this program does not know.
pub(super) fn refuse_newer(store: &Store, found: i32) -> Result<(), StoreError> {
    let known = latest();
    if found > known { Err(StoreError::Newer { path: store.path.clone(), found, known }) } else { Ok(()) }
}

/// Applies those of the migrations that are missing. A database with records is copied aside first. One process does
/// it, and others that would do the same wait for it.
pub(super) fn bring_up_to_date(store: &mut Store, found: i32, migrations: &[Migration]) -> Result<(), StoreError> {
    if found == newest(migrations) && !base::is_upgrade_pending(store)? {
        return Ok(());
    }
    store.connection.busy_timeout(PATIENCE).map_err(|error| store.error(error))?;
    migrate(store, migrations)?;
    finish(store)?;
    store.connection.busy_timeout(BUSY_TIMEOUT).map_err(|error| store.error(error))
}

/// What a migration leaves to be worked out beyond SQL; a process that was killed in between has left it to this one.
pub(super) fn finish(store: &mut Store) -> Result<(), StoreError> {
    if base::is_upgrade_pending(store)? { base::finish_upgrade(store) } else { Ok(()) }
}

/// Whether a database of a schema version is as this program wants it, or newer.
pub(super) fn is_current(store: &Store, found: i32) -> Result<bool, StoreError> {
    Ok(found >= latest() && !base::is_upgrade_pending(store)?)
}

/// Applies every migration to a new database.
pub(super) fn run(connection: &Connection) -> rusqlite::Result<()> {
    let transaction = connection.unchecked_transaction()?;
    apply(&transaction, &migrations(), 0)?;
    transaction.commit()
}

/// Migrates with the foreign keys off, for a migration that rebuilds a table would else delete the rows that refer to
/// it; SQLite ignores the switch inside a transaction, so it is thrown out here.
fn migrate(store: &Store, migrations: &[Migration]) -> Result<(), StoreError> {
    let switch =
        |on: bool| store.connection.pragma_update(None, "foreign_keys", on).map_err(|error| store.error(error));
    switch(false)?;
    let migrated = migrate_alone(store, migrations);
    switch(true)?;
    migrated
}

/// Migrates in one transaction, which nobody else writes before or during.
fn migrate_alone(store: &Store, migrations: &[Migration]) -> Result<(), StoreError> {
    let wrap = |error| store.error(error);
    let transaction = Transaction::new_unchecked(&store.connection, TransactionBehavior::Immediate).map_err(wrap)?;
    let (found, known) = (version(store)?, newest(migrations));
    // Another process may have been faster: then all is well.
    if found >= known {
        return Ok(());
    }
    let copy = copy_aside(store, found, known)?;
    let failed = |detail| StoreError::Migration { path: store.path.clone(), detail, copy };
    let applied = apply(&transaction, migrations, found).map_err(|error| error.to_string());
    applied.and_then(|()| check_references(&transaction)).map_err(failed)?;
    transaction.commit().map_err(wrap)
}

/// Applies the migrations beyond a version, inside a transaction.
fn apply(connection: &Connection, migrations: &[Migration], found: i32) -> rusqlite::Result<()> {
    connection.execute_batch(HISTORY)?;
    let sql = "INSERT INTO refinery_schema_history VALUES (?1, ?2, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), ?3)";
    let mut insert = connection.prepare(sql)?;
    for migration in migrations.iter().filter(|migration| migration.version() > found) {
        prepare(connection, migration.version())?;
        connection.execute_batch(migration.sql().unwrap_or_default())?;
        complete(connection, migration.version())?;
        insert.execute((migration.version(), migration.name(), migration.checksum().to_string()))?;
    }
    Ok(())
}

/// Works out what the SQL of a migration needs and cannot work out, in the same transaction.
fn prepare(connection: &Connection, version: i32) -> rusqlite::Result<()> {
    if version == UIDS { evidence::work_out_uids(connection) } else { Ok(()) }
}

/// Fills what the SQL of a migration made and cannot fill, in the same transaction.
fn complete(connection: &Connection, version: i32) -> rusqlite::Result<()> {
    if version == LITERALS { literal::fill(connection) } else { Ok(()) }
}

/// What the foreign keys would have refused while they were off.
fn check_references(connection: &Connection) -> Result<(), String> {
    match connection.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get::<_, i64>(0)) {
        Ok(0) => Ok(()),
        Ok(rows) => Err(format!("{rows} rows refer to rows that are not there")),
        Err(error) => Err(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A database with a record and its workaround, and the migrations with one more behind them.
    fn store_and_next(sql: &str) -> (tempfile::TempDir, Store, Vec<Migration>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("canonry.db");
        Store::create(&path).unwrap();
        let store = Store::open(&path).unwrap();
        let rows = "INSERT INTO batch VALUES (1, '2026-11-21', 'mei', NULL, 'test', NULL);
            INSERT INTO record VALUES (1, 'x/a', 's', '', 'x', '', NULL, '', '', '{}', NULL, NULL, NULL, 't', 0, 0, 'true',
                '2026-11-21', '2026-11-21', '2026-11-21', 0, '', '{}', '{}', zeroblob(32), 1, NULL);
            INSERT INTO workaround VALUES (1, 1, 0, 'a', 0, '', '', '{}', NULL);";
        store.connection.execute_batch(rows).unwrap();
        let mut migrations = migrations();
        migrations.push(Migration::unapplied(&format!("V{}__next", latest() + 1), sql).unwrap());
        (folder, store, migrations)
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
        bring_up_to_date(&mut store, latest(), &next).unwrap();
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
        let failure = bring_up_to_date(&mut store, latest(), &next).unwrap_err();
        assert!(matches!(&failure, StoreError::Migration { copy: Some(_), .. }), "{failure}");
        assert_eq!(version(&store).unwrap(), latest());
        assert!(!store.connection.table_exists(None, "half").unwrap());
    }

    #[test]
    fn a_migration_that_breaks_references_is_an_error() {
        let (_folder, mut store, next) = store_and_next("DELETE FROM record;");
        let failure = bring_up_to_date(&mut store, latest(), &next).unwrap_err();
        assert!(failure.to_string().contains("refer to rows that are not there"), "{failure}");
        assert_eq!((version(&store).unwrap(), count(&store.connection, "record")), (latest(), 1), "as it was before");
    }
}
