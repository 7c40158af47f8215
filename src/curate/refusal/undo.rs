//! Why a batch is not undone.

use crate::ledger::{BatchNumber, EvidenceNumber};
use crate::record::{Id, NamedField, ReleaseName};

/// Why an undo is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UndoRefusal {
    /// Every batch is undone, or an undo.
    #[error("there is nothing to undo")]
    Nothing,
    /// A batch did not change a record.
    #[error("batch {batch} did not change {id}")]
    NotOf {
        /// The batch.
        batch: BatchNumber,
        /// The record.
        id: Id,
    },
    /// A batch is already undone.
    #[error("batch {batch} is already undone{}, by batch {by}", of(only))]
    Already {
        /// The batch.
        batch: BatchNumber,
        /// The record to which the undo was limited.
        only: Option<Id>,
        /// The batch that undid it.
        by: BatchNumber,
    },
    /// A batch changed no record, such as one that rebuilt the search index.
    #[error("batch {0} changed no record")]
    ChangedNothing(BatchNumber),
    /// A batch recorded a release.
    #[error("batch {batch} recorded the release {name}, and a release stays")]
    Release {
        /// The batch.
        batch: BatchNumber,
        /// The name of the release.
        name: ReleaseName,
    },
    /// A batch moved evidence between two records, and only one of them was to be undone.
    #[error("batch {batch} moved {from} to {to} on another record: both records are undone, or neither")]
    Halved {
        /// The batch.
        batch: BatchNumber,
        /// The evidence that no longer counts.
        from: EvidenceNumber,
        /// The evidence that counts instead.
        to: EvidenceNumber,
    },
    /// Later batches prevent it.
    #[error("later batches prevent the undo of batch {}", .0.batch)]
    Obstructed(Box<Obstructed>),
}

/// A batch that stands in the way of an undo, with the fields in which it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obstacle {
    /// The batch to undo first; `None` if the journal names none.
    pub batch: Option<BatchNumber>,
    /// The batch that it undid, if it is an undo: then what stands in the way is that this one was undone.
    pub undid: Option<BatchNumber>,
    /// The record to which to limit undoing it: in this one alone it was undone before and brought back, and undoing it
    /// in the others would only put itself in the way.
    pub of: Option<Id>,
    /// The records, and what of each the batch changed.
    pub fields: Vec<(Id, Contested)>,
}

/// What of a record an undo would change, and a later batch has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contested {
    /// A field.
    Field(NamedField),
    /// Whether a piece of evidence counts, by its number.
    Evidence(EvidenceNumber),
    /// The id that the record would get again, and that another record has now.
    Id(Id),
}

/// An undo that later batches prevent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obstructed {
    /// The batch that was to be undone.
    pub batch: BatchNumber,
    /// The record to which the undo was limited.
    pub only: Option<Id>,
    /// What stands in the way. The first of them has to be undone first.
    pub obstacles: Vec<Obstacle>,
    /// The records in which nothing does.
    pub free: Vec<Id>,
}

fn of(only: &Option<Id>) -> String {
    only.as_ref().map_or(String::new(), |id| format!(" for {id}"))
}
