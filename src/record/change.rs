//! A difference between two revisions of a record.

use std::fmt;

use super::{EXTRA, ItemNumber, Json, NamedField};

/// A part of a record that differs, with its values.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldChange {
    /// What differs.
    pub path: ChangePath,
    /// The value before; `None` if there was none.
    pub old: Option<Json>,
    /// The value after; `None` if there is none.
    pub new: Option<Json>,
}

/// The part of a record that differs. Items have their number in the new record, or in the old one if they were
/// removed. It is shown as maintainers name it: `root_cause`, `w1.success_rate`, `w1.position`, `d2`, `waivers.W004`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangePath {
    /// A field. If it is `extra`, the order of the unknown keys changed.
    Field(NamedField),
    /// A key that the format does not know.
    Key {
        /// The field `extra` that has it.
        extra: NamedField,
        /// The key.
        key: String,
    },
    /// An item that was added or removed, with all its fields.
    Item(ItemNumber),
    /// The place of an item among the others, counted from 1.
    Position(ItemNumber),
    /// A waiver, by the short form of its code.
    Waiver(String),
}

impl fmt::Display for ChangePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ChangePath::Field(field) => field.fmt(f),
            ChangePath::Key { extra, key } => {
                let name = extra.to_string();
                write!(f, "{}{key}", name.strip_suffix(EXTRA).unwrap_or(&name))
            }
            ChangePath::Item(number) => number.fmt(f),
            ChangePath::Position(number) => write!(f, "{number}.position"),
            ChangePath::Waiver(code) => write!(f, "waivers.{code}"),
        }
    }
}

/// One change of a record.
#[derive(Debug, Clone, PartialEq)]
pub enum RecordChange {
    /// It was added.
    Arrived,
    /// It was withdrawn.
    Withdrawn,
    /// It is published again.
    Restored,
    /// A part of it has another value.
    Field(FieldChange),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Field, ItemKind, ItemRef, Record, Workaround};

    #[test]
    fn what_changed_is_named_as_maintainers_name_it() {
        let second = ItemNumber { kind: ItemKind::Workaround, number: 2 };
        let of_second = |field| NamedField { field, number: Some(second) };
        let key = |extra| ChangePath::Key { extra, key: "own".to_owned() };
        let item = Some(ItemRef { kind: ItemKind::Workaround, id: 7 });
        let in_graph = Field::named(None, "transition_graph.extra").unwrap();
        for (path, name) in [
            (ChangePath::Field(Record::ROOT_CAUSE.into()), "root_cause"),
            (ChangePath::Field(of_second(Workaround::HOW.of(7))), "w2.how"),
            (key(Field::extra(None).into()), "own"),
            (key(of_second(Field::extra(item))), "w2.own"),
            (key(in_graph.into()), "transition_graph.own"),
            (ChangePath::Item(second), "w2"),
            (ChangePath::Position(second), "w2.position"),
            (ChangePath::Waiver("W004".to_owned()), "waivers.W004"),
        ] {
            assert_eq!(path.to_string(), name);
        }
    }
}
