//! What can be wrong with a line of a ledger.

use crate::ledger::{EvidenceKind, Uid};
use crate::record::{DateError, IdError, RateError, VocabularyError};

/// What is wrong with a line of a ledger, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineFlaw {
    /// The column in bytes, from 1; 1 if it is in no one place.
    pub column: usize,
    /// The member, such as `item.kind`; empty for the whole line.
    pub path: String,
    /// What is wrong.
    pub error: LineError,
}

/// What is wrong with a line of a ledger.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    /// It is a marker that git writes if it cannot merge a file.
    #[error("a conflict marker of git; keep the lines of both sides, and remove the markers")]
    ConflictMarker,
    /// More lines before it cannot be read than are named.
    #[error("the first {0} lines that cannot be read are named; neither this line nor the rest of the ledger was read")]
    TooMany(usize),
    /// It is not a JSON object with the members of a line.
    #[error("not a line of a ledger: {0}")]
    Form(String),
    /// A member is missing.
    #[error("missing; every line of this kind has it")]
    Missing,
    /// A member that lines of this kind do not have.
    #[error("lines of this kind do not have it")]
    Unexpected,
    /// A member that this version does not know.
    #[error("unknown member")]
    Unknown,
    /// The id of the record that the line is about, instead of that of another one.
    #[error("a record cannot be {0} itself")]
    Itself(&'static str),
    /// The item of a rate is a version.
    #[error("a version has no rate")]
    NoRate,
    /// The new text of an item is the one that it had.
    #[error("the text that the item had")]
    SameText,
    /// A number that is not a rate.
    #[error(transparent)]
    Rate(#[from] RateError),
    /// Uids that are not in their order, or one that is there twice.
    #[error("not in order, each once")]
    Order,
    /// A number that is not one from 1.
    #[error("not a whole number from 1")]
    Number,
    /// A count that is larger than the policy allows.
    #[error("{count} is more than {max_count}, the max_count of the policy")]
    LargeCount {
        /// The count.
        count: u32,
        /// The largest that a report may have.
        max_count: u32,
    },
    /// Bytes that are not written as the right number of hexadecimal digits.
    #[error("not {0}")]
    Digits(&'static str),
    /// Empty text.
    #[error("empty text")]
    Empty,
    /// A text contains U+0000.
    #[error("contains U+0000, which no text may")]
    Nul,
    /// Not a day.
    #[error(transparent)]
    Day(#[from] DateError),
    /// A day after tomorrow.
    #[error("a day in the future")]
    Future,
    /// Not the id of a record.
    #[error(transparent)]
    Id(#[from] IdError),
    /// A word that is none of its set.
    #[error(transparent)]
    Word(#[from] VocabularyError),
    /// An outcome where there can be none, or none where there has to be one.
    #[error("a piece of kind {0} with this item cannot have this outcome")]
    Outcome(EvidenceKind),
    /// The uid is not that of the line.
    #[error("the line does not match its uid; its content has the uid {0}")]
    Uid(Uid),
}
