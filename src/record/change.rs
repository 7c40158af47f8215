//! A difference between two revisions of a record.

use super::Json;

/// A field whose value differs, named as maintainers name it: `root_cause`, `w1.success_rate`, `d2`.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldChange {
    /// The field. Items carry their number in the new record, or in the old one if they are gone.
    pub path: String,
    /// The value before; `None` if there was none.
    pub old: Option<Json>,
    /// The value after; `None` if there is none.
    pub new: Option<Json>,
}

/// What became different in a record.
#[derive(Debug, Clone, PartialEq)]
pub enum RecordChange {
    /// It was added.
    Arrived,
    /// It was withdrawn.
    Withdrawn,
    /// It is published again.
    Restored,
    /// A field has another value.
    Field(FieldChange),
}
