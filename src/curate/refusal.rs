//! Why a command did not do what it was asked.

use std::fmt;

use super::undo::Obstructed;
use crate::record::Id;
use crate::store::StoreError;

/// What kind of reason it is; scripts tell them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// The command cannot be meant so.
    Usage,
    /// What was given breaks rules of the format.
    Input,
    /// Somebody else changed it in between.
    Conflict,
    /// There is no such record, item, evidence or batch.
    Missing,
    /// The policy does not allow it.
    Policy,
    /// Whoever was asked did not approve.
    Declined,
}

/// Why a command did not do what it was asked. Nothing was written.
#[derive(Debug)]
pub enum Refusal {
    /// It was refused.
    Refused {
        /// What kind of reason.
        cause: Cause,
        /// What happened.
        message: String,
        /// Each thing that stands in the way, in a line of its own; may be empty.
        details: Vec<String>,
        /// What to do.
        hint: Option<String>,
    },
    /// Later batches stand in the way of an undo.
    Obstructed(Box<Obstructed>),
    /// The database failed.
    Store(StoreError),
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Refusal::Store(error)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Refused { message, .. } => f.write_str(message),
            Refusal::Obstructed(obstructed) => {
                write!(f, "later batches stand in the way of batch {}", obstructed.batch)
            }
            Refusal::Store(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Refusal {}

impl Refusal {
    /// While somebody was asked, another process changed what the question was about.
    pub fn overtaken() -> Self {
        let message =
            "the records changed while the question was open, and the answer no longer fits; nothing was changed";
        Refusal::new(Cause::Conflict, message).hint("run the command again: it shows what it would change now")
    }

    /// Another command changed the database between looking and writing.
    pub(super) fn changed_meanwhile() -> Self {
        let message = "another command changed the database meanwhile; nothing was changed";
        Refusal::new(Cause::Conflict, message).hint("run the command again")
    }

    pub(super) fn new(cause: Cause, message: impl Into<String>) -> Self {
        Refusal::Refused { cause, message: message.into(), details: Vec::new(), hint: None }
    }

    /// Adds what to do.
    pub(super) fn hint(mut self, text: impl Into<String>) -> Self {
        if let Refusal::Refused { hint, .. } = &mut self {
            *hint = Some(text.into());
        }
        self
    }

    /// Adds what stands in the way, one by one.
    pub(super) fn details(mut self, lines: Vec<String>) -> Self {
        if let Refusal::Refused { details, .. } = &mut self {
            *details = lines;
        }
        self
    }

    /// A text that was to be the record of an id is that of another.
    pub fn other_id(expected: &Id, found: &Id) -> Self {
        Refusal::new(Cause::Input, format!("id: the record is to be {expected}, not {found}"))
            .hint(format!("leave the id as it is, or give up and run `canonry new {found}`"))
    }

    /// No record gets an id that cannot be a path everywhere.
    pub(super) fn unportable(id: &Id) -> Result<(), Self> {
        let refuse = |reason| Refusal::new(Cause::Usage, format!("{id}: {reason}")).hint("choose another id");
        id.unportable().map_or(Ok(()), |reason| Err(refuse(reason)))
    }

    /// There is no record of an id.
    pub fn no_record(id: &Id) -> Self {
        Refusal::new(Cause::Missing, format!("there is no record {id}")).hint("`canonry list` names all records")
    }

    /// A record is withdrawn, and cannot be changed while it is.
    pub fn withdrawn(id: &Id) -> Self {
        Refusal::new(Cause::Missing, format!("{id} is withdrawn"))
            .hint(format!("`canonry restore {id}` brings it back; `canonry log {id}` tells why it went"))
    }
}
