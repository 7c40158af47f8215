//! The rows of several tables, read in step.

use rusqlite::{CachedStatement, Row, Rows};

use super::filter::Selection;

/// The rows of one table in the order of the records, one row read ahead.
pub(super) struct Ordered<'s, T> {
    rows: Rows<'s>,
    read: fn(&Row<'_>) -> rusqlite::Result<T>,
    ahead: Option<(i64, T)>,
}

impl<'s, T> Ordered<'s, T> {
    pub(super) fn open(
        statement: &'s mut CachedStatement<'_>,
        selection: &Selection,
        read: fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<Self> {
        let mut ordered = Ordered { rows: statement.query(selection.bindings().as_slice())?, read, ahead: None };
        ordered.advance()?;
        Ok(ordered)
    }

    fn advance(&mut self) -> rusqlite::Result<()> {
        let read = self.read;
        self.ahead = match self.rows.next()? {
            Some(row) => Some((row.get(0)?, read(row)?)),
            None => None,
        };
        Ok(())
    }

    /// The rows of one record. The first column is the record. Records have to be asked for in the order of the
    /// statement.
    pub(super) fn of(&mut self, record: i64) -> rusqlite::Result<Vec<T>> {
        let mut own = Vec::new();
        while let Some((_, value)) = self.ahead.take_if(|(owner, _)| *owner == record) {
            own.push(value);
            self.advance()?;
        }
        Ok(own)
    }
}
