//! What is wrong with the text of a policy.

use std::ops::Range;

use super::range::NumberRange;
use crate::check::{Code, SelectorError, ThresholdError};
use crate::curate::import::KeptFieldError;
use crate::record::{SamplesKeyError, Tier, TierError, VocabularyError};

/// A text that is not a valid policy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{problem}", if key.is_empty() { String::new() } else { format!("{key}: ") })]
pub struct PolicyError {
    /// The dotted key that is wrong, such as `rates.max_count`; empty if the TOML reader names it in the problem.
    pub key: String,
    /// What is wrong with it.
    pub problem: PolicyProblem,
    /// The place, in bytes from the beginning of the text, as far as it is known.
    pub span: Option<Range<usize>>,
}

impl PolicyError {
    /// The line and the column in the text of the policy, both from 1, as far as they are known.
    pub fn position(&self, text: &str) -> Option<(usize, usize)> {
        let before = text.get(..self.span.as_ref()?.start)?;
        let last = before.rsplit('\n').next().unwrap_or_default();
        Some((before.matches('\n').count() + 1, last.chars().count() + 1))
    }
}

/// What is wrong with a key of a policy or its value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyProblem {
    /// It is not TOML, an unknown key, or a value of another type: what the TOML reader says.
    #[error("{0}")]
    Toml(String),
    /// A table that earlier versions had, and that has no effect any more.
    #[error("this table is no longer used, because a suggested confidence now comes from the record's reports")]
    FormerTable,
    /// A word that is not a value of the key.
    #[error("{error}")]
    Word {
        /// The word.
        word: String,
        /// What is wrong with it.
        error: PolicyWordError,
    },
    /// A number outside of the range of the key, or not a number at all.
    #[error("expected {expected}, not {found}")]
    OutOfRange {
        /// The range.
        expected: NumberRange,
        /// The value, as a text.
        found: String,
    },
    /// A tier that is not on the ladder.
    #[error("the {}ladder has no tier '{tier}'", if *is_default { "default " } else { "" })]
    NoSuchTier {
        /// The tier.
        tier: String,
        /// Whether the ladder is the default one, because the policy has none.
        is_default: bool,
    },
    /// A ladder without a tier.
    #[error("has no tier")]
    EmptyLadder,
    /// An export of nothing.
    #[error("names no format")]
    NoFormat,
    /// A ladder that has a tier twice.
    #[error("has {0} twice")]
    RepeatedTier(Tier),
    /// A reporter without a name.
    #[error("a name is not empty")]
    EmptyName,
    /// A severity for a family of checks.
    #[error("expected one check, such as S001, not a family")]
    SeverityOfFamily,
    /// A second severity for a check, by its other name.
    #[error("{} already has a severity", .0.short())]
    RepeatedSeverity(Code),
    /// A threshold that does not exist, or two that do not fit each other.
    #[error("{0}")]
    Threshold(Box<ThresholdError>),
}

/// Why a word is not a value of a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyWordError {
    /// It is not one of a closed set.
    #[error(transparent)]
    Vocabulary(#[from] VocabularyError),
    /// It is not a field that is kept.
    #[error(transparent)]
    KeptField(#[from] KeptFieldError),
    /// It is not a tier.
    #[error(transparent)]
    Tier(#[from] TierError),
    /// It selects no check.
    #[error(transparent)]
    Check(#[from] SelectorError),
    /// Samples are not published under such a key.
    #[error(transparent)]
    SamplesKey(#[from] SamplesKeyError),
    /// It is not the only value.
    #[error("unknown value '{word}'; expected {expected}")]
    Other {
        /// The word.
        word: String,
        /// The value.
        expected: &'static str,
    },
}

/// Something that is wrong at a place of the text.
pub(super) fn wrong(span: Range<usize>, key: impl Into<String>, problem: PolicyProblem) -> PolicyError {
    PolicyError { key: key.into(), problem, span: Some(span) }
}
