//! Where a text comes from: the input and the place in it.

use std::fmt;
use std::sync::Arc;

use crate::record::Start;

/// Where a text came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The file, or `-` for standard input.
    pub source: Arc<str>,
    /// Where in the file the text begins.
    pub start: Start,
}

impl Origin {
    /// The beginning of an input.
    pub fn of(source: &str) -> Self {
        Origin { source: Arc::from(source), start: Start::default() }
    }
}

impl fmt::Display for Origin {
    /// `FILE:LINE`; the name alone of what is in no text.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.start.line {
            0 => f.write_str(&self.source),
            line => write!(f, "{}:{line}", self.source),
        }
    }
}
