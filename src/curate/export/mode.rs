//! Whether an export writes, rehearses or checks.

/// What an export does with a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportMode {
    /// Writes and removes files.
    Write,
    /// Only reads files, to show what would be written and removed.
    Rehearse,
    /// Only reads files, to find out whether the tree is what the database publishes. Files of withdrawn and renamed
    /// records are differences, too.
    Check,
}

impl ExportMode {
    /// Whether files are only read.
    pub fn only_looks(self) -> bool {
        self != ExportMode::Write
    }
}
