//! Reading columns, and what is known of a record before it is read.

use std::error::Error;
use std::str::FromStr;

use rusqlite::types::{Type, ValueRef};
use rusqlite::{Connection, OptionalExtension, Row, RowIndex, named_params};

use super::Digest;
use crate::record::{FreeForm, FreeFormError, Id, Rate, compact, read_free_form};
use crate::store::{Exchanged, Snapshot, StoreError};

/// Whether a record is there, and in which state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The record's key.
    pub row: i64,
    /// The digest of the record as it is.
    pub digest: Digest,
    /// Whether it was withdrawn.
    pub is_withdrawn: bool,
}

impl Snapshot<'_> {
    /// How a record stands; `None` where there is none of that id.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn standing(&self, id: &Id) -> Result<Option<Standing>, StoreError> {
        self.run(|connection| standing(connection, id))
    }

    /// Whether any record was ever renamed.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn has_renamed(&self) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM change WHERE part = 'record' AND field = 'id')";
        self.run(|connection| connection.query_row(sql, [], |row| row.get(0)))
    }

    /// How the record stands that had this id before it was renamed; `None` where none had, or several.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn renamed(&self, former: &Id) -> Result<Option<Id>, StoreError> {
        let ids = self.run(|connection| {
            let mut statement = connection.prepare_cached(include_str!("renamed.sql"))?;
            let former = compact(&former.as_str());
            let ids = statement.query_map(named_params! { ":former": former }, |row| parsed(row, "canon_id"))?;
            ids.collect::<rusqlite::Result<Vec<Id>>>()
        })?;
        Ok(if ids.len() == 1 { ids.into_iter().next() } else { None })
    }

    /// How a record stands, and what a source last had of it; `None` if there is none of that id.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn standing_to(&self, id: &Id, source: Option<i64>) -> Result<Option<(Standing, Exchanged)>, StoreError> {
        self.run(|connection| {
            let mut statement = connection.prepare_cached(include_str!("standing_to.sql"))?;
            let parameters = named_params! { ":canon_id": id.as_str(), ":source": source };
            let row = |row: &Row<'_>| {
                let exchanged = Exchanged { brought: row.get("brought")?, sent: row.get("sent")? };
                Ok((standing_row(row)?, exchanged))
            };
            statement.query_row(parameters, row).optional()
        })
    }
}
fn standing(connection: &Connection, id: &Id) -> rusqlite::Result<Option<Standing>> {
    connection
        .prepare_cached(include_str!("standing.sql"))?
        .query_row(named_params! { ":canon_id": id.as_str() }, standing_row)
        .optional()
}

/// Reads the state of a record.
pub(super) fn standing_row(row: &Row<'_>) -> rusqlite::Result<Standing> {
    Ok(Standing {
        row: row.get("id")?,
        digest: row.get("digest")?,
        is_withdrawn: row.get_ref("withdrawn_in")? != ValueRef::Null,
    })
}

/// A column, by its name or its place, whose text has a form of its own.
pub(in crate::store) fn parsed<T>(row: &Row<'_>, column: impl RowIndex) -> rusqlite::Result<T>
where
    T: FromStr<Err: Error + Send + Sync + 'static>,
{
    let text = row.get_ref(column)?.as_str()?;
    text.parse().map_err(|error| bad_column(row, column, error))
}

/// A column that holds a rate.
pub(in crate::store) fn rate(row: &Row<'_>, column: impl RowIndex) -> rusqlite::Result<Rate> {
    let value: f64 = row.get(column)?;
    Rate::try_from(value).map_err(|error| bad_column(row, column, error))
}

/// A column that holds a count.
pub(in crate::store) fn count(row: &Row<'_>, column: impl RowIndex) -> rusqlite::Result<u64> {
    let value: i64 = row.get(column)?;
    u64::try_from(value).map_err(|error| bad_column(row, column, error))
}

/// A count as SQLite holds it. One that is larger was not read from JSON or from a column.
pub(super) fn signed(count: u64) -> rusqlite::Result<i64> {
    i64::try_from(count).map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}

/// A column that holds a free-form object.
pub(in crate::store) fn free_form(row: &Row<'_>, column: impl RowIndex) -> rusqlite::Result<FreeForm> {
    match row.get_ref(column)?.as_str()? {
        "{}" => Ok(FreeForm::new()),
        text => read_free_form(text).map_err(|error| bad_column(row, column, error)),
    }
}

/// A column that holds JSON, or nothing.
pub(in crate::store) fn parsed_json<T>(
    row: &Row<'_>,
    column: impl RowIndex,
    read: impl Fn(&str) -> Result<T, FreeFormError>,
) -> rusqlite::Result<Option<T>> {
    let text = row.get_ref(column)?.as_str_or_null()?;
    text.map(|text| read(text).map_err(|error| bad_column(row, column, error))).transpose()
}

/// A word that no version of the schema allows in its column: somebody else wrote it.
#[derive(Debug, thiserror::Error)]
#[error("unknown {what} '{word}'")]
pub(in crate::store) struct UnknownWord {
    what: &'static str,
    word: String,
}

impl UnknownWord {
    pub(in crate::store) fn of(what: &'static str, word: &str) -> Self {
        UnknownWord { what, word: word.chars().take(40).collect() }
    }
}

/// The error of a column whose value is not what it should be.
pub(in crate::store) fn bad_column(
    row: &Row<'_>,
    column: impl RowIndex,
    error: impl Error + Send + Sync + 'static,
) -> rusqlite::Error {
    let index = column.idx(row.as_ref()).unwrap_or_default();
    rusqlite::Error::FromSqlConversionFailure(index, Type::Text, Box::new(error))
}
