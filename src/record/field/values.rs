//! The values of fields, one by one.

use crate::record::{
    Confusion, Date, DeadEnd, Edge, FreeForm, Id, ItemIds, Json, Rate, Resolvable, Tier, Version, Workaround,
};

/// What has the values of one or more fields: a field, or an object with those of all its fields in their order.
pub(in crate::record) trait Values {
    /// Calls `add` with the values in their order. `items` are the ids of the record's items.
    fn each(&self, items: &ItemIds, add: &mut impl FnMut(Json));
}

macro_rules! values {
    ($($Type:ty: |$value:ident, $items:ident| $json:expr;)*) => {$(
        impl Values for $Type {
            fn each(&self, $items: &ItemIds, add: &mut impl FnMut(Json)) {
                let $value = self;
                add($json);
            }
        }
    )*};
}

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
    Vec<Edge>: |edges, _items| Json::of(edges);
    Vec<Confusion>: |edges, _items| Json::of(edges);
    Vec<Version>: |_list, items| Json::from(items.versions.as_slice());
    Vec<DeadEnd>: |_list, items| Json::from(items.dead_ends.as_slice());
    Vec<Workaround>: |_list, items| Json::from(items.workarounds.as_slice());
}

#[cfg(test)]
mod tests {
    use crate::record::{DeadEnd, Field, FieldKind, Fields, ItemIds, Json, Part, Record, Revision, Start, read};

    #[test]
    fn every_field_has_the_value_of_its_key() {
        let text = r#"{"id": "x/a", "signature": "1", "signature_zh": "2", "regex": "3", "domain": "x", "category": "4",
            "subcategory": "5", "root_cause": "6", "root_cause_type": "7", "root_cause_zh": "8",
            "versions": [{"version": "9", "introduced": "10", "deprecated": "11", "removed": "12",
                "behavior_change": "13", "status": "14", "own": 15}],
            "os_specific": {"linux": 16},
            "dead_ends": [{"action": "17", "why_fails": "18", "fail_rate": 0.19, "condition": "20", "sources": ["21"], "own": 22}],
            "workarounds": [{"action": "23", "success_rate": 0.24, "how": "25", "condition": "26", "sources": ["27"], "own": 28}],
            "workarounds_zh": ["29"], "official_doc_url": "30", "official_doc_section": "31", "error_code": "32",
            "verification_tier": "ai_generated", "confidence": 0.33, "fix_success_rate": 0.34, "resolvable": "partial",
            "first_seen": "2024-01-01", "last_confirmed": "2024-01-02", "last_updated": "2024-01-03", "evidence_count": 35,
            "tags": ["36"], "locale": "37", "aliases": ["38"], "own": 39}"#;
        let record = read(text.as_bytes(), Start::default()).unwrap();
        let revision = Revision { items: ItemIds::new(&record), record, is_withdrawn: false };
        let fields = Fields::of(&revision);
        let count = |part: Part| part.fields().len();
        assert_eq!(fields.iter().count(), count(Part::Record) + Part::ITEMS.map(count).iter().sum::<usize>());
        let tree = Json::of(&revision.record);
        for (field, value) in fields.iter().filter(|(field, _)| field.listed().is_none()) {
            let object = match field.part {
                Part::Record => tree.clone(),
                part => tree.get(part.list()).unwrap().elements().next().unwrap(),
            };
            let expected = match (field.kind(), field.name().split_once('.')) {
                (FieldKind::Extra, Some(_)) => Some(Json::canonical("{}")),
                (FieldKind::Extra, None) => object.get("own").map(|own| Json::from_iter([("own".to_owned(), own)])),
                (_, Some((outer, key))) => object.get(outer).and_then(|inner| inner.get(key)),
                (_, None) => object.get(field.name()),
            };
            assert_eq!(Some(value), expected.as_ref(), "{field}");
        }
        assert_eq!(fields.assemble(false).unwrap(), revision);
    }

    #[test]
    fn a_field_has_the_name_that_it_is_known_by() {
        assert_eq!(Record::EVIDENCE_COUNT.name(), "evidence_count");
        assert_eq!(DeadEnd::FAIL_RATE.of(3), Field::named(Part::DeadEnd, 3, "fail_rate").unwrap());
        for part in [Part::Record, Part::Version, Part::DeadEnd, Part::Workaround] {
            let extra = Field::extra(part, 1);
            assert_eq!((extra.name(), extra.kind()), ("extra", FieldKind::Extra));
        }
        for part in Part::ITEMS {
            assert_eq!(Field::listing(part).unwrap().name(), part.list());
        }
    }
}
