//! The items of a record, each with a row of its own: versions, dead ends, workarounds, and their sources.

mod dead_end;
mod source;
mod version;
mod workaround;

use rusqlite::{Connection, Statement, named_params};

use crate::record::{Record, pair};

pub(super) use dead_end::dead_end_row;
pub(super) use source::{SourceRow, source_row};
pub(super) use version::version_row;
pub(super) use workaround::workaround_row;

/// An item together with its own number in its record.
pub(super) struct Numbered<T> {
    pub id: i64,
    pub item: T,
}

/// A kind of item and its table.
trait Item {
    /// Writes a new row; the same named parameters as [`UPDATE`](Self::UPDATE).
    const INSERT: &'static str;
    /// Writes the row of an item that is there.
    const UPDATE: &'static str;
    /// The numbers of a record's items in the order of the list.
    const NUMBERS: &'static str;
    /// Deletes one row.
    const DELETE: &'static str;

    /// The text by which the item is known.
    fn text(&self) -> &str;

    /// Runs [`INSERT`](Self::INSERT) or [`UPDATE`](Self::UPDATE).
    fn write(&self, statement: &mut Statement<'_>, record: i64, id: i64, position: i64) -> rusqlite::Result<usize>;
}

/// Writes the items of a new record.
pub(super) fn insert(connection: &Connection, row: i64, record: &Record) -> rusqlite::Result<()> {
    insert_list(connection, row, &record.versions)?;
    let dead_ends = insert_list(connection, row, &record.dead_ends)?;
    let workarounds = insert_list(connection, row, &record.workarounds)?;
    source::insert(connection, row, record, &dead_ends, &workarounds)
}

/// Writes the items of a record that is there; an item that is only reworded or moved keeps its row.
pub(super) fn replace(connection: &Connection, row: i64, old: &Record, new: &Record) -> rusqlite::Result<()> {
    source::delete(connection, row)?;
    replace_list(connection, row, &old.versions, &new.versions)?;
    let dead_ends = replace_list(connection, row, &old.dead_ends, &new.dead_ends)?;
    let workarounds = replace_list(connection, row, &old.workarounds, &new.workarounds)?;
    source::insert(connection, row, new, &dead_ends, &workarounds)
}

/// Writes a list of new items, and returns their numbers.
fn insert_list<I: Item>(connection: &Connection, row: i64, items: &[I]) -> rusqlite::Result<Vec<i64>> {
    let mut statement = connection.prepare_cached(I::INSERT)?;
    let mut numbers = Vec::with_capacity(items.len());
    for (position, item) in (0..).zip(items) {
        item.write(&mut statement, row, position + 1, position)?;
        numbers.push(position + 1);
    }
    Ok(numbers)
}

/// Puts a new list in the place of an old one, and returns the numbers of its items.
fn replace_list<I: Item>(connection: &Connection, row: i64, old: &[I], new: &[I]) -> rusqlite::Result<Vec<i64>> {
    let mut statement = connection.prepare_cached(I::NUMBERS)?;
    let known: Vec<i64> =
        statement.query_map(named_params! { ":record": row }, |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let old_texts: Vec<&str> = old.iter().map(I::text).collect();
    let new_texts: Vec<&str> = new.iter().map(I::text).collect();
    let pairing = pair(&old_texts, &new_texts);
    let kept: Vec<Option<i64>> = pairing.iter().map(|from| from.and_then(|from| known.get(from).copied())).collect();

    let mut delete = connection.prepare_cached(I::DELETE)?;
    for id in known.iter().filter(|id| !kept.contains(&Some(**id))) {
        delete.execute(named_params! { ":record": row, ":id": id })?;
    }
    let (mut insert, mut update) = (connection.prepare_cached(I::INSERT)?, connection.prepare_cached(I::UPDATE)?);
    let mut next = known.iter().max().map_or(1, |highest| highest + 1);
    let mut numbers = Vec::with_capacity(new.len());
    for ((position, item), kept) in (0..).zip(new).zip(kept) {
        let id = kept.unwrap_or(next);
        let statement = if kept.is_some() { &mut update } else { &mut insert };
        item.write(statement, row, id, position)?;
        next += i64::from(kept.is_none());
        numbers.push(id);
    }
    Ok(numbers)
}
