//! How what a source brought differs from what stood here: a JSON list of `[part, item, field, value]`, without the value
//! if it brought no such field.

use serde_json::{Value as Json, json};

use crate::record::{Field, Fields, ItemIds, Part, Revision, read_json};

/// The fields that a source has otherwise than they stand here; `None` if there are none.
pub(super) fn between(here: &Fields, there: &Fields) -> Option<Json> {
    let entry = |(field, _, value): (Field, Option<&Json>, Option<&Json>)| match value {
        Some(value) => json!([field.part.word(), field.item, field.name(), value]),
        None => json!([field.part.word(), field.item, field.name()]),
    };
    let entries: Vec<Json> = here.difference(there).into_iter().map(entry).collect();
    (!entries.is_empty()).then(|| Json::from(entries))
}

/// What a source has, from what stood here; `None` if the difference is not one that canonry wrote.
pub(super) fn apply(here: &Revision, difference: &Json) -> Option<Fields> {
    let mut fields = Fields::of(here);
    for entry in difference.as_array()? {
        fields.set(field(entry)?, entry.get(3).cloned());
    }
    Some(fields)
}

fn field(entry: &Json) -> Option<Field> {
    let item = u32::try_from(entry.get(1)?.as_u64()?).ok()?;
    Field::named(Part::from_word(entry.get(0)?.as_str()?)?, item, entry.get(2)?.as_str()?)
}

/// The items that a difference names.
pub(super) fn items(text: &str) -> ItemIds {
    let entries = read_json(text).ok().and_then(|json| json.as_array().cloned()).unwrap_or_default();
    let mut items = ItemIds::default();
    for field in entries.iter().filter_map(field) {
        match field.part {
            Part::Record => {}
            Part::Version => items.versions.push(field.item),
            Part::DeadEnd => items.dead_ends.push(field.item),
            Part::Workaround => items.workarounds.push(field.item),
        }
    }
    items
}
