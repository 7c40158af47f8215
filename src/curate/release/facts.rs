//! What decides the bytes of a release besides its records.

use crate::ledger::BatchNumber;
use crate::publish::{Form, KeptDemand};
use crate::record::{Checksum, Date, ReleaseName, SamplesKey, Tier};

/// What decides the bytes of a release besides the journal. With the same facts the same snapshot is made again at any
/// time, so the database keeps all of them.
#[derive(Debug, Clone, PartialEq)]
pub struct ReleaseFacts {
    /// Its name.
    pub name: ReleaseName,
    /// Its day.
    pub day: Date,
    /// The program that made it first, with its version, such as "canonry 0.1.0".
    pub tool: String,
    /// When the files of the archive were changed, in seconds since 1970-01-01 00:00 UTC.
    pub modified: u64,
    /// The last batch of its state.
    pub state: BatchNumber,
    /// The release before; `None` if it is the first.
    pub previous: Option<PreviousRelease>,
    /// The forms in which its records are published, each once and in their order.
    pub forms: Vec<Form>,
    /// The key under which samples are published, if they are.
    pub samples_key: Option<SamplesKey>,
    /// The checksum of the policy under which it was made.
    pub policy_digest: Checksum,
    /// The demands of the gate.
    pub gate: Vec<KeptDemand>,
    /// The tiers of that policy, from the lowest to the highest, by which the notes tell better from worse.
    pub ladder: Vec<Tier>,
    /// What the maintainers say about it, in Markdown.
    pub notes: Option<String>,
}

/// The release before another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviousRelease {
    /// Its name.
    pub name: ReleaseName,
    /// The last batch of its state.
    pub state: BatchNumber,
    /// The checksum of its content.
    pub content_digest: Checksum,
    /// The key under which it has samples, if it has them.
    pub samples_key: Option<SamplesKey>,
}
