//! Why evidence is refused.

use super::evidence_rules::{LargeCount, Overflow, WrongDay};
use crate::ledger::{BatchNumber, EvidenceKind, EvidenceNumber};
use crate::record::{AddressError, Date, Id};

/// Why evidence, or a change of it, is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EvidenceRefusal {
    /// There is no evidence with a number.
    #[error("there is no evidence {0}")]
    NoEvidence(EvidenceNumber),
    /// Evidence of kind outcome says how the attempt ended.
    #[error("evidence of kind outcome needs an outcome")]
    NoOutcome,
    /// This kind of evidence is not an attempt, so it has no outcome.
    #[error("evidence of kind {0} has no outcome")]
    OutcomeOf(EvidenceKind),
    /// A version is not something that can be tried.
    #[error("an outcome needs a workaround, a dead end or the record as a whole")]
    OutcomeOfVersion,
    /// A source says where it can be read.
    #[error("evidence of kind source needs an address")]
    NoAddress,
    /// A text is not an address that a browser can open.
    #[error("the address {url}: {why}")]
    Address {
        /// The text.
        url: String,
        /// What is wrong with it.
        why: AddressError,
    },
    /// Evidence needs a count of 1 or more.
    #[error("the count is 0")]
    NoCount,
    /// The count is larger than the policy allows.
    #[error("count {0}")]
    Count(#[from] LargeCount),
    /// A record cannot count so much evidence.
    #[error(transparent)]
    Overflow(#[from] Overflow),
    /// It cannot have been seen on the given day.
    #[error(transparent)]
    Day(#[from] WrongDay),
    /// This kind of evidence does not say that somebody found the record true.
    #[error("evidence of kind {0} does not confirm a record")]
    DoesNotConfirm(EvidenceKind),
    /// A confirmation has to say what was checked, or where to read it.
    #[error("a confirmation needs a note or an address")]
    NoReceipt,
    /// The note of a confirmation must not be empty.
    #[error("the note is empty")]
    EmptyNote,
    /// The day of the last confirmation never moves backward.
    #[error("{id} was last confirmed on {last_confirmed}, after {day}: the day never moves backward")]
    Backward {
        /// The record.
        id: Id,
        /// The day on which it was last confirmed.
        last_confirmed: Date,
        /// The day on which it is to be confirmed.
        day: Date,
    },
    /// Evidence that was moved no longer counts here.
    #[error("{number} was already moved to {to}, by batch {batch}")]
    Moved {
        /// The evidence.
        number: EvidenceNumber,
        /// The evidence with the same content elsewhere.
        to: EvidenceNumber,
        /// The batch that moved it.
        batch: BatchNumber,
    },
    /// Evidence that is withdrawn no longer counts.
    #[error("{number} does not count: batch {batch} withdrew it")]
    Withdrawn {
        /// The evidence.
        number: EvidenceNumber,
        /// The batch that withdrew it.
        batch: BatchNumber,
    },
}
