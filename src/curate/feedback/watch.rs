//! What follows an import of feedback.

use std::io;

use super::Misfit;
use crate::curate::FeedbackCounts;
use crate::curate::seal::Sealed;
use crate::intake::FeedbackRow;

/// What follows an import of feedback, and has the last word.
pub trait FeedbackWatch {
    /// What can go wrong while following.
    type Error;

    /// Whether somebody may be asked about the run. Only then it is sealed, which costs time.
    fn may_ask(&self) -> bool {
        false
    }

    /// The input cannot be read any further. The import ends with the returned error, and is undone.
    fn broken(&mut self, error: io::Error) -> Self::Error;

    /// A row was checked. It was rejected if it has faults, or does not fit the database.
    ///
    /// # Errors
    /// An error ends the import and undoes it.
    fn checked(&mut self, row: &FeedbackRow, misfits: &[Misfit]) -> Result<(), Self::Error>;

    /// Whether to keep what was done, asked once before the commit. `run` is what was read and done, if somebody
    /// [may be asked](Self::may_ask): another run is known by it to be the one that was approved.
    ///
    /// # Errors
    /// An error ends the import and undoes it.
    fn approve(&mut self, counts: &FeedbackCounts, records: usize, run: Sealed) -> Result<bool, Self::Error>;
}
