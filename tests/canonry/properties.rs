//! Properties that hold for any record: odd texts, odd numbers, unknown keys at every depth.

use std::ops::ControlFlow;

use canonry::curate::{Context, Counts, Import, Incoming};
use canonry::intake::{Draft, Origin};
use canonry::record::{Demands, FreeIds, Revision, Start, canonical, compact, compare, one_line, read};
use canonry::store::{Filter, Store, StoreError};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::test_database::Silent;

/// Texts that break things: line breaks, quotes, control characters, Chinese, marks, all of Unicode but NUL.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Z ]{0,20}",
        "[\n\t\r\"\\\\`|*—…\u{7f}\u{1}\u{1f}]{0,6}",
        "[错误构建失败：。]{1,8}",
        any::<String>().prop_map(|text| text.replace('\0', "")),
    ]
}

fn rate() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(json!(0)),
        Just(json!(1)),
        (0_u32..=100).prop_map(|percent| json!(f64::from(percent) / 100.0)),
        (0.0..=1.0_f64).prop_map(|rate| json!(rate)),
        Just(json!(1e-7)),
        Just(json!(f64::MIN_POSITIVE)),
    ]
}

/// Anything that JSON can say, some levels deep.
fn free_form() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_filter("finite", |number| number.is_finite()).prop_map(Value::from),
        "[1-9][0-9]{20,40}".prop_map(|digits| serde_json::from_str(&digits).unwrap()),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((text(), inner), 0..4).prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// An object of the format with unknown keys among the known ones.
fn with_unknown(known: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    (known, vec(("x_[a-z]{1,3}", free_form()), 0..3)).prop_map(|(known, unknown)| {
        let Value::Object(known) = known else { unreachable!("the strategies below make objects") };
        let mut members: Map<String, Value> = Map::new();
        for (at, (key, value)) in known.into_iter().enumerate() {
            if let Some((name, unknown)) = unknown.get(at) {
                members.insert(name.clone(), unknown.clone());
            }
            members.insert(key, value);
        }
        Value::Object(members)
    })
}

fn day() -> impl Strategy<Value = String> {
    (1970_u32..2100, 1_u32..=12, 1_u32..=28).prop_map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}"))
}

fn dead_end() -> impl Strategy<Value = Value> {
    with_unknown((text(), text(), rate(), vec(text(), 0..3)).prop_map(|(action, why, rate, sources)| {
        json!({ "action": action, "why_fails": why, "fail_rate": rate, "sources": sources })
    }))
}

fn workaround() -> impl Strategy<Value = Value> {
    with_unknown((text(), text(), rate(), text(), vec(text(), 0..3)).prop_map(|(action, how, rate, when, sources)| {
        json!({ "how": how, "action": action, "success_rate": rate, "condition": when, "sources": sources })
    }))
}

fn version() -> impl Strategy<Value = Value> {
    with_unknown((text(), option::of(text()), text()).prop_map(
        |(version, introduced, status)| json!({ "version": version, "introduced": introduced, "status": status }),
    ))
}

fn graph() -> impl Strategy<Value = Value> {
    let edge = with_unknown((text(), option::of(rate()), text()).prop_map(
        |(id, probability, condition)| json!({ "error_id": id, "probability": probability, "condition": condition }),
    ));
    let confusion = with_unknown(
        (text(), text()).prop_map(|(id, distinction)| json!({ "error_id": id, "distinction": distinction })),
    );
    with_unknown(
        (vec(edge.boxed(), 0..3), vec(confusion, 0..3))
            .prop_map(|(edges, confusions)| json!({ "leads_to": edges, "frequently_confused_with": confusions })),
    )
}

/// The JSON of a record with a given id, not in canonical spelling.
pub fn record(id: &'static str) -> impl Strategy<Value = String> {
    let texts = (text().prop_map(|text| format!("!{text}")), option::of(text()), text(), text(), option::of(text()));
    let lists = (vec(version(), 0..3), vec(dead_end(), 0..4), vec(workaround(), 0..4), vec(text(), 0..4), graph());
    let rest = (rate(), day(), 0_u32..1_000_000, vec(text(), 0..3), vec(text(), 0..3), free_form());
    with_unknown((texts, lists, rest).prop_map(move |(texts, lists, rest)| {
        let (signature, signature_zh, regex, cause, cause_zh) = texts;
        let (versions, dead_ends, workarounds, workarounds_zh, graph) = lists;
        let (rate, day, count, tags, aliases, free_form) = rest;
        json!({
            "aliases": aliases, "tags": tags, "evidence_count": count, "last_updated": day, "last_confirmed": day,
            "first_seen": day, "resolvable": "partial", "fix_success_rate": rate, "confidence": rate,
            "verification_tier": "ai_generated", "transition_graph": graph, "workarounds_zh": workarounds_zh,
            "workarounds": workarounds, "dead_ends": dead_ends, "os_specific": { "any": free_form },
            "versions": versions, "root_cause_zh": cause_zh, "root_cause": cause, "category": "",
            "domain": id.split('/').next(), "regex": regex, "signature_zh": signature_zh, "signature": signature, "id": id,
        })
    }))
    .prop_map(|value| serde_json::to_string_pretty(&value).unwrap())
}

fn import(store: &mut Store, text: &str) -> Counts {
    let day = "2100-01-01".parse().unwrap();
    let context = Context::new(day, "mei", "test");
    let draft = Draft::new(Origin::of("test"), text.as_bytes().to_vec(), &Demands::default());
    let incoming = Incoming::new(draft, Some("test".into()), &store.snapshot().unwrap().known_digests().unwrap());
    Import::default().apply(store, &context, std::iter::once(incoming), &mut Silent).unwrap().detail.counts
}

fn stored(store: &mut Store) -> Vec<String> {
    let mut records = Vec::new();
    store
        .snapshot()
        .unwrap()
        .each_record(&Filter::default(), |unchecked| {
            records.push(canonical(&unchecked.checked()?.revision.record));
            Ok::<_, StoreError>(ControlFlow::Continue(()))
        })
        .unwrap();
    records
}

/// Splits a JSON value into its leaves with their paths, so that nothing can be lost unnoticed.
fn leaves(path: &str, value: &Value, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(key, value)| leaves(&format!("{path}.{key}"), value, found))
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, item)| leaves(&format!("{path}[{at}]"), item, found))
        }
        Value::Number(number) => {
            let spelled = number.to_string();
            let is_whole = spelled.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
            let value =
                if is_whole && spelled.len() > 15 { spelled } else { spelled.parse::<f64>().unwrap().to_string() };
            found.push((path.to_owned(), value));
        }
        leaf => found.push((path.to_owned(), leaf.to_string())),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn canonical_is_a_fixed_point(text in record("x/any")) {
        let once = canonical(&read(text.as_bytes(), Start::default()).unwrap());
        let twice = canonical(&read(once.as_bytes(), Start::default()).unwrap());
        prop_assert_eq!(once, twice);
    }

    #[test]
    fn nothing_that_was_imported_is_lost(text in record("x/any")) {
        let record = read(text.as_bytes(), Start::default()).unwrap();
        let (mut before, mut after) = (Vec::new(), Vec::new());
        leaves("", &serde_json::from_str(&text).unwrap(), &mut before);
        leaves("", &serde_json::from_str(&canonical(&record)).unwrap(), &mut after);
        for leaf in before {
            prop_assert!(after.contains(&leaf), "lost {:?}", leaf);
        }
    }

    #[test]
    fn one_line_and_many_lines_say_the_same(text in record("x/any")) {
        let record = read(text.as_bytes(), Start::default()).unwrap();
        let line = compact(&record);
        prop_assert!(!line.contains('\n'));
        prop_assert_eq!(&one_line(&canonical(&record)), &line);
        prop_assert_eq!(read(line.as_bytes(), Start::default()).unwrap(), record);
    }

    #[test]
    fn import_then_export_is_the_identity(text in record("x/any")) {
        let mut store = Store::in_memory().unwrap();
        prop_assert_eq!(import(&mut store, &text).added, 1);
        let canonical = canonical(&read(text.as_bytes(), Start::default()).unwrap());
        prop_assert_eq!(stored(&mut store), vec![canonical.clone()]);
        prop_assert_eq!(import(&mut store, &canonical).unchanged, 1);
    }

    #[test]
    fn a_changed_record_is_stored_as_it_came(old in record("x/any"), new in record("x/any")) {
        let mut store = Store::in_memory().unwrap();
        import(&mut store, &old);
        let counts = import(&mut store, &new);
        let [old, new] = [old, new].map(|text| read(text.as_bytes(), Start::default()).unwrap());
        prop_assert_eq!(counts.changed, u64::from(old != new));
        let free = FreeIds { version: 9, dead_end: 9, workaround: 9 };
        let before = Revision::from(old.clone());
        prop_assert_eq!(compare(&before, &before.becoming(new.clone(), &free.into())).is_empty(), old == new);
        prop_assert_eq!(stored(&mut store), vec![canonical(&new)]);
    }

    #[test]
    fn no_input_makes_the_reader_panic(bytes in vec(any::<u8>(), 0..200)) {
        let faults = read(&bytes, Start::default()).unwrap_err();
        prop_assert!(!faults.is_empty());
    }

    #[test]
    fn a_damaged_record_is_read_or_refused_with_a_position(
        text in record("x/any"), at in any::<prop::sample::Index>(), byte in any::<u8>(),
    ) {
        let mut bytes = text.into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if let Err(faults) = read(&bytes, Start::default()) {
            let lines = bytes.split(|byte| *byte == b'\n').count();
            prop_assert!(faults.iter().all(|fault| (1..=lines).contains(&fault.line) && fault.column >= 1));
        }
    }
}
