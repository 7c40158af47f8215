//! The canonical JSON of a record, byte for byte what Python's `json.dumps(record, ensure_ascii=False)` writes.

use std::io::{self, Write};

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::ser::Formatter;

use super::layout::{Indented, OneLine};
use super::raw::Raw;
use super::scan::quoted_text;
use super::{Date, FreeForm, Id, Rate, Record, Resolvable, Tier};

/// The canonical JSON of a record: two-space indent, keys in the order of the format, unknown keys last, no newline
/// at the end.
pub fn canonical(record: &Record) -> String {
    let free_form = record.extra.text().len() + record.os_specific.text().len();
    in_memory(record, Indented::default(), free_form.saturating_mul(2).saturating_add(6 * 1024))
}

/// Writes the canonical JSON of a record somewhere.
///
/// # Errors
/// What goes wrong there.
pub fn write_canonical(record: &Record, writer: impl Write) -> io::Result<()> {
    record.serialize(&mut serde_json::Serializer::with_formatter(writer, Indented::default())).map_err(io::Error::from)
}

/// The size of a record's canonical JSON in bytes.
#[expect(clippy::expect_used, reason = "counting does not fail, and a record has no key that is not text")]
pub(super) fn canonical_size(record: &Record) -> u64 {
    let mut counted = Counted(0);
    write_canonical(record, &mut counted).expect("a record is JSON");
    counted.0
}

/// Counts bytes and drops them.
struct Counted(u64);

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// JSON on one line, with a blank after each comma and colon: a line of NDJSON, or a column of the database.
pub fn compact<T: Serialize + ?Sized>(value: &T) -> String {
    in_memory(value, OneLine, 128)
}

/// The same, written as it comes about: a value need not be in memory as a whole.
///
/// # Errors
/// If it cannot be written.
pub fn compact_into<T: Serialize>(value: &T, out: impl Write) -> io::Result<()> {
    Ok(value.serialize(&mut serde_json::Serializer::with_formatter(out, OneLine))?)
}

/// What [`compact`] makes of a record, from its [`canonical`] JSON: in half the time, where that is made anyway.
#[expect(clippy::expect_used, reason = "a newline and a blank are whole characters, so both ends are boundaries")]
pub fn one_line(canonical: &str) -> String {
    let bytes = canonical.as_bytes();
    let mut line = String::with_capacity(canonical.len());
    let mut start = 0;
    // No text has a newline in it, so every line is an indent and a token or two.
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

#[expect(clippy::expect_used, reason = "fails only on keys that are not text, and no value of the crate has such")]
fn in_memory<T: Serialize + ?Sized>(value: &T, formatter: impl Formatter, expected_size: usize) -> String {
    let mut bytes = Vec::with_capacity(expected_size);
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut bytes, formatter)).expect("a value that is JSON");
    String::from_utf8(bytes).expect("JSON is UTF-8")
}

impl Serialize for Rate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.value())
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_string())
    }
}

macro_rules! words {
    ($($Type:ty),*) => {$(
        impl Serialize for $Type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    )*};
}

words!(Id, Tier, Resolvable);

/// Writes the unknown keys behind the known ones and closes the object.
pub(super) fn finish<M: SerializeMap>(mut map: M, extra: &FreeForm) -> Result<M::Ok, M::Error> {
    for (key, value) in extra.raw() {
        map.serialize_entry(&quoted_text(key), &Raw(value))?;
    }
    map.end()
}
