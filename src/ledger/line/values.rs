//! The values of the members of a line.

use std::str::FromStr;

use sha2::{Digest as _, Sha256};

use super::error::{LineError, LineFlaw};
use crate::ledger::key::head;
use crate::ledger::{ReportKey, Uid};
use crate::record::{Date, DateError};

/// The number of bytes of a uid that identify the record.
const RECORD_BYTES: usize = 6;

pub(super) fn flaw(path: &str, error: LineError) -> LineFlaw {
    LineFlaw { column: 1, path: path.to_owned(), error }
}

pub(super) fn required<T>(path: &'static str, value: Option<T>) -> Result<T, LineFlaw> {
    value.ok_or_else(|| flaw(path, LineError::Missing))
}

pub(super) fn sound(path: &'static str, value: String) -> Result<String, LineFlaw> {
    if value.contains('\0') { Err(flaw(path, LineError::Nul)) } else { Ok(value) }
}

pub(super) fn filled(path: &'static str, value: String) -> Result<String, LineFlaw> {
    if value.is_empty() { Err(flaw(path, LineError::Empty)) } else { sound(path, value) }
}

pub(super) fn from_one(path: &'static str, number: u32) -> Result<u32, LineFlaw> {
    if number == 0 { Err(flaw(path, LineError::Number)) } else { Ok(number) }
}

pub(super) fn day(path: &'static str, value: &str, latest: Option<Date>) -> Result<Date, LineFlaw> {
    let day: Date = value.parse().map_err(|error: DateError| flaw(path, error.into()))?;
    if latest.is_some_and(|latest| day > latest) { Err(flaw(path, LineError::Future)) } else { Ok(day) }
}

pub(super) fn word<T: FromStr<Err: Into<LineError>>>(path: &'static str, value: &str) -> Result<T, LineFlaw> {
    value.parse().map_err(|error: T::Err| flaw(path, error.into()))
}

pub(super) fn uid(path: &'static str, digits: &str) -> Result<Uid, LineFlaw> {
    let bytes = bytes(digits).and_then(|bytes| <[u8; 16]>::try_from(bytes).ok());
    bytes.map(Uid::from_bytes).ok_or_else(|| flaw(path, LineError::Digits("a uid: 32 digits of 0-9 and a-f")))
}

/// The uid of a line about a record: the first 6 bytes of the SHA-256 of the record's id, and the first 10 of that of
/// the canonical form.
pub(super) fn uid_of_record(record: &str, form: &[u8]) -> Uid {
    let mut bytes = head(Sha256::new().chain_update(record));
    let of_form = head(Sha256::new().chain_update(form));
    bytes.iter_mut().skip(RECORD_BYTES).zip(of_form).for_each(|(byte, of_form)| *byte = of_form);
    Uid::from_bytes(bytes)
}

pub(super) fn key(digits: &str) -> Result<ReportKey, LineFlaw> {
    let key = bytes(digits).and_then(|bytes| ReportKey::from_bytes(&bytes));
    key.ok_or_else(|| flaw("report", LineError::Digits("the key of a report: 20 or 32 digits of 0-9 and a-f")))
}

/// The bytes that lower-case hexadecimal digits stand for.
fn bytes(digits: &str) -> Option<Vec<u8>> {
    let value = |digit: u8| match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    };
    let pairs = digits.as_bytes().chunks(2).map(|pair| match pair {
        [high, low] => Some(value(*high)? << 4 | value(*low)?),
        _ => None,
    });
    pairs.collect()
}
