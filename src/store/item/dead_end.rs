//! The table `dead_end`.

use rusqlite::{Row, Statement, named_params};

use crate::ledger::RecordKey;

use super::{ItemTable, Numbered};
use crate::record::DeadEnd;
use crate::store::columns::ColumnReader;

impl ItemTable for DeadEnd {
    const INSERT: &'static str = include_str!("dead_end_insert.sql");
    const UPDATE: &'static str = include_str!("dead_end_update.sql");
    const REVIVE: &'static str = "UPDATE dead_end SET gone_in = NULL WHERE record = :record AND id = :id";
    const MARK_GONE: &'static str = include_str!("dead_end_mark_gone.sql");
    const DELETE: &'static str = "DELETE FROM dead_end WHERE record = :record AND id = :id";

    fn write(
        &self,
        statement: &mut Statement<'_>,
        record: RecordKey,
        id: u32,
        position: i64,
    ) -> rusqlite::Result<usize> {
        let DeadEnd { action, why_fails, fail_rate, condition, sources: _, extra } = self;
        statement.execute(named_params! {
            ":record": record,
            ":id": id,
            ":position": position,
            ":action": action,
            ":why_fails": why_fails,
            ":fail_rate": fail_rate.value(),
            ":condition": condition,
            ":extra": extra.text(),
        })
    }
}

/// Reads a row of `dead_end_select.sql`. The sources are empty.
pub(in crate::store) fn dead_end_row(row: &Row<'_>) -> rusqlite::Result<Numbered<DeadEnd>> {
    let mut columns = ColumnReader::from(row, 1);
    let id = columns.get()?;
    let item = DeadEnd {
        action: columns.get()?,
        why_fails: columns.get()?,
        fail_rate: columns.rate()?,
        condition: columns.get()?,
        sources: Vec::new(),
        extra: columns.free_form()?,
    };
    Ok(Numbered { id, item })
}
