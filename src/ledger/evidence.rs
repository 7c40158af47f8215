//! Evidence: what was seen, tried or reported about a record.

use super::number::{BatchNumber, EvidenceNumber, RecordKey};
use super::uid::Uid;
use super::{EvidenceKind, Outcome, Reporter, ReporterKind};
use crate::record::{Date, ItemRef};

/// A piece of evidence to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvidence {
    /// The item that it is about; `None` for the record as a whole.
    pub item: Option<ItemRef>,
    /// What kind.
    pub kind: EvidenceKind,
    /// How an attempt ended. An outcome has one, a reproduction may have one; it is then a report.
    pub outcome: Option<Outcome>,
    /// The number of equal attempts, from 1.
    pub count: u32,
    /// The day it was seen.
    pub day: Date,
    /// Who saw it.
    pub reporter: Reporter,
    /// The kind that they claim to be; the policy says who counts as which kind.
    pub reporter_kind: ReporterKind,
    /// Whether the reporter is anonymous and counts as a separate reporter; otherwise all anonymous reporters are one.
    pub is_apart: bool,
    /// Where it can be read.
    pub url: Option<String>,
    /// A comment.
    pub note: Option<String>,
    /// Where it was tried.
    pub environment: Environment,
}

/// Where something was tried.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Environment {
    /// The system.
    pub os: Option<String>,
    /// The runtime.
    pub runtime: Option<String>,
    /// Its version.
    pub version: Option<String>,
}

/// A piece of evidence in the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Its number in this database.
    pub id: EvidenceNumber,
    /// Its name in every database.
    pub uid: Uid,
    /// The key of its record.
    pub record: RecordKey,
    /// What was recorded.
    pub what: NewEvidence,
    /// The batch that recorded it first.
    pub first_batch: BatchNumber,
    /// The batch in which it arrived, the last time: a report whose import was undone may be imported again. For a
    /// piece that does not count, it is the batch that recorded it before it was moved.
    pub arrived_in: BatchNumber,
    /// The batch that withdrew it; `None` if it counts.
    pub withdrawn_in: Option<BatchNumber>,
    /// The row that it was moved from.
    pub moved_from: Option<EvidenceNumber>,
    /// The row that it was moved to, if that is why it does not count.
    pub moved_to: Option<EvidenceNumber>,
}

/// The evidence on one record, in the order of recording.
pub type Ledger = Vec<Evidence>;

/// A batch recorded a piece of evidence, withdrew it, or made it count again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ruling {
    /// The batch.
    pub batch: BatchNumber,
    /// The number of the evidence.
    pub evidence: EvidenceNumber,
    /// Whether the evidence counted before the batch and not after it; otherwise it is the other way round.
    pub is_withdrawn: bool,
}

impl NewEvidence {
    /// Whether both have the same content. The spelling of the reporter may differ.
    pub fn is_same(&self, other: &NewEvidence) -> bool {
        let is_reporter = self.reporter.folded() == other.reporter.folded();
        is_reporter && NewEvidence { reporter: other.reporter.clone(), ..self.clone() } == *other
    }
}

impl Evidence {
    /// Whether it counts.
    pub fn counts(&self) -> bool {
        self.withdrawn_in.is_none()
    }
}
