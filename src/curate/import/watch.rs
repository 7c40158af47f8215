//! What happens during an import, as data, for the caller that follows it.

use std::convert::Infallible;

use crate::curate::{Ceased, Counts, FindingChanges, RemovedItem, Sealed};
use crate::intake::{Draft, Origin};
use crate::record::{Date, Fault, Id, NamedField, RecordChange, Revision, Tier, UnportableId};
use crate::store::Prepared;

use super::resolution::OpenConflict;

/// Something that happened to a record.
#[derive(Debug)]
pub enum Event<'a> {
    /// It is new.
    Added(&'a Id),
    /// It changed.
    Changed(&'a Id, Vec<RecordChange>),
    /// It is imported as it already is here.
    Unchanged,
    /// It is different here and stays so.
    Kept(&'a Id),
    /// It is imported as it once was here.
    Stale(&'a Id),
    /// It was not imported.
    Rejected(&'a Draft<Prepared>, Rejection),
    /// It is no longer in the input.
    Withdrawn(&'a Id),
    /// It was checked after all were imported.
    Checked {
        /// The record.
        revision: &'a Revision,
        /// What is wrong with it since, and what no longer is.
        changes: FindingChanges,
    },
    /// Reports on it no longer count, because a number that they speak of is set. Another event says what happened to
    /// the record.
    Ceased(&'a Ceased),
}

/// Some things of a kind: how many, and the first few.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named<T> {
    /// How many.
    pub count: u64,
    /// The first of them, up to [`MAX_NAMED`].
    pub first: Vec<T>,
}

/// How many things of a kind are named.
pub const MAX_NAMED: usize = 5;

impl<T> Default for Named<T> {
    /// None.
    fn default() -> Self {
        Named { count: 0, first: Vec::new() }
    }
}

impl<T> Named<T> {
    pub(super) fn add(&mut self, thing: impl FnOnce() -> T) {
        self.count += 1;
        if self.first.len() < MAX_NAMED {
            self.first.push(thing());
        }
    }
}

/// A record that an import moved up a tier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raised {
    /// The record.
    pub id: Id,
    /// Its tier before.
    pub from: Tier,
    /// Its tier now.
    pub to: Tier,
}

/// What a maintainer should know of an import, besides the counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Remarks {
    /// Records that it moved up a tier.
    pub raised: Named<Raised>,
    /// Records that it says were confirmed in the future, with the day.
    pub confirmed_ahead: Named<(Id, Date)>,
    /// Records that it changed without a new `last_updated`.
    pub undated: Named<Id>,
    /// Records from no source that were imported as they once were here, and stay as they are.
    pub held_back: Named<Id>,
    /// Fields that it emptied, with their records.
    pub emptied: Named<(Id, NamedField)>,
    /// Imported records that are withdrawn here.
    pub stay_withdrawn: Named<Id>,
    /// Items that were removed although evidence refers to them, with their records.
    pub left_evidence: Named<(Id, RemovedItem)>,
    /// Records that a source had and that are not in its input, as long as nobody says that it is the whole set.
    pub missing: Named<Id>,
    /// Imported records whose ids cannot be paths on every system; they were here before.
    pub unportable: Named<Id>,
}

/// Why a record was not imported.
#[derive(Debug)]
pub enum Rejection {
    /// It breaks rules of the format, or does not meet the demands of the import.
    Faults(Vec<Fault>),
    /// It is new, and its id cannot be a path everywhere.
    Unportable(UnportableId),
    /// The same id was imported earlier in this run.
    Duplicate {
        /// The id.
        id: Id,
        /// Where it was first.
        first: Origin,
    },
    /// A value that resolves a conflict makes no record.
    InvalidResolution {
        /// The id.
        id: Id,
        /// What is wrong.
        faults: Vec<Fault>,
    },
    /// Both sides changed the same, each in its own way.
    Conflict {
        /// The id.
        id: Id,
        /// What both sides changed.
        conflicts: Vec<OpenConflict>,
    },
}

/// The caller that follows an import: is told what happens, and has the last word.
pub trait Watch {
    /// What can go wrong while following, such as a rejects file that cannot be written.
    type Error;

    /// Something happened to a record.
    ///
    /// # Errors
    /// An error ends the import and undoes it.
    fn event(&mut self, event: Event<'_>) -> Result<(), Self::Error>;

    /// Whether somebody may be asked about the run. Only then it is sealed, which costs time.
    fn may_ask(&self) -> bool {
        false
    }

    /// The places of the input that were not looked into, such as a link to a folder: there may be records in them.
    /// Asked after the last record.
    fn unfollowed(&mut self) -> Vec<String> {
        Vec::new()
    }

    /// Whether to withdraw these records, which are no longer in an input that is the whole set. They are more than the
    /// policy allows unasked if `is_many`.
    ///
    /// # Errors
    /// An error ends the import and undoes it.
    fn approve_withdrawals(&mut self, ids: &[Id], is_many: bool) -> Result<bool, Self::Error>;

    /// Whether to keep what was done, asked once before the commit. The database is locked meanwhile: a caller that has
    /// to wait for an answer says no, gets the answer, and imports again. `run` is what was read and done, if somebody
    /// [may be asked](Self::may_ask): another run is known by it to be the one that was approved.
    ///
    /// # Errors
    /// An error ends the import and undoes it.
    fn approve(&mut self, counts: &Counts, run: Sealed) -> Result<bool, Self::Error>;
}

/// A caller that follows nothing: it approves of everything but withdrawals beyond what the policy allows unasked.
impl Watch for () {
    type Error = Infallible;

    fn event(&mut self, _event: Event<'_>) -> Result<(), Infallible> {
        Ok(())
    }

    fn approve_withdrawals(&mut self, _ids: &[Id], is_many: bool) -> Result<bool, Infallible> {
        Ok(!is_many)
    }

    fn approve(&mut self, _counts: &Counts, _run: Sealed) -> Result<bool, Infallible> {
        Ok(true)
    }
}
