//! A piece of evidence in words that mean the same in every database, and the uid that names it.

use std::fmt;

use super::hex::Hex;
use super::{NewEvidence, ReportKey};

/// Names a piece of evidence in every database: 16 bytes, as text 32 lower-case hexadecimal digits.
///
/// The first 6 bytes are those of the SHA-256 of the record's id, the other 10 those of the SHA-256 of the
/// [canonical form](Piece::canonical) of all that the piece says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uid([u8; 16]);

/// What a piece of evidence says, in words that mean the same in every database.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Piece<'p> {
    /// The id that the record had when the piece was recorded.
    pub record: &'p str,
    /// The text by which the item was known then; `None` for the record as a whole.
    pub text: Option<&'p str>,
    /// What was recorded.
    pub evidence: &'p NewEvidence,
    /// By what it is known again, if it came as a report.
    pub report: Option<ReportKey>,
    /// The piece that it was moved from, if it was.
    pub moved_from: Option<Uid>,
}

impl Uid {
    /// The uid of 16 bytes.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Uid(bytes)
    }

    /// The 16 bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for Uid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Hex(&self.0).fmt(f)
    }
}
