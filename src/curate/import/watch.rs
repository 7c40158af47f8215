//! What happens during an import, as data, for the caller that follows it.

use std::convert::Infallible;

use crate::curate::{Ceased, Counts, FindingChanges, RemovedItem, Sealed};
use crate::intake::{Draft, Origin};
use crate::ledger::RecordedRewording;
use crate::record::{Date, Fault, Id, NamedField, Rate, RecordChange, Revision, Tier, UnportableId};
use crate::store::Prepared;

use super::resolution::OpenConflict;

/// Something that happened to a record.
#[derive(Debug)]
pub enum Event<'a> {
    /// It is new.
    Added(&'a Id),
    /// It changed.
    Changed(&'a Id, Vec<RecordChange>),
    /// It is the same here.
    Unchanged,
    /// It is different here and stays.
    Kept(&'a Id),
    /// It is an earlier state of the record here.
    Stale(&'a Id),
    /// It was not imported.
    Rejected(&'a Draft<Prepared>, Rejection),
    /// It is no longer in the input.
    Withdrawn(&'a Id),
    /// It was checked after all were imported.
    Checked {
        /// The record.
        revision: &'a Revision,
        /// Its new findings, and its fixed ones.
        changes: FindingChanges,
    },
    /// Reports on it no longer count, because the rate of their claim is set. Another event says what happened to the
    /// record.
    Ceased(&'a Ceased),
}

/// Some things of a kind: their number, and the first few.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named<T> {
    /// How many.
    pub count: u64,
    /// The first of them, up to [`MAX_NAMED`].
    pub first: Vec<T>,
}

/// The most things of a kind that are named.
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

/// A rate that is not the one that the reports on it suggest.
#[derive(Debug, Clone, PartialEq)]
pub struct DueRate {
    /// The record.
    pub id: Id,
    /// The rate.
    pub field: NamedField,
    /// The published value.
    pub published: Rate,
    /// The value that it should have.
    pub target: Rate,
}

/// Remarks about an import, in addition to the counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Remarks {
    /// Records that it moved up a tier.
    pub raised: Named<Raised>,
    /// Records with a confirmation in the future, with the day.
    pub confirmed_ahead: Named<(Id, Date)>,
    /// Records that it changed without a new `last_updated`.
    pub undated: Named<Id>,
    /// Records without a source that are an earlier state of those here, and were not changed.
    pub held_back: Named<Id>,
    /// Fields that it emptied, with their records.
    pub emptied: Named<(Id, NamedField)>,
    /// Imported records that are withdrawn here.
    pub stay_withdrawn: Named<Id>,
    /// Items that were removed although evidence refers to them, with their records.
    pub left_evidence: Named<(Id, RemovedItem)>,
    /// Records that a source had and that are not in its input, unless the input is the whole source.
    pub missing: Named<Id>,
    /// Records that were renamed elsewhere to an id that another record has here: the id here, and that there.
    pub clashing: Named<(Id, Id)>,
    /// Records that were in the input under a former id, too, and were left: that id, and the one here.
    pub left_former: Named<(Id, Id)>,
    /// Imported records whose ids are not valid paths on every system; they already existed.
    pub unportable: Named<Id>,
}

/// The numbers of what an import found in ledgers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LedgerCounts {
    /// New pieces of evidence.
    pub pieces: u64,
    /// New rulings.
    pub rulings: u64,
    /// New recorded rates.
    pub rates: u64,
    /// New recorded rewordings of items.
    pub rewordings: u64,
    /// New notices of withdrawn, restored and renamed records.
    pub notices: u64,
    /// Ledgers of records that were withdrawn or renamed elsewhere and were never here; they were not read.
    pub withdrawn: u64,
    /// New pieces on items that their records do not have.
    pub gone: u64,
}

impl LedgerCounts {
    /// Whether anything in them was new.
    pub fn has_news(&self) -> bool {
        self.pieces + self.rulings + self.rates + self.rewordings + self.notices > 0
    }
}

/// Why a record was not imported.
#[derive(Debug)]
pub enum Rejection {
    /// It breaks rules of the format, or does not meet the demands of the import.
    Faults(Vec<Fault>),
    /// It is new, and its id is not a valid path on every system.
    Unportable(UnportableId),
    /// The same id was imported earlier in this run.
    Duplicate {
        /// The id.
        id: Id,
        /// Its first position.
        first: Origin,
    },
    /// With a value that resolves a conflict, the record is not valid.
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
        /// The rewordings that come with the imported record and are new here.
        reworded: Vec<RecordedRewording>,
    },
}

/// The caller that follows an import, and decides whether it is committed.
pub trait Watch {
    /// An error of the caller, such as a rejects file that cannot be written.
    type Error;

    /// Something happened to a record.
    ///
    /// # Errors
    /// An error ends the import and rolls it back.
    fn event(&mut self, event: Event<'_>) -> Result<(), Self::Error>;

    /// Whether the user may be asked about the run. Only then it is sealed, which takes time.
    fn may_ask(&self) -> bool {
        false
    }

    /// The places of the input that were not read, such as a link to a folder: there may be records in them. Asked
    /// after the last record.
    fn unfollowed(&mut self) -> Vec<String> {
        Vec::new()
    }

    /// Whether to withdraw these records, which are no longer in the input of a whole source. If `is_many`, they are
    /// more than the policy allows without asking.
    ///
    /// # Errors
    /// An error ends the import and rolls it back.
    fn approve_withdrawals(&mut self, ids: &[Id], is_many: bool) -> Result<bool, Self::Error>;

    /// Whether to withdraw these records because others withdrew them, as the notices of a tree or of another database
    /// say. Asked if they are more than the policy allows without asking.
    ///
    /// # Errors
    /// An error ends the import and rolls it back.
    fn approve_followed(&mut self, ids: &[Id]) -> Result<bool, Self::Error> {
        self.approve_withdrawals(ids, true)
    }

    /// Whether to commit, asked once before the commit. The database is locked meanwhile: a caller that has to wait for
    /// an answer says no, gets the answer, and imports again. `run` identifies what was read and done, if the user [may
    /// be asked](Self::may_ask): a second run is compared with it.
    ///
    /// # Errors
    /// An error ends the import and rolls it back.
    fn approve(&mut self, counts: &Counts, run: Sealed) -> Result<bool, Self::Error>;
}

/// A caller without output: it approves everything except withdrawals beyond what the policy allows without asking.
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
