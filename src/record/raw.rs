//! Canonical texts as parts of larger ones.

use serde::ser::{Error as _, Serialize, Serializer};
use serde_json::value::RawValue;

/// A canonical text that serializers copy as it is. [`Json`](super::Json) itself does not serialize, because a tree of
/// serde_json would parse it, and some keys are special there.
pub(super) struct Raw<'t>(pub &'t str);

impl Serialize for Raw<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serde_json::from_str::<&RawValue>(self.0).map_err(S::Error::custom)?.serialize(serializer)
    }
}

/// The text of an object or a list that grows member by member.
pub(super) struct Builder {
    text: String,
    end: char,
    is_empty: bool,
}

impl Builder {
    pub(super) fn object() -> Self {
        Builder { text: "{".to_owned(), end: '}', is_empty: true }
    }

    pub(super) fn list() -> Self {
        Builder { text: "[".to_owned(), end: ']', is_empty: true }
    }

    fn separate(&mut self) {
        if !std::mem::take(&mut self.is_empty) {
            self.text.push_str(", ");
        }
    }

    /// Adds an element, which is a canonical text.
    pub(super) fn element(&mut self, value: &str) {
        self.separate();
        self.text.push_str(value);
    }

    /// Adds a member. The key is in quotes, the value a canonical text.
    pub(super) fn member(&mut self, key: &str, value: &str) {
        self.element(key);
        self.text.push_str(": ");
        self.text.push_str(value);
    }

    /// Adds a member of a key that needs no escapes.
    pub(super) fn named(&mut self, key: &str, value: &str) {
        self.separate();
        self.text.extend(["\"", key, "\": ", value]);
    }

    /// Adds all members of an object.
    pub(super) fn members_of(&mut self, object: &str) {
        let inner = object.strip_prefix('{').and_then(|text| text.strip_suffix('}'));
        inner.into_iter().filter(|inner| !inner.is_empty()).for_each(|inner| self.element(inner));
    }

    /// The canonical text.
    pub(super) fn finish(mut self) -> String {
        self.text.push(self.end);
        self.text
    }
}
