//! JSON as text: any value on one line, as Python's `json.dumps(value, ensure_ascii=False)` writes it.

use std::io::{self, Write};

use serde::ser::Serialize;
use serde_json::ser::Formatter;

use super::layout::OneLine;

/// JSON on one line, with a blank after each comma and colon: a line of NDJSON, or a column of the database.
pub fn compact<T: Serialize + ?Sized>(value: &T) -> String {
    in_memory(value, OneLine, 128)
}

/// The same, written while it is made: the text is never in memory as a whole.
///
/// # Errors
/// If it cannot be written.
pub fn compact_into<T: Serialize>(value: &T, out: impl Write) -> io::Result<()> {
    Ok(value.serialize(&mut serde_json::Serializer::with_formatter(out, OneLine))?)
}

/// What [`compact`] makes of a record, from its [`canonical`](super::canonical) JSON: takes half the time if the
/// canonical JSON is needed anyway.
#[expect(clippy::expect_used, reason = "a newline and a blank are whole characters, so both ends are boundaries")]
pub fn one_line(canonical: &str) -> String {
    let bytes = canonical.as_bytes();
    let mut line = String::with_capacity(canonical.len());
    let mut start = 0;
    // No string has a newline in it, so every line is an indent and a token or two.
    for end in memchr::memchr_iter(b'\n', bytes) {
        let tokens = canonical.get(start..end).expect("the rest of a line");
        line.push_str(tokens);
        if tokens.as_bytes().last() == Some(&b',') {
            line.push(' ');
        }
        start = end + 1;
        while bytes.get(start) == Some(&b' ') {
            start += 1;
        }
    }
    line.push_str(canonical.get(start..).expect("the last line"));
    line
}

/// The text of a value in a layout.
#[expect(clippy::expect_used, reason = "fails only on keys that are not text, and no value of the crate has them")]
pub(super) fn in_memory<T: Serialize + ?Sized>(value: &T, formatter: impl Formatter, expected_size: usize) -> String {
    let mut bytes = Vec::with_capacity(expected_size);
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut bytes, formatter)).expect("a value that is JSON");
    String::from_utf8(bytes).expect("JSON is UTF-8")
}
