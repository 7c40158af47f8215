//! Findings that are not reported.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use super::change::{ChangePath, FieldChange};
use super::{Date, Json};

/// A finding that is not reported. It is identified by its content, so it lapses if the text that it is about changes,
/// but not if its item moves or its record is renamed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// The short form of the finding's code, such as `W004`.
    pub code: String,
    /// What identifies the finding.
    pub finding: FindingKey,
    /// The name of the field that it is about; empty if it is about the record as a whole.
    pub field: String,
    /// The text by which the item is known that it is about; `None` for a field of the record itself.
    pub item: Option<String>,
    /// The last day on which it is in force; `None` if it always is.
    pub until: Option<Date>,
}

/// What identifies a finding within its record: a SHA-256 over its code, the text of its item and the value
/// that it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FindingKey([u8; 32]);

/// A text that is not the key of a finding.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the key of a finding is 64 hexadecimal digits")]
pub struct FindingKeyError;

impl FindingKey {
    /// The key that these bytes are.
    pub const fn new(bytes: [u8; 32]) -> Self {
        FindingKey(bytes)
    }

    /// Its bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for FindingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for FindingKey {
    type Err = FindingKeyError;

    fn from_str(text: &str) -> Result<Self, FindingKeyError> {
        let is_hex = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap_or_default(), 16);
        let bytes = text.as_bytes().chunks(2).map(byte).collect::<Result<Vec<u8>, _>>().map_err(|_| FindingKeyError)?;
        bytes.try_into().map(FindingKey).ok().filter(|_| is_hex).ok_or(FindingKeyError)
    }
}

/// The keys of a waiver as JSON.
const CODE: &str = "code";
const FIELD: &str = "field";
const ITEM: &str = "item";
const FINDING: &str = "finding";
const UNTIL: &str = "until";

impl Waiver {
    /// Whether it is no longer in force on a day.
    pub fn has_ended(&self, today: Date) -> bool {
        self.until.is_some_and(|until| until < today)
    }

    /// The waiver as the journal has it.
    pub fn json(&self) -> Json {
        let Waiver { code, finding, field, item, until } = self;
        let members = [
            (CODE, Json::from(code.as_str())),
            (FIELD, Json::from(field.as_str())),
            (ITEM, item.as_deref().map_or_else(Json::null, Json::from)),
            (FINDING, Json::from(finding.to_string())),
            (UNTIL, until.map_or_else(Json::null, |day| Json::from(day.to_string()))),
        ];
        members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
    }

    /// The waiver that JSON has; `None` if it is not one that [`json`](Self::json) made.
    pub fn from_json(json: &Json) -> Option<Self> {
        let text = |key: &str| json.get(key).and_then(|value| Some(value.as_str()?.into_owned()));
        let optional = |key: &str| match json.get(key)? {
            value if value.is_null() => Some(None),
            value => value.as_str().map(|text| Some(text.into_owned())),
        };
        let finding = text(FINDING)?.parse().ok()?;
        let until = optional(UNTIL)?.map(|day| day.parse()).transpose().ok()?;
        Some(Waiver { code: text(CODE)?, finding, field: text(FIELD)?, item: optional(ITEM)?, until })
    }

    /// The waiver as JSON for people: without its code and the hash that identifies its finding.
    fn said(&self) -> Json {
        self.json().with_member(CODE, None).with_member(FINDING, None)
    }

    /// Whether two waivers as JSON say the same but for what identifies their findings.
    pub fn is_of_same(one: &Json, other: &Json) -> bool {
        one.with_member(FINDING, None) == other.with_member(FINDING, None)
    }

    /// The key of a waiver in JSON, as text; `None` if it has none.
    pub(super) fn key_of(json: &Json) -> Option<String> {
        json.get(FINDING).and_then(|key| Some(key.as_str()?.into_owned()))
    }
}

/// The waivers that differ between two lists, each by its code and without the hash that identifies its finding.
pub(super) fn changes(old: &[Waiver], new: &[Waiver]) -> Vec<FieldChange> {
    let (mut changes, mut seen) = (Vec::new(), BTreeSet::new());
    for Waiver { code, finding, .. } in old.iter().chain(new) {
        let [was, is] = [old, new].map(|waivers| waivers.iter().find(|waiver| waiver.finding == *finding));
        if was != is && seen.insert(*finding) {
            let [old, new] = [was, is].map(|waiver| waiver.map(Waiver::said));
            changes.push(FieldChange { path: ChangePath::Waiver(code.clone()), old, new });
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waiver() -> Waiver {
        let until = Some("2026-12-31".parse().unwrap());
        let item = Some("Clear the \"cache\"".to_owned());
        Waiver { code: "W004".to_owned(), finding: FindingKey([0xab; 32]), field: "how".to_owned(), item, until }
    }

    #[test]
    fn a_waiver_is_read_back_from_its_json() {
        for waiver in [waiver(), Waiver { item: None, until: None, ..waiver() }] {
            assert_eq!(Waiver::from_json(&waiver.json()), Some(waiver));
        }
        let without_key = waiver().json().with_member(FINDING, Some(&Json::from("ab")));
        assert_eq!(Waiver::from_json(&without_key), None);
    }

    #[test]
    fn the_key_of_a_finding_is_64_digits_and_nothing_else() {
        let key = FindingKey([0x0f; 32]);
        assert_eq!(key.to_string().parse(), Ok(key));
        for text in ["", "0f", &"0".repeat(63), &"+f".repeat(32), &"é".repeat(32)] {
            assert_eq!(text.parse::<FindingKey>(), Err(FindingKeyError), "{text}");
        }
    }

    #[test]
    fn waivers_that_differ_are_named_by_their_codes_without_the_hashes_of_their_findings() {
        let waiver = |byte: u8, until: Option<&str>| Waiver {
            finding: FindingKey([byte; 32]),
            item: None,
            until: until.map(|day| day.parse().unwrap()),
            ..waiver()
        };
        let old = [waiver(1, None), waiver(2, None)];
        let new = [waiver(2, Some("2026-12-31")), waiver(3, None)];
        let said =
            |until: &str| Some(Json::canonical(&format!(r#"{{"field": "how", "item": null, "until": {until}}}"#)));
        let change = |old, new| FieldChange { path: ChangePath::Waiver("W004".to_owned()), old, new };
        let expected =
            [change(said("null"), None), change(said("null"), said("\"2026-12-31\"")), change(None, said("null"))];
        assert_eq!(changes(&old, &new), expected);
        assert_eq!(changes(&old, &old), []);
    }
}
