//! A map of values as CSV: which value of a field is replaced by which.

use std::io::Read;

/// The columns that a map has; others are ignored.
pub const VALUE_MAP_COLUMNS: [&str; 3] = ["field", "from", "to"];

/// A row of a map, as it is in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueMapRow {
    /// Its first line, from 1.
    pub line: u64,
    /// The name of the field.
    pub field: String,
    /// The value that is replaced.
    pub from: String,
    /// The new value.
    pub to: String,
}

/// Why a map cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ValueMapError {
    /// Its header lacks a column.
    #[error("the header has no column '{0}'")]
    Lacks(&'static str),
    /// A row does not fit the header, or is not UTF-8.
    #[error("{reason}")]
    Row {
        /// The line, from 1.
        line: u64,
        /// What is wrong.
        reason: String,
    },
    /// It cannot be read at all.
    #[error(transparent)]
    Io(std::io::Error),
}

/// Reads a map.
///
/// # Errors
/// If it cannot be read, or is not CSV with [these columns](VALUE_MAP_COLUMNS).
pub fn value_map(input: impl Read) -> Result<Vec<ValueMapRow>, ValueMapError> {
    let mut reader = csv::Reader::from_reader(input);
    let header = reader.headers().map_err(fault)?.clone();
    let place =
        |column: &'static str| header.iter().position(|name| name.trim() == column).ok_or(ValueMapError::Lacks(column));
    let [field, from, to] = VALUE_MAP_COLUMNS.map(place);
    let (field, from, to) = (field?, from?, to?);
    let mut rows = Vec::new();
    for row in reader.records() {
        let row = row.map_err(fault)?;
        let cell = |at: usize| row.get(at).unwrap_or_default().to_owned();
        let line = row.position().map_or(0, csv::Position::line);
        rows.push(ValueMapRow { line, field: cell(field).trim().to_owned(), from: cell(from), to: cell(to) });
    }
    Ok(rows)
}

fn fault(error: csv::Error) -> ValueMapError {
    let line = error.position().map_or(1, csv::Position::line);
    match error.into_kind() {
        csv::ErrorKind::Io(error) => ValueMapError::Io(error),
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            let reason = format!("the header has {expected_len} cells, and this row {len}");
            ValueMapError::Row { line, reason }
        }
        csv::ErrorKind::Utf8 { .. } => ValueMapError::Row { line, reason: "not UTF-8".to_owned() },
        other => ValueMapError::Row { line, reason: format!("not CSV: {other:?}") },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_may_be_in_any_order_among_others() {
        let text = "records,to,from,field\n3,\"a, b\",\"x\ny\",category\n1,b,c, tags\n";
        let row = |line, field: &str, from: &str, to: &str| ValueMapRow {
            line,
            field: field.to_owned(),
            from: from.to_owned(),
            to: to.to_owned(),
        };
        let rows = value_map(text.as_bytes()).unwrap();
        assert_eq!(rows, [row(2, "category", "x\ny", "a, b"), row(4, "tags", "c", "b")]);
    }

    #[test]
    fn what_is_not_a_map_is_refused_with_the_line() {
        assert!(matches!(value_map("field,from\na,b\n".as_bytes()), Err(ValueMapError::Lacks("to"))));
        assert!(matches!(value_map("".as_bytes()), Err(ValueMapError::Lacks("field"))));
        let line = |text: &[u8]| match value_map(text) {
            Err(ValueMapError::Row { line, .. }) => line,
            other => panic!("{other:?}"),
        };
        assert_eq!(line(b"field,from,to\na,b,c\na,b\n"), 3);
        assert_eq!(line(b"field,from,to\na,\xff,c\n"), 2);
    }
}
