//! The canonical JSON of a record, byte for byte what Python's `json.dumps(record, ensure_ascii=False)` writes.

use std::io::{self, Write};

use serde::ser::{Serialize, Serializer};

use super::compact::in_memory;
use super::layout::Indented;
use super::{Date, Id, Rate, Record, Resolvable, Tier};

/// The canonical JSON of a record: two-space indent, keys in the order of the format, unknown keys last, no newline
/// at the end.
pub fn canonical(record: &Record) -> String {
    let free_form = record.extra.text().len() + record.os_specific.text().len();
    in_memory(record, Indented::default(), free_form.saturating_mul(2).saturating_add(6 * 1024))
}

/// Writes the canonical JSON of a record somewhere.
///
/// # Errors
/// What the writer returns.
pub fn write_canonical(record: &Record, writer: impl Write) -> io::Result<()> {
    record.serialize(&mut serde_json::Serializer::with_formatter(writer, Indented::default())).map_err(io::Error::from)
}

/// The size of a record's canonical JSON in bytes.
#[expect(clippy::expect_used, reason = "counting does not fail, and a record has no key that is not text")]
pub(super) fn canonical_size(record: &Record) -> u64 {
    let mut counted = CountingWriter(0);
    write_canonical(record, &mut counted).expect("a record is JSON");
    counted.0
}

/// Counts bytes and discards them.
struct CountingWriter(u64);

impl Write for CountingWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
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
