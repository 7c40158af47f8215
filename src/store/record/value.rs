//! Values of columns that are parsed, and the error of an invalid one.

use std::error::Error;
use std::str::FromStr;

use rusqlite::types::Type;
use rusqlite::{Row, RowIndex};

use crate::record::{FreeForm, FreeFormError, Rate, read_free_form};

/// A column, by its name or index, whose text is parsed.
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

/// A count as a value of SQLite. A larger one was not read from JSON or from a column.
pub(in crate::store) fn signed(count: u64) -> rusqlite::Result<i64> {
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

/// A word that no version of the schema allows in its column, so another program wrote it.
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
