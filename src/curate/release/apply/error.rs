//! Why a delta is not applied.

use std::io;

use crate::disk::TreeError;
use crate::record::Id;

/// A line that is not one of a delta, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineFault {
    /// The line, from 1.
    pub line: usize,
    /// The column in bytes, from 1.
    pub column: usize,
    /// What is wrong, in words.
    pub reason: String,
}

/// Why a delta is not applied.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// A line is not one of a delta. Nothing was written.
    #[error("it is not a delta: {}", .0.reason)]
    Line(LineFault),
    /// The tree does not have what the delta expects under these ids. Nothing was written.
    #[error("the tree is not the one that the delta is for")]
    OtherTree(Vec<Id>),
    /// The tree could not be read or written. It can be applied again.
    #[error(transparent)]
    Tree(#[from] TreeError),
    /// The delta could not be read.
    #[error("the delta could not be read")]
    Read(#[source] io::Error),
}
