//! The difference between what was imported from a source and the record here: a JSON list of `[part, item, field,
//! value]`, without the value if the source does not have the field.

use rusqlite::Row;

use crate::record::{Field, Fields, ItemIds, Json, Part, Revision, read_json};
use crate::store::record::{UnknownWord, bad_column, parsed_json};

/// The fields that a source has with other values than here; `None` if there are none.
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

/// What a source has, computed from the record here; `None` if the difference is not one that canonry wrote.
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

/// The items that the difference of a row names.
pub(super) fn items(row: &Row<'_>) -> rusqlite::Result<ItemIds> {
    let column = "difference";
    let difference: Option<Json> = parsed_json(row, column, read_json)?;
    let mut items = ItemIds::default();
    for entry in difference.iter().flat_map(Json::elements) {
        let field = field(&entry).ok_or_else(|| bad_column(row, column, UnknownWord::of("field", entry.text())))?;
        field.item.into_iter().for_each(|item| items.of_mut(item.kind).push(item.id));
    }
    Ok(items)
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;
    use crate::store::StoreError;

    fn items_of(difference: Option<&str>) -> rusqlite::Result<ItemIds> {
        let connection = Connection::open_in_memory().unwrap();
        connection.query_row("SELECT ?1 AS difference", [difference], items)
    }

    #[test]
    fn a_difference_names_items_and_one_of_an_unknown_field_is_damage() {
        let named = items_of(Some(r#"[["workaround", 3, "how", "x"], ["record", 0, "regex"]]"#)).unwrap();
        assert_eq!(named, ItemIds { workarounds: vec![3], ..ItemIds::default() });
        assert_eq!(items_of(None).unwrap(), ItemIds::default());
        for text in ["[", r#"[["workaround", 3, "hue"]]"#, r#"[["dead_end", -1, "action"]]"#, "[7]"] {
            let error = StoreError::new("x.db".as_ref(), items_of(Some(text)).unwrap_err());
            assert!(matches!(error, StoreError::Damaged { .. }), "{text}: {error}");
        }
    }
}
