//! The fields of a record whose values are words from a list.

use std::fmt;
use std::str::FromStr;

/// How far a record has been checked, such as `ai_generated` or `human_reviewed`.
///
/// The ladder of tiers is the maintainers' policy, so any word is a tier here; empty text and control characters
/// are not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tier(String);

/// Why a text is not a [`Tier`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TierError {
    /// Nothing there.
    #[error("a tier is a word such as ai_generated, not empty text")]
    Empty,
    /// A line break or another control character.
    #[error("a tier is a word such as ai_generated, without control characters")]
    Control,
}

impl Tier {
    /// The tier as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Tier {
    type Err = TierError;

    fn from_str(text: &str) -> Result<Self, TierError> {
        match text {
            "" => Err(TierError::Empty),
            _ if text.chars().any(char::is_control) => Err(TierError::Control),
            _ => Ok(Tier(text.to_owned())),
        }
    }
}

impl fmt::Display for Tier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Whether an error can be fixed. In JSON a string, not a boolean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Resolvable {
    /// It can.
    True,
    /// In some cases.
    Partial,
    /// It cannot.
    False,
}

/// A text that is none of the three words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is none of \"true\", \"partial\", \"false\"")]
pub struct ResolvableError(String);

impl Resolvable {
    /// The word in the format.
    pub fn as_str(self) -> &'static str {
        match self {
            Resolvable::True => "true",
            Resolvable::Partial => "partial",
            Resolvable::False => "false",
        }
    }
}

impl FromStr for Resolvable {
    type Err = ResolvableError;

    fn from_str(text: &str) -> Result<Self, ResolvableError> {
        match text {
            "true" => Ok(Resolvable::True),
            "partial" => Ok(Resolvable::Partial),
            "false" => Ok(Resolvable::False),
            _ => Err(ResolvableError(text.chars().take(40).collect())),
        }
    }
}

impl fmt::Display for Resolvable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
