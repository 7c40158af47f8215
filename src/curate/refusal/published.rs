//! Verbs that are for published records only.

use std::fmt;

/// An act for which withdrawn records cannot be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublishedOnly {
    /// Changing records.
    Change,
    /// Exporting them.
    Export,
    /// Matching a text with them.
    Matching,
    /// Checking them.
    Check,
    /// Showing and publishing what the reports say of their rates.
    Rates,
}

impl fmt::Display for PublishedOnly {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            PublishedOnly::Change => "withdrawn records cannot be changed",
            PublishedOnly::Export => "withdrawn records are not exported",
            PublishedOnly::Matching => "withdrawn records are not matched",
            PublishedOnly::Check => "withdrawn records are not checked",
            PublishedOnly::Rates => "withdrawn records have no published rates",
        })
    }
}
