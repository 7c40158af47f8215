//! `merge-file`: versions of a record that git merges.

use std::fs;

use serde_json::{Value, json};

use crate::support::{Ran, Sandbox, changed, record_with};

const MERGE: &str = "merge-file current base other --name errors/x/a/index.json";

/// The version that both come from.
fn base() -> String {
    record_with("x/a", &["Clear the package cache", "Log in again"])
}

/// Merges two versions of a record, each made by a change of the base; returns the merged file, too.
fn merged(ours: impl FnOnce(&mut Value), theirs: impl FnOnce(&mut Value)) -> (Sandbox, Ran, Value) {
    let sandbox = Sandbox::new();
    sandbox.write("base", base());
    sandbox.write("current", changed(&base(), ours));
    sandbox.write("other", changed(&base(), theirs));
    let ran = sandbox.words(MERGE);
    let merged = serde_json::from_str(&fs::read_to_string(sandbox.path("current")).unwrap()).unwrap();
    (sandbox, ran, merged)
}

fn item(action: &str) -> Value {
    json!({ "action": action, "success_rate": 0.5, "how": "" })
}

#[test]
fn what_either_changed_is_merged_by_fields_and_items() {
    let (sandbox, ran, merged) = merged(
        |ours| {
            ours["category"] = "ours".into();
            ours["tags"] = json!(["p"]);
            ours["evidence_count"] = 4.into();
            ours["last_updated"] = "2026-11-02".into();
            ours["workarounds"][0]["how"] = "With the option --all.".into();
            ours["workarounds"].as_array_mut().unwrap().push(item("Ask the administrator for quota"));
        },
        |theirs| {
            theirs["error_code"] = "E7".into();
            theirs["tags"] = json!(["q"]);
            theirs["evidence_count"] = 3.into();
            theirs["last_updated"] = "2026-11-03".into();
            theirs["workarounds"] = json!([item("Clear the package cache"), item("Rotate the certificate")]);
        },
    );
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (Some(0), "", ""));
    let actions: Vec<&str> =
        merged["workarounds"].as_array().unwrap().iter().map(|item| item["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["Clear the package cache", "Rotate the certificate", "Ask the administrator for quota"]);
    assert_eq!(merged["workarounds"][0]["how"], "With the option --all.");
    assert_eq!((&merged["category"], &merged["error_code"]), (&json!("ours"), &json!("E7")));
    assert_eq!((&merged["evidence_count"], &merged["last_updated"]), (&json!(4), &json!("2026-11-03")));
    assert_eq!(merged["tags"], json!(["p", "q"]));
    // The file is as an export writes it.
    sandbox.ok("import current");
    assert_eq!(sandbox.ok("show x/a --format json"), fs::read_to_string(sandbox.path("current")).unwrap());
}

#[test]
fn a_conflict_keeps_the_current_value_and_is_named() {
    let (sandbox, ran, merged) = merged(
        |ours| {
            ours["category"] = "ours".into();
            ours["workarounds"][1]["how"] = "Ours.".into();
        },
        |theirs| {
            theirs["category"] = "theirs".into();
            theirs["workarounds"][1]["how"] = "Theirs.".into();
            theirs["locale"] = "en".into();
        },
    );
    assert_eq!(ran.code, Some(4), "{}", ran.err);
    let kept = (&merged["category"], &merged["workarounds"][1]["how"], &merged["locale"]);
    assert_eq!(kept, (&json!("ours"), &json!("Ours."), &json!("en")));
    for said in [
        "errors/x/a/index.json: category: both sides changed it in 'x/a': base \"runtime_error\", ours \"ours\", \
         theirs \"theirs\"",
        "errors/x/a/index.json: w2.how: both sides changed it in 'x/a' (of \"Log in again\"): base \"\", ours \
         \"Ours.\", theirs \"Theirs.\"",
        "error: errors/x/a/index.json has 2 conflicts; the current values stay in it",
        "hint: edit the file if you want other values, then `git add` it",
    ] {
        assert!(ran.err.contains(said), "{said}\n{}", ran.err);
    }
    sandbox.write("current", changed(&base(), |ours| ours["category"] = "ours".into()));
    let said = sandbox.json(MERGE, 4);
    let conflict = json!({
        "field": "category", "item": null, "base": "runtime_error", "ours": "ours", "theirs": "theirs"
    });
    assert_eq!(said["conflicts"], json!([conflict]));
}

#[test]
fn two_records_that_were_both_added_have_an_empty_base() {
    let sandbox = Sandbox::new();
    sandbox.write("base", "");
    sandbox.write("current", changed(&base(), |ours| ours["tags"] = json!(["p"])));
    sandbox.write("other", changed(&base(), |theirs| theirs["tags"] = json!(["q"])));
    assert_eq!(sandbox.words(MERGE).code, Some(0));
    let merged: Value = serde_json::from_str(&fs::read_to_string(sandbox.path("current")).unwrap()).unwrap();
    assert_eq!(merged["tags"], json!(["p", "q"]));
    assert_eq!(merged["workarounds"].as_array().unwrap().len(), 2);
}

#[test]
fn a_version_that_is_missing_is_named() {
    let sandbox = Sandbox::new();
    for missing in ["current", "base", "other"] {
        ["current", "base", "other"].iter().for_each(|version| drop(sandbox.write(version, base())));
        fs::remove_file(sandbox.path(missing)).unwrap();
        let ran = sandbox.words(MERGE);
        assert!(ran.code == Some(2) && ran.err.contains(&format!("there is no file {missing}")), "{}", ran.err);
    }
}

#[test]
fn a_version_that_is_not_a_record_changes_nothing() {
    let sandbox = Sandbox::new();
    for (name, text, said) in [
        ("other", "{\n  \"id\": 7\n}", "errors/x/a/index.json (other branch):2:9: id: "),
        ("base", "<<<<<<< HEAD\n", "errors/x/a/index.json (base):1:1: "),
        ("current", "", "error: current is empty, and only BASE may be\nhint: the order is CURRENT BASE OTHER"),
    ] {
        for version in ["base", "current", "other"] {
            sandbox.write(version, base());
        }
        sandbox.write(name, text);
        let before = fs::read(sandbox.path("current")).unwrap();
        let ran = sandbox.words(MERGE);
        assert!(ran.code == Some(3) && ran.err.contains(said), "{name}: {}", ran.err);
        assert_eq!(fs::read(sandbox.path("current")).unwrap(), before);
    }
}
