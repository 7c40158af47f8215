//! The key under which a set publishes samples with its records, if it publishes them.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use super::{Annotations, Declaration, FaultPath, FreeForm, Json, Part, Record, SampleKind};

/// The key of the canonical JSON under which samples are published: an object with the lists `match` and `no_match`, at
/// the end of the record. It is not a key of the format.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SamplesKey(String);

/// A word that cannot be such a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SamplesKeyError {
    /// It is empty, or has invisible characters.
    #[error("a key has visible characters and nothing else")]
    Blank,
    /// A field of the format has this key.
    #[error("{0} is a field of the format")]
    OfFormat(String),
}

/// What is wrong with the samples of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SamplesFault {
    /// The place in the record, as in `samples.match[1]`.
    pub path: FaultPath,
    /// Why it is wrong.
    pub reason: String,
}

impl FromStr for SamplesKey {
    type Err = SamplesKeyError;

    fn from_str(word: &str) -> Result<Self, SamplesKeyError> {
        let is_hidden = |character: char| character.is_whitespace() || character.is_control();
        if word.is_empty() || word.contains(is_hidden) {
            return Err(SamplesKeyError::Blank);
        }
        let is_it = |field: &Declaration| field.name.split('.').next() == Some(word);
        match Part::Record.fields().iter().any(is_it) {
            true => Err(SamplesKeyError::OfFormat(word.to_owned())),
            false => Ok(SamplesKey(word.to_owned())),
        }
    }
}

impl fmt::Display for SamplesKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl SamplesKey {
    /// The record as it is published: with its samples at its end, if it has any. `None` if the key already has
    /// another value in the record.
    pub fn published<'r>(&self, record: &'r Record, annotations: &Annotations) -> Option<Cow<'r, Record>> {
        if SampleKind::ALL.iter().all(|kind| annotations.samples(*kind).is_empty()) {
            return Some(Cow::Borrowed(record));
        }
        if record.extra.keys().any(|key| key == self.0) {
            return None;
        }
        let list = |kind: &SampleKind| (kind.as_str().to_owned(), Json::of(annotations.samples(*kind)));
        let samples: Json = SampleKind::ALL.iter().map(list).collect();
        let extra = record.extra.json().with_member(&self.0, Some(&samples));
        Some(Cow::Owned(Record { extra: FreeForm::from(extra), ..record.clone() }))
    }

    /// Removes the samples from a record that was published with them, and returns them; `None` if it has no samples.
    ///
    /// # Errors
    /// If the key has a value that is not samples; then the record keeps it.
    pub fn split(&self, record: &mut Record) -> Result<Option<Annotations>, SamplesFault> {
        if record.extra.is_empty() {
            return Ok(None);
        }
        let extra = record.extra.json();
        let Some(value) = extra.get(&self.0) else { return Ok(None) };
        let samples = self.read(&value)?;
        record.extra = FreeForm::from(extra.with_member(&self.0, None));
        Ok(Some(samples))
    }

    fn read(&self, value: &Json) -> Result<Annotations, SamplesFault> {
        let fault = |path: String, reason: &str| SamplesFault { path: FaultPath::of(path), reason: reason.to_owned() };
        if !value.is_object() {
            return Err(fault(self.0.clone(), "expected an object with the lists match and no_match"));
        }
        let mut samples = Annotations::default();
        for (name, list) in value.members() {
            let path = format!("{}.{name}", self.0);
            let Ok(kind) = name.parse::<SampleKind>() else {
                return Err(fault(path, "unknown key; expected match or no_match"));
            };
            if !list.is_list() {
                return Err(fault(path, "expected a list of texts"));
            }
            for (at, element) in list.elements().enumerate() {
                let path = || format!("{path}[{at}]");
                match element.as_str() {
                    None => return Err(fault(path(), "expected a text")),
                    Some(text) if text.trim().is_empty() => return Err(fault(path(), "a sample is not blank")),
                    Some(text) if samples.sample_kind(&text).is_some() => {
                        return Err(fault(path(), "the text is already a sample of the record"));
                    }
                    Some(text) => samples.samples_mut(kind).push(text.into_owned()),
                }
            }
        }
        Ok(samples)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::record::canonical;
    use crate::record::fixture::revision;

    fn key() -> SamplesKey {
        "samples".parse().unwrap()
    }

    #[test]
    fn a_key_is_not_a_field_of_the_format() {
        for word in ["id", "transition_graph", "extra"] {
            assert_eq!(word.parse::<SamplesKey>(), Err(SamplesKeyError::OfFormat(word.to_owned())));
        }
        for word in ["", " ", "a b", "a\n"] {
            assert_eq!(word.parse::<SamplesKey>(), Err(SamplesKeyError::Blank));
        }
    }

    #[test]
    fn samples_are_published_at_the_end_and_read_back() {
        let revision = revision(|record| record["own"] = json!(1));
        let mut annotations = Annotations::default();
        assert_eq!(key().published(&revision.record, &annotations), Some(Cow::Borrowed(&revision.record)));
        annotations.match_samples.push("a \"b\"".to_owned());
        let mut published = key().published(&revision.record, &annotations).unwrap().into_owned();
        assert!(canonical(&published).ends_with(
            "  \"own\": 1,\n  \"samples\": {\n    \"match\": [\n      \"a \\\"b\\\"\"\n    ],\n    \"no_match\": []\n  }\n}"
        ));
        assert_eq!(key().published(&published, &annotations), None, "the key is there already");
        assert_eq!(key().split(&mut published), Ok(Some(annotations)));
        assert_eq!(published, revision.record);
        assert_eq!(key().split(&mut published), Ok(None));
    }

    #[test]
    fn what_is_not_samples_is_named_with_its_place_and_stays() {
        let cases = [
            (json!([]), "samples"),
            (json!({"matches": []}), "samples.matches"),
            (json!({"match": "a"}), "samples.match"),
            (json!({"match": ["a", 1]}), "samples.match[1]"),
            (json!({"no_match": ["  "]}), "samples.no_match[0]"),
            (json!({"match": ["a"], "no_match": ["b", "a"]}), "samples.no_match[1]"),
        ];
        for (value, path) in cases {
            let mut record = revision(|record| record["samples"] = value.clone()).record;
            let before = record.clone();
            assert_eq!(key().split(&mut record).unwrap_err().path.to_string(), path);
            assert_eq!(record, before);
        }
    }
}
