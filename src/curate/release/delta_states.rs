//! What a delta leads from, and what it leads to.

use crate::ledger::BatchNumber;
use crate::record::{Revision, SamplesKey};
use crate::store::{Between, StoreError};

/// The states of a delta: the one that it begins with, and the one that it ends with, which may be the earlier one.
#[derive(Debug, Clone, Copy)]
pub(super) struct DeltaStates {
    from: BatchNumber,
    to: BatchNumber,
}

impl DeltaStates {
    /// The states after two batches.
    pub(super) fn new((from, to): (BatchNumber, BatchNumber)) -> Self {
        DeltaStates { from, to }
    }

    /// The state that the delta ends with.
    pub(super) fn ends_with(self) -> BatchNumber {
        self.to
    }

    /// The earlier state, and the later one.
    pub(super) fn in_order(self) -> (BatchNumber, BatchNumber) {
        (self.from.min(self.to), self.from.max(self.to))
    }

    /// Whether the delta ends with the earlier state.
    pub(super) fn is_backwards(self) -> bool {
        self.from > self.to
    }

    /// A record in the state that the delta begins with, and in the one that it ends with, if it is there.
    pub(super) fn revisions(self, between: Between) -> Result<(Option<Revision>, Option<Revision>), StoreError> {
        let (earlier, later) = between.revisions()?;
        Ok(if self.is_backwards() { (Some(later), earlier) } else { (earlier, Some(later)) })
    }
}

/// The keys under which samples are published in those states, if they are.
#[derive(Debug, Clone, Copy)]
pub struct DeltaKeys<'k> {
    /// In the state that the delta begins with.
    pub from: Option<&'k SamplesKey>,
    /// In the state that it ends with.
    pub to: Option<&'k SamplesKey>,
}
