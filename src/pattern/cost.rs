//! The cost of a regex in an engine that backtracks, counted on lines that are hard for it.

use super::Span;
use super::growth::{EXPONENTIAL, SLOW};

/// The cost of the worst branch of a regex.
#[derive(Debug, Clone, PartialEq)]
pub struct Cost {
    /// The branch.
    pub branch: Span,
    /// The beginning of the line that is hard for it.
    pub line: String,
    /// How the steps grow with the length of the line: 1 is in proportion to it, 2 with its square. At most 1,000.
    pub order: f64,
    /// The seconds that CPython needs for a line of [`LONG_LINE`](super::LONG_LINE) characters on a slow machine, or
    /// nearly so; at most a billion.
    pub seconds: f64,
}

impl Cost {
    /// Whether it takes over [`SLOW`] seconds.
    pub fn is_slow(&self) -> bool {
        self.seconds > SLOW
    }

    /// Whether the steps grow so fast that the engine practically never ends.
    pub fn is_exponential(&self) -> bool {
        self.order >= EXPONENTIAL
    }
}
