//! Bytes as people read them.

use std::fmt::{self, Write as _};

/// Bytes as lower-case hexadecimal digits.
pub(super) struct Hex<'b>(pub(super) &'b [u8]);

impl Hex<'_> {
    /// The digits, as ASCII characters.
    pub(super) fn digits(&self) -> impl Iterator<Item = u8> {
        let digit = |value: u8| if value < 10 { b'0' + value } else { b'a' - 10 + value };
        self.0.iter().flat_map(move |byte| [digit(byte >> 4), digit(byte & 15)])
    }
}

impl fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.digits().try_for_each(|digit| f.write_char(digit.into()))
    }
}
