//! `canonry check --since`: what is new.

use serde_json::{Value, json};

use crate::support::{Sandbox, changed, project, record};

/// A database with two records whose edges are changed one after the other.
fn edited() -> Sandbox {
    let sandbox = Sandbox::with_records(&["x/a", "x/b"]);
    sandbox.ok("--today 2026-11-22 edit x/a --set signature=Error");
    sandbox.ok("--today 2026-11-23 edit x/b --set category=Odd-Name");
    sandbox
}

/// The codes and records of what is new.
fn new(sandbox: &Sandbox, words: &str, code: i32) -> Vec<(String, String)> {
    let object = sandbox.json(&format!("check {words}"), code);
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap().to_owned();
    let findings = object["findings"].as_array().unwrap();
    findings.iter().map(|finding| (text(finding, "code"), text(finding, "record"))).collect()
}

fn found(code: &str, record: &str) -> (String, String) {
    (code.to_owned(), record.to_owned())
}

#[test]
fn only_what_came_after_a_batch_or_a_day_is_printed_and_what_was_there_is_counted() {
    let sandbox = edited();
    let (short, form) = (found("S001", "x/a"), found("C001", "x/b"));
    let words = "--select S001,C001,D002 --today 2026-11-24";
    assert_eq!(new(&sandbox, &format!("{words} --since 1"), 0), [short.clone(), form.clone()]);
    assert_eq!(new(&sandbox, &format!("{words} --since 2"), 0), std::slice::from_ref(&form));
    assert_eq!(new(&sandbox, &format!("{words} --since 2026-11-22"), 0), [form]);
    assert_eq!(new(&sandbox, &format!("{words} --since 3"), 0), []);
    assert!(new(&sandbox, &format!("{words} --since 2020-01-01"), 0).contains(&short));
    let counts = sandbox.json(&format!("check {words} --since 2"), 0)["counts"].clone();
    let now = sandbox.json(&format!("check {words}"), 0)["counts"].clone();
    let warnings = |counts: &Value| counts["warnings"].as_u64().unwrap();
    assert_eq!(counts["before"], json!(warnings(&now) - warnings(&counts)));
    let text = sandbox.ok(&format!("check {words} --since 2"));
    let end = format!("2 records: new: 0 errors, 1 warning, 0 notes; {} were there before\n", counts["before"]);
    assert!(text.ends_with(&end), "{text}");
}

#[test]
fn fail_on_new_ends_with_1_if_anything_is_printed() {
    let sandbox = edited();
    let exit = |words: &str| sandbox.words(&format!("check --select C001,C003 {words}")).code;
    assert_eq!(exit("--since 2 --fail-on new"), Some(1));
    assert_eq!(exit("--since 3 --fail-on new"), Some(0));
    assert_eq!(exit("--since 2"), Some(0));
    let notes = |words: &str| sandbox.words(&format!("check --select C003 --since 2 --fail-on new {words}")).code;
    assert_eq!((notes(""), notes("--all")), (Some(0), Some(1)));
}

#[test]
fn an_invalid_time_is_refused_with_the_valid_forms() {
    let sandbox = edited();
    let unknown = sandbox.words("check --since v/1");
    assert_eq!(unknown.code, Some(2));
    assert!(
        unknown.err.contains("--since: expected a release, the number of a batch, or a day YYYY-MM-DD, found 'v/1'"),
        "{}",
        unknown.err
    );
    assert_eq!(sandbox.words("check --since v1").code, Some(5));
    assert_eq!(sandbox.words("check --since 99").code, Some(5));
    let without = sandbox.words("check --fail-on new");
    assert!(without.code == Some(2) && without.err.contains("--fail-on new needs --since"), "{}", without.err);
    assert_eq!(sandbox.words("check --since 1 --fix").code, Some(2));
    sandbox.write("a.json", record("x/a"));
    assert!(sandbox.words("check a.json --since no-such").err.contains("there is no file no-such"));
}

#[test]
fn a_gate_that_could_not_fail_is_refused() {
    let sandbox = edited();
    let future = sandbox.words("check --since 2027-01-01 --fail-on new");
    assert!(future.code == Some(2) && future.err.contains("lies in the future; today is 2026-11-21"), "{}", future.err);
    let nothing = sandbox.words("check --select G001 --ignore G");
    assert!(nothing.code == Some(2) && nothing.err.contains("no check runs"), "{}", nothing.err);
    sandbox.write("canonry.toml", "[check]\nignore = ['G']\n");
    assert_eq!(sandbox.words("check --select G").code, Some(2));
    assert_ne!(sandbox.words("check --select G001").code, Some(2), "by itself it runs");
}

#[test]
fn files_are_compared_with_the_set_before() {
    let sandbox = Sandbox::new();
    for folder in ["before", "now"] {
        sandbox.write(&format!("{folder}/a/index.json"), record("x/a"));
        sandbox.write(&format!("{folder}/broken/index.json"), "{}");
    }
    assert_eq!(new(&sandbox, "now --since before --fail-on new", 0), []);
    let short = changed(&record("x/a"), |tree| tree["signature"] = "Error".into());
    sandbox.write("now/b/index.json", short.replace("x/a", "x/b"));
    sandbox.write("now/broken/index.json", "[]");
    let json = sandbox.json("check now --since before --fail-on new --select S001", 1);
    let found: Vec<&Value> = json["findings"].as_array().unwrap().iter().map(|finding| &finding["file"]).collect();
    assert_eq!(found, ["now/b/index.json", "now/broken/index.json"]);
}

#[test]
fn a_record_that_was_renamed_in_its_file_is_known_by_its_former_id() {
    let sandbox = Sandbox::new();
    sandbox.write("before/a/index.json", record("x/a"));
    let renamed = |aliases: Value| {
        changed(&record("x/a"), |record| {
            record["id"] = "x/z".into();
            record["aliases"] = aliases;
        })
    };
    sandbox.write("now/z/index.json", renamed(json!(["x/a"])));
    assert_eq!(new(&sandbox, "now --since before --fail-on new", 0), []);
    sandbox.write("now/z/index.json", renamed(json!([])));
    assert_ne!(new(&sandbox, "now --since before --fail-on new", 1), []);
    // If another record has the former id by now, it is that one.
    sandbox.write("now/z/index.json", renamed(json!(["x/a"])));
    sandbox.write("now/a/index.json", record("x/a"));
    assert_ne!(new(&sandbox, "now --since before --fail-on new", 1), []);
}

#[test]
fn the_edges_of_files_to_a_record_that_was_renamed_are_those_of_before() {
    let sandbox = Sandbox::new();
    let before = std::fs::read_to_string(project("fixtures/findings/G005-edge-unmirrored.ndjson")).unwrap();
    let renamed = before.replace("wheel-not-supported", "wheel-unsupported");
    let known = renamed.replace("[\"wheel-not-w\"]", "[\"wheel-not-w\", \"python/wheel-not-supported\"]");
    assert_ne!(renamed, known);
    for (name, text) in [("before", before), ("renamed", renamed), ("known", known)] {
        sandbox.write(&format!("{name}.ndjson"), text);
    }
    let exit = |name: &str| {
        sandbox.words(&format!("check {name}.ndjson --since before.ndjson --select G --all --fail-on new")).code
    };
    assert_eq!((exit("renamed"), exit("known")), (Some(1), Some(0)), "known by the alias");
}

#[test]
fn what_was_found_in_a_text_that_a_fix_changed_is_new_only_if_it_was_edited_too() {
    let sandbox = Sandbox::new();
    sandbox.ok(&format!("import {}", project("fixtures/findings/W004-how-is-action.json").display()));
    sandbox.ok("edit python/venv-pip-missing --set w2.sources=[]");
    sandbox.ok("check --fix --unsafe --select W004");
    assert_eq!(sandbox.json("check --all --select E011", 0)["findings"].as_array().unwrap().len(), 1);
    let exit = || sandbox.words("check --since 2 --all --select E011 --fail-on new").code;
    assert_eq!(exit(), Some(0));
    sandbox.run(&["edit", "python/venv-pip-missing", "--set", "w2.action=Add it again"]);
    assert_eq!(exit(), Some(1));
}
