//! The items of a record, each with a row of its own: versions, dead ends, workarounds, and their sources.

mod dead_end;
mod identities;
mod source;
mod version;
mod workaround;

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, Statement, named_params};

use crate::ledger::{BatchNumber, RecordKey};
use crate::record::{DeadEnd, ItemIds, Record, Revision, Version, Workaround};

pub(super) use dead_end::dead_end_row;
pub(super) use source::{SourceRow, source_row};
pub(super) use version::version_row;
pub(super) use workaround::workaround_row;

/// An item together with its own id in its record.
pub(super) struct Numbered<T> {
    pub id: u32,
    pub item: T,
}

/// A kind of item and its table.
trait ItemTable: PartialEq {
    /// Writes a new row; the same named parameters as [`UPDATE`](Self::UPDATE).
    const INSERT: &'static str;
    /// Writes the row of an existing item.
    const UPDATE: &'static str;
    /// Restores the row of an item that was removed.
    const REVIVE: &'static str;
    /// Marks a row as gone, if evidence refers to it.
    const MARK_GONE: &'static str;
    /// Deletes one row.
    const DELETE: &'static str;

    /// Runs [`INSERT`](Self::INSERT) or [`UPDATE`](Self::UPDATE).
    fn write(
        &self,
        statement: &mut Statement<'_>,
        record: RecordKey,
        id: u32,
        position: i64,
    ) -> rusqlite::Result<usize>;
}

/// Writes the items of a new record.
pub(super) fn insert(connection: &Connection, row: RecordKey, record: &Record) -> rusqlite::Result<()> {
    let ItemIds { versions, dead_ends, workarounds } = ItemIds::new(record);
    write_list(connection, Version::INSERT, row, &versions, &record.versions)?;
    write_list(connection, DeadEnd::INSERT, row, &dead_ends, &record.dead_ends)?;
    write_list(connection, Workaround::INSERT, row, &workarounds, &record.workarounds)?;
    source::insert(connection, row, record, &dead_ends, &workarounds)
}

/// Writes what differs in the items of an existing record.
pub(super) fn replace(
    connection: &Connection,
    row: RecordKey,
    old: &Revision,
    new: &Revision,
    batch: BatchNumber,
) -> rusqlite::Result<()> {
    let (was, is) = (&old.items, &new.items);
    let sources_stay = (&old.record.dead_ends, &was.dead_ends) == (&new.record.dead_ends, &is.dead_ends)
        && (&old.record.workarounds, &was.workarounds) == (&new.record.workarounds, &is.workarounds);
    if !sources_stay {
        source::delete(connection, row)?;
    }
    let list = |connection| ListRows { connection, row, batch };
    list(connection).replace((&was.versions, &old.record.versions), (&is.versions, &new.record.versions))?;
    list(connection).replace((&was.dead_ends, &old.record.dead_ends), (&is.dead_ends, &new.record.dead_ends))?;
    list(connection)
        .replace((&was.workarounds, &old.record.workarounds), (&is.workarounds, &new.record.workarounds))?;
    if !sources_stay {
        source::insert(connection, row, &new.record, &is.dead_ends, &is.workarounds)?;
    }
    Ok(())
}

/// The items of a record, according to their rows.
pub(super) fn living(connection: &Connection, row: RecordKey) -> rusqlite::Result<ItemIds> {
    let ids = |table: &str| -> rusqlite::Result<Vec<u32>> {
        let sql = format!("SELECT id FROM {table} WHERE record = ?1 AND gone_in IS NULL ORDER BY id");
        connection.prepare_cached(&sql)?.query_map([row], |row| row.get(0))?.collect()
    };
    Ok(ItemIds { versions: ids("version")?, dead_ends: ids("dead_end")?, workarounds: ids("workaround")? })
}

/// Writes all items of a record again into their existing rows.
pub(super) fn rewrite(connection: &Connection, row: RecordKey, record: &Record, ids: &ItemIds) -> rusqlite::Result<()> {
    source::delete(connection, row)?;
    write_list(connection, Version::UPDATE, row, &ids.versions, &record.versions)?;
    write_list(connection, DeadEnd::UPDATE, row, &ids.dead_ends, &record.dead_ends)?;
    write_list(connection, Workaround::UPDATE, row, &ids.workarounds, &record.workarounds)?;
    source::insert(connection, row, record, &ids.dead_ends, &ids.workarounds)
}

/// Writes a list of items.
fn write_list<I: ItemTable>(
    connection: &Connection,
    sql: &str,
    row: RecordKey,
    ids: &[u32],
    items: &[I],
) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(sql)?;
    for ((position, item), id) in (0..).zip(items).zip(ids) {
        item.write(&mut statement, row, *id, position)?;
    }
    Ok(())
}

/// The tables and the record for which a list of items is written.
struct ListRows<'c> {
    connection: &'c Connection,
    row: RecordKey,
    batch: BatchNumber,
}

impl ListRows<'_> {
    /// Replaces an old list by a new one, touching only rows that differ.
    fn replace<I: ItemTable>(&self, old: (&[u32], &[I]), new: (&[u32], &[I])) -> rusqlite::Result<()> {
        if old == new {
            return Ok(());
        }
        let stays: HashSet<u32> = new.0.iter().copied().collect();
        for id in old.0.iter().filter(|id| !stays.contains(id)) {
            self.remove::<I>(*id)?;
        }
        let before: HashMap<u32, (i64, &I)> = old.0.iter().copied().zip((0_i64..).zip(old.1)).collect();
        for ((position, id), item) in (0_i64..).zip(new.0).zip(new.1) {
            match before.get(id) {
                Some((was_at, was)) if *was_at == position && *was == item => {}
                Some(_) => self.write(I::UPDATE, *id, item, position)?,
                None => self.add(*id, item, position)?,
            }
        }
        Ok(())
    }

    /// Removes an item; its row stays if evidence refers to it.
    fn remove<I: ItemTable>(&self, id: u32) -> rusqlite::Result<()> {
        let marked = self
            .connection
            .prepare_cached(I::MARK_GONE)?
            .execute(named_params! { ":record": self.row, ":id": id, ":batch": self.batch })?;
        if marked == 0 {
            self.connection.prepare_cached(I::DELETE)?.execute(named_params! { ":record": self.row, ":id": id })?;
        }
        Ok(())
    }

    /// Adds an item, or restores the row of one that was removed.
    fn add<I: ItemTable>(&self, id: u32, item: &I, position: i64) -> rusqlite::Result<()> {
        let parameters = named_params! { ":record": self.row, ":id": id };
        let revived = self.connection.prepare_cached(I::REVIVE)?.execute(parameters)?;
        self.write(if revived > 0 { I::UPDATE } else { I::INSERT }, id, item, position)
    }

    fn write<I: ItemTable>(&self, sql: &str, id: u32, item: &I, position: i64) -> rusqlite::Result<()> {
        let mut statement = self.connection.prepare_cached(sql)?;
        item.write(&mut statement, self.row, id, position).map(drop)
    }
}
