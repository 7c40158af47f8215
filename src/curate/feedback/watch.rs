//! What follows an import of feedback.

use std::io;

use super::Misfit;
use crate::curate::FeedbackCounts;
use crate::curate::seal::Sealed;
use crate::intake::FeedbackRow;

/// Follows an import of feedback, and decides whether it is committed.
pub trait FeedbackWatch {
    /// The error that ends the import.
    type Error;

    /// Whether the user may be asked about the run. Only then it is sealed, which takes time.
    fn may_ask(&self) -> bool {
        false
    }

    /// The input cannot be read any further. The import ends with the returned error, and is undone.
    fn broken(&mut self, error: io::Error) -> Self::Error;

    /// A row was checked. It was rejected if it has faults, or does not fit the database.
    ///
    /// # Errors
    /// An error ends the import and rolls it back.
    fn checked(&mut self, row: &FeedbackRow, misfits: &[Misfit]) -> Result<(), Self::Error>;

    /// All rows were checked, and this number of reports is written now, after those that the ledger has already.
    fn recording(&mut self, reports: u64) {
        let _ = reports;
    }

    /// More of these reports were written, or found in the ledger.
    fn recorded(&mut self, reports: u64) {
        let _ = reports;
    }

    /// Whether to commit, asked once before the commit. `run` identifies what was read and done, if the user [may be
    /// asked](Self::may_ask): a second run is compared with it.
    ///
    /// # Errors
    /// An error ends the import and rolls it back.
    fn approve(&mut self, counts: &FeedbackCounts, records: usize, run: Sealed) -> Result<bool, Self::Error>;
}
