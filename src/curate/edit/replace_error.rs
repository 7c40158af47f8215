//! What can be wrong with a substitution.

use crate::record::vocabulary;

vocabulary! {
    /// A part of a substitution between two delimiters.
    ReplacementPart {
        /// What is replaced.
        Regex = "regex",
        /// The new text.
        Text = "text",
    }
}

/// Why a word is not a [`Replacement`](super::Replacement).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReplacementError {
    /// It does not begin with `FIELD=`.
    #[error("expected FIELD=/REGEX/TEXT/")]
    Form,
    /// The character after `FIELD=` cannot be a delimiter.
    #[error("'{0}' cannot be the delimiter")]
    Delimiter(char),
    /// The delimiter that ends the regex or the text is missing.
    #[error("the {part} is not closed by '{delimiter}'")]
    Open {
        /// Which of the two.
        part: ReplacementPart,
        /// The delimiter.
        delimiter: char,
    },
    /// Something other than `i` follows the last delimiter.
    #[error("unknown flag '{0}'; expected i or nothing")]
    Flag(String),
    /// The regex is empty, and so would match between any two characters.
    #[error("the regex is empty")]
    Empty,
    /// The regex is not valid.
    #[error("the regex {regex} is wrong at character {at}: {reason}")]
    Syntax {
        /// The regex.
        regex: String,
        /// Where, in characters from 1.
        at: usize,
        /// What is wrong.
        reason: String,
    },
    /// The regex needs too much memory.
    #[error("the regex is too large once it is compiled")]
    Size,
    /// The text refers to a group that the regex does not have.
    #[error("the text refers to the group {group}, which {regex} does not have")]
    Group {
        /// The number or name.
        group: String,
        /// The regex.
        regex: String,
    },
    /// A `${` without its `}`.
    #[error("the text has a ${{ without its }}")]
    Reference,
}
