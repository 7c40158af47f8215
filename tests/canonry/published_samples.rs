//! Samples that are published with their records, under a key of the policy.

use serde_json::{Value, json};

use crate::support::{Sandbox, changed, files, record};

const POLICY: &str = "[samples]\nkey = \"samples\"\n";

/// A folder with two records, whose samples are published.
fn with_published_samples() -> Sandbox {
    let sandbox = Sandbox::with_two_records();
    sandbox.write("canonry.toml", POLICY);
    sandbox.run(&["sample", "add", "x/a", "--match", "one"]);
    sandbox.run(&["sample", "add", "x/a", "--no-match", "two"]);
    sandbox.ok("export --out tree");
    sandbox
}

/// The published record of x/a.
fn published(sandbox: &Sandbox) -> String {
    std::fs::read_to_string(sandbox.path("tree/errors/x/a/index.json")).unwrap()
}

fn change(sandbox: &Sandbox, change: impl FnOnce(&mut Value)) {
    let mut record: Value = serde_json::from_str(&published(sandbox)).unwrap();
    change(&mut record);
    sandbox.write("tree/errors/x/a/index.json", record.to_string());
}

/// The texts that the regex has to find, and those that it must not find.
fn samples(sandbox: &Sandbox) -> [Vec<String>; 2] {
    let listed = sandbox.json("sample list", 0)["samples"].as_array().unwrap().clone();
    ["match", "no_match"].map(|kind| {
        let of_kind = listed.iter().filter(|one| one["kind"] == kind);
        of_kind.map(|one| one["text"].as_str().unwrap().to_owned()).collect()
    })
}

#[test]
fn samples_are_published_at_the_end_of_their_record_and_imported_from_there() {
    let sandbox = with_published_samples();
    assert!(published(&sandbox).ends_with(
        "  \"samples\": {\n    \"match\": [\n      \"one\"\n    ],\n    \"no_match\": [\n      \"two\"\n    ]\n  }\n}"
    ));
    assert!(!std::fs::read_to_string(sandbox.path("tree/errors/x/b/index.json")).unwrap().contains("samples"));
    sandbox.ok("export --out tree --check");
    assert!(sandbox.ok("import tree").contains("changed 0, unchanged 2"));
    let lines = sandbox.ok("export --format ndjson");
    assert!(lines.contains(r#""samples": {"match": ["one"], "no_match": ["two"]}}"#), "{lines}");

    let other = Sandbox::new();
    other.write("canonry.toml", POLICY);
    other.write("all.ndjson", &lines);
    assert!(other.ok("import all.ndjson").contains("added 2"));
    assert_eq!(samples(&other), samples(&sandbox));
    assert_eq!(other.ok("export --format ndjson"), lines);
    assert!(other.ok("import all.ndjson").contains("unchanged 2"));
    assert_eq!(other.json("verify", 0)["counts"]["findings"], 0);
    other.ok("undo 1 --yes");
    assert!(other.ok("import all.ndjson").contains("added 2"));
    assert_eq!(samples(&other), samples(&sandbox));
}

#[test]
fn samples_of_both_sides_are_merged() {
    let sandbox = with_published_samples();
    sandbox.ok("import tree");
    sandbox.run(&["sample", "add", "x/a", "--match", "ours"]);
    change(&sandbox, |record| record["samples"] = json!({"match": ["one", "theirs", "both"], "no_match": ["ours"]}));
    sandbox.run(&["sample", "add", "x/a", "--match", "both"]);
    assert!(sandbox.ok("import tree").contains("changed 1, unchanged 1"));
    let [matches, others] = samples(&sandbox);
    assert_eq!((matches, others), (["one", "ours", "theirs", "both"].map(str::to_owned).to_vec(), vec![]));
    sandbox.ok("undo");
    assert_eq!(samples(&sandbox)[1], ["two"]);
}

#[test]
fn a_record_without_samples_keeps_them() {
    let sandbox = with_published_samples();
    change(&sandbox, |record| {
        record.as_object_mut().unwrap().remove("samples");
        record["root_cause"] = json!("theirs");
    });
    assert!(sandbox.ok("import tree").contains("changed 1"));
    assert_eq!(samples(&sandbox)[0], ["one"]);
    change(&sandbox, |record| record["samples"] = json!({}));
    assert!(sandbox.ok("import tree").contains("changed 1"));
    assert_eq!(samples(&sandbox), [Vec::<String>::new(), Vec::new()]);
}

#[test]
fn what_is_not_samples_is_rejected_with_its_place() {
    let sandbox = with_published_samples();
    change(&sandbox, |record| record["samples"] = json!({"match": ["one", 2]}));
    let ran = sandbox.words("import tree --keep-going --rejects rejects.ndjson");
    assert_eq!(ran.code, Some(3));
    assert!(ran.err.contains("samples.match[1]: expected a text"), "{}", ran.err);
    let rejects = std::fs::read_to_string(sandbox.path("rejects.ndjson")).unwrap();
    let reject: Value = serde_json::from_str(rejects.trim()).unwrap();
    let text: Value = serde_json::from_str(reject["text"].as_str().unwrap()).unwrap();
    assert_eq!(text["samples"], json!({"match": ["one", 2]}));
}

#[test]
fn a_key_that_was_custom_becomes_samples_when_the_record_is_imported_again() {
    let sandbox = with_published_samples();
    std::fs::remove_file(sandbox.path("canonry.toml")).unwrap();
    assert!(sandbox.ok("import tree").contains("changed 1, unchanged 1"));
    assert!(sandbox.ok("show x/a --format json").contains("\"samples\""));
    sandbox.write("canonry.toml", POLICY);
    let refused = sandbox.words("export --format ndjson");
    assert_eq!(refused.code, Some(6));
    assert!(refused.err.contains("`canonry edit x/a --remove samples`"), "{}", refused.err);
    assert!(sandbox.ok("import tree").contains("changed 1, unchanged 1"));
    assert!(!sandbox.ok("show x/a --format json").contains("\"samples\""));
    sandbox.ok("export --out tree --check");
    let wrong = sandbox.words("policy show --policy wrong.toml");
    assert_ne!(wrong.code, Some(0));
    sandbox.write("wrong.toml", "[samples]\nkey = \"tags\"\n");
    let wrong = sandbox.words("policy show --policy wrong.toml");
    assert!(wrong.err.contains("samples.key: tags is a field of the format"), "{}", wrong.err);
}

#[test]
fn what_was_published_repairs_a_damaged_record_and_is_removed_when_it_is_withdrawn() {
    let sandbox = with_published_samples();
    let connection = rusqlite::Connection::open(sandbox.path("canonry.db")).unwrap();
    connection.execute_batch("UPDATE record SET root_cause = 'Flipped.' WHERE canon_id = 'x/a'").unwrap();
    drop(connection);
    sandbox.ok("verify --repair tree/errors/x/a/index.json");
    assert_eq!(samples(&sandbox), [vec!["one".to_owned()], vec!["two".to_owned()]]);
    sandbox.ok("withdraw x/a --reason r");
    sandbox.ok("export --out tree --prune --yes");
    assert!(!sandbox.path("tree/errors/x/a").exists());
}

#[test]
fn files_are_checked_with_the_samples_that_the_policy_names_and_keep_them_when_they_are_fixed() {
    let sandbox = Sandbox::new();
    let with = |id: &str, samples: Value| {
        changed(&record(id), |tree| {
            tree["category"] = "Odd-Name".into();
            tree["samples"] = samples;
        })
    };
    sandbox.write("a.json", with("x/a", json!({ "match": ["nothing of the kind"], "no_match": ["an error"] })));
    sandbox.write("b.json", with("x/b", json!({})));
    let codes = |words: &str| -> Vec<Value> {
        let found: Value = serde_json::from_str(&sandbox.words(words).out).unwrap();
        found["findings"].as_array().unwrap().iter().map(|finding| finding["code"].clone()).collect()
    };
    let check = "--json check a.json b.json --select R002,R003,C001";
    assert!(!codes(check).contains(&json!("R002")), "without a policy it is a custom key");
    sandbox.write("canonry.toml", "[samples]\nkey = \"samples\"\n");
    assert!(codes(check).contains(&json!("R002")), "{:?}", codes(check));
    sandbox.ok("check a.json b.json --fix --select C001");
    let samples = |file: &str| -> Value {
        serde_json::from_slice::<Value>(&std::fs::read(sandbox.path(file)).unwrap()).unwrap()["samples"].clone()
    };
    assert_eq!(samples("a.json"), json!({ "match": ["nothing of the kind"], "no_match": ["an error"] }));
    assert_eq!(samples("b.json"), json!({}));
    assert!(!codes(check).contains(&json!("C001")));
    sandbox.write("c.json", with("x/c", json!({ "match": "text" })));
    let refused = sandbox.words("check c.json");
    assert!(
        refused.code == Some(1) && refused.out.contains("samples.match: expected a list of texts"),
        "{}",
        refused.out
    );
}

#[test]
fn new_and_edit_read_samples_from_a_text_and_other_values_are_refused_before_anything_is_written() {
    let sandbox = with_published_samples();
    let text = |samples: Value| {
        let mut record: Value = serde_json::from_str(&published(&sandbox)).unwrap();
        record["samples"] = samples;
        record.to_string()
    };
    sandbox.write("text.json", text(json!({"match": ["one", "three"]})));
    let changed = sandbox.ok("edit x/a --from text.json");
    assert!(changed.contains("samples.match: [\"one\"] → [\"one\", \"three\"]"), "{changed}");
    assert!(changed.contains("samples.no_match: [\"two\"] → []"), "{changed}");
    sandbox.ok("undo --yes");
    assert_eq!(samples(&sandbox), [vec!["one".to_owned()], vec!["two".to_owned()]]);
    sandbox.write("text.json", text(json!({"match": "one"})));
    let refused = sandbox.words("edit x/a --from text.json");
    assert_eq!(refused.code, Some(3), "{}", refused.err);
    assert!(refused.err.contains("samples.match: expected a list of texts"), "{}", refused.err);
    assert!(refused.err.contains("hint: [samples] key in canonry.toml is samples"), "{}", refused.err);
    let written = text(json!({"match": ["new"]})).replace("x/a", "x/new");
    sandbox.write("new.json", written);
    sandbox.ok("new x/new --from new.json");
    assert_eq!(samples(&sandbox)[0], ["one", "new"]);
    assert_eq!(sandbox.json("verify", 0)["counts"]["findings"], 0);
}

#[test]
fn an_editor_opens_the_record_with_its_samples() {
    let sandbox = with_published_samples();
    let changed = sandbox.edited("sed -i s/two/four/ \"$1\"", "edit x/a");
    assert!(changed.out.contains("samples.no_match: [\"two\"] → [\"four\"]"), "{} {}", changed.out, changed.err);
}

#[test]
fn a_text_that_was_kept_leaves_the_samples_that_others_changed_meanwhile() {
    let sandbox = with_published_samples();
    let stopped = sandbox.edited("sed -i s/two/four/ \"$1\"; exit 3", "edit x/a");
    let again = stopped.err.split("`canonry ").last().unwrap().split('`').next().unwrap().to_owned();
    sandbox.ok("sample add x/a --match six");
    sandbox.ok("sample add x/a --no-match seven");
    let taken_up = sandbox.ok(&again);
    assert!(taken_up.contains("samples.no_match: [\"two\", \"seven\"] → [\"seven\", \"four\"]"), "{taken_up}");
    assert!(!taken_up.contains("samples.match"), "{taken_up}");
    // The same if the record changed as well.
    sandbox.ok("undo");
    sandbox.ok("edit x/a --set root_cause=another");
    let taken_up = sandbox.ok(&again);
    let after: Vec<String> = samples(&sandbox)[1].clone();
    assert!(after.contains(&"four".to_owned()) && after.contains(&"seven".to_owned()), "{taken_up}");
    assert!(samples(&sandbox)[0].contains(&"six".to_owned()) && !after.contains(&"two".to_owned()), "{after:?}");
}

#[test]
fn the_state_of_a_release_is_exported_with_its_samples_under_the_key_of_the_release() {
    let sandbox = with_published_samples();
    sandbox.ok("release create v1 --out site --today 2026-11-20 --force --reason r");
    sandbox.write("canonry.toml", POLICY.replace("samples\"", "x_samples\""));
    sandbox.write("c.json", record("x/c"));
    sandbox.ok("import c.json");
    sandbox.run(&["sample", "add", "x/c", "--match", "three"]);
    sandbox.ok("export --out tree");
    assert!(published(&sandbox).contains("\"x_samples\""));

    let tree = |folder: &str| files(&sandbox.path(folder).join("errors"));
    let lines = std::fs::read_to_string(sandbox.path("site/v1/records.ndjson")).unwrap();
    assert_eq!(sandbox.ok("export --at v1 --format ndjson"), lines);
    sandbox.ok("export --at v1 --out then");
    assert_eq!(tree("then"), tree("site/v1"));
    sandbox.ok("export --at v1 --out then --check");
    // What today's key made is known as canonry's, and so is what the key of the release made.
    sandbox.ok("export --at v1 --out tree --prune --yes");
    assert_eq!(tree("tree"), tree("site/v1"));
    sandbox.ok("withdraw x/a --reason r");
    sandbox.ok("export --out tree --prune --yes");
    assert!(!sandbox.path("tree/errors/x/a").exists());
    // A batch has no key of its own.
    assert!(sandbox.ok("export --at 3 --format ndjson").contains("\"x_samples\""));
}
