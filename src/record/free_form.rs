//! Free-form JSON, compared with the order of its keys: two objects that print otherwise are two values.

use std::ops::{Deref, DerefMut};

use serde::ser::{Serialize, Serializer};
use serde_json::{Map, Value as Json};

/// A free-form JSON object: keys in the order of the input, numbers in canonical spelling.
///
/// Holds what the format does not name (unknown keys) or leaves open (`os_specific`). Objects are equal if they print
/// alike, so the order of their keys counts, at every depth.
#[derive(Debug, Clone, Default)]
pub struct FreeForm(Map<String, Json>);

impl FreeForm {
    /// An empty object.
    pub fn new() -> Self {
        FreeForm::default()
    }

    /// The members as a map of serde_json.
    pub fn into_map(self) -> Map<String, Json> {
        self.0
    }
}

impl PartialEq for FreeForm {
    fn eq(&self, other: &Self) -> bool {
        same_members(&self.0, &other.0)
    }
}

impl From<Map<String, Json>> for FreeForm {
    fn from(members: Map<String, Json>) -> Self {
        FreeForm(members)
    }
}

impl Deref for FreeForm {
    type Target = Map<String, Json>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl DerefMut for FreeForm {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

impl Serialize for FreeForm {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// Whether two values print alike. serde_json's own comparison passes over the order of keys.
pub fn same(one: &Json, other: &Json) -> bool {
    match (one, other) {
        (Json::Object(one), Json::Object(other)) => same_members(one, other),
        (Json::Array(one), Json::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        _ => one == other,
    }
}

/// As [`same`], for values that may be missing.
pub(super) fn same_option(one: Option<&Json>, other: Option<&Json>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => same(one, other),
        (None, None) => true,
        _ => false,
    }
}

fn same_members(one: &Map<String, Json>, other: &Map<String, Json>) -> bool {
    one.len() == other.len()
        && one.iter().zip(other).all(|((key, value), (other_key, other))| key == other_key && same(value, other))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_order_of_keys_counts_at_every_depth() {
        assert!(same(&json!({"a": [{"x": 1, "y": 2}]}), &json!({"a": [{"x": 1, "y": 2}]})));
        assert!(!same(&json!({"a": [{"x": 1, "y": 2}]}), &json!({"a": [{"y": 2, "x": 1}]})));
        assert!(!same(&json!({"a": 1}), &json!({"a": 1, "b": 2})));
        let object = |value: Json| FreeForm::from(value.as_object().cloned().unwrap_or_default());
        assert_ne!(object(json!({"a": 1, "b": 2})), object(json!({"b": 2, "a": 1})));
    }
}
