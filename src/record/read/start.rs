//! Where a text begins.

/// Where a text begins in its file: line and column, both from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Start {
    /// The line, from 1; 0 for what is in no text.
    pub line: usize,
    /// The column in characters, from 1; 0 for what is in no text.
    pub column: usize,
}

impl Start {
    /// The place of what is in no text, such as a record of a database.
    pub const NONE: Start = Start { line: 0, column: 0 };
}

impl Default for Start {
    /// The beginning of a file.
    fn default() -> Self {
        Start { line: 1, column: 1 }
    }
}
