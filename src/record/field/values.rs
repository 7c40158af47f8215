//! The values of all fields of a part, in the order in which [`Part::fields`](super::Part::fields) names them.

use crate::record::{DeadEnd, ItemIds, Json, Record, Version, Workaround};

pub(super) fn of_record(record: &Record, items: &ItemIds) -> [Json; 34] {
    let graph = &record.transition_graph;
    let text = |text: &String| Json::of(text);
    let optional = |text: &Option<String>| Json::of(text);
    let texts = |texts: &Vec<String>| Json::of(texts);
    [
        Json::of(record.id.as_str()),
        text(&record.signature),
        optional(&record.signature_zh),
        text(&record.regex),
        text(&record.domain),
        text(&record.category),
        optional(&record.subcategory),
        text(&record.root_cause),
        text(&record.root_cause_type),
        optional(&record.root_cause_zh),
        Json::from(items.versions.as_slice()),
        record.os_specific.json(),
        Json::from(items.dead_ends.as_slice()),
        Json::from(items.workarounds.as_slice()),
        texts(&record.workarounds_zh),
        Json::of(&graph.leads_to),
        Json::of(&graph.preceded_by),
        Json::of(&graph.frequently_confused_with),
        graph.extra.json(),
        optional(&record.official_doc_url),
        optional(&record.official_doc_section),
        optional(&record.error_code),
        Json::of(record.verification_tier.as_str()),
        Json::of(&record.confidence),
        Json::of(&record.fix_success_rate),
        Json::of(record.resolvable.as_str()),
        text(&record.first_seen.to_string()),
        text(&record.last_confirmed.to_string()),
        text(&record.last_updated.to_string()),
        Json::from(record.evidence_count),
        texts(&record.tags),
        text(&record.locale),
        texts(&record.aliases),
        record.extra.json(),
    ]
}

pub(super) fn of_version(item: &Version) -> [Json; 7] {
    let Version { version, introduced, deprecated, removed, behavior_change, status, extra } = item;
    let optional = |text: &Option<String>| Json::of(text);
    [
        Json::of(version),
        optional(introduced),
        optional(deprecated),
        optional(removed),
        optional(behavior_change),
        Json::of(status),
        extra.json(),
    ]
}

pub(super) fn of_dead_end(item: &DeadEnd) -> [Json; 6] {
    let DeadEnd { action, why_fails, fail_rate, condition, sources, extra } = item;
    let [action, why_fails, condition] = [action, why_fails, condition].map(Json::of);
    [action, why_fails, Json::of(fail_rate), condition, Json::of(sources), extra.json()]
}

pub(super) fn of_workaround(item: &Workaround) -> [Json; 6] {
    let Workaround { action, success_rate, how, condition, sources, extra } = item;
    let [action, how, condition] = [action, how, condition].map(Json::of);
    [action, Json::of(success_rate), how, condition, Json::of(sources), extra.json()]
}

#[cfg(test)]
mod tests {
    use crate::record::{Fields, ItemIds, Part, Revision, Start, compact, read};

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
        assert_eq!(fields.iter().count(), 34 + 7 + 6 + 6);
        let named = |part: Part, id| -> Vec<(&str, String)> {
            let own = fields.iter().filter(|(field, _)| (field.part, field.item) == (part, id));
            own.map(|(field, value)| (field.name(), value.text().to_owned())).collect()
        };
        assert_eq!(named(Part::Version, 1).last(), Some(&("extra", "{\"own\": 15}".to_owned())));
        assert_eq!(named(Part::Record, 0)[30], ("tags", "[\"36\"]".to_owned()));
        assert_eq!(compact(&fields.assemble(false).unwrap().record), compact(&revision.record));
        assert_eq!(fields.assemble(false).unwrap(), revision);
    }
}
