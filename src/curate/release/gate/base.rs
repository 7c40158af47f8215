//! The release with which a set is compared.

use crate::ledger::BatchNumber;
use crate::record::SamplesKey;

/// The release before, as far as the gate needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateBase {
    /// The last batch of its state.
    pub state: BatchNumber,
    /// How many records it has.
    pub records: u64,
    /// The key under which its samples are published, if they are.
    pub samples_key: Option<SamplesKey>,
}
