//! Free-form JSON objects.

use std::borrow::Cow;

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::Json;
use super::raw::Raw;
use super::scan;
use super::scan::quoted_text;

/// A free-form JSON object: keys in the order of the input, numbers in canonical spelling.
///
/// It has the keys that the format does not name (unknown keys), or those of `os_specific`. Objects are equal if they
/// print the same, so the order of their keys counts, at every depth.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FreeForm(Option<Json>);

impl FreeForm {
    /// An empty object.
    pub fn new() -> Self {
        FreeForm::default()
    }

    /// The canonical text, on one line.
    pub fn text(&self) -> &str {
        self.0.as_ref().map_or("{}", Json::text)
    }

    /// Whether it has no members.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// The object as a value.
    pub fn json(&self) -> Json {
        self.0.clone().unwrap_or_else(|| Json::canonical("{}"))
    }

    /// The keys in their order.
    pub fn keys(&self) -> impl Iterator<Item = Cow<'_, str>> {
        self.raw().map(|(key, _)| quoted_text(key))
    }

    /// The keys in their order, with their values.
    pub fn members(&self) -> impl Iterator<Item = (Cow<'_, str>, Json)> {
        self.raw().map(|(key, value)| (quoted_text(key), Json::canonical(value)))
    }

    /// Writes the members after those of an object that is being written, and closes it.
    pub(super) fn finish<M: SerializeMap>(&self, mut map: M) -> Result<M::Ok, M::Error> {
        for (key, value) in self.raw() {
            map.serialize_entry(&quoted_text(key), &Raw(value))?;
        }
        map.end()
    }

    /// The members, as the texts of their keys, with the quotes, and of their values.
    pub(super) fn raw(&self) -> impl Iterator<Item = (&str, &str)> {
        scan::members(self.text())
    }
}

impl From<Json> for FreeForm {
    /// The members of an object; empty if the value is not an object.
    fn from(object: Json) -> Self {
        FreeForm(Some(object).filter(|object| object.is_object() && !object.is_empty()))
    }
}

impl Serialize for FreeForm {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Raw(self.text()).serialize(serializer)
    }
}
