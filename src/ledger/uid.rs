//! The uid that names a piece of evidence.

use std::fmt;

use super::hex::Hex;

/// Names a piece of evidence in every database: 16 bytes, as text 32 lower-case hexadecimal digits.
///
/// The first 6 bytes are those of the SHA-256 of the record's id, the other 10 those of the SHA-256 of the
/// [canonical form](super::Piece::canonical) of all that the piece says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uid([u8; 16]);

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
