//! Rows of wide tables, read by column index in the query, one after the other: looking every name up
//! took a seventh of the time of reading a record.

use std::error::Error;
use std::str::FromStr;

use rusqlite::Row;
use rusqlite::types::{FromSql, ValueRef};

use super::record::{count, free_form, parsed, rate};
use crate::record::{FreeForm, Rate};

/// The columns of a row that are still to be read.
pub(super) struct ColumnReader<'r, 's> {
    row: &'r Row<'s>,
    next: usize,
}

impl<'r, 's> ColumnReader<'r, 's> {
    /// The columns from a place on, from 0.
    pub(super) fn from(row: &'r Row<'s>, next: usize) -> Self {
        ColumnReader { row, next }
    }

    fn place(&mut self) -> usize {
        let place = self.next;
        self.next += 1;
        place
    }

    pub(super) fn get<T: FromSql>(&mut self) -> rusqlite::Result<T> {
        let place = self.place();
        self.row.get(place)
    }

    pub(super) fn is_null(&mut self) -> rusqlite::Result<bool> {
        let place = self.place();
        Ok(self.row.get_ref(place)? == ValueRef::Null)
    }

    /// A text that is parsed.
    pub(super) fn parsed<T: FromStr<Err: Error + Send + Sync + 'static>>(&mut self) -> rusqlite::Result<T> {
        let place = self.place();
        parsed(self.row, place)
    }

    /// A text that is parsed, if there is one.
    pub(super) fn parsed_if_any<T: FromStr<Err: Error + Send + Sync + 'static>>(
        &mut self,
    ) -> rusqlite::Result<Option<T>> {
        let place = self.place();
        if self.row.get_ref(place)? == ValueRef::Null { Ok(None) } else { parsed(self.row, place).map(Some) }
    }

    pub(super) fn rate(&mut self) -> rusqlite::Result<Rate> {
        let place = self.place();
        rate(self.row, place)
    }

    pub(super) fn count(&mut self) -> rusqlite::Result<u64> {
        let place = self.place();
        count(self.row, place)
    }

    pub(super) fn free_form(&mut self) -> rusqlite::Result<FreeForm> {
        let place = self.place();
        free_form(self.row, place)
    }
}
