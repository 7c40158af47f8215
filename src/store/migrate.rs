//! Migrating the schema without losing a row.

use std::time::Duration;

use refinery::Migration;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior};

use super::precaution::copy_before_upgrade;
use super::settings::BUSY_TIMEOUT;
use super::{Store, StoreError, UpgradeStage, UpgradeWatch, base, evidence, literal};

mod embedded {
    refinery::embed_migrations!("migrations");
}

/// How long a process waits for another one that migrates, because copying and rebuilding a large database takes long.
const PATIENCE: Duration = Duration::from_secs(300);

/// The table of applied migrations, in the form of refinery's own tools.
const HISTORY: &str = "CREATE TABLE IF NOT EXISTS refinery_schema_history (
    version INT4 PRIMARY KEY, name VARCHAR(255), applied_on VARCHAR(255), checksum VARCHAR(255))";

/// The schema that all migrations make together, so that a new database need not go their way.
const SCHEMA: &str = include_str!("../../migrations/schema.sql");

/// The version from which evidence has uids.
const UIDS: i32 = 7;

/// The version from which the literals of regexes are stored.
const LITERALS: i32 = 10;

/// Every migration of this program, in their order.
pub(super) fn migrations() -> Vec<Migration> {
    let mut all = embedded::migrations::runner().get_migrations().clone();
    all.sort_by_key(Migration::version); // refinery returns them by file name, 10 before 2
    all
}

/// The newest schema version that this program knows: that of the last of [`migrations`], which take a third of the
/// start of a process to list.
pub(super) const LATEST: i32 = 16;

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
    let known = LATEST;
    if found > known { Err(StoreError::Newer { path: store.path.clone(), found, known }) } else { Ok(()) }
}

/// Applies the missing migrations. A database with records is backed up first. One process does it, and others wait for
/// it.
pub(super) fn bring_up_to_date(
    store: &mut Store,
    found: i32,
    migrations: &[Migration],
    watch: UpgradeWatch<'_>,
) -> Result<(), StoreError> {
    if found == newest(migrations) && !base::is_upgrade_pending(store)? {
        return Ok(());
    }
    store.connection.busy_timeout(PATIENCE).map_err(|error| store.error(error))?;
    migrate(store, migrations, watch)?;
    finish(store)?;
    store.connection.busy_timeout(BUSY_TIMEOUT).map_err(|error| store.error(error))
}

/// What a migration has to compute outside of SQL. If a process was killed in between, this one does it.
pub(super) fn finish(store: &mut Store) -> Result<(), StoreError> {
    if base::is_upgrade_pending(store)? { base::finish_upgrade(store) } else { Ok(()) }
}

/// Whether a schema version is the one of this program or newer, with nothing left to compute.
pub(super) fn is_current(store: &Store, found: i32) -> Result<bool, StoreError> {
    Ok(found >= LATEST && !base::is_upgrade_pending(store)?)
}

/// Gives a new database the schema that every migration together would give it.
pub(super) fn run(connection: &Connection) -> rusqlite::Result<()> {
    let transaction = connection.unchecked_transaction()?;
    transaction.execute_batch(HISTORY)?;
    transaction.execute_batch(SCHEMA)?;
    migrations().iter().try_for_each(|migration| note(&transaction, migration))?;
    transaction.commit()
}

/// Migrates with foreign keys off, because a migration that rebuilds a table would otherwise delete the rows that refer
/// to it. SQLite ignores this setting inside a transaction, so it is changed here.
fn migrate(store: &Store, migrations: &[Migration], watch: UpgradeWatch<'_>) -> Result<(), StoreError> {
    let switch =
        |on: bool| store.connection.pragma_update(None, "foreign_keys", on).map_err(|error| store.error(error));
    switch(false)?;
    let migrated = migrate_alone(store, migrations, watch);
    switch(true)?;
    migrated
}

/// Migrates in one exclusive transaction.
fn migrate_alone(store: &Store, migrations: &[Migration], watch: UpgradeWatch<'_>) -> Result<(), StoreError> {
    let wrap = |error| store.error(error);
    let transaction = Transaction::new_unchecked(&store.connection, TransactionBehavior::Immediate).map_err(wrap)?;
    let (found, known) = (version(store)?, newest(migrations));
    // Another process may already have migrated it.
    if found >= known {
        return Ok(());
    }
    let copy = copy_before_upgrade(store, found, known, &mut |progress| watch(UpgradeStage::Copying(progress)))?;
    let failed = |detail| StoreError::Migration { path: store.path.clone(), detail, copy };
    let applied = apply(&transaction, migrations, found, watch).map_err(|error| error.to_string());
    applied.and_then(|()| check_references(&transaction)).map_err(failed)?;
    transaction.commit().map_err(wrap)
}

/// Applies the migrations after a version, inside a transaction.
fn apply(
    connection: &Connection,
    migrations: &[Migration],
    found: i32,
    watch: UpgradeWatch<'_>,
) -> rusqlite::Result<()> {
    connection.execute_batch(HISTORY)?;
    for migration in migrations.iter().filter(|migration| migration.version() > found) {
        watch(UpgradeStage::Migrating(migration.version()));
        prepare(connection, migration.version())?;
        connection.execute_batch(migration.sql().unwrap_or_default())?;
        complete(connection, migration.version())?;
        note(connection, migration)?;
    }
    Ok(())
}

/// Notes that a database has a migration.
fn note(connection: &Connection, migration: &Migration) -> rusqlite::Result<()> {
    let sql = "INSERT INTO refinery_schema_history VALUES (?1, ?2, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), ?3)";
    let row = (migration.version(), migration.name(), migration.checksum().to_string());
    connection.prepare_cached(sql)?.execute(row).map(drop)
}

/// Computes what the SQL of a migration needs, in the same transaction.
fn prepare(connection: &Connection, version: i32) -> rusqlite::Result<()> {
    if version == UIDS { evidence::work_out_uids(connection) } else { Ok(()) }
}

/// Fills tables that the SQL of a migration made and cannot fill, in the same transaction.
fn complete(connection: &Connection, version: i32) -> rusqlite::Result<()> {
    if version == LITERALS { literal::fill(connection) } else { Ok(()) }
}

/// Checks the foreign keys, which were off.
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

    /// A database with a record and its workaround, and the migrations followed by one more.
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
        migrations.push(Migration::unapplied(&format!("V{}__next", LATEST + 1), sql).unwrap());
        (folder, store, migrations)
    }

    fn count(connection: &Connection, table: &str) -> i64 {
        connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn rebuilding_a_parent_keeps_its_children_and_a_backup_is_kept() {
        let rebuild = "CREATE TABLE record_new AS SELECT * FROM record; DROP TABLE record;
            CREATE TABLE record (id INTEGER PRIMARY KEY, canon_id TEXT NOT NULL) STRICT;
            INSERT INTO record SELECT id, canon_id FROM record_new; DROP TABLE record_new;";
        let (folder, mut store, next) = store_and_next(rebuild);
        let mut stages = Vec::new();
        bring_up_to_date(&mut store, LATEST, &next, &mut |stage| stages.push(stage)).unwrap();
        assert!(matches!(stages.first(), Some(UpgradeStage::Copying(_))), "{stages:?}");
        assert_eq!(stages.last(), Some(&UpgradeStage::Migrating(LATEST + 1)));
        assert_eq!(version(&store).unwrap(), LATEST + 1);
        assert_eq!((count(&store.connection, "record"), count(&store.connection, "workaround")), (1, 1));
        let has_keys: bool = store.connection.pragma_query_value(None, "foreign_keys", |row| row.get(0)).unwrap();
        assert!(has_keys, "the foreign keys are on again");
        let copy = Connection::open(folder.path().join(format!("canonry.db.before-v{}", LATEST + 1))).unwrap();
        assert_eq!(count(&copy, "workaround"), 1);
    }

    #[test]
    fn the_latest_version_is_that_of_the_last_migration() {
        assert_eq!(newest(&migrations()), LATEST);
    }

    #[test]
    fn a_migration_that_fails_leaves_the_schema_as_it_was() {
        let (_folder, mut store, next) = store_and_next("CREATE TABLE half (id INTEGER); SELECT nonsense;");
        let failure = bring_up_to_date(&mut store, LATEST, &next, &mut |_| {}).unwrap_err();
        assert!(matches!(&failure, StoreError::Migration { copy: Some(_), .. }), "{failure}");
        assert_eq!(version(&store).unwrap(), LATEST);
        assert!(!store.connection.table_exists(None, "half").unwrap());
    }

    #[test]
    fn a_migration_that_breaks_references_is_an_error() {
        let (_folder, mut store, next) = store_and_next("DELETE FROM record;");
        let failure = bring_up_to_date(&mut store, LATEST, &next, &mut |_| {}).unwrap_err();
        assert!(failure.to_string().contains("refer to rows that are not there"), "{failure}");
        assert_eq!((version(&store).unwrap(), count(&store.connection, "record")), (LATEST, 1), "as it was before");
    }
}
