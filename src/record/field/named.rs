//! A field as maintainers name it.

use std::fmt;

use super::Field;
use crate::record::ItemNumber;

/// A field of a revision, with the number that its item has there. It is shown as maintainers name it: `root_cause`,
/// `w2.success_rate`, or `w#3.action` by the id of an item that the revision does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NamedField {
    /// The field.
    pub field: Field,
    /// The number of its item; `None` for the record's own fields, and if the revision does not have the item.
    pub number: Option<ItemNumber>,
}

impl From<Field> for NamedField {
    /// A field of the record itself; that of an item by the item's id.
    fn from(field: Field) -> Self {
        NamedField { field, number: None }
    }
}

impl fmt::Display for NamedField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.number {
            Some(number) => write!(f, "{number}.{}", self.field.name()),
            None => self.field.fmt(f),
        }
    }
}
