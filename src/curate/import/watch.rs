//! What happens during an import, as data, for whoever follows it.

use crate::curate::{Draft, Origin};
use crate::record::{Conflict, Fault, FieldChange, Id, Rule, Start};
use crate::store::StoreError;

/// What became of the records.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// New ones.
    pub added: u64,
    /// Ones that were there and are different now.
    pub changed: u64,
    /// Ones that were there as they came.
    pub unchanged: u64,
    /// Ones that were edited here and stay so.
    pub kept: u64,
    /// Ones that were not taken, conflicts among them.
    pub rejected: u64,
    /// Of the rejected ones, those edited here and changed in the input.
    pub conflicts: u64,
}

/// Something that happened to a record.
#[derive(Debug)]
pub enum Event<'a> {
    /// It is new.
    Added(&'a Id),
    /// It changed.
    Changed(&'a Id, Vec<FieldChange>),
    /// It changed, and is withdrawn here and stays so.
    StaysWithdrawn(&'a Id),
    /// It came as it was.
    Unchanged,
    /// It was edited here and stays so.
    Kept(&'a Id),
    /// It was not taken.
    Rejected(&'a Draft, Rejection),
}

/// Why a record was not taken.
#[derive(Debug)]
pub enum Rejection {
    /// The text breaks rules; the faults are in the draft.
    Faults,
    /// The same id came earlier in this run.
    Duplicate {
        /// The id.
        id: Id,
        /// Where it came first.
        first: Origin,
    },
    /// It was edited here since its last import or export, and the input changed the same fields in another way.
    Conflict {
        /// The id.
        id: Id,
        /// The fields that both sides changed, by their names.
        fields: Vec<(String, Conflict)>,
    },
}

impl Rejection {
    /// The rejection as faults with their positions.
    pub fn faults(&self, draft: &Draft) -> Vec<Fault> {
        let Start { line, column } = draft.origin.start;
        let fault = |path: &str, reason| Fault { line, column, path: path.to_owned(), rule: Rule::Id, reason };
        let reason = match self {
            Rejection::Faults => return draft.read.as_ref().err().cloned().unwrap_or_default(),
            Rejection::Duplicate { id, first } => {
                format!("'{id}' came already in this run, at {first}; keep one of the two")
            }
            Rejection::Conflict { id, fields } => {
                let conflict = |(name, conflict): &(String, Conflict)| fault(name, conflict_reason(id, conflict));
                return fields.iter().map(conflict).collect();
            }
        };
        vec![fault("id", reason)]
    }
}

/// What each side made of a field.
fn conflict_reason(id: &Id, conflict: &Conflict) -> String {
    let [base, ours, theirs] = conflict.values();
    let what = if conflict.field.listed().is_some() { "the order of items" } else { "a field" };
    format!("{what} of '{id}' that both sides changed: base {base}, ours {ours}, theirs {theirs}")
}

/// Whoever follows an import: is told what happens, and has the last word.
pub trait Watch {
    /// What can go wrong while following, such as a rejects file that cannot be written.
    type Error;

    /// Something happened to a record.
    ///
    /// # Errors
    /// An error ends the import and takes it back.
    fn event(&mut self, event: Event<'_>) -> Result<(), Self::Error>;

    /// Whether to keep what was done, asked once before the commit. The database is locked meanwhile.
    ///
    /// # Errors
    /// An error ends the import and takes it back.
    fn approve(&mut self, counts: &Counts) -> Result<bool, Self::Error>;
}

/// Why an import was taken back.
#[derive(Debug, thiserror::Error)]
pub enum ImportError<E> {
    /// Records were rejected, and the import was to be all or nothing.
    #[error("{} of the records were rejected", .0.rejected)]
    Rejected(Counts),
    /// The watcher did not approve.
    #[error("the import was not approved")]
    Declined,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The watcher failed.
    #[error("the watcher failed")]
    Watch(E),
}
