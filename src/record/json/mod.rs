//! A JSON value as its canonical text.
//!
//! A tree of a list of numbers takes fifty times the memory of its text, and several values are kept at a time: the
//! old, the current and the new one. A text takes its size once, copies share it, and two values are equal if their
//! texts are. The content is parsed when it is needed, which is rare.

mod from;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde::de::IgnoredAny;
use serde::ser::Serialize;
use serde_json::{Number, Value};

use super::raw::Builder;
use super::scan::{quoted_text, string};
use super::{compact, scan};

/// A JSON value: keys in their order, numbers in canonical spelling, on one line as [`compact()`] writes it.
///
/// Values are equal if they print the same, so the order of keys counts, at every depth.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Json(Arc<str>);

impl Json {
    /// The JSON that a value serializes to.
    pub fn of<T: Serialize + ?Sized>(value: &T) -> Self {
        Json(compact(value).into())
    }

    /// The value of a canonical text.
    pub(super) fn canonical(text: &str) -> Self {
        debug_assert!(serde_json::from_str::<IgnoredAny>(text).is_ok(), "not JSON: {text}");
        Json(text.into())
    }

    /// Null.
    pub fn null() -> Self {
        Json("null".into())
    }

    /// The canonical text, on one line.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// Whether it is null.
    pub fn is_null(&self) -> bool {
        self.text() == "null"
    }

    /// Whether it is an object.
    pub fn is_object(&self) -> bool {
        self.text().starts_with('{')
    }

    /// Whether it is a list.
    pub fn is_list(&self) -> bool {
        self.text().starts_with('[')
    }

    /// Whether it is null, or an empty text, list or object.
    pub fn is_empty(&self) -> bool {
        matches!(self.text(), "null" | "\"\"" | "[]" | "{}")
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<Cow<'_, str>> {
        string(self.text())
    }

    /// A boolean.
    pub fn as_bool(&self) -> Option<bool> {
        self.text().parse().ok()
    }

    /// A whole number.
    pub fn as_i64(&self) -> Option<i64> {
        self.text().parse().ok()
    }

    /// A whole number from 0 on.
    pub fn as_u32(&self) -> Option<u32> {
        self.text().parse().ok()
    }

    /// A number as it is spelled.
    pub fn as_number(&self) -> Option<&str> {
        self.text().starts_with(|c: char| c == '-' || c.is_ascii_digit()).then(|| self.text())
    }

    /// A number.
    pub fn as_f64(&self) -> Option<f64> {
        self.as_number()?.parse().ok()
    }

    /// The elements of a list; empty if it is not a list.
    pub fn elements(&self) -> impl Iterator<Item = Json> {
        scan::elements(self.text()).map(Json::canonical)
    }

    /// The elements of a list of whole numbers, such as ids of items; others are left out.
    pub fn numbers(&self) -> impl Iterator<Item = u32> {
        scan::elements(self.text()).filter_map(|number| number.parse().ok())
    }

    /// The members of an object in their order; empty if it is not an object.
    pub fn members(&self) -> impl Iterator<Item = (Cow<'_, str>, Json)> {
        scan::members(self.text()).map(|(key, value)| (quoted_text(key), Json::canonical(value)))
    }

    /// The value as a tree of serde_json, for output with others. It takes many times the text.
    pub fn to_value(&self) -> Value {
        tree(self.text())
    }

    /// The list with another element at its end.
    #[must_use]
    pub fn with_element(&self, element: &Json) -> Json {
        let mut list = Builder::list();
        scan::elements(self.text()).for_each(|own| list.element(own));
        list.element(element.text());
        Json(list.finish().into())
    }

    /// The object with a new value of a key, in the same position, or at the end if the key is new; without the key if
    /// there is no value.
    #[must_use]
    pub fn with_member(&self, key: &str, value: Option<&Json>) -> Json {
        let mut object = Builder::object();
        let key = compact(key);
        let mut left = value;
        for (own, old) in scan::members(self.text()) {
            match left.take_if(|_| own == key) {
                Some(new) => object.member(own, new.text()),
                None if own == key => {}
                None => object.member(own, old),
            }
        }
        left.into_iter().for_each(|new| object.member(&key, new.text()));
        Json(object.finish().into())
    }

    /// The member of a key.
    pub fn get(&self, key: &str) -> Option<Json> {
        let is_it = |quoted: &str| string(quoted).is_some_and(|own| own == key);
        scan::members(self.text()).find(|(own, _)| is_it(own)).map(|(_, value)| Json::canonical(value))
    }
}

fn tree(text: &str) -> Value {
    match text.as_bytes().first() {
        Some(b'{') => {
            let member = |(key, value)| (quoted_text(key).into_owned(), tree(value));
            Value::Object(scan::members(text).map(member).collect())
        }
        Some(b'[') => Value::Array(scan::elements(text).map(tree).collect()),
        Some(b'"') => Value::String(quoted_text(text).into_owned()),
        Some(b't' | b'f') => Value::Bool(text == "true"),
        Some(b'n') | None => Value::Null,
        Some(_) => Value::Number(Number::from_string_unchecked(text.to_owned())),
    }
}

impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_looked_up_in_their_text() {
        let object = Json::of(&serde_json::json!({ "a\n": [1, "x\"y", null], "b": { "c": 0.5 }, "d": true }));
        assert_eq!(object.text(), r#"{"a\n": [1, "x\"y", null], "b": {"c": 0.5}, "d": true}"#);
        let list = object.get("a\n").unwrap();
        let elements: Vec<Json> = list.elements().collect();
        assert_eq!((elements[0].as_i64(), elements[1].as_str().as_deref()), (Some(1), Some("x\"y")));
        assert!(elements[2].is_null() && object.get("x").is_none());
        assert_eq!(object.get("b").and_then(|b| b.get("c")).and_then(|c| c.as_f64()), Some(0.5));
        assert_eq!(object.get("d").and_then(|d| d.as_bool()), Some(true));
        assert_eq!(elements.into_iter().collect::<Json>(), list);
        let members: Vec<(String, Json)> = object.members().map(|(key, value)| (key.into_owned(), value)).collect();
        assert_eq!(members.into_iter().collect::<Json>(), object);
        assert_eq!(Json::of(&object.to_value()), object);
    }

    #[test]
    fn keys_that_serde_json_treats_specially_are_plain_keys() {
        for key in ["$serde_json::private::Number", "$serde_json::private::RawValue"] {
            let json = Json::from_iter([(key.to_owned(), Json::from("x"))]);
            assert_eq!(Json::of(&json.to_value()), json);
        }
    }

    #[test]
    fn lists_and_objects_grow_and_shrink() {
        let object = Json::canonical(r#"{"a": 1, "b": [2]}"#);
        let three = Json::from(3_u32);
        assert_eq!(object.with_member("a", Some(&three)).text(), r#"{"a": 3, "b": [2]}"#);
        assert_eq!(object.with_member("a\n", Some(&three)).text(), r#"{"a": 1, "b": [2], "a\n": 3}"#);
        assert_eq!(object.with_member("a", None).with_member("b", None).text(), "{}");
        assert_eq!(object.get("b").unwrap().with_element(&three).text(), "[2, 3]");
    }

    #[test]
    fn the_order_of_keys_counts_at_every_depth() {
        let json = |text: &str| Json::canonical(text);
        assert_eq!(json(r#"{"a": [{"x": 1, "y": 2}]}"#), json(r#"{"a": [{"x": 1, "y": 2}]}"#));
        assert_ne!(json(r#"{"a": [{"x": 1, "y": 2}]}"#), json(r#"{"a": [{"y": 2, "x": 1}]}"#));
    }
}
