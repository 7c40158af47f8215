//! Words: those of a closed set, and tiers, which are an open set.

use std::fmt;
use std::str::FromStr;

/// How far a record has been checked, such as `ai_generated` or `human_reviewed`.
///
/// The ladder of tiers is the maintainers' policy, so any word is a valid tier here, except empty text and text with
/// control characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tier(String);

/// Why a text is not a [`Tier`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TierError {
    /// Empty text.
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

/// A word that is not one of a closed set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown value '{word}'; expected one of {}", .words.join(", "))]
pub struct VocabularyError {
    word: String,
    words: Vec<&'static str>,
}

impl VocabularyError {
    /// The error of a word that is not one of these. A long word is shortened.
    pub(crate) fn new(word: &str, words: &[&'static str]) -> Self {
        VocabularyError { word: word.chars().take(MAX_SHOWN).collect(), words: words.to_vec() }
    }
}

/// The most characters of an unknown word that are shown.
const MAX_SHOWN: usize = 40;

/// A closed set of words: an enum with the word of each variant in the format, in the database and on the command line.
macro_rules! vocabulary {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$doc])* $variant,)+ }

        impl $name {
            /// All of them, in order.
            pub const ALL: &'static [$name] = &[$($name::$variant,)+];

            /// The word.
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word,)+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::record::VocabularyError;

            fn from_str(word: &str) -> Result<Self, Self::Err> {
                let found = Self::ALL.iter().copied().find(|one| one.as_str() == word);
                found.ok_or_else(|| $crate::record::VocabularyError::new(word, &[$($word),+]))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}

pub(crate) use vocabulary;

vocabulary! {
    /// Whether an error can be fixed. In JSON a string, not a boolean.
    Resolvable {
        /// It can.
        True = "true",
        /// In some cases.
        Partial = "partial",
        /// It cannot.
        False = "false",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_read_back_and_another_is_refused_with_the_known_words() {
        assert!(Resolvable::ALL.iter().all(|one| one.as_str().parse() == Ok(*one)));
        let refusal = "maybe".parse::<Resolvable>().unwrap_err();
        assert_eq!(refusal.to_string(), "unknown value 'maybe'; expected one of true, partial, false");
        let long = "é".repeat(99).parse::<Resolvable>().unwrap_err();
        assert!(long.to_string().contains(&format!("'{}'", "é".repeat(40))));
    }
}
