//! Undoing what a batch did to one record: the record as it is, merged with what it was before the batch.

use super::changes_since::ChangesSince;
use super::evidence_change::EvidenceChange;
use super::obstacle::{LaterBatch, Unrestored, later_batches};
use super::reach::Reach;
use crate::curate::refusal::{Contested, Refusal};
use crate::curate::work::Work;
use crate::ledger::{BatchNumber, RecordKey};
use crate::record::{Conflict, Date, Difference, Field, Fields, Json, Merged, Record, Revision, Scope, members_of};
use crate::store::{Change, ChangeSubject, Past, StoreError, Stored};

/// The data for undoing what a batch did to one record.
pub(super) struct Plan<'p> {
    reach: &'p Reach,
    stored: &'p Stored,
    /// The changes from this batch on, the latest first.
    changes: Vec<Change>,
    /// The same, grouped by subject.
    since: ChangesSince<'p>,
    /// The record after the batch and before it; `None` if the batch added it.
    sides: Option<(Revision, Revision)>,
    merged: Revision,
    conflicts: Vec<Conflict>,
}

impl<'p> Plan<'p> {
    pub(super) fn of(work: &Work<'_, '_>, reach: &'p Reach, stored: &'p Stored) -> Result<Self, Refusal> {
        let (row, batch) = (stored.standing.row, reach.batch);
        let changes = work.tx.changes_after(row, batch.before())?;
        let mut past = Past::new(&stored.revision);
        changes.iter().filter(|change| change.batch > batch).for_each(|change| past.undo(change));
        let after = work.tx.revision_of(row, &past)?.ok_or_else(|| not_yet_added(work, row, batch))?;
        changes.iter().filter(|change| change.batch == batch).for_each(|change| past.undo(change));
        let before = work.tx.revision_of(row, &past)?;
        let ours = &stored.revision;
        let merged = ours.clone();
        let since = ChangesSince::new(batch, &reach.undone, row, &changes);
        let mut plan = Plan { reach, stored, changes, since, sides: None, merged, conflicts: Vec::new() };
        let Some(before) = before else {
            // The batch added the record. Later changes of it would be lost with it.
            plan.conflicts = edits(&after, ours);
            return Ok(plan);
        };
        let base = Fields::of(&after);
        let mut theirs = Fields::of(&before);
        plan.leave_reversed(&base, &mut theirs);
        let now = Fields::of(ours);
        let mut merged = Merged::unresolved(&base, &now, &theirs);
        let claimed = plan.since.claimed(&plan.own(), &now, &merged.fields);
        for conflict in plan.torn(&base, &now, &theirs).into_iter().chain(claimed) {
            merged.fields.set(conflict.field, conflict.ours.clone());
            merged.open.push(conflict);
        }
        plan.merged = work.tx.assembled(row, &merged.fields, ours.is_withdrawn)?;
        // The batch of an arrival, a withdrawal or a restoration, which are one subject.
        if ours.is_withdrawn == after.is_withdrawn && !plan.since.is_reversed(ChangeSubject::Arrived) {
            plan.merged.is_withdrawn = before.is_withdrawn;
        }
        plan.sides = Some((after, before));
        plan.conflicts = merged.open;
        Ok(plan)
    }

    /// What an earlier undo of the batch reversed is not reversed again. Lists of items merge item by item.
    fn leave_reversed(&self, base: &Fields, theirs: &mut Fields) {
        for change in self.changes.iter().filter(|change| change.batch == self.reach.batch) {
            if let ChangeSubject::Field(field) = change.subject
                && field.listed().is_none()
                && self.since.is_reversed(change.subject)
            {
                theirs.set(field, base.get(field).cloned());
            }
        }
    }

    /// Sets and objects merge member by member. If later batches put some of them back, and others are still as the
    /// batch left them, an undo would reverse one half and the undo of those batches bring the other half back: no
    /// batch could be named for what is there then.
    fn torn(&self, base: &Fields, ours: &Fields, theirs: &Fields) -> Vec<Conflict> {
        let mut torn = Vec::new();
        for change in self.changes.iter().filter(|change| change.batch == self.reach.batch) {
            let ChangeSubject::Field(field) = change.subject else { continue };
            let [was, now, then] = [base, ours, theirs].map(|fields| fields.get(field));
            let members = |value: Option<&Json>| value.and_then(|value| members_of(field, value));
            let (Some(base), Some(ours), Some(theirs)) = (members(was), members(now), members(then)) else { continue };
            let keys = base.keys().chain(theirs.keys()).filter(|key| base.get(*key) != theirs.get(*key));
            let (back, left): (Vec<_>, Vec<_>) = keys.partition(|key| ours.get(*key) == theirs.get(*key));
            if !back.is_empty() && left.iter().any(|key| ours.get(*key) == base.get(*key)) {
                let [base, ours, theirs] = [was, now, then].map(|value| value.cloned());
                torn.push(Conflict { field, scope: Scope::Field, base, ours, theirs });
            }
        }
        torn
    }

    /// What the batch itself changed.
    fn own(&self) -> Vec<&Change> {
        self.changes.iter().filter(|change| change.batch == self.reach.batch).collect()
    }

    /// The other record that has the id that this one is to get again.
    pub(super) fn holder(&self, work: &Work<'_, '_>) -> Result<Option<RecordKey>, Refusal> {
        let holder = work.tx.standing(&self.merged.record.id)?.map(|standing| standing.row);
        Ok(holder.filter(|row| *row != self.stored.standing.row))
    }

    /// Undoes everything without an obstacle, and returns the rest.
    pub(super) fn carry_out(mut self, work: &mut Work<'_, '_>) -> Result<Vec<Unrestored>, Refusal> {
        let (row, stored, batch) = (self.stored.standing.row, self.stored, self.reach.batch);
        let mut unrestored = Vec::new();
        let counted = EvidenceChange::undo(work, self.reach, stored, &mut unrestored)?;
        for change in self.changes.iter().filter(|change| change.batch == batch) {
            if let ChangeSubject::Base(source) = change.subject {
                work.tx.restore_base((row, source), change.new.as_ref(), change.old.as_ref())?;
            }
        }
        let (restated, claimed) = self.since.restated(&self.own(), &stored.revision);
        unrestored.extend(claimed);
        unrestored.extend(self.conflicts.iter().map(|conflict| self.unrestored(conflict)));
        match self.sides.take() {
            Some((after, before)) => {
                let is_reversed = self.since.is_reversed(ChangeSubject::Field(Record::EVIDENCE_COUNT));
                let authored = if is_reversed { 0 } else { counted.authored(&after, &before) };
                self.merged.record.evidence_count = counted.count(&stored.revision, authored);
                date(&mut self.merged, stored, &before, work.context.day);
                self.leave_taken_id(work, &mut unrestored)?;
            }
            None if !self.conflicts.is_empty() => {}
            // The batch added the record: without it the record does not exist.
            None => {
                self.merged.is_withdrawn = true;
                work.tx.forget_bases(row, batch)?;
            }
        }
        work.save_undone(stored, &self.merged, batch, restated)?;
        Ok(unrestored)
    }

    /// An id that another record has meanwhile stays with it, unless that record's arrival was undone.
    fn leave_taken_id(&mut self, work: &mut Work<'_, '_>, unrestored: &mut Vec<Unrestored>) -> Result<(), Refusal> {
        let Some(holder) = self.holder(work)? else { return Ok(()) };
        if let Some(tombstone) = work.tx.load_row(holder)?
            && work.is_tombstone(tombstone.standing)?
        {
            return work.free_id(&tombstone);
        }
        let undone = &self.reach.undone;
        let changes = work.tx.changes_after(holder, self.reach.batch)?;
        let mut by = later_batches(&changes, ChangeSubject::Field(Record::ID), self.reach.batch, undone, holder);
        if by.is_empty() {
            let arrival = |change: &&Change| change.subject == ChangeSubject::Arrived;
            by.extend(changes.iter().find(arrival).map(|change| LaterBatch::by(change.batch, undone, holder)));
        }
        let own = &self.stored.revision.record;
        let what = Contested::Id(self.merged.record.id.clone());
        unrestored.push(Unrestored { id: own.id.clone(), what, by });
        self.merged.record.id = own.id.clone();
        self.merged.record.domain.clone_from(&own.domain);
        Ok(())
    }

    fn unrestored(&self, conflict: &Conflict) -> Unrestored {
        let by = self.since.later_batches(conflict.field);
        let ours = &self.stored.revision;
        Unrestored { id: ours.record.id.clone(), what: Contested::Field(ours.named(conflict.field)), by }
    }
}

/// The error of a batch that is noted with a record that only a later one added.
fn not_yet_added(work: &Work<'_, '_>, row: RecordKey, batch: BatchNumber) -> StoreError {
    work.tx.damaged(format!("batch {batch} is noted with record.id {row}, but only a later batch added that"))
}

/// What was changed in a record since it was imported, except the day of the last change.
fn edits(arrived: &Revision, now: &Revision) -> Vec<Conflict> {
    let difference = Difference::between(arrived, now);
    let conflict = |(field, base, ours): (Field, Option<&Json>, Option<&Json>)| Conflict {
        field,
        scope: Scope::Field,
        base: base.cloned(),
        ours: ours.cloned(),
        theirs: None,
    };
    difference.fields().into_iter().map(conflict).filter(|one| one.field != Record::LAST_UPDATED).collect()
}

/// A record in the state before the batch gets its old day again; one that later batches changed was last updated by
/// this one.
fn date(new: &mut Revision, stored: &Stored, before: &Revision, today: Date) {
    let mut was = before.clone();
    was.is_withdrawn = new.is_withdrawn;
    new.record.last_updated = before.record.last_updated;
    if *new == was {
        return;
    }
    new.record.last_updated = stored.revision.record.last_updated;
    if new.record != stored.revision.record {
        new.record.last_updated = today;
    }
}
