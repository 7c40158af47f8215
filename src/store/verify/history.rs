//! Comparing the journal of a record with the record.

use super::flaw::{Damage, Flaw};
use crate::ledger::BatchNumber;
use crate::store::Stored;
use crate::store::base::ExpectedBase;
use crate::store::journal::{Change, Past};

/// Reconstructs the earlier states of a sound record, change by change, and compares each with the journal and the
/// bases.
pub(super) fn examine(stored: &Stored, changes: &[Option<Change>], bases: &[ExpectedBase]) -> Vec<Flaw> {
    let id = stored.revision.record.id.as_str();
    let mut flaws = Vec::new();
    let unknown = changes.iter().filter(|change| change.is_none()).count();
    if unknown > 0 {
        flaws.push(Flaw::of(id, Damage::UnknownFields { rows: unknown }));
    }
    let changes: Vec<&Change> = changes.iter().flatten().collect();
    let mut bases = bases.iter().peekable();
    // splitting a record into fields is most of the work, and most records were never changed
    let mut past: Option<Past> = None;
    for of_batch in changes.chunk_by(|one, next| one.batch == next.batch) {
        let batch = of_batch.first().map_or(BatchNumber::NONE, |change| change.batch);
        let of_state = std::iter::from_fn(|| bases.next_if(|expected| expected.batch >= batch));
        flaws.extend(mismatches(stored, past.as_ref(), of_state));
        let is_arrival = past.is_none() && of_batch.iter().all(|change| is_arrival(change, stored));
        if is_arrival {
            continue; // it never changed
        }
        let past = past.get_or_insert_with(|| Past::new(&stored.revision));
        for change in of_batch {
            if !past.bears_out(change) {
                flaws.push(Flaw::of(id, Damage::OtherValue { batch, subject: change.subject }));
            }
            past.undo(change);
        }
        if let Err(faults) = past.revision() {
            flaws.push(Flaw::of(id, Damage::InvalidBefore { batch, faults }));
            return flaws; // earlier states cannot be reconstructed either
        }
    }
    flaws.extend(bases.map(|expected| {
        let (source, batch) = (expected.source.clone(), expected.batch);
        Flaw::of(id, Damage::BaseBeforeAdded { source, batch })
    }));
    flaws
}

/// Whether a change only says that the record was added.
fn is_arrival(change: &Change, stored: &Stored) -> bool {
    use crate::store::ChangeSubject;
    match change.subject {
        ChangeSubject::Arrived => !stored.standing.is_withdrawn,
        ChangeSubject::Base(_) => true,
        ChangeSubject::Withdrawn | ChangeSubject::Restored => false,
        ChangeSubject::Field(_) | ChangeSubject::Baseline(_) | ChangeSubject::Ledger => false,
    }
}

/// The bases of a state that do not match it.
fn mismatches<'p>(stored: &Stored, past: Option<&Past>, bases: impl Iterator<Item = &'p ExpectedBase>) -> Vec<Flaw> {
    let id = stored.revision.record.id.as_str();
    let mut stood = None;
    let mut flaws = Vec::new();
    for expected in bases {
        if past.is_none() && expected.has_digest(&stored.standing.digest) {
            continue;
        }
        let stood = stood.get_or_insert_with(|| match past {
            None => Some(stored.revision.clone()),
            Some(past) => past.revision().ok().flatten(),
        });
        if !stood.as_ref().is_some_and(|stood| expected.matches(stood)) {
            let (source, batch) = (expected.source.clone(), expected.batch);
            flaws.push(Flaw::of(id, Damage::OtherBase { source, batch }));
        }
    }
    flaws
}
