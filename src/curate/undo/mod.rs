//! Taking back what a batch did.

mod plan;

use std::collections::{BTreeSet, VecDeque};

use super::work::{Verb, Work};
use super::{Cause, Refusal};
use crate::record::Id;
use crate::store::Undone;
use plan::{Obstacle, Plan};

/// Takes back a batch, in a new batch that puts the old values back.
#[derive(Debug, Clone)]
pub struct Undo {
    /// The batch; without one the latest that is neither an undo nor undone.
    pub batch: Option<i64>,
    /// Only what it did to this record.
    pub id: Option<Id>,
    /// Takes back what can be, and leaves what a later batch changed.
    pub partly: bool,
}

/// What an undo took back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undid {
    /// The batch.
    pub batch: i64,
    /// What was left as it is, for a later batch changed it.
    pub left: Vec<String>,
}

impl Verb for Undo {
    type Detail = Undid;

    /// Takes the batch back; the detail tells which it was.
    ///
    /// # Errors
    /// Where there is no such batch, it is undone already, or a later batch changed the same field.
    fn act(&self, work: &mut Work<'_, '_>) -> Result<Undid, Refusal> {
        let undone = work.tx.undone()?;
        let batch = self.find(work, &undone)?;
        let rows = self.rows(work, &undone, batch)?;
        let mut obstacles = Vec::new();
        let mut free: Vec<Id> = Vec::new();
        let mut queue: VecDeque<i64> = rows.into();
        let mut deferred = 0;
        while let Some(row) = queue.pop_front() {
            let Some(stored) = work.tx.load_row(row)? else { continue };
            let plan = Plan::of(work, batch, &stored)?;
            // An id comes free when its present holder has gone back to its own.
            if let Some(holder) = plan.holder(work)?
                && queue.contains(&holder)
                && deferred < queue.len()
            {
                queue.push_back(row);
                deferred += 1;
                continue;
            }
            deferred = 0;
            let before = obstacles.len();
            plan.carry_out(work, &mut obstacles)?;
            if obstacles.len() == before {
                free.push(stored.revision.record.id);
            }
            work.tx.note_undo(batch, row)?;
        }
        if !obstacles.is_empty() && !self.partly {
            return Err(refusal(batch, &obstacles, &free));
        }
        Ok(Undid { batch, left: obstacles.iter().map(Obstacle::line).collect() })
    }
}

impl Undo {
    /// The batch to take back.
    fn find(&self, work: &Work<'_, '_>, undone: &Undone) -> Result<i64, Refusal> {
        let last = work.tx.last_batch()?;
        if let Some(batch) = self.batch {
            return match work.tx.batch(batch)? {
                Some(_) => Ok(batch),
                None => Err(no_batch(batch, last)),
            };
        }
        let only = self.id.as_ref().map(|id| work.any(id)).transpose()?.map(|stored| stored.standing.row);
        for batch in (1..=last).rev().filter(|batch| undone.what(*batch).is_none()) {
            let rows = work.tx.records_of(batch)?;
            let mut meant = rows.iter().filter(|row| only.is_none_or(|only| only == **row));
            if meant.any(|row| undone.by(batch, *row).is_none()) {
                return Ok(batch);
            }
        }
        Err(Refusal::new(Cause::Missing, "there is nothing to undo")
            .hint("`canonry log` lists the batches; naming an undo's batch brings the change back"))
    }

    /// The records whose change is taken back.
    fn rows(&self, work: &Work<'_, '_>, undone: &Undone, batch: i64) -> Result<Vec<i64>, Refusal> {
        let mut rows = work.tx.records_of(batch)?;
        if let Some(id) = &self.id {
            let row = work.any(id)?.standing.row;
            rows.retain(|changed| *changed == row);
            if rows.is_empty() {
                return Err(Refusal::new(Cause::Missing, format!("batch {batch} did not change {id}"))
                    .hint(format!("`canonry log {id}` lists the batches that did")));
            }
        }
        let open: Vec<i64> = rows.iter().copied().filter(|row| undone.by(batch, *row).is_none()).collect();
        let by = rows.iter().filter_map(|row| undone.by(batch, *row)).max();
        match by {
            Some(by) if open.is_empty() => {
                let what = self.id.as_ref().map_or(String::new(), |id| format!(" for {id}"));
                Err(Refusal::new(Cause::Conflict, format!("batch {batch} is undone already{what}, by batch {by}"))
                    .hint(format!("`canonry undo {by}` brings the change back")))
            }
            _ if open.is_empty() => Err(Refusal::new(Cause::Missing, format!("batch {batch} changed no record"))),
            _ => Ok(open),
        }
    }
}

fn refusal(batch: i64, obstacles: &[Obstacle], free: &[Id]) -> Refusal {
    let later: BTreeSet<i64> = obstacles.iter().filter_map(|obstacle| obstacle.later).collect();
    let names: Vec<String> = later.iter().rev().map(i64::to_string).collect();
    let message = match names.as_slice() {
        [one] => format!("batch {batch} cannot be undone as a whole: batch {one} changed the same field later"),
        _ => format!(
            "batch {batch} cannot be undone as a whole: batches {} changed the same fields later",
            names.join(", ")
        ),
    };
    let first =
        names.first().map_or(String::new(), |later| format!("undo batch {later} first (`canonry undo {later}`), or "));
    let single = free.first().map_or(String::new(), |id| {
        format!("; for one record alone: `canonry undo {batch} {id}` ({} of its records stand free)", free.len())
    });
    Refusal::new(Cause::Conflict, message)
        .details(obstacles.iter().map(Obstacle::line).collect())
        .hint(format!("{first}take back the rest with `canonry undo {batch} --partly`{single}"))
}

fn no_batch(batch: i64, last: i64) -> Refusal {
    let there = if last == 0 { "there is none yet".to_owned() } else { format!("they are 1 to {last}") };
    Refusal::new(Cause::Missing, format!("there is no batch {batch}: {there}")).hint("`canonry log` lists them")
}
