//! The changes of a record since a batch, by subject.

use std::collections::HashMap;

use super::obstacle::{LaterBatch, Unrestored, is_reversed, later_batches};
use crate::curate::refusal::Contested;
use crate::curate::restated::Restated;
use crate::ledger::{BatchNumber, Claim, RecordKey};
use crate::record::{Conflict, Field, Fields, Revision, Scope};
use crate::store::{Change, ChangeSubject, Undone};

/// The changes of a record from a batch on.
pub(super) struct ChangesSince<'s> {
    batch: BatchNumber,
    undone: &'s Undone,
    row: RecordKey,
    /// Grouped by subject, the latest first: a batch may have changed a million fields.
    of_matter: HashMap<ChangeSubject, Vec<Change>>,
}

impl<'s> ChangesSince<'s> {
    /// Sorts the changes of a record from a batch on, the latest first.
    pub(super) fn new(batch: BatchNumber, undone: &'s Undone, row: RecordKey, changes: &[Change]) -> Self {
        let mut of_matter: HashMap<ChangeSubject, Vec<Change>> = HashMap::new();
        changes.iter().for_each(|change| of_matter.entry(change.subject.matter()).or_default().push(change.clone()));
        ChangesSince { batch, undone, row, of_matter }
    }

    fn of_subject(&self, subject: ChangeSubject) -> &[Change] {
        self.of_matter.get(&subject.matter()).map_or(&[], Vec::as_slice)
    }

    /// Whether what the batch did to a subject was undone since, but other changes of the batch were not.
    pub(super) fn is_reversed(&self, subject: ChangeSubject) -> bool {
        is_reversed(self.of_subject(subject), subject, self.batch, self.undone)
    }

    /// The batches to undo before a field is again what it was after the batch and, if it is a rate, has the same
    /// baseline.
    pub(super) fn later_batches(&self, field: Field) -> Vec<LaterBatch> {
        let baseline = Claim::of_field(field).map(|_| ChangeSubject::Baseline(field));
        let subjects = std::iter::once(ChangeSubject::Field(field)).chain(baseline);
        subjects.flat_map(|subject| self.later_batches_of(subject)).collect()
    }

    fn later_batches_of(&self, subject: ChangeSubject) -> Vec<LaterBatch> {
        later_batches(self.of_subject(subject), subject, self.batch, self.undone, self.row)
    }

    /// Rates that an undo of the batch would change from `ours` to `merged`, and that an author has since set to the
    /// value that the batch gave them: they are the author's now.
    pub(super) fn claimed(&self, own: &[&Change], ours: &Fields, merged: &Fields) -> Vec<Conflict> {
        let conflict = |change: &&Change| {
            let ChangeSubject::Field(field) = change.subject else { return None };
            let (now, then) = (ours.get(field), merged.get(field));
            // The baseline of a removed item is removed with it.
            if now == then || then.is_none() || self.later_batches_of(ChangeSubject::Baseline(field)).is_empty() {
                return None;
            }
            let [ours, theirs] = [now, then].map(|value| value.cloned());
            Some(Conflict { field, scope: Scope::Field, base: ours.clone(), ours, theirs })
        };
        own.iter().filter_map(conflict).collect()
    }

    /// The undo of rates that the batch made new baselines. Rates that were set or published later are left, and
    /// reported.
    pub(super) fn restated(&self, own: &[&Change], ours: &Revision) -> (Vec<Restated>, Vec<Unrestored>) {
        let (mut undone, mut unrestored) = (Vec::new(), Vec::new());
        for change in own {
            let Some(restated) = Restated::of(change, ours).filter(|_| !self.is_reversed(change.subject)) else {
                continue;
            };
            let by = self.later_batches(restated.field.field);
            if by.is_empty() {
                undone.push(restated.undone());
            } else {
                let what = Contested::Field(restated.field);
                unrestored.push(Unrestored { id: ours.record.id.clone(), what, by });
            }
        }
        (undone, unrestored)
    }
}
