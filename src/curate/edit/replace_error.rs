//! What can be wrong with a substitution.

/// Why a word is not a [`Replacement`](super::Replacement).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReplacementError {
    /// It does not begin with `FIELD=`.
    #[error("expected FIELD=/REGEX/TEXT/")]
    Form,
    /// What follows `FIELD=` cannot stand around the regex and the text.
    #[error("'{0}' cannot be the delimiter")]
    Delimiter(char),
    /// The delimiter that ends the regex or the text is missing.
    #[error("the {part} is not closed by '{delimiter}'")]
    Open {
        /// `regex` or `text`.
        part: &'static str,
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

impl ReplacementError {
    /// What to do.
    pub fn hint(&self) -> String {
        match self {
            ReplacementError::Form | ReplacementError::Open { .. } => {
                "as in root_cause=/colou?r/color/; a delimiter inside is written with a backslash before it".to_owned()
            }
            ReplacementError::Delimiter(_) => {
                "put punctuation such as / or | before, between and after regex and text".to_owned()
            }
            ReplacementError::Flag(_) => "every match is replaced, so there is no flag g".to_owned(),
            ReplacementError::Empty => "^ matches where a text begins, $ where it ends".to_owned(),
            ReplacementError::Syntax { .. } => {
                "the syntax is that of https://docs.rs/regex; \\( stands for a parenthesis, \\. for a dot".to_owned()
            }
            ReplacementError::Size => "use smaller repetitions".to_owned(),
            // `$1a` is the group of the name 1a.
            ReplacementError::Group { group, .. } => {
                let digits: String = group.chars().take_while(char::is_ascii_digit).collect();
                let rest = group.trim_start_matches(|c: char| c.is_ascii_digit());
                match (digits.is_empty(), rest.is_empty()) {
                    (false, false) => format!("${{{digits}}}{rest} is the group {digits} with {rest} behind it"),
                    _ => "groups are counted by their opening parentheses from 1; a dollar sign is $$".to_owned(),
                }
            }
            ReplacementError::Reference => "a dollar sign is $$".to_owned(),
        }
    }
}
