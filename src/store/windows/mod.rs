//! Reading a large set with few reads of its pages: a window of ids at a time, each in the order in which its records
//! are stored.

#[cfg(test)]
mod tests;

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use rusqlite::Rows;

use super::census::{Census, damaged};
use super::filter::Selection;
use super::record::parsed;
use super::stream::{load_row, stream};
use super::{Filter, Snapshot, StoreError, Unchecked};
use crate::ledger::RecordKey;
use crate::record::Id;

/// The number of records of a window. Neighbours in the order of ids are often on the pages of other neighbours in the
/// same window, such as those of one import. A set that is not larger fits into the page cache.
const WINDOW: usize = 8 * 1024;

/// Records in the order of their ids, with what is read of them.
struct Window {
    /// The place of the first one among all, counted from 0.
    first: usize,
    records: Vec<(RecordKey, Id)>,
    /// The indexes of the records by their keys, sorted.
    indexes: Vec<(RecordKey, usize)>,
    is_read: Vec<bool>,
}

impl Window {
    fn new(first: usize, records: Vec<(RecordKey, Id)>) -> Self {
        let mut indexes: Vec<(RecordKey, usize)> = records.iter().map(|(key, _)| *key).zip(0..).collect();
        indexes.sort_unstable();
        Window { first, is_read: vec![false; records.len()], records, indexes }
    }

    /// Notes that a record is read, and returns its place among all; `None` if it is not listed with its id, or
    /// is listed twice.
    fn note(&mut self, unchecked: &Unchecked) -> Option<usize> {
        let stored = unchecked.look();
        let at = self.indexes.binary_search_by_key(&stored.standing.row, |(key, _)| *key).ok()?;
        let (_, index) = *self.indexes.get(at)?;
        let (_, id) = self.records.get(index)?;
        let was_read = std::mem::replace(self.is_read.get_mut(index)?, true);
        (!was_read && *id == stored.revision.record.id).then_some(self.first + index)
    }

    /// The next record that is not read, in the order of the ids.
    fn unread(&self) -> Option<RecordKey> {
        let index = self.is_read.iter().position(|is_read| !is_read)?;
        self.records.get(index).map(|(key, _)| *key)
    }
}

impl Snapshot<'_> {
    /// Calls `visit` with the records of a filter as [`each_record`](Self::each_record) does, and with the place of
    /// each in the order of the ids, counted from 0. A large set comes in another order: a window of ids at a time, in
    /// the order in which their records are stored, because each record may be on other pages than the one whose id is
    /// before its. As soon as `is_full`, the rest of the window comes in the order of the ids. So a caller who restores
    /// that order can bound what it holds.
    ///
    /// # Errors
    /// As those of [`each_record`](Self::each_record).
    pub fn each_record_placed<E: From<StoreError>>(
        &mut self,
        filter: &Filter,
        is_full: impl Fn() -> bool,
        mut visit: impl FnMut(usize, Unchecked) -> Result<ControlFlow<()>, E>,
    ) -> Result<(), E> {
        if filter.selection().is_everything && self.has_more_than(WINDOW)? {
            return self.each_in_windows(WINDOW, is_full, visit);
        }
        let mut place = 0;
        self.each_record(filter, |unchecked| {
            place += 1;
            visit(place - 1, unchecked)
        })
    }

    /// Whether more than this number of records were ever added.
    fn has_more_than(&self, records: usize) -> Result<bool, StoreError> {
        Ok(usize::try_from(self.last_key()?).is_ok_and(|last| last > records))
    }

    /// The key of the record that was added last; 0 if there is none. None is ever deleted, so it is the number of
    /// records, those that were withdrawn included.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn last_key(&self) -> Result<u64, StoreError> {
        let sql = "SELECT coalesce(max(id), 0) FROM record";
        let last: i64 = self.run(|connection| connection.query_row(sql, [], |row| row.get(0)))?;
        Ok(u64::try_from(last).unwrap_or_default())
    }

    /// The published records, in windows of `size` ids. They are smaller after one that was full.
    fn each_in_windows<E: From<StoreError>>(
        &self,
        mut size: usize,
        is_full: impl Fn() -> bool,
        mut visit: impl FnMut(usize, Unchecked) -> Result<ControlFlow<()>, E>,
    ) -> Result<(), E> {
        let path = self.path();
        let mut census = Census::begin(self.connection(), &Filter::default().selection(), path)?;
        let create = "CREATE TEMP TABLE IF NOT EXISTS nearby (record INTEGER PRIMARY KEY) STRICT";
        self.run(|connection| connection.execute_batch(create))?;
        let index = self.connection().prepare("SELECT id, canon_id FROM record ORDER BY canon_id");
        let mut index = index.map_err(|error| self.error(error))?;
        let mut ids = index.query([]).map_err(|error| self.error(error))?;
        let mut first = 0;
        loop {
            let mut records = self.run(|_| next_ids(&mut ids, size))?;
            if records.is_empty() {
                return Ok(census.finish(path)?);
            }
            self.keep_published(&mut records)?;
            records.iter().try_for_each(|(_, id)| census.count(id, path))?;
            let window = Window::new(first, records);
            first += window.records.len();
            if self.each_of_window(window, &is_full, &mut visit)?.is_break() {
                return Ok(());
            }
            size = if is_full() { size.div_ceil(2) } else { size };
        }
    }

    /// Removes withdrawn records from a window, and puts the keys of the others into the table of the window.
    fn keep_published(&self, records: &mut Vec<(RecordKey, Id)>) -> Result<(), StoreError> {
        let mut keys: Vec<RecordKey> = records.iter().map(|(key, _)| *key).collect();
        keys.sort_unstable();
        let mut withdrawn: Vec<RecordKey> = self.run(|connection| {
            connection.prepare_cached("DELETE FROM temp.nearby")?.execute([])?;
            let mut insert = connection.prepare_cached("INSERT OR IGNORE INTO temp.nearby VALUES (?1)")?;
            keys.iter().try_for_each(|key| insert.execute([key]).map(drop))?;
            let mut withdraw = connection.prepare_cached(include_str!("withdrawn.sql"))?;
            withdraw.query_map([], |row| row.get(0))?.collect()
        })?;
        withdrawn.sort_unstable();
        records.retain(|(key, _)| withdrawn.binary_search(key).is_err());
        Ok(())
    }

    /// The records of a window: in the order in which they are stored until it is full, and then in that of their ids.
    fn each_of_window<E: From<StoreError>>(
        &self,
        mut window: Window,
        is_full: impl Fn() -> bool,
        visit: &mut impl FnMut(usize, Unchecked) -> Result<ControlFlow<()>, E>,
    ) -> Result<ControlFlow<()>, E> {
        let path: Arc<Path> = self.path().into();
        let mut flow = ControlFlow::Continue(());
        let mut read = |window: &mut Window, unchecked: Unchecked| match window.note(&unchecked) {
            Some(place) => visit(place, unchecked),
            None => Err(misplaced(&path, &unchecked).into()),
        };
        let wrap = |error| E::from(self.error(error));
        stream(self.connection(), &Selection::nearby(), wrap, |stored| {
            flow = read(&mut window, Unchecked::new(stored, &path))?;
            Ok::<_, E>(if is_full() { ControlFlow::Break(()) } else { flow })
        })?;
        while let (Some(key), true) = (window.unread(), flow.is_continue()) {
            let found = load_row(self.connection(), key, &path)?;
            let listed = found.ok_or_else(|| damaged(&path, format!("it lists record {key}, which does not exist")))?;
            flow = read(&mut window, listed)?;
        }
        Ok(flow)
    }
}

/// The next ids of the index, with their keys.
fn next_ids(index: &mut Rows<'_>, size: usize) -> rusqlite::Result<Vec<(RecordKey, Id)>> {
    let mut records = Vec::with_capacity(size);
    while records.len() < size
        && let Some(row) = index.next()?
    {
        records.push((row.get(0)?, parsed(row, 1)?));
    }
    Ok(records)
}

/// The error of a record that is listed under another id than its own.
fn misplaced(path: &Path, unchecked: &Unchecked) -> StoreError {
    damaged(path, format!("it does not list {} once and under its id", unchecked.look().revision.record.id))
}
