//! Reading columns, and what is known of a record before it is read.

use std::error::Error;
use std::str::FromStr;

use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::Digest;
use crate::record::{FreeForm, Id, Rate, read_free_form};
use crate::store::{Store, StoreError, Tx};

/// Whether a record is there, and in which state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The record's key.
    pub row: i64,
    /// The digest of the record as it is.
    pub digest: Digest,
    /// The digest of what was last imported or exported.
    pub published: Option<Digest>,
}

impl Standing {
    /// Whether the record was edited here since it was last imported or exported.
    pub fn is_edited(&self) -> bool {
        self.published != Some(self.digest)
    }
}

impl Store {
    /// How a record stands; `None` where there is none of that id.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn standing(&self, id: &Id) -> Result<Option<Standing>, StoreError> {
        standing(&self.connection, id).map_err(|error| self.error(error))
    }
}

impl Tx<'_> {
    /// How a record stands; `None` where there is none of that id.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn standing(&self, id: &Id) -> Result<Option<Standing>, StoreError> {
        standing(self.connection, id).map_err(|error| self.error(error))
    }
}

fn standing(connection: &Connection, id: &Id) -> rusqlite::Result<Option<Standing>> {
    let row = |row: &Row<'_>| {
        Ok(Standing { row: row.get("id")?, digest: row.get("digest")?, published: row.get("published")? })
    };
    connection
        .prepare_cached(include_str!("standing.sql"))?
        .query_row(named_params! { ":canon_id": id.as_str() }, row)
        .optional()
}

/// A column whose text has a form of its own.
pub(in crate::store) fn parsed<T>(row: &Row<'_>, column: &str) -> rusqlite::Result<T>
where
    T: FromStr<Err: Error + Send + Sync + 'static>,
{
    let text = row.get_ref(column)?.as_str()?;
    text.parse().map_err(|error| bad_column(row, column, error))
}

/// A column that holds a rate.
pub(in crate::store) fn rate(row: &Row<'_>, column: &str) -> rusqlite::Result<Rate> {
    let value: f64 = row.get(column)?;
    Rate::try_from(value).map_err(|error| bad_column(row, column, error))
}

/// A column that holds a count.
pub(in crate::store) fn count(row: &Row<'_>, column: &str) -> rusqlite::Result<u64> {
    let value: i64 = row.get(column)?;
    u64::try_from(value).map_err(|error| bad_column(row, column, error))
}

/// A column that holds a free-form object.
pub(in crate::store) fn free_form(row: &Row<'_>, column: &str) -> rusqlite::Result<FreeForm> {
    match row.get_ref(column)?.as_str()? {
        "{}" => Ok(FreeForm::new()),
        text => read_free_form(text).map_err(|error| bad_column(row, column, error)),
    }
}

fn bad_column(row: &Row<'_>, column: &str, error: impl Error + Send + Sync + 'static) -> rusqlite::Error {
    let index = row.as_ref().column_index(column).unwrap_or_default();
    rusqlite::Error::FromSqlConversionFailure(index, Type::Text, Box::new(error))
}
