//! JSON values of other values.

use super::Json;
use crate::record::compact;
use crate::record::raw::Builder;

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Json::of(text)
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Json::of(&text)
    }
}

macro_rules! whole_numbers_and_booleans {
    ($($type:ty),*) => {$(
        impl From<$type> for Json {
            fn from(value: $type) -> Self {
                Json::canonical(&value.to_string())
            }
        }
    )*};
}

whole_numbers_and_booleans!(bool, i64, u32, u64, usize);

impl From<&[u32]> for Json {
    fn from(numbers: &[u32]) -> Self {
        Json::of(numbers)
    }
}

impl FromIterator<Json> for Json {
    fn from_iter<I: IntoIterator<Item = Json>>(elements: I) -> Self {
        let mut list = Builder::list();
        elements.into_iter().for_each(|element| list.element(element.text()));
        Json(list.finish().into())
    }
}

impl FromIterator<(String, Json)> for Json {
    /// An object. Keys have to be different.
    fn from_iter<I: IntoIterator<Item = (String, Json)>>(members: I) -> Self {
        let mut object = Builder::object();
        members.into_iter().for_each(|(key, value)| object.member(&compact(&key), value.text()));
        Json(object.finish().into())
    }
}
