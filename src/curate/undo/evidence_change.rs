//! Undoing what a batch did to the evidence of a record, and the count that follows from it.

use super::obstacle::{LaterBatch, Unrestored};
use super::reach::Reach;
use crate::curate::refusal::{Contested, Refusal};
use crate::curate::work::Work;
use crate::ledger::Ruling;
use crate::record::Revision;
use crate::store::Stored;

/// By how much the number of the attempts that count changed.
#[derive(Clone, Copy, Default)]
pub(super) struct EvidenceChange {
    /// Through the batch.
    then: i64,
    /// Through its undo.
    now: i64,
}

impl EvidenceChange {
    /// Undoes what the batch did to the evidence of the record. What cannot be undone is reported.
    pub(super) fn undo(
        work: &mut Work<'_, '_>,
        reach: &Reach,
        stored: &Stored,
        unrestored: &mut Vec<Unrestored>,
    ) -> Result<Self, Refusal> {
        let row = stored.standing.row;
        let mut counted = EvidenceChange::default();
        for (evidence, Ruling { is_withdrawn, .. }) in work.tx.ruled(row, reach.batch)? {
            let weight = i64::from(evidence.what.count);
            counted.then += if is_withdrawn { -weight } else { weight };
            // Evidence that counts elsewhere now would count twice, or not be removed.
            let moved_on = evidence.withdrawn_in.filter(|_| !is_withdrawn && evidence.moved_to.is_some());
            // Evidence that another batch withdrew since is not restored.
            let ruled_out = match evidence.withdrawn_in.filter(|_| is_withdrawn) {
                Some(by) if !reach.is_own(work, evidence.id, by)? => Some(by),
                _ => None,
            };
            let by = moved_on.or(ruled_out).map(Some).or_else(|| reach.blocked.get(&evidence.id).copied());
            if let Some(by) = by {
                let by = by.map(|batch| LaterBatch::by(batch, &reach.undone, row)).into_iter().collect();
                let id = stored.revision.record.id.clone();
                unrestored.push(Unrestored { id, what: Contested::Evidence(evidence.id), by });
                continue;
            }
            counted.now += weight * (i64::from(is_withdrawn) - i64::from(evidence.counts()));
            work.tx.rule(&evidence, !is_withdrawn)?;
        }
        Ok(counted)
    }

    /// By how much the batch changed the count of a record in another way than through its evidence.
    pub(super) fn authored(self, after: &Revision, before: &Revision) -> i64 {
        let change = after.record.signed_count().saturating_sub(before.record.signed_count());
        change.saturating_sub(self.then)
    }

    /// The count of a record after the undo, which also undoes what the batch authored.
    pub(super) fn count(self, now: &Revision, authored: i64) -> u64 {
        let count = now.record.signed_count().saturating_sub(authored).saturating_add(self.now);
        count.max(0).unsigned_abs()
    }
}
