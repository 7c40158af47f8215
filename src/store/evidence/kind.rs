//! The words of the ledger.

use std::fmt;
use std::str::FromStr;

/// A word that is none of its list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{word}' is none of {words}")]
pub struct VocabularyError {
    word: String,
    words: String,
}

/// Gives an enum its words in the database, on the command line and in JSON.
macro_rules! vocabulary {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$doc])* $variant,)+ }

        impl $name {
            /// Every one of them.
            pub const ALL: &'static [$name] = &[$($name::$variant,)+];

            /// The word.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word,)+ }
            }
        }

        impl FromStr for $name {
            type Err = VocabularyError;

            fn from_str(word: &str) -> Result<Self, VocabularyError> {
                Self::ALL.iter().copied().find(|one| one.as_str() == word).ok_or_else(|| VocabularyError {
                    word: word.chars().take(40).collect(),
                    words: [$($word),+].join(", "),
                })
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}

vocabulary! {
    /// What kind of evidence.
    EvidenceKind {
        /// Where it is documented.
        Source = "source",
        /// Somebody made the error happen, or the fix work.
        Reproduction = "reproduction",
        /// Somebody read the record and found it true.
        Review = "review",
        /// How an attempt ended.
        Outcome = "outcome",
        /// Somebody says that it is wrong. Open until it is withdrawn.
        Dispute = "dispute",
    }
}

vocabulary! {
    /// How an attempt ended.
    Outcome {
        /// It helped.
        Success = "success",
        /// It helped in part.
        Partial = "partial",
        /// It did not help.
        Fail = "fail",
        /// It made things worse.
        Worse = "worse",
    }
}

vocabulary! {
    /// Who reports.
    ReporterKind {
        /// One who keeps the set.
        Maintainer = "maintainer",
        /// A build or test machine.
        Ci = "ci",
        /// One who met the error.
        User = "user",
        /// A program that tried by itself.
        Agent = "agent",
    }
}
