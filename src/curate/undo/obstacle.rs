//! Obstacles of an undo: the batches that made the current state.

use std::collections::BTreeMap;

use crate::curate::{Contested, Obstacle};
use crate::ledger::{BatchNumber, RecordKey};
use crate::record::Id;
use crate::store::{Change, ChangeSubject, Undone};

/// Something that an undo leaves, because later batches changed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unrestored {
    pub id: Id,
    pub what: Contested,
    pub by: Vec<LaterBatch>,
}

/// A later batch that has to be undone first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LaterBatch {
    pub batch: BatchNumber,
    /// The batch by which it took effect: itself, or the one that restored it.
    pub since: BatchNumber,
}

/// A change that is in effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ChangeInEffect {
    /// The batch that made the change first.
    origin: BatchNumber,
    /// Whether the undo of the change is in effect.
    is_undo: bool,
    /// The batch by which it is in effect.
    since: BatchNumber,
}

impl ChangeInEffect {
    fn of(batch: BatchNumber, undone: &Undone) -> Self {
        let (origin, is_undo) = undone.origin(batch);
        ChangeInEffect { origin, is_undo, since: batch }
    }

    /// Whether one is the change and the other its undo.
    fn cancels(&self, other: &ChangeInEffect) -> bool {
        self.origin == other.origin && self.is_undo != other.is_undo
    }
}

impl LaterBatch {
    /// The batch that is reported for an effect on a record: the one that made the change; an undo only if it undid an
    /// older change. One that counts as undone but is in effect is restored first.
    fn of(effect: &ChangeInEffect, undone: &Undone, row: RecordKey) -> Self {
        let batch = if effect.is_undo { effect.since } else { effect.origin };
        LaterBatch { batch: undone.wholly_by(batch, row).unwrap_or(batch), since: effect.since }
    }

    /// The batch in effect by which another one did something to a record.
    pub(super) fn by(batch: BatchNumber, undone: &Undone, row: RecordKey) -> Self {
        LaterBatch::of(&ChangeInEffect::of(batch, undone), undone, row)
    }
}

/// What later batches did to a subject and is in effect. A change and its undo are not in effect.
fn effects(changes: &[Change], subject: ChangeSubject, after: BatchNumber, undone: &Undone) -> Vec<ChangeInEffect> {
    let mut effects: Vec<ChangeInEffect> = Vec::new();
    let is_about = |change: &&Change| change.subject.matter() == subject.matter() && change.batch > after;
    for change in changes.iter().rev().filter(is_about) {
        let effect = ChangeInEffect::of(change.batch, undone);
        match effects.iter().position(|earlier| earlier.cancels(&effect)) {
            Some(at) => drop(effects.remove(at)),
            None => effects.push(effect),
        }
    }
    effects
}

/// Whether what a batch did to a subject was reversed later, by an undo that left other changes of the batch.
pub(super) fn is_reversed(changes: &[Change], subject: ChangeSubject, batch: BatchNumber, undone: &Undone) -> bool {
    let own = ChangeInEffect::of(batch, undone);
    effects(changes, subject, batch, undone).iter().any(|effect| effect.cancels(&own))
}

/// The batches to undo before a subject of a record is again what it was after a batch. The changes have to be in
/// order, the latest first.
pub(super) fn later_batches(
    changes: &[Change],
    subject: ChangeSubject,
    after: BatchNumber,
    undone: &Undone,
    row: RecordKey,
) -> Vec<LaterBatch> {
    let own = ChangeInEffect::of(after, undone);
    let effects = effects(changes, subject, after, undone);
    let others = effects.iter().filter(|effect| effect.origin != own.origin);
    others.map(|effect| LaterBatch::of(effect, undone, row)).collect()
}

/// The fields by the batches that prevent their undo, the one that took effect last first.
pub(super) fn by_batch(unrestored: &[Unrestored], undone: &Undone) -> Vec<Obstacle> {
    let mut batches: BTreeMap<BatchNumber, (BatchNumber, Vec<(Id, Contested)>)> = BTreeMap::new();
    let mut unnamed = Vec::new();
    for Unrestored { id, what, by } in unrestored {
        for later in by {
            let (since, fields) = batches.entry(later.batch).or_insert_with(|| (later.since, Vec::new()));
            *since = later.since.max(*since);
            fields.push((id.clone(), what.clone()));
        }
        if by.is_empty() {
            unnamed.push((id.clone(), what.clone()));
        }
    }
    let mut sorted: Vec<_> = batches.into_iter().map(|(batch, (since, fields))| (since, batch, fields)).collect();
    sorted.sort_unstable_by_key(|(since, batch, _)| std::cmp::Reverse((*since, *batch)));
    let named = |(since, batch, fields): (BatchNumber, BatchNumber, Vec<(Id, Contested)>)| {
        let first = fields.first().map(|(id, _)| id.clone());
        let of = first.filter(|first| since != batch && fields.iter().all(|(id, _)| id == first));
        Obstacle { batch: Some(batch), undid: undone.what(batch), of, fields }
    };
    let mut obstacles: Vec<Obstacle> = sorted.into_iter().map(named).collect();
    if !unnamed.is_empty() {
        obstacles.push(Obstacle { batch: None, undid: None, of: None, fields: unnamed });
    }
    obstacles
}
