//! A piece of evidence in words that mean the same in every database.

use super::uid::Uid;
use super::{NewEvidence, ReportKey};

/// What a piece of evidence says, in words that mean the same in every database.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Piece<'p> {
    /// The id that the record had when the piece was recorded.
    pub record: &'p str,
    /// The text by which the item was known then; `None` for the record as a whole.
    pub text: Option<&'p str>,
    /// What was recorded.
    pub evidence: &'p NewEvidence,
    /// What identifies it, if it is a report.
    pub report: Option<ReportKey>,
    /// The piece that it was moved from, if it was.
    pub moved_from: Option<Uid>,
}
