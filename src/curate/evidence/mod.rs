//! Recording, withdrawing and moving evidence, and confirming records with it.

mod add;
mod address;
mod confirm;
mod relocate;
mod reporter;
mod withdraw;

use super::Context;
use super::numbered::numbered;
use super::refusal::{EvidenceRefusal, Overflow, Refusal, SeenDays};
use super::work::Work;
use crate::ledger::{EvidenceKind, EvidenceNumber, Outcome};
use crate::record::{Date, Id, ItemKind, ItemNumber, ItemRef, Record, Revision};
use crate::store::Stored;

pub use add::{AddEvidence, Added, Repeated, Targets};
pub use confirm::Confirm;
pub use relocate::{MoveEvidence, Moved, Relocated};
pub use reporter::reporter;
pub use withdraw::WithdrawEvidence;

/// The subject of evidence: a record, or one of its items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceTarget {
    /// The record.
    pub id: Id,
    /// The item; `None` for the record as a whole.
    pub item: Option<ItemNumber>,
}

/// A piece of evidence in the ledger, with what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Its number.
    pub number: EvidenceNumber,
    /// What it is about.
    pub target: EvidenceTarget,
}

impl EvidenceTarget {
    /// The item of a stored record, or the record as a whole; `None` for an item that is gone.
    pub(super) fn of(revision: &Revision, item: Option<ItemRef>) -> Option<Self> {
        let id = revision.record.id.clone();
        match item {
            None => Some(EvidenceTarget { id, item: None }),
            Some(item) => Some(EvidenceTarget { id, item: Some(revision.number(item)?) }),
        }
    }

    /// The record as a whole.
    pub fn record(id: Id) -> Self {
        EvidenceTarget { id, item: None }
    }

    /// The item in a revision of the record; an outcome is not that of a version.
    fn item(&self, revision: &Revision, outcome: Option<Outcome>) -> Result<Option<ItemRef>, Refusal> {
        let item = self.item.map(|number| numbered(revision, number)).transpose()?;
        if outcome.is_some() && item.is_some_and(|item| item.kind == ItemKind::Version) {
            return Err(EvidenceRefusal::OutcomeOfVersion.into());
        }
        Ok(item)
    }
}

impl std::fmt::Display for EvidenceTarget {
    /// `ID` or `ID#w1`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.item {
            Some(item) => write!(f, "{}#{item}", self.id),
            None => self.id.fmt(f),
        }
    }
}

/// The record's count after adding this number of pieces.
pub(super) fn raised(record: &Record, count: u64) -> Result<u64, EvidenceRefusal> {
    Ok(Overflow::raised(record.evidence_count, count, &record.id)?)
}

/// The record's count after pieces of evidence ceased to count in the ledger. A count below that of the ledger before
/// was set by an author, and stays.
pub(super) fn lowered(work: &Work<'_, '_>, stored: &Stored, lost: u64) -> Result<u64, Refusal> {
    let count = stored.revision.record.evidence_count;
    let counted = work.tx.counted(stored.standing.row)?.saturating_add(lost);
    Ok(if count < counted { count } else { count - lost })
}

/// Saves a record after its evidence changed. Evidence that changes no field of it is also noted in the journal.
pub(super) fn save_ledger_change(
    work: &mut Work<'_, '_>,
    stored: &Stored,
    new: Revision,
    numbers: &[EvidenceNumber],
) -> Result<(), Refusal> {
    if !work.save(stored, new)? {
        work.tx.note_ledger(stored.standing.row, numbers)?;
    }
    Ok(())
}

/// Refuses an outcome of evidence that is not an attempt, and an attempt without an outcome. A reproduction may have
/// none.
fn check_outcome(kind: EvidenceKind, outcome: Option<Outcome>) -> Result<(), EvidenceRefusal> {
    match (kind, outcome) {
        (EvidenceKind::Outcome, None) => Err(EvidenceRefusal::NoOutcome),
        (EvidenceKind::Outcome | EvidenceKind::Reproduction, _) | (_, None) => Ok(()),
        (EvidenceKind::Source | EvidenceKind::Review | EvidenceKind::Dispute, Some(_)) => {
            Err(EvidenceRefusal::OutcomeOf(kind))
        }
    }
}

/// Refuses a day in the future, or before the error was first seen.
fn check_day(day: Date, record: &Record, context: &Context) -> Result<(), EvidenceRefusal> {
    Ok(SeenDays::of_evidence(record.first_seen, context.day).check(day, &record.id)?)
}
