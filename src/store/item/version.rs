//! The table `version`.

use rusqlite::{Row, Statement, named_params};

use crate::ledger::RecordKey;

use super::{ItemTable, Numbered};
use crate::record::Version;
use crate::store::columns::ColumnReader;

impl ItemTable for Version {
    const INSERT: &'static str = include_str!("version_insert.sql");
    const UPDATE: &'static str = include_str!("version_update.sql");
    const REVIVE: &'static str = "UPDATE version SET gone_in = NULL WHERE record = :record AND id = :id";
    const MARK_GONE: &'static str = include_str!("version_mark_gone.sql");
    const DELETE: &'static str = "DELETE FROM version WHERE record = :record AND id = :id";

    fn write(
        &self,
        statement: &mut Statement<'_>,
        record: RecordKey,
        id: u32,
        position: i64,
    ) -> rusqlite::Result<usize> {
        let Version { version, introduced, deprecated, removed, behavior_change, status, extra } = self;
        statement.execute(named_params! {
            ":record": record,
            ":id": id,
            ":position": position,
            ":version": version,
            ":introduced": introduced,
            ":deprecated": deprecated,
            ":removed": removed,
            ":behavior_change": behavior_change,
            ":status": status,
            ":extra": extra.text(),
        })
    }
}

/// Reads a row of `version_select.sql`.
pub(in crate::store) fn version_row(row: &Row<'_>) -> rusqlite::Result<Numbered<Version>> {
    let mut columns = ColumnReader::from(row, 1);
    let id = columns.get()?;
    let item = Version {
        version: columns.get()?,
        introduced: columns.get()?,
        deprecated: columns.get()?,
        removed: columns.get()?,
        behavior_change: columns.get()?,
        status: columns.get()?,
        extra: columns.free_form()?,
    };
    Ok(Numbered { id, item })
}
