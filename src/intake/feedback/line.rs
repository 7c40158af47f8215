//! A row or a line of a file of feedback, before it is read.

use super::cells::Cells;
use super::length::MAX_BYTES;
use super::scratch::Kept;

/// A row or a line as the file has it.
#[derive(Debug)]
pub struct FeedbackLine {
    /// The line on which it begins, from 1.
    pub(super) number: u64,
    pub(super) content: Content,
}

/// What a line holds.
#[derive(Debug)]
pub(super) enum Content {
    /// A row of a CSV; `is_open` if the file ends within a quote.
    Cells { cells: Cells, is_open: bool },
    /// A line of a log.
    Object(Vec<u8>),
    /// A row or line that is too long for memory: its beginning, and all of it if it is to be kept.
    Long { begins: Cells, kept: Option<Kept>, is_open: bool },
}

impl FeedbackLine {
    /// The approximate size of the line in bytes. One that is too long for memory keeps a file open, so only few are
    /// processed at a time.
    pub fn weight(&self) -> usize {
        match &self.content {
            Content::Long { .. } => MAX_BYTES,
            Content::Cells { cells, .. } => cells.weight(),
            Content::Object(text) => text.len(),
        }
    }
}
