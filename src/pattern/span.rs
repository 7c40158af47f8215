//! Positions in a regex.

/// A part of a regex's text, in bytes: both ends lie between two characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Where it begins.
    pub start: usize,
    /// Where it ends; not less than `start`.
    pub end: usize,
}

impl Span {
    /// The part of `text` that it covers; empty if it is not a part of this text.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or_default()
    }

    /// Whether the other one lies within it.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

impl From<regex_syntax::ast::Span> for Span {
    fn from(span: regex_syntax::ast::Span) -> Self {
        Span { start: span.start.offset, end: span.end.offset }
    }
}
