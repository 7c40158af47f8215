//! Refusals of commands, as data: what to do about them depends on the front end.

mod edit;
mod evidence;
mod evidence_rules;
mod import;
mod new;
mod published;
mod reason;
mod repair;
mod sample;
mod tier;
mod undo;
mod waiver;

pub use edit::{Act, EditRefusal, Expected, Guarded};
pub use evidence::EvidenceRefusal;
pub(super) use evidence_rules::SeenDays;
pub use evidence_rules::{FutureDay, LargeCount, MissingItem, Overflow, WrongDay};
pub use import::ImportRefusal;
pub use new::{NewRefusal, Unearned};
pub use published::PublishedOnly;
pub use reason::Reasoned;
pub use repair::RepairRefusal;
pub use sample::SampleRefusal;
pub use tier::TierRefusal;
pub use undo::{Contested, Obstacle, Obstructed, UndoRefusal};
pub use waiver::WaiverRefusal;

use crate::ledger::BatchNumber;
use crate::record::{Demands, Fault, Id, Limits, Record, ReleaseName, UnportableId, check_new};
use crate::store::{Filter, StoreError};

/// Why a command was refused. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// There is no record with an id.
    #[error("there is no record {0}")]
    NoRecord(Id),
    /// A word is neither the id nor an alias of a record.
    #[error("there is no record {word}")]
    Unknown {
        /// The word.
        word: String,
        /// The most similar ids, the most similar first; may be empty.
        near: Vec<Id>,
    },
    /// A word is an alias of several records.
    #[error("{word} is an alias of {} records", ids.len())]
    Ambiguous {
        /// The word.
        word: String,
        /// The records.
        ids: Vec<Id>,
    },
    /// There is no batch with a number.
    #[error("there is no batch {batch}: {}", existing_batches(*last))]
    NoBatch {
        /// The number.
        batch: BatchNumber,
        /// The last batch; [`BatchNumber::NONE`] if there is none.
        last: BatchNumber,
    },
    /// There is no release of a name.
    #[error("there is no release {0}")]
    NoRelease(ReleaseName),
    /// A record is withdrawn, and cannot be changed while it is.
    #[error("{0} is withdrawn")]
    Withdrawn(Id),
    /// A filter selects withdrawn records for an act that is for published ones only.
    #[error("{0}")]
    ChoosesWithdrawn(PublishedOnly),
    /// A word is not a number of an item such as `w2`.
    #[error("'{0}' names no item")]
    NotAnItem(String),
    /// A record has no item with a number.
    #[error(transparent)]
    NoItem(#[from] MissingItem),
    /// A text for the record of one id has another id.
    #[error("id: expected {expected}, found {found}")]
    OtherId {
        /// The expected id.
        expected: Id,
        /// The id that it has.
        found: Id,
    },
    /// An id is not a valid path on every system.
    #[error("{id}: {reason}")]
    Unportable {
        /// The id.
        id: Id,
        /// Why it is not.
        reason: UnportableId,
    },
    /// The text of a record is larger than the policy allows.
    #[error("{id} is larger than the policy allows")]
    TooLarge {
        /// The id.
        id: Id,
        /// What is too large; at least one.
        faults: Vec<Fault>,
    },
    /// Another record already has the new id.
    #[error("a record {id} already exists{}", if *is_withdrawn { ", withdrawn" } else { "" })]
    RenamedOnto {
        /// The id.
        id: Id,
        /// Whether the other record is withdrawn.
        is_withdrawn: bool,
    },
    /// A record is to be merged into itself.
    #[error("{0} cannot be merged into itself")]
    MergedIntoItself(Id),
    /// It needs a reason, and there is none.
    #[error("{0} needs a reason")]
    ReasonNeeded(Reasoned),
    /// The user was asked and did not approve.
    #[error("not approved; nothing was changed")]
    Declined,
    /// While the user was asked, another process changed what the question was about.
    #[error("the records changed while the question was open, so what was approved was not done")]
    Overtaken,
    /// Another command changed the database between looking and writing.
    #[error("another command changed the database meanwhile; nothing was changed")]
    ChangedMeanwhile,
    /// An edit is refused.
    #[error(transparent)]
    Edit(#[from] EditRefusal),
    /// A record cannot be new.
    #[error(transparent)]
    New(#[from] NewRefusal),
    /// Evidence, or a change of it, is refused.
    #[error(transparent)]
    Evidence(#[from] EvidenceRefusal),
    /// A record cannot move to a tier.
    #[error(transparent)]
    Tier(#[from] TierRefusal),
    /// An import stops as a whole.
    #[error(transparent)]
    Import(#[from] ImportRefusal),
    /// An undo is refused.
    #[error(transparent)]
    Undo(#[from] UndoRefusal),
    /// A text cannot be a sample, or a sample cannot be withdrawn.
    #[error(transparent)]
    Sample(#[from] SampleRefusal),
    /// A finding cannot be waived, or a waiver cannot be withdrawn.
    #[error(transparent)]
    Waiver(#[from] WaiverRefusal),
    /// A record cannot be repaired.
    #[error(transparent)]
    Repair(#[from] RepairRefusal),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Refusal {
    /// Refuses an id that is not a valid path on every system.
    ///
    /// # Errors
    /// [`Refusal::Unportable`], if it is not.
    pub fn unless_portable(id: &Id) -> Result<(), Self> {
        id.unportable().map_or(Ok(()), |reason| Err(Refusal::Unportable { id: id.clone(), reason }))
    }

    /// Refuses a filter that selects withdrawn records, for an act that is for published ones only.
    ///
    /// # Errors
    /// [`Refusal::ChoosesWithdrawn`], if it does.
    pub(super) fn unless_published(filter: &Filter, act: PublishedOnly) -> Result<(), Self> {
        if filter.withdrawn { Err(Refusal::ChoosesWithdrawn(act)) } else { Ok(()) }
    }

    /// Refuses a record that is not within limits.
    ///
    /// # Errors
    /// [`Refusal::TooLarge`], if it is not.
    pub fn unless_within(limits: &Limits, record: &Record) -> Result<(), Self> {
        let too_large = |faults| Refusal::TooLarge { id: record.id.clone(), faults };
        check_new(record, &Demands::within(limits)).map_err(too_large)
    }

    /// Refuses a command that needs a reason without one; a blank reason counts as none.
    ///
    /// # Errors
    /// [`Refusal::ReasonNeeded`], if there is none.
    pub fn unless_reasoned(what: Reasoned, reason: Option<&str>) -> Result<(), Self> {
        match reason {
            Some(reason) if !reason.trim().is_empty() => Ok(()),
            Some(_) | None => Err(Refusal::ReasonNeeded(what)),
        }
    }
}

fn existing_batches(last: BatchNumber) -> String {
    if last == BatchNumber::NONE { "there is none yet".to_owned() } else { format!("they are 1 to {last}") }
}
