//! Undoing what a batch did.

mod changes_since;
mod evidence_change;
mod evidence_only;
mod obstacle;
mod plan;
mod reach;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;

use super::refusal::{Obstacle, Obstructed, Refusal, UndoRefusal};
use super::work::{Verb, Work};
use crate::ledger::{BatchNumber, RecordKey};
use crate::record::Id;
use crate::store::{BatchVerb, Undone};
use plan::Plan;
use reach::Reach;

/// Undoes a batch, in a new batch that restores the old values.
#[derive(Debug, Clone)]
pub struct Undo {
    /// The batch; without one the latest that is neither an undo nor undone.
    pub batch: Option<BatchNumber>,
    /// Undoes only what it did to this record.
    pub id: Option<Id>,
    /// Undoes what is possible, and leaves what a later batch changed; a later undo of the batch can undo that.
    pub partly: bool,
}

/// What an undo undid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undid {
    /// The batch.
    pub batch: BatchNumber,
    /// What was not undone, because later batches changed it.
    pub left: Vec<Obstacle>,
}

impl Verb for Undo {
    type Detail = Undid;

    fn batch_verb(&self) -> BatchVerb {
        BatchVerb::Undo
    }

    /// Undoes the batch; the detail is its number and what was left.
    ///
    /// # Errors
    /// If there is no such batch, it recorded a release, it is already undone, or a later batch changed the same field.
    fn act(&self, work: &mut Work<'_, '_>) -> Result<Undid, Refusal> {
        let undone = work.tx.undone()?;
        let batch = self.find(work, &undone)?;
        let rows = self.rows(work, &undone, batch)?;
        let reach = Reach::of(work, batch, undone, &rows)?;
        let mut unrestored = Vec::new();
        let mut free: Vec<Id> = Vec::new();
        let progress = work.context.progress.change(rows.len());
        let mut queue: VecDeque<RecordKey> = rows.into();
        let mut deferred = 0;
        while let Some(row) = queue.pop_front() {
            if let Some(id) = evidence_only::undo(work, &reach, row)? {
                free.push(id);
                progress.step();
                continue;
            }
            let stored = work.tx.load_known(row)?;
            let plan = Plan::of(work, &reach, &stored)?;
            // An id is free after its current record has its own id again.
            if let Some(holder) = plan.holder(work)?
                && queue.contains(&holder)
                && deferred < queue.len()
            {
                queue.push_back(row);
                deferred += 1;
                continue;
            }
            deferred = 0;
            let left = plan.carry_out(work)?;
            work.tx.note_undo(batch, row, !left.is_empty())?;
            if left.is_empty() {
                free.push(stored.revision.record.id);
            }
            unrestored.extend(left);
            progress.step();
        }
        let mut obstacles = obstacle::by_batch(&unrestored, &reach.undone);
        if obstacles.is_empty() || self.partly {
            return Ok(Undid { batch, left: obstacles });
        }
        for obstacle in obstacles.iter_mut().filter(|obstacle| obstacle.of.is_some()) {
            let records = obstacle.batch.map(|batch| work.tx.records_of(batch)).transpose()?.unwrap_or_default();
            obstacle.of = obstacle.of.take().filter(|_| records.len() > 1);
        }
        let obstructed = Obstructed { batch, only: self.id.clone(), obstacles, free };
        Err(UndoRefusal::Obstructed(Box::new(obstructed)).into())
    }
}

impl Undo {
    /// The batch to undo.
    fn find(&self, work: &Work<'_, '_>, undone: &Undone) -> Result<BatchNumber, Refusal> {
        let last = work.tx.last_batch()?;
        if let Some(batch) = self.batch {
            return match (work.tx.batch(batch)?, work.tx.release_of(batch)?) {
                (Some(_), None) => Ok(batch),
                (Some(_), Some(name)) => Err(UndoRefusal::Release { batch, name }.into()),
                (None, _) => Err(Refusal::NoBatch { batch, last }),
            };
        }
        let only = self.id.as_ref().map(|id| work.any(id)).transpose()?.map(|stored| stored.standing.row);
        for batch in (1..=last.get()).rev().map(BatchNumber::from).filter(|batch| undone.what(*batch).is_none()) {
            let rows = work.tx.records_of(batch)?;
            let mut meant = rows.iter().filter(|row| only.is_none_or(|only| only == **row));
            if meant.any(|row| undone.by(batch, *row).is_none()) {
                return Ok(batch);
            }
        }
        Err(UndoRefusal::Nothing.into())
    }

    /// The records whose change is undone: those in which it is not undone yet, or only partly.
    fn rows(&self, work: &Work<'_, '_>, undone: &Undone, batch: BatchNumber) -> Result<Vec<RecordKey>, Refusal> {
        let mut rows = work.tx.records_of(batch)?;
        if let Some(id) = &self.id {
            let row = work.any(id)?.standing.row;
            rows.retain(|changed| *changed == row);
            if rows.is_empty() {
                return Err(UndoRefusal::NotOf { batch, id: id.clone() }.into());
            }
        }
        let open: Vec<RecordKey> = rows.iter().copied().filter(|row| undone.wholly_by(batch, *row).is_none()).collect();
        let by = rows.iter().filter_map(|row| undone.by(batch, *row)).max();
        match by {
            Some(by) if open.is_empty() => Err(UndoRefusal::Already { batch, only: self.id.clone(), by }.into()),
            _ if open.is_empty() => Err(UndoRefusal::ChangedNothing(batch).into()),
            _ => Ok(open),
        }
    }
}
