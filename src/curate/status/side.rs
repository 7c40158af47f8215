//! What one side has of a record.

use crate::record::Id;

/// What one side has of a record and the other does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SideChange {
    /// The record.
    Record,
    /// That it is withdrawn.
    Withdrawn,
    /// That it is published again.
    Restored,
    /// That it was renamed and has this id.
    Renamed(Id),
    /// Parts of it.
    Changed {
        /// The names of the fields with other values.
        fields: Vec<String>,
        /// Whether there are lines of its ledger. Of the tree only the number of all is known.
        ledger: bool,
    },
}
