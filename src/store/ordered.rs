//! The rows of several tables, read in step.

use rusqlite::{CachedStatement, Row, Rows};

use crate::ledger::RecordKey;

use super::filter::Selection;

/// The rows of one table in the order of the records, one row read ahead.
pub(super) struct Ordered<'s, T> {
    /// `None` if nothing is read.
    rows: Option<Rows<'s>>,
    read: fn(&Row<'_>) -> rusqlite::Result<T>,
    ahead: Option<(RecordKey, T)>,
}

impl<'s, T> Ordered<'s, T> {
    pub(super) fn open(
        statement: &'s mut CachedStatement<'_>,
        selection: &Selection,
        read: fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<Self> {
        let rows = Some(statement.query(selection.bindings().as_slice())?);
        let mut ordered = Ordered { rows, read, ahead: None };
        ordered.advance()?;
        Ok(ordered)
    }

    /// The rows of a table that is read only if there is a statement.
    pub(super) fn open_if(
        statement: Option<&'s mut CachedStatement<'_>>,
        selection: &Selection,
        read: fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<Self> {
        match statement {
            Some(statement) => Ordered::open(statement, selection, read),
            None => Ok(Ordered { rows: None, read, ahead: None }),
        }
    }

    fn advance(&mut self) -> rusqlite::Result<()> {
        let read = self.read;
        let Some(rows) = &mut self.rows else { return Ok(()) };
        self.ahead = match rows.next()? {
            Some(row) => Some((row.get(0)?, read(row)?)),
            None => None,
        };
        Ok(())
    }

    /// The rows of one record. The first column is the record. Records have to be asked for in the order of the
    /// statement.
    pub(super) fn of(&mut self, record: RecordKey) -> rusqlite::Result<Vec<T>> {
        let mut own = Vec::new();
        while let Some((_, value)) = self.ahead.take_if(|(owner, _)| *owner == record) {
            own.push(value);
            self.advance()?;
        }
        Ok(own)
    }
}
