//! How far an undo reaches: the batch, the records, and the evidence that has moved on since.

use std::collections::HashMap;

use crate::curate::work::Work;
use crate::curate::{Cause, Refusal};
use crate::store::{Evidence, Move, Undone};

/// A batch that is being undone.
pub(super) struct Reach {
    pub batch: i64,
    pub undone: Undone,
    /// Pieces of evidence that the batch moved and that are not as it left them, with the batch that is the reason.
    pub blocked: HashMap<i64, Option<i64>>,
}

impl Reach {
    /// Finds what has moved on since the batch. An undo of some records only does not take evidence apart that the batch
    /// moved between them and others.
    pub(super) fn of(work: &Work<'_, '_>, batch: i64, undone: Undone, rows: &[i64]) -> Result<Self, Refusal> {
        let mut blocked = HashMap::new();
        for Move { from, to, is_forth } in work.tx.moved_in(batch)? {
            let (Some(old), Some(new)) = (work.tx.evidence(from)?, work.tx.evidence(to)?) else { continue };
            if rows.contains(&old.record) != rows.contains(&new.record) {
                return Err(halved(batch, from, to));
            }
            let since = |one: &Evidence, counted: bool| (one.counts() != counted).then_some(one.withdrawn_in);
            if let Some(by) = since(&new, is_forth).or_else(|| since(&old, !is_forth)) {
                blocked.extend([(from, by), (to, by)]);
            }
        }
        Ok(Reach { batch, undone, blocked })
    }
}

fn halved(batch: i64, from: i64, to: i64) -> Refusal {
    let message =
        format!("batch {batch} moved e{from} to e{to} on another record: both records are undone, or neither");
    Refusal::new(Cause::Conflict, message).hint(format!("undo it as a whole: `canonry undo {batch}`"))
}
