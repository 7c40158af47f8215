//! The canonical form of a piece of evidence, as docs/ledger.md spells it out.
//!
//! It is written member by member, because a file of reports can have a million of them.

use super::hex::Hex;
use super::{Outcome, Piece, ReportKey, Uid};
use crate::record::ItemKind;

/// Appends the canonical form of a piece, the n-th that says the same.
pub(super) fn write(piece: &Piece<'_>, number: u32, form: &mut Vec<u8>) {
    let what = piece.evidence;
    let environment = &what.environment;
    raw(form, "{\"record\":");
    text(form, piece.record);
    raw(form, ",\"item\":");
    item_if_any(form, what.item.map(|item| item.kind).zip(piece.text));
    raw(form, ",\"kind\":");
    text(form, what.kind.as_str());
    raw(form, ",\"outcome\":");
    text_if_any(form, what.outcome.map(Outcome::as_str));
    raw(form, ",\"count\":");
    digits(form, what.count);
    raw(form, ",\"day\":\"");
    form.extend_from_slice(&what.day.written());
    raw(form, "\",\"reporter\":");
    text(form, what.reporter.as_str());
    raw(form, ",\"reporter_kind\":");
    text(form, what.reporter_kind.as_str());
    raw(form, if what.is_apart { ",\"is_apart\":true" } else { ",\"is_apart\":false" });
    raw(form, ",\"url\":");
    text_if_any(form, what.url.as_deref());
    raw(form, ",\"note\":");
    text_if_any(form, what.note.as_deref());
    raw(form, ",\"environment\":{\"os\":");
    text_if_any(form, environment.os.as_deref());
    raw(form, ",\"runtime\":");
    text_if_any(form, environment.runtime.as_deref());
    raw(form, ",\"version\":");
    text_if_any(form, environment.version.as_deref());
    raw(form, "},\"report\":");
    hex_if_any(form, piece.report.as_ref().map(ReportKey::as_bytes));
    raw(form, ",\"moved_from\":");
    hex_if_any(form, piece.moved_from.as_ref().map(Uid::as_bytes));
    raw(form, ",\"number\":");
    digits(form, number);
    raw(form, "}");
}

/// Appends an item by its kind and text.
pub(super) fn item_if_any(form: &mut Vec<u8>, item: Option<(ItemKind, &str)>) {
    let Some((kind, known_by)) = item else { return raw(form, "null") };
    raw(form, "{\"kind\":");
    text(form, kind.as_str());
    raw(form, ",\"text\":");
    text(form, known_by);
    raw(form, "}");
}

pub(super) fn raw(form: &mut Vec<u8>, json: &str) {
    form.extend_from_slice(json.as_bytes());
}

pub(super) fn text_if_any(form: &mut Vec<u8>, value: Option<&str>) {
    match value {
        Some(value) => text(form, value),
        None => raw(form, "null"),
    }
}

pub(super) fn text(form: &mut Vec<u8>, value: &str) {
    if value.bytes().any(|byte| byte < b' ' || byte == b'"' || byte == b'\\') {
        return json(form, &value);
    }
    form.push(b'"');
    raw(form, value);
    form.push(b'"');
}

pub(super) fn hex_if_any(form: &mut Vec<u8>, bytes: Option<&[u8]>) {
    let Some(bytes) = bytes else { return raw(form, "null") };
    form.push(b'"');
    form.extend(Hex(bytes).digits());
    form.push(b'"');
}

pub(super) fn digits(form: &mut Vec<u8>, number: u32) {
    json(form, &number);
}

fn json(form: &mut Vec<u8>, value: &impl serde::Serialize) {
    #[expect(clippy::expect_used, reason = "texts and numbers can always be written as JSON into memory")]
    serde_json::to_writer(form, value).expect("JSON");
}
