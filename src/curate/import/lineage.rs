//! What two databases have in common, by their journals.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::ledger::BatchNumber;
use crate::record::Revision;
use crate::store::{
    BatchIdentity, Change, Digest, ExchangedRecord, JournaledBatch, MergedBatch, Past, Snapshot, StoreError,
};

/// The journal of another database, compared with the one here.
#[derive(Debug)]
pub(super) struct Lineage {
    /// The other database, named as a source.
    source: Arc<str>,
    /// Up to this batch both journals are the same: one of the databases is a copy of the other, or both of a third.
    fork: BatchNumber,
    /// The later batches there.
    theirs: BTreeMap<BatchNumber, JournaledBatch>,
    /// The later batches here.
    ours: HashMap<BatchIdentity, BatchNumber>,
}

impl Lineage {
    /// Compares two journals.
    pub(super) fn between(ours: &Snapshot<'_>, theirs: &Snapshot<'_>, source: Arc<str>) -> Result<Self, StoreError> {
        let (here, there) = (ours.journal()?, theirs.journal()?);
        let mut common = here.iter().zip(&there).take_while(|(one, other)| one == other).count();
        // Batches may look the same, such as those of one user on two machines.
        while let Some(last) = common.checked_sub(1).and_then(|at| here.get(at)) {
            if ours.changes_digest(last.number)? == theirs.changes_digest(last.number)? {
                break;
            }
            common -= 1;
        }
        let last = common.checked_sub(1).and_then(|at| here.get(at));
        Ok(Lineage {
            source,
            fork: last.map_or(BatchNumber::NONE, |last| last.number),
            theirs: there.into_iter().skip(common).map(|batch| (batch.number, batch)).collect(),
            ours: here.into_iter().skip(common).map(|batch| (batch.identity, batch.number)).collect(),
        })
    }

    /// The batch up to which both journals are the same.
    pub(super) fn fork(&self) -> BatchNumber {
        self.fork
    }
}

/// What the journal of another database says of one of its records.
#[derive(Debug)]
pub(super) struct RecordHistory {
    lineage: Arc<Lineage>,
    added_by: BatchNumber,
    /// The digest of the record there.
    digest: Digest,
    /// The record there with the ids of its items; `None` if no field changed after the fork.
    now: Option<Revision>,
    /// What changed there after the fork, the latest first.
    since: Vec<Change>,
    /// The batches of further databases that merges brought into it there.
    merged: Vec<MergedBatch>,
    /// The merges there that were undone, each with its undo.
    undone_merges: Vec<(BatchNumber, BatchNumber)>,
}

impl RecordHistory {
    /// The history of a record, which is removed from it.
    pub(super) fn of(record: &mut ExchangedRecord, lineage: &Arc<Lineage>) -> Self {
        let stored = record.now.look();
        let since = std::mem::take(&mut record.since);
        RecordHistory {
            lineage: Arc::clone(lineage),
            added_by: record.added_by,
            digest: stored.standing.digest,
            now: (!since.is_empty()).then(|| stored.revision.clone()),
            since,
            merged: std::mem::take(&mut record.merged),
            undone_merges: std::mem::take(&mut record.undone_merges),
        }
    }

    /// The batch up to which both journals are the same; `None` if the record was added there later.
    pub(super) fn fork(&self) -> Option<BatchNumber> {
        Some(self.lineage.fork).filter(|fork| self.added_by <= *fork)
    }

    /// Whether the record changed there since both had it.
    pub(super) fn has_changed(&self) -> bool {
        self.fork().is_some() && !self.since.is_empty()
    }

    /// The later batches there that touched the record, also merges that found nothing new, the latest first.
    pub(super) fn batches(&self) -> Vec<&JournaledBatch> {
        let merges = self.merged.iter().map(|merged| merged.merge);
        let mut numbers: Vec<BatchNumber> = self.since.iter().map(|change| change.batch).chain(merges).collect();
        numbers.push(self.added_by);
        numbers.sort_unstable_by(|one, other| other.cmp(one));
        numbers.dedup();
        numbers.iter().filter_map(|number| self.lineage.theirs.get(number)).collect()
    }

    /// The batches to be told of a merge that takes the record over: those that touched it there, and those that merges
    /// there brought, except for those from here. Each has the name of its database.
    pub(super) fn told(&self) -> Vec<(&str, &JournaledBatch)> {
        let own = self.batches().into_iter().map(|batch| (self.lineage.source.as_ref(), batch));
        let merged = self.merged.iter().filter(|merged| !self.lineage.ours.contains_key(&merged.other.identity));
        own.chain(merged.map(|merged| (merged.source.as_str(), &merged.other))).collect()
    }

    /// The last merge there that brought the record from here, and the last batch here that it brought.
    pub(super) fn last_from_here(&self) -> Option<(BatchNumber, BatchNumber)> {
        let ours = |merged: &MergedBatch| Some((merged.merge, *self.lineage.ours.get(&merged.other.identity)?));
        self.merged.iter().filter_map(ours).max()
    }

    /// The record there after a batch, with the ids that its items have there; `None` if it did not exist, if no field
    /// changed since the fork, or if the journal there does not lead to a record.
    pub(super) fn after(&self, batch: BatchNumber) -> Option<Revision> {
        let mut past = Past::new(self.now.as_ref()?);
        self.since.iter().filter(|change| change.batch > batch).for_each(|change| past.undo(change));
        past.revision().ok().flatten()
    }

    /// Whether a batch there left the record with what a merge brought that was undone later.
    pub(super) fn is_of_undone_merge(&self, batch: BatchNumber) -> bool {
        self.undone_merges.iter().any(|(merge, undo)| (*merge..*undo).contains(&batch))
    }

    /// The digest of the record there after a batch.
    pub(super) fn digest_after(&self, batch: BatchNumber) -> Option<Digest> {
        match &self.now {
            None => Some(self.digest),
            Some(_) => self.after(batch).map(|revision| Digest::of_record(&revision.record)),
        }
    }
}
