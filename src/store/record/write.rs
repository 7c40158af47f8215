//! Writing whole records.

use rusqlite::Connection;

use super::{Prepared, Standing, insert_names, insert_translations, names, scalar};
use crate::record::Record;
use crate::store::search::Words;
use crate::store::{StoreError, Tx, graph, item, journal, search};

impl Tx<'_> {
    /// Adds a record that is not there yet, and returns its key. Where it is `published`, later edits of it are edits
    /// made here; else it is one as a whole.
    ///
    /// # Errors
    /// What goes wrong on the disk.
    pub fn insert(&mut self, prepared: &Prepared, published: bool) -> Result<i64, StoreError> {
        let batch = self.batch_id()?;
        let write = |connection: &Connection| {
            let row = scalar::insert(connection, prepared, batch)?;
            let record = &prepared.record;
            insert_translations(connection, row, record)?;
            insert_names(connection, row, record)?;
            item::insert(connection, row, record)?;
            graph::insert(connection, row, record)?;
            search::insert(connection, row, &prepared.words())?;
            if published {
                journal::publish_first(connection, row, &prepared.digest, batch)?;
            }
            Ok(row)
        };
        write(self.connection).map_err(|error| self.error(error))
    }

    /// Puts a new version of a record in the place of the old one. Items that are the same, though reworded or
    /// moved, keep their rows.
    ///
    /// # Errors
    /// What goes wrong on the disk.
    pub fn replace(&mut self, standing: Standing, old: &Record, prepared: &Prepared) -> Result<(), StoreError> {
        self.batch_id()?;
        let Standing { row, .. } = standing;
        let write = |connection: &Connection| {
            let record = &prepared.record;
            scalar::update(connection, prepared, row)?;
            names::delete(connection, row)?;
            insert_translations(connection, row, record)?;
            insert_names(connection, row, record)?;
            item::replace(connection, row, old, record)?;
            graph::delete(connection, row)?;
            graph::insert(connection, row, record)?;
            // The index is contentless: it forgets only words that it is told.
            search::delete(connection, row, &Words::of(old))?;
            search::insert(connection, row, &prepared.words())
        };
        write(self.connection).map_err(|error| self.error(error))
    }
}
