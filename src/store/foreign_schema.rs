//! Refusing triggers and views that canonry did not make. A trigger runs with each change, and a view can replace a
//! table: so a prepared database could change what is stored, or show data that is not there.

use super::stranger::Stranger;
use super::{Store, StoreError};

/// The scripts that make canonry's own triggers. There are no views.
const SCRIPTS: [&str; 7] = [
    include_str!("../../migrations/V2__journal.sql"),
    include_str!("../../migrations/V11__releases.sql"),
    include_str!("../../migrations/V12__exchange.sql"),
    include_str!("../../migrations/V13__maintainers.sql"),
    include_str!("../../migrations/V15__rates.sql"),
    include_str!("../../migrations/V16__rewordings.sql"),
    include_str!("base/finish.sql"),
];

/// Refuses a database with triggers or views that canonry did not make.
pub(super) fn refuse(store: &Store) -> Result<(), StoreError> {
    let read = || {
        // SQLite accepts the type in any case.
        let sql =
            "SELECT lower(type), name, coalesce(sql, '') FROM sqlite_schema WHERE type <> 'table' AND type <> 'index'";
        let mut statement = store.connection.prepare(sql)?;
        let rows = statement
            .query_map([], |row| Ok((Stranger { kind: row.get(0)?, name: row.get(1)? }, row.get::<_, String>(2)?)))?;
        rows.filter(|row| row.as_ref().map_or(true, |(_, sql)| !is_ours(sql)))
            .map(|row| row.map(|(stranger, _)| stranger))
            .collect::<rusqlite::Result<Vec<_>>>()
    };
    let strangers = read().map_err(|error| store.error(error))?;
    if strangers.is_empty() {
        return Ok(());
    }
    Err(StoreError::Strangers { path: store.path.clone(), strangers })
}

/// SQLite keeps the text of a trigger as it was given, without the semicolon.
fn is_ours(sql: &str) -> bool {
    let statement = format!("{sql};");
    sql.starts_with("CREATE TRIGGER ") && SCRIPTS.iter().any(|script| script.contains(&statement))
}
