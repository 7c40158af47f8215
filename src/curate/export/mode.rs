//! Whether an export writes, rehearses or checks.

/// What an export does with a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportMode {
    /// Writes and removes files.
    Write,
    /// Looks at files only, to show what would be written and removed.
    Rehearse,
    /// Looks at files only, to tell whether the tree is what the database publishes. Files of records that are gone
    /// are differences, too.
    Check,
}

impl ExportMode {
    /// Whether files are only looked at.
    pub fn only_looks(self) -> bool {
        self != ExportMode::Write
    }
}
