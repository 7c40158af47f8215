//! Why a sample is refused.

use crate::record::{Id, SampleKind, SampleNumber, SamplesFault, SamplesKey};

/// Why a text cannot be a sample, or a sample cannot be withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SampleRefusal {
    /// The text is blank.
    #[error("the sample is blank")]
    Blank,
    /// The text is already a sample of the record.
    #[error("the text is already a sample of {id}{}", if there == wanted { "" } else { ", of the other kind" })]
    Twice {
        /// The record.
        id: Id,
        /// Its kind.
        there: SampleKind,
        /// The new kind.
        wanted: SampleKind,
    },
    /// The text of a record has something else under the key of its samples.
    #[error("{}: {}", fault.path, fault.reason)]
    Faulty {
        /// The key.
        key: SamplesKey,
        /// What is wrong, and where.
        fault: SamplesFault,
    },
    /// The record has no sample with a number.
    #[error("{id} has no sample {number}")]
    NoSample {
        /// The record.
        id: Id,
        /// The number.
        number: SampleNumber,
        /// The number of samples of that kind that the record has.
        count: usize,
    },
}
