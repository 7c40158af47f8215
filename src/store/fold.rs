//! Comparing text while ignoring case, in SQL too.

use rusqlite::functions::FunctionFlags;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Result};

/// The name of the function in SQL: `contains_folded(value, folded)`.
const NAME: &str = "contains_folded";

/// The text with its differences of case removed: `É` as `é`, `ς` as `σ`, `ß` as `ss`.
pub(super) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.chars().flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect()
}

/// Adds a function to SQL that says whether a value contains a text that is already folded. SQLite's own LIKE and
/// lower() know the case of ASCII letters only.
pub(super) fn register(connection: &Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function(NAME, 2, flags, |context| {
        let folded = context.get_raw(1).as_str()?;
        Ok(match context.get_raw(0) {
            ValueRef::Null | ValueRef::Blob(_) => false,
            ValueRef::Integer(number) => number.to_string().contains(folded),
            // With a decimal point, as rates are written in JSON.
            ValueRef::Real(number) => format!("{number:?}").contains(folded),
            ValueRef::Text(text) => fold(&String::from_utf8_lossy(text)).contains(folded),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_makes_no_difference() {
        for (one, other) in [("Token", "tOKEN"), ("ÉCHEC", "échec"), ("ΟΔΟΣ", "οδος"), ("Straße", "STRASSE")]
        {
            assert_eq!(fold(one), fold(other));
        }
        assert_ne!(fold("é"), fold("e"));
        assert_eq!(fold("令牌"), "令牌");
    }

    #[test]
    fn sql_finds_text_and_numbers() {
        let connection = Connection::open_in_memory().unwrap();
        register(&connection).unwrap();
        let finds =
            |sql: &str| connection.query_row(&format!("SELECT {sql}"), [], |row| row.get::<_, bool>(0)).unwrap();
        assert!(finds("contains_folded('Das Token ist ABGELAUFEN', 'abgelaufen')"));
        assert!(finds("contains_folded(1.0, '1.0') AND contains_folded(42, '4')"));
        assert!(!finds("contains_folded(NULL, 'a') OR contains_folded('a', 'b')"));
    }
}
