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
    /// The mode of a command that may be told to check, or only to show what it would do.
    pub fn of(is_check: bool, is_dry_run: bool) -> Self {
        match (is_check, is_dry_run) {
            (true, _) => ExportMode::Check,
            (false, true) => ExportMode::Rehearse,
            (false, false) => ExportMode::Write,
        }
    }

    /// Whether files are only read.
    pub fn only_looks(self) -> bool {
        self != ExportMode::Write
    }
}
