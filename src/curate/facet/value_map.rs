//! A map of values without contradictions.

use std::collections::HashMap;

use super::is_replaceable;
use crate::intake::ValueMapRow;
use crate::record::FormatField;
use crate::store::{UnknownField, searched_field};

/// A value of a field, and its replacement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueMove {
    /// The field.
    pub field: FormatField,
    /// The value.
    pub from: String,
    /// The new value; different and not empty.
    pub to: String,
}

/// Moves that can be applied in any order, and a second time without effect.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ValueMap(Vec<ValueMove>);

/// What is wrong with a row of a map.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ValueMapFault {
    /// There is no such field.
    #[error(transparent)]
    NoField(UnknownField),
    /// The values of the field are not replaced by a map.
    #[error("{0} is not a text, or has a command of its own")]
    NotReplaceable(String),
    /// The value or its replacement is empty.
    #[error("'{column}' is empty")]
    Empty {
        /// The column.
        column: &'static str,
    },
    /// Another row replaces the same value by a different one.
    #[error("'{from}' becomes '{to}' here and '{other}' in line {line}")]
    Twice {
        /// The value.
        from: String,
        /// What it becomes here.
        to: String,
        /// What it becomes there.
        other: String,
        /// The line of the other row.
        line: u64,
    },
    /// The new value is itself replaced by another row.
    #[error("'{from}' becomes '{to}', which becomes something else in line {line}")]
    Chained {
        /// The value.
        from: String,
        /// What it becomes.
        to: String,
        /// The line of the other row.
        line: u64,
    },
}

impl ValueMap {
    /// The map of some rows. A row that does not change its value is ignored.
    ///
    /// # Errors
    /// The first fault, with its line.
    pub fn new(rows: Vec<ValueMapRow>) -> Result<Self, (u64, ValueMapFault)> {
        let mut moves: Vec<(u64, ValueMove)> = Vec::new();
        let mut by_value: HashMap<(FormatField, String), usize> = HashMap::new();
        for ValueMapRow { line, field: name, from, to } in rows {
            let fault = |fault| Err((line, fault));
            let field = match searched_field(&name) {
                Ok(field) if is_replaceable(field) => field,
                Ok(_) => return fault(ValueMapFault::NotReplaceable(name)),
                Err(unknown) => return fault(ValueMapFault::NoField(unknown)),
            };
            if let Some((column, _)) = [("from", &from), ("to", &to)].into_iter().find(|(_, text)| text.is_empty()) {
                return fault(ValueMapFault::Empty { column });
            }
            if from == to {
                continue;
            }
            let before = by_value.get(&(field, from.clone())).and_then(|at| moves.get(*at));
            match before {
                Some((_, before)) if before.to == to => {}
                Some((other, before)) => {
                    let (other, line) = (before.to.clone(), *other);
                    return fault(ValueMapFault::Twice { from, to, other, line });
                }
                None => {
                    by_value.insert((field, from.clone()), moves.len());
                    moves.push((line, ValueMove { field, from, to }));
                }
            }
        }
        for (line, ValueMove { field, from, to }) in &moves {
            if let Some((next, _)) = by_value.get(&(*field, to.clone())).and_then(|at| moves.get(*at)) {
                let (from, to) = (from.clone(), to.clone());
                return Err((*line, ValueMapFault::Chained { from, to, line: *next }));
            }
        }
        Ok(ValueMap(moves.into_iter().map(|(_, one)| one).collect()))
    }

    /// The moves, in the order of the file.
    pub fn moves(&self) -> &[ValueMove] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Record, Workaround};

    fn map(rows: &[(&str, &str, &str)]) -> Result<ValueMap, (u64, ValueMapFault)> {
        let row = |(line, (field, from, to)): (u64, &(&str, &str, &str))| ValueMapRow {
            line,
            field: (*field).to_owned(),
            from: (*from).to_owned(),
            to: (*to).to_owned(),
        };
        ValueMap::new((2..).zip(rows).map(row).collect())
    }

    #[test]
    fn fields_have_any_of_their_names_and_a_row_without_a_change_is_ignored() {
        let map = map(&[("tags", "a", "b"), ("tags", "c", "c"), ("w.how", "a", "b"), ("tags", "a", "b")]).unwrap();
        let fields: Vec<FormatField> = map.moves().iter().map(|one| one.field).collect();
        assert_eq!(fields, [Record::TAGS.format(), Workaround::HOW]);
    }

    #[test]
    fn a_row_that_cannot_be_applied_is_named_by_its_line() {
        let unknown = map(&[("tags", "a", "b"), ("tgas", "a", "b")]).unwrap_err();
        assert!(
            matches!(unknown, (3, ValueMapFault::NoField(UnknownField { ref nearest, .. })) if nearest[0] == "tags")
        );
        for field in ["verification_tier", "confidence", "id", "last_updated", "leads_to", "os_specific"] {
            let refused = (2, ValueMapFault::NotReplaceable(field.to_owned()));
            assert_eq!(map(&[(field, "a", "b")]), Err(refused));
        }
        assert_eq!(map(&[("tags", "", "b")]), Err((2, ValueMapFault::Empty { column: "from" })));
        assert_eq!(map(&[("tags", "a", "")]), Err((2, ValueMapFault::Empty { column: "to" })));
    }

    #[test]
    fn rows_that_contradict_each_other_are_refused() {
        let (from, to, other) = ("a".to_owned(), "c".to_owned(), "b".to_owned());
        let twice = ValueMapFault::Twice { from: from.clone(), to: to.clone(), other: other.clone(), line: 2 };
        assert_eq!(map(&[("tags", "a", "b"), ("tags", "a", "c")]), Err((3, twice)));
        let chained = ValueMapFault::Chained { from, to: other, line: 3 };
        assert_eq!(map(&[("tags", "a", "b"), ("tags", "b", "c")]), Err((2, chained)));
        assert!(map(&[("tags", "a", "b"), ("category", "b", "c")]).is_ok(), "of different fields");
    }
}
