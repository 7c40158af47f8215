//! The extent of an undo: the batch, the records, and the evidence that was moved since.

use std::collections::HashMap;

use crate::curate::refusal::{Refusal, UndoRefusal};
use crate::curate::work::Work;
use crate::ledger::{BatchNumber, Evidence, EvidenceNumber, RecordKey};
use crate::store::{Move, Undone};

/// A batch that is being undone.
pub(super) struct Reach {
    pub batch: BatchNumber,
    pub undone: Undone,
    /// Pieces of evidence that the batch moved and that are not as it left them, with the batch that is the reason.
    pub blocked: HashMap<EvidenceNumber, Option<BatchNumber>>,
}

impl Reach {
    /// Finds evidence that was moved since the batch. An undo of only some records is refused if the batch moved
    /// evidence between them and others.
    pub(super) fn of(
        work: &Work<'_, '_>,
        batch: BatchNumber,
        undone: Undone,
        rows: &[RecordKey],
    ) -> Result<Self, Refusal> {
        let mut blocked = HashMap::new();
        for Move { from, to, is_forth } in work.tx.moved_in(batch)? {
            let (old, new) = (work.tx.known_evidence(from)?, work.tx.known_evidence(to)?);
            if rows.contains(&old.record) != rows.contains(&new.record) {
                return Err(UndoRefusal::Halved { batch, from, to }.into());
            }
            let since = |one: &Evidence, counted: bool| (one.counts() != counted).then_some(one.withdrawn_in);
            if let Some(by) = since(&new, is_forth).or_else(|| since(&old, !is_forth)) {
                blocked.extend([(from, by), (to, by)]);
            }
        }
        Ok(Reach { batch, undone, blocked })
    }

    /// Whether a ruling on a piece of evidence is that of the batch that is being undone.
    pub(super) fn is_own(
        &self,
        work: &Work<'_, '_>,
        evidence: EvidenceNumber,
        ruling: BatchNumber,
    ) -> Result<bool, Refusal> {
        let rulings = work.tx.rulings_on(evidence)?;
        let by = |batch: BatchNumber| {
            let detail = || format!("batch {batch} changed {evidence}, but there is no ruling of it");
            let decided = rulings.contains(&batch).then(|| self.undone.decided_by(&rulings, batch));
            decided.ok_or_else(|| work.tx.damaged(detail()))
        };
        Ok(by(ruling)? == by(self.batch)?)
    }
}
