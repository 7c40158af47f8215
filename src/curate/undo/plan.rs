//! Taking back what a batch did to one record: the record as it is, brought together with what it was before the batch.

use serde_json::Value as Json;

use crate::curate::Refusal;
use crate::curate::work::Work;
use crate::record::{Conflict, Date, Difference, Field, Fields, Id, Merged, Revision, Scope};
use crate::store::{Change, Past, Ruled, Stored, Subject};

/// Something that stands in the way: a field that a later batch changed, too.
pub(super) struct Obstacle {
    pub id: Id,
    pub field: String,
    pub later: Option<i64>,
}

/// What it takes to take back what a batch did to one record.
pub(super) struct Plan<'p> {
    batch: i64,
    stored: &'p Stored,
    /// The changes from this batch on, the latest first.
    changes: Vec<Change>,
    /// The record after the batch and before it; `None` where it was not there.
    sides: Option<(Revision, Revision)>,
    merged: Revision,
    conflicts: Vec<Conflict>,
}

impl<'p> Plan<'p> {
    pub(super) fn of(work: &Work<'_, '_>, batch: i64, stored: &'p Stored) -> Result<Self, Refusal> {
        let row = stored.standing.row;
        let changes = work.tx.changes_after(row, batch - 1)?;
        let mut past = Past::new(&stored.revision);
        changes.iter().filter(|change| change.batch > batch).for_each(|change| past.take_back(change));
        let after = work.tx.revision_of(row, &past)?;
        changes.iter().filter(|change| change.batch == batch).for_each(|change| past.take_back(change));
        let before = work.tx.revision_of(row, &past)?;
        let ours = &stored.revision;
        let merged = ours.clone();
        let (Some(after), Some(before)) = (&after, &before) else {
            // The batch brought the record. What was made of it since would go with it.
            let conflicts = after.as_ref().map(|after| edits(after, ours)).unwrap_or_default();
            return Ok(Plan { batch, stored, changes, sides: None, merged, conflicts });
        };
        let sides = Some((after.clone(), before.clone()));
        let mut plan = Plan { batch, stored, changes, sides, merged, conflicts: Vec::new() };
        let merged = Merged::unsettled(&Fields::of(after), &Fields::of(ours), &Fields::of(before));
        plan.merged = work.tx.assembled(row, &merged.fields, ours.is_withdrawn)?;
        if ours.is_withdrawn == after.is_withdrawn {
            plan.merged.is_withdrawn = before.is_withdrawn;
        }
        plan.conflicts = merged.open;
        Ok(plan)
    }

    /// The other record that has the id which this one is to get back.
    pub(super) fn holder(&self, work: &Work<'_, '_>) -> Result<Option<i64>, Refusal> {
        let holder = work.tx.standing(&self.merged.record.id)?.map(|standing| standing.row);
        Ok(holder.filter(|row| *row != self.stored.standing.row))
    }

    /// Takes back what nothing stands in the way of, and names the rest.
    pub(super) fn carry_out(mut self, work: &mut Work<'_, '_>, obstacles: &mut Vec<Obstacle>) -> Result<(), Refusal> {
        let (row, stored) = (self.stored.standing.row, self.stored);
        let own: Vec<&Change> = self.changes.iter().filter(|change| change.batch == self.batch).collect();
        let ledger = rule(work, row, self.batch)?;
        for change in own {
            if let Subject::Base(source) = change.subject {
                work.tx.restore_base((row, source), change.new.as_ref(), change.old.as_ref())?;
            }
        }
        obstacles
            .extend(self.conflicts.iter().map(|conflict| Obstacle::of(conflict, stored, &self.changes, self.batch)));
        match self.sides.take() {
            Some((after, before)) => {
                count(&mut self.merged, stored, (&after, &before), ledger);
                date(&mut self.merged, stored, &before, work.context.day);
                self.settle_id(work, obstacles)?;
            }
            None if !self.conflicts.is_empty() => {}
            // The batch brought the record: without it there is none.
            None => {
                self.merged.is_withdrawn = true;
                work.tx.forget_bases(row, self.batch)?;
            }
        }
        work.save_as_is(stored, &self.merged).map(drop)
    }

    /// An id that another record took meanwhile is not taken from it, unless that one's arrival was undone.
    fn settle_id(&mut self, work: &mut Work<'_, '_>, obstacles: &mut Vec<Obstacle>) -> Result<(), Refusal> {
        let Some(holder) = self.holder(work)? else { return Ok(()) };
        if let Some(ghost) = work.tx.load_row(holder)?
            && work.is_ghost(ghost.standing)?
        {
            return work.move_aside(&ghost);
        }
        let wanted = Some(serde_json::Value::from(self.merged.record.id.as_str()));
        let took = |change: &Change| match change.subject {
            Subject::Field(field) => field.to_string() == "id" && change.new == wanted,
            subject => subject == Subject::Withdrawn && change.old.is_none(),
        };
        let later = work.tx.changes_after(holder, self.batch - 1)?.into_iter().find(took).map(|change| change.batch);
        let own = &self.stored.revision.record;
        let field = format!("id ({} is another record now)", self.merged.record.id);
        obstacles.push(Obstacle { id: own.id.clone(), field, later });
        self.merged.record.id = own.id.clone();
        self.merged.record.domain.clone_from(&own.domain);
        Ok(())
    }
}

/// What was changed in a record since it came in.
fn edits(arrived: &Revision, now: &Revision) -> Vec<Conflict> {
    let difference = Difference::between(arrived, now);
    let conflict = |(field, base, ours): (Field, Option<&Json>, Option<&Json>)| Conflict {
        field,
        scope: Scope::Field,
        base: base.cloned(),
        ours: ours.cloned(),
        theirs: None,
    };
    difference.fields().into_iter().map(conflict).collect()
}

/// Takes back what a batch did to the evidence of a record. Returns by how much the counted evidence changed: through
/// the batch, and now.
fn rule(work: &mut Work<'_, '_>, row: i64, batch: i64) -> Result<(i64, i64), Refusal> {
    let (mut then, mut now) = (0, 0);
    for Ruled { evidence, counted, counts } in work.tx.ruled(row, batch)? {
        let weight = i64::from(evidence.what.count);
        then += weight * (i64::from(counts) - i64::from(counted));
        now += weight * (i64::from(counted) - i64::from(evidence.counts()));
        work.tx.rule(&evidence, !counted)?;
    }
    Ok((then, now))
}

/// The count follows the ledger as it is now; what the batch changed in it besides is taken back.
fn count(new: &mut Revision, stored: &Stored, sides: (&Revision, &Revision), ledger: (i64, i64)) {
    let signed = |revision: &Revision| i64::try_from(revision.record.evidence_count).unwrap_or(i64::MAX);
    let authored = signed(sides.0).saturating_sub(signed(sides.1)).saturating_sub(ledger.0);
    let count = signed(&stored.revision).saturating_sub(authored).saturating_add(ledger.1);
    new.record.evidence_count = u64::try_from(count).unwrap_or_default();
}

/// A record that is as it was before the batch has its old day back; one that later batches changed was last updated
/// by this one.
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

impl Obstacle {
    fn of(conflict: &Conflict, stored: &Stored, changes: &[Change], batch: i64) -> Self {
        let Conflict { field, .. } = conflict;
        let is_it = |change: &Change| match change.subject {
            Subject::Field(changed) => changed == *field,
            _ => false,
        };
        let later = changes.iter().filter(|change| change.batch > batch).find(|change| is_it(change));
        let id = stored.revision.record.id.clone();
        Obstacle { id, field: stored.revision.name(*field), later: later.map(|change| change.batch) }
    }

    pub(super) fn line(&self) -> String {
        let later = self.later.map_or(String::new(), |later| format!(" was changed by batch {later}, too"));
        format!("{}: {}{later}", self.id, self.field)
    }
}
