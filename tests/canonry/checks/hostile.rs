//! Records may contain anything: no text makes the program fail, or takes long.

use canonry::check::{Background, Checker, Code, Selector, SetIndex, Settings, Terms};
use canonry::record::{Record, Revision, Start, read};
use proptest::prelude::*;
use serde_json::json;

/// Parts of which hostile texts are made.
const PARTS: [&str; 30] = [
    "<",
    ">",
    "'",
    "`",
    "\"",
    "X",
    "/home/",
    "C:\\Users\\",
    "0x",
    "0xdeadbeef",
    "10.0.0.1",
    "2025-01-01 ",
    "xxxx",
    "错",
    "\u{200d}",
    "Ã",
    "\u{a9}",
    "-----BEGIN ",
    "PRIVATE KEY-----",
    "eyJ",
    "your_",
    "n/a",
    "rm -rf /",
    "| sh",
    "curl ",
    "```",
    "<a b=",
    "https://",
    "[::",
    "@",
];

fn hostile_text() -> impl Strategy<Value = String> {
    let part = prop_oneof![3 => proptest::sample::select(&PARTS[..]).prop_map(str::to_owned), 1 => any::<String>()];
    proptest::collection::vec(part, 1..12).prop_map(|parts| parts.concat().replace('\0', ""))
}

/// A record with the same text in every text field.
fn record(id: &str, text: &str) -> Option<Revision> {
    let edge = json!({ "error_id": text, "probability": 1.0, "condition": text });
    let tree = json!({
        "id": id, "signature": text, "signature_zh": text, "regex": text, "domain": "x", "category": text,
        "root_cause": text, "root_cause_zh": text, "versions": [{ "version": text, "behavior_change": text }],
        "dead_ends": [{ "action": text, "why_fails": text, "fail_rate": 0.1, "condition": text, "sources": [text, text] }],
        "workarounds": [{ "action": text, "success_rate": 0.4, "how": text, "condition": text, "sources": [text] }],
        "workarounds_zh": [text], "official_doc_url": text, "error_code": text, "verification_tier": "ai_generated",
        "transition_graph": { "leads_to": [edge, { "error_id": "x/b" }], "preceded_by": [edge],
            "frequently_confused_with": [{ "error_id": text, "distinction": text }] },
        "confidence": 0.9, "fix_success_rate": 0.99, "resolvable": "true", "first_seen": "2027-01-01",
        "last_confirmed": "2026-01-01", "last_updated": "2025-01-01", "evidence_count": 99, "tags": [text],
        "locale": text, "aliases": [text]
    });
    let record: Record = read(tree.to_string().as_bytes(), Start::default()).ok()?;
    Some(Revision::from(record))
}

/// The number of findings in two records with this text.
fn findings(text: &str) -> Option<usize> {
    let set = [record("x/a", text)?, record("x/b", text)?];
    let mut settings = Settings::new(Terms::on("2026-11-21".parse().unwrap()));
    settings.select = Code::ALL.iter().copied().map(Selector::One).collect();
    let checker = Checker::new(&settings);
    let mut index = SetIndex::default();
    set.iter().for_each(|revision| index.note(&revision.record));
    let mut found = 0;
    for revision in &set {
        checker.check(revision, &Background::default(), &index, &mut |finding| {
            found += 1;
            assert!(!finding.message.is_empty());
        });
    }
    checker.check_set(&index, &mut |_| found += 1);
    Some(found)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn no_text_ends_the_program(text in hostile_text()) {
        prop_assert!(findings(&text).is_none_or(|found| found > 0));
    }
}

#[test]
fn a_long_row_of_anything_is_looked_at_once() {
    // Time grows with the length: a text that is searched again from each of its places would be noticed here.
    for part in PARTS {
        assert!(findings(&part.repeat(20_000 / part.len())).is_some_and(|found| found > 0), "{part}");
    }
}
