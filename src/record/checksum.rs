//! The SHA-256 of bytes, as files are known by it.

use std::fmt;
use std::io::{self, Write};
use std::str::FromStr;

use sha2::{Digest as _, Sha256};

/// The SHA-256 (FIPS 180-4) of a file or a text. It is shown as 64 hexadecimal digits in lower case.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Checksum([u8; 32]);

/// A text that is not a checksum.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected 64 hexadecimal digits in lower case, found '{0}'")]
pub struct ChecksumError(String);

impl Checksum {
    /// The checksum of bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Checksum(Sha256::digest(bytes).into())
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl From<[u8; 32]> for Checksum {
    fn from(bytes: [u8; 32]) -> Self {
        Checksum(bytes)
    }
}

impl fmt::Display for Checksum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Checksum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Checksum {
    type Err = ChecksumError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digit = |digit: u8| match digit {
            b'0'..=b'9' => Some(digit - b'0'),
            b'a'..=b'f' => Some(digit - b'a' + 10),
            _ => None,
        };
        let byte = |pair: &[u8]| match pair {
            [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
            _ => None,
        };
        let bytes: Option<Vec<u8>> = text.as_bytes().chunks(2).map(byte).collect();
        let bytes = bytes.and_then(|bytes| bytes.try_into().ok());
        bytes.map(Checksum).ok_or_else(|| ChecksumError(text.to_owned()))
    }
}

/// Passes bytes on, and computes their checksum and number.
pub struct Summing<W> {
    out: W,
    sha: Sha256,
    bytes: u64,
}

impl<W> Summing<W> {
    /// Passes bytes on to `out`.
    pub fn new(out: W) -> Self {
        Summing { out, sha: Sha256::new(), bytes: 0 }
    }

    /// Where the bytes went, their checksum and their number.
    pub fn finish(self) -> (W, Checksum, u64) {
        (self.out, Checksum(self.sha.finalize().into()), self.bytes)
    }
}

impl<W: Write> Write for Summing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.sha.update(bytes.get(..written).unwrap_or(bytes));
        self.bytes = self.bytes.saturating_add(u64::try_from(written).unwrap_or(u64::MAX));
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The SHA-256 of "abc" (FIPS 180-2, B.1).
    const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    #[test]
    fn bytes_have_the_checksum_of_the_standard_at_once_and_in_parts() {
        assert_eq!(Checksum::of(b"abc").to_string(), ABC);
        let mut summing = Summing::new(Vec::new());
        [&b"a"[..], b"", b"bc"].iter().for_each(|part| summing.write_all(part).unwrap());
        assert_eq!(summing.finish(), (b"abc".to_vec(), Checksum::of(b"abc"), 3));
    }

    #[test]
    fn a_checksum_is_read_as_it_is_shown_and_in_no_other_way() {
        assert_eq!(ABC.parse(), Ok(Checksum::of(b"abc")));
        for bad in
            ["", "ab", &ABC.to_uppercase(), &format!("{ABC}00"), &ABC.replace('f', "g"), ABC.trim_start_matches('b')]
        {
            assert_eq!(bad.parse::<Checksum>(), Err(ChecksumError(bad.to_owned())));
        }
    }
}
