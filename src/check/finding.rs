//! A finding: a problem that a check reports.

use std::fmt;
use std::ops::Range;

use sha2::{Digest as _, Sha256};

use super::catalogue::Code;
use super::fix::Fix;
use super::fold::squeezed;
use super::phrases::visible;
use super::severity::Severity;
use super::spot::Spot;
use crate::record::{Field, FindingKey, Id, Revision};

/// Something that a check found.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// What was found.
    pub code: Code,
    /// How grave it is.
    pub severity: Severity,
    /// The record.
    pub record: Id,
    /// The field, and the item that has it; `None` if it is about the record as a whole.
    pub field: Option<Field>,
    /// The part of the field's text that it is about, in bytes of UTF-8, on boundaries of characters.
    pub span: Option<Range<usize>>,
    /// What is wrong, for people: a clause without a full stop.
    pub message: String,
    /// How it could be fixed.
    pub fix: Option<Fix>,
    /// What it is about.
    about: FindingIdentity,
}

/// What a finding is about. Its key is computed only if somebody asks for it: most findings are only counted.
#[derive(Debug, Clone, PartialEq)]
struct FindingIdentity {
    /// The text of its item; empty if there is none.
    item: Box<str>,
    /// The value that it is about.
    value: Box<str>,
}

/// What identifies a finding: the SHA-256 over its record and its key, which is that over its code, the text of its
/// item and the value that it is about. It stays the same if an item moves, and if blanks of the value change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// The fingerprint of these bytes, as [`as_bytes`](Self::as_bytes) returned them; `None` if they are not 32.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().map(Fingerprint).ok()
    }

    /// Its bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// What identifies a finding in the record of an id.
    fn of(record: &Id, key: FindingKey) -> Self {
        Fingerprint(hash(&[record.as_str().as_bytes(), key.as_bytes()]))
    }

    /// What identifies a fault of a text that is not a record: the text, the place in it and the reason.
    pub fn of_fault(text: &[u8], path: &str, reason: &str) -> Self {
        Fingerprint(hash(&[b"fault", text, path.as_bytes(), reason.as_bytes()]))
    }
}

/// The hash over texts, each after its length in bytes, which is written as 8 bytes, the lowest first.
fn hash(texts: &[&[u8]]) -> [u8; 32] {
    let mut joined = Vec::with_capacity(256);
    for text in texts {
        joined.extend_from_slice(&u64::try_from(text.len()).unwrap_or(u64::MAX).to_le_bytes());
        joined.extend_from_slice(text);
    }
    Sha256::digest(joined).into()
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl Finding {
    /// What identifies the finding.
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint_in(&self.record)
    }

    /// The fingerprint that it would have if its record had another id.
    pub fn fingerprint_in(&self, record: &Id) -> Fingerprint {
        Fingerprint::of(record, self.key())
    }

    /// What identifies it within its record, also if that gets another id.
    pub fn key(&self) -> FindingKey {
        self.key_of_value(self.value())
    }

    /// The value that it is about.
    pub(super) fn value(&self) -> &str {
        &self.about.value
    }

    /// The key that it would have if it were about another value.
    pub(super) fn key_of_value(&self, value: &str) -> FindingKey {
        let name = self.field.map(|field| field.name()).unwrap_or_default();
        // In the form that a safe fix of invisible characters leaves.
        let [item, value] = [&self.about.item, value].map(|text| squeezed(&visible(text)));
        let about = format!("{name} {value}");
        FindingKey::new(hash(&[self.code.short(), &item, &about].map(str::as_bytes)))
    }

    /// What a check found in a record.
    pub(super) fn of(code: Code, severity: Severity, revision: &Revision, spot: Spot) -> Self {
        let field = spot.field;
        let text = field.and_then(|field| field.item).and_then(|item| revision.item_text(item)).unwrap_or_default();
        Finding::new(code, severity, revision.record.id.clone(), text, spot)
    }

    /// What a check found in a record, in an item that is known by this text.
    pub(super) fn new(code: Code, severity: Severity, record: Id, item: &str, spot: Spot) -> Self {
        let Spot { field, span, value, message, fix, severity: _ } = spot;
        let about = FindingIdentity { item: item.into(), value: value.into() };
        Finding { code, severity, record, field, span, message, fix, about }
    }
}
