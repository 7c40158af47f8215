//! The table `workaround`.

use rusqlite::{Row, Statement, named_params};

use crate::ledger::RecordKey;

use super::{ItemTable, Numbered};
use crate::record::Workaround;
use crate::store::columns::ColumnReader;

impl ItemTable for Workaround {
    const INSERT: &'static str = include_str!("workaround_insert.sql");
    const UPDATE: &'static str = include_str!("workaround_update.sql");
    const REVIVE: &'static str = "UPDATE workaround SET gone_in = NULL WHERE record = :record AND id = :id";
    const MARK_GONE: &'static str = include_str!("workaround_mark_gone.sql");
    const DELETE: &'static str = "DELETE FROM workaround WHERE record = :record AND id = :id";

    fn write(
        &self,
        statement: &mut Statement<'_>,
        record: RecordKey,
        id: u32,
        position: i64,
    ) -> rusqlite::Result<usize> {
        let Workaround { action, success_rate, how, condition, sources: _, extra } = self;
        statement.execute(named_params! {
            ":record": record,
            ":id": id,
            ":position": position,
            ":action": action,
            ":success_rate": success_rate.value(),
            ":how": how,
            ":condition": condition,
            ":extra": extra.text(),
        })
    }
}

/// Reads a row of `workaround_select.sql`. The sources are empty.
pub(in crate::store) fn workaround_row(row: &Row<'_>) -> rusqlite::Result<Numbered<Workaround>> {
    let mut columns = ColumnReader::from(row, 1);
    let id = columns.get()?;
    let item = Workaround {
        action: columns.get()?,
        success_rate: columns.rate()?,
        how: columns.get()?,
        condition: columns.get()?,
        sources: Vec::new(),
        extra: columns.free_form()?,
    };
    Ok(Numbered { id, item })
}
