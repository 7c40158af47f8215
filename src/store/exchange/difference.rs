//! How what a source brought differs from what stood here: a JSON list of `[part, item, field, value]`, without the
//! value if it brought no such field.

use crate::record::{Field, Fields, ItemIds, Json, Part, Revision, read_json};

/// The fields that a source has otherwise than they stand here; `None` if there are none.
pub(super) fn between(here: &Fields, there: &Fields) -> Option<Json> {
    let entry = |(field, _, value): (Field, Option<&Json>, Option<&Json>)| -> Json {
        let address = [
            Json::from(Part::of(field.item).word()),
            Json::from(field.item.map_or(0, |item| item.id)),
            Json::from(field.name()),
        ];
        address.into_iter().chain(value.cloned()).collect()
    };
    let entries = here.difference(there);
    (!entries.is_empty()).then(|| entries.into_iter().map(entry).collect())
}

/// What a source has, from what stood here; `None` if the difference is not one that canonry wrote.
pub(super) fn apply(here: &Revision, difference: &Json) -> Option<Fields> {
    let mut fields = Fields::of(here);
    if !difference.is_list() {
        return None;
    }
    for entry in difference.elements() {
        fields.set(field(&entry)?, entry.elements().nth(3));
    }
    Some(fields)
}

fn field(entry: &Json) -> Option<Field> {
    let mut address = entry.elements();
    let (part, item, name) = (address.next()?, address.next()?, address.next()?);
    Field::named(Part::from_word(&part.as_str()?)?.item(item.as_u32()?), &name.as_str()?)
}

/// The items that a difference names.
pub(super) fn items(text: &str) -> ItemIds {
    let entries = read_json(text).ok();
    let mut items = ItemIds::default();
    for field in entries.iter().flat_map(Json::elements).filter_map(|entry| field(&entry)) {
        field.item.into_iter().for_each(|item| items.of_mut(item.kind).push(item.id));
    }
    items
}
