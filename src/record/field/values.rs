//! The values of fields one by one, for fields that hold no other object of the format.

use crate::record::{Date, FreeForm, Id, ItemIds, Json, Rate, Resolvable, Tier};

/// What has the values of one or more fields: a field, or an object with those of all its fields in their order.
pub(in crate::record) trait Values {
    /// Calls `add` with the values in their order. `items` are the ids of the record's items.
    fn each(&self, items: &ItemIds, add: &mut impl FnMut(Json));
}

/// Implements [`Values`] for types of one field each.
macro_rules! values {
    ($($Type:ty: |$value:ident, $items:ident| $json:expr;)*) => {$(
        impl $crate::record::field::Values for $Type {
            fn each(&self, $items: &$crate::record::ItemIds, add: &mut impl FnMut($crate::record::Json)) {
                let $value = self;
                add($json);
            }
        }
    )*};
}
pub(super) use values;

values! {
    String: |text, _items| Json::of(text);
    Option<String>: |text, _items| Json::of(text);
    Vec<String>: |texts, _items| Json::of(texts);
    Id: |id, _items| Json::of(id);
    Tier: |tier, _items| Json::of(tier);
    Resolvable: |word, _items| Json::of(word);
    Date: |day, _items| Json::of(day);
    Rate: |rate, _items| Json::of(rate);
    Option<Rate>: |rate, _items| Json::of(rate);
    u64: |count, _items| Json::from(*count);
    FreeForm: |object, _items| object.json();
}
