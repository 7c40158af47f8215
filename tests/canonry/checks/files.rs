//! `canonry check PATH`: files that are in no database.

use std::collections::BTreeSet;
use std::process::Stdio;

use serde_json::Value;

use crate::support::{Sandbox, changed, files, project, record};

/// The fixture of a code, or the neighbour to which the others have edges.
fn fixture(name: &str) -> String {
    std::fs::read_to_string(project("fixtures/findings").join(name)).unwrap()
}

/// A tree with the record of a fixture and its neighbour.
fn tree(name: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("set/a/index.json", fixture(name));
    sandbox.write("set/neighbour/index.json", fixture("neighbour.json"));
    sandbox
}

fn strings<'v>(findings: &'v Value, key: &str) -> BTreeSet<&'v str> {
    findings["findings"].as_array().unwrap().iter().map(|finding| finding[key].as_str().unwrap()).collect()
}

#[test]
fn a_finding_begins_with_its_place_in_the_file() {
    let sandbox = tree("S007-signature-volatile.json");
    let out = sandbox.words("check set --select S007").out;
    let text = fixture("S007-signature-volatile.json");
    let line = text.lines().nth(2).unwrap();
    let column = line.split("0x").next().unwrap().chars().count() + 1;
    let place = format!("set/a/index.json:3:{column}: python/venv-pip-missing signature: S007 signature-volatile: ");
    assert!(out.starts_with(&place), "{out}");
}

#[test]
fn files_have_the_findings_of_a_database_that_has_their_records() {
    for name in ["W004-how-is-action.json", "G005-edge-unmirrored.ndjson", "X001-same-signature.ndjson"] {
        let sandbox = Sandbox::new();
        let file = sandbox.write(&format!("set.{}", name.rsplit_once('.').unwrap().1), fixture(name));
        sandbox.write("rest.json", fixture("neighbour.json"));
        let of_files = sandbox.words(&format!("--json check {} --within rest.json --all", file.display())).out;
        assert!(!sandbox.path("canonry.db").exists());
        let of_files: Value = serde_json::from_str(&of_files).unwrap();
        sandbox.ok(&format!("import {}", file.display()));
        sandbox.ok("import --from rest rest.json");
        let ids: Vec<&str> = strings(&of_files, "record").into_iter().collect();
        let stored = sandbox.words(&format!("--json check --all --ignore V009 {}", ids.join(" "))).out;
        let stored: Value = serde_json::from_str(&stored).unwrap();
        assert_eq!(strings(&of_files, "fingerprint"), strings(&stored, "fingerprint"), "{name}");
    }
}

#[test]
fn a_text_that_is_not_a_record_is_the_same_error_as_in_an_import_and_the_others_are_checked() {
    let sandbox = tree("S001-signature-short.json");
    sandbox.write("set/broken/index.json", changed(&record("x/a"), |_| {}).replace("\"0.7\"", "2").replace("0.7", "7"));
    sandbox.write("set/again/index.json", fixture("neighbour.json"));
    let checked = sandbox.words("check set --select S001");
    assert_eq!(checked.code, Some(1));
    let imported = sandbox.words("import set").err;
    let faults: Vec<&str> = imported.lines().filter(|line| line.starts_with("set/")).collect();
    assert_eq!(faults.len(), 3, "{imported}");
    let again = "set/neighbour/index.json:2:9: id: 'python/externally-managed-environment' was already in this run, at";
    assert!(checked.out.contains(again), "{}", checked.out);
    for fault in faults.into_iter().filter(|fault| !fault.contains("was already")) {
        assert!(checked.out.contains(fault), "{fault}\n{}", checked.out);
    }
    assert!(checked.out.contains("signature: S001 signature-short: "), "{}", checked.out);
    let counted = "invalid-record 3, S001 1\n2 records: 3 errors, 1 warning, 0 notes\n";
    assert!(checked.out.ends_with(counted), "{}", checked.out);
    let json = sandbox.json("check set --select S001", 1);
    let faults = json["findings"].as_array().unwrap().iter().filter(|finding| finding["code"].is_null());
    assert!(faults.clone().all(|fault| fault["name"] == "invalid-record" && fault["record"].is_null()), "{json}");
    assert_eq!(faults.count(), 3);
}

#[test]
fn files_are_checked_against_each_other_and_the_rest_of_the_set() {
    let sandbox = Sandbox::new();
    for (at, line) in fixture("X001-same-signature.ndjson").lines().enumerate() {
        sandbox.write(&format!("set/{at}/index.json"), line);
    }
    let all = sandbox.json("check set --select X001", 1);
    let [one, other] = strings(&all, "file").into_iter().collect::<Vec<_>>()[..] else { panic!("{all}") };
    let found = |words: &str| sandbox.words(&format!("check {words} --select X001")).out.matches(": X001 ").count();
    assert_eq!(found(one), 0);
    assert_eq!(found(&format!("{one} {other}")), 2);
    assert_eq!(found(&format!("{one} --within set")), 1);
}

#[test]
fn a_file_is_checked_once_however_often_it_is_named() {
    let sandbox = tree("S001-signature-short.json");
    sandbox.write(
        "set/lines.ndjson",
        changed(&record("x/a"), |record| record["signature"] = "Short".into()).replace('\n', ""),
    );
    let once = sandbox.json("check set set/lines.ndjson --select S", 0)["findings"].clone();
    for words in [
        "set set set/lines.ndjson",
        "set ./set/ set/lines.ndjson",
        "set ./set/a set/lines.ndjson set/lines.ndjson",
        "set/a . set/lines.ndjson",
        "set/a/index.json set set/a/../lines.ndjson set/lines.ndjson",
    ] {
        let again = sandbox.json(&format!("check {words} --select S"), 0);
        let sorted = |findings: &Value| {
            let all = findings.as_array().unwrap().iter();
            all.map(|one| one["fingerprint"].as_str().unwrap().to_owned()).collect::<BTreeSet<_>>()
        };
        assert_eq!(sorted(&again["findings"]), sorted(&once), "{words}");
        assert_eq!(again["counts"]["records"], 3, "{words}");
        assert_eq!(again["findings"].as_array().unwrap().len(), once.as_array().unwrap().len(), "{words}");
    }
}

#[test]
fn a_folder_without_records_is_reported_and_ends_with_1() {
    let sandbox = Sandbox::new();
    sandbox.write("set/readme.json", "{}");
    for words in ["check set", "check set --statistics", "check set --fix", "check set --format github"] {
        let ran = sandbox.words(words);
        assert_eq!(ran.code, Some(1), "{words}: {}", ran.err);
        assert!(ran.err.contains("there is no index.json below set; name other files one by one"), "{}", ran.err);
        assert!(!ran.err.contains("left out"), "{}", ran.err);
    }
    assert_eq!(sandbox.words("check set").out, "there are no records to check\n");
    sandbox.write("empty.ndjson", "");
    let empty = sandbox.words("check empty.ndjson");
    assert_eq!((empty.code, empty.out.as_str()), (Some(0), "there are no records to check\n"));
}

#[test]
fn what_needs_the_rest_of_the_set_is_left_out_if_only_a_part_is_known() {
    let sandbox = tree("G001-edge-dangling.json");
    let alone = sandbox.words("check set/a/index.json");
    assert_eq!(alone.code, Some(0), "{}", alone.out);
    assert!(alone.err.contains("left out without the rest of the set, which --within names: C003, G001, G002, G012"));
    for words in ["set/a/index.json --within set", "set", "set/a/index.json --select G001"] {
        let ran = sandbox.words(&format!("check {words}"));
        assert!(ran.code == Some(1) && ran.out.contains("G001"), "{words}: {}", ran.out);
        assert!(!ran.err.contains("left out"), "{}", ran.err);
    }
}

#[test]
fn standard_input_is_checked_without_a_file() {
    let sandbox = Sandbox::new();
    let mut command = sandbox.command();
    command.args(["check", "-", "--select", "S001", "--format", "ndjson"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let text = fixture("S001-signature-short.json");
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), text.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let finding: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&finding["file"], &finding["line"]), (&Value::from("-"), &Value::from(3)));
    assert_eq!(files(&sandbox.path("")).len(), 0);
}

#[test]
fn a_word_is_a_path_or_an_id_and_both_are_not_mixed() {
    let sandbox = tree("S001-signature-short.json");
    assert_eq!(sandbox.words("check set python/venv-pip-missing").code, Some(2));
    let missing = sandbox.words("check no-such/index.json");
    assert!(missing.code == Some(2) && missing.err.contains("there is no file no-such/index.json"), "{}", missing.err);
    let id = sandbox.words("check python/venv-pip-missing");
    assert!(id.code == Some(2) && id.err.contains("there is no canonry.db"), "{}", id.err);
    assert!(id.err.contains("to check files, name them"), "{}", id.err);
    assert!(sandbox.words("check --files no-such").err.contains("there is no file no-such"));
    for words in ["check --files", "check --within set", "check set --domain python"] {
        assert_eq!(sandbox.words(words).code, Some(2), "{words}");
    }
}

#[test]
fn the_nearest_policy_says_what_is_checked() {
    let sandbox = tree("S001-signature-short.json");
    let found = |words: &str| sandbox.json(&format!("check set --select S {words}"), 0)["counts"]["warnings"].clone();
    assert_eq!(found(""), 1);
    sandbox.write("canonry.toml", "[check.thresholds]\nshort_signature = 5\n");
    assert_eq!(found(""), 0);
    sandbox.write("other.toml", "");
    assert_eq!(found("--policy other.toml"), 1);
}

#[test]
fn fixing_writes_the_records_that_it_fixes_and_nothing_else() {
    let sandbox = Sandbox::new();
    for (at, line) in fixture("G005-edge-unmirrored.ndjson").lines().enumerate() {
        sandbox.write(&format!("set/{at}/index.json"), format!("{line}\n"));
    }
    let before = files(&sandbox.path(""));
    let planned = sandbox.json("check set --fix --dry-run", 0);
    assert_eq!(files(&sandbox.path("")), before);
    let fixed = sandbox.json("check set --fix", 0);
    assert_eq!((&fixed["changes"], &fixed["batch"]), (&planned["changes"], &Value::Null));
    let after = files(&sandbox.path(""));
    let touched: BTreeSet<String> =
        fixed["changes"].as_array().unwrap().iter().map(|one| one["file"].as_str().unwrap().to_owned()).collect();
    assert!(!touched.is_empty());
    for (name, content) in &before {
        assert_eq!(content != &after[name], touched.contains(name), "{name}");
    }
    assert!(after.values().all(|content| content.ends_with(b"}\n") && !content.ends_with(b"\n\n")));
    assert_eq!(sandbox.json("check set", 0)["counts"]["safe"], 0);
    assert!(sandbox.words("check set --fix").err.contains("nothing to change"));
}

#[test]
fn after_fixing_the_file_of_any_fixture_no_safe_finding_is_left_in_it() {
    let mut fixed = 0;
    for file in std::fs::read_dir(project("fixtures/findings")).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        let sandbox = Sandbox::new();
        sandbox.write(&name, fixture(&name));
        sandbox.write("rest/index.json", fixture("neighbour.json"));
        let safe = |json: &str| serde_json::from_str::<Value>(json).unwrap()["counts"]["safe"].as_u64().unwrap();
        let words = format!("--json check {name} --all --within rest");
        let before = safe(&sandbox.words(&words).out);
        sandbox.json(&format!("check {name} --fix --within rest"), 0);
        // A fix of a file that is not named is left out.
        let is_left = name.starts_with("G005") && name.ends_with(".json");
        assert!(is_left || safe(&sandbox.words(&words).out) == 0, "{name}");
        fixed += u64::from(before > 0);
    }
    assert!(fixed >= 10, "{fixed} fixtures have a safe fix");
}

#[test]
fn a_change_of_a_record_that_is_not_named_is_left_out() {
    let sandbox = Sandbox::new();
    for (at, line) in fixture("G005-edge-unmirrored.ndjson").lines().enumerate() {
        sandbox.write(&format!("set/{at}/index.json"), line);
    }
    let found = sandbox.json("check set --select G005", 0);
    let finding = &found["findings"][0];
    let before = files(&sandbox.path("set"));
    let own = finding["file"].as_str().unwrap();
    sandbox.json(&format!("check {own} --within set --select G005 --fix"), 0);
    assert_eq!(files(&sandbox.path("set")), before, "the counterpart belongs into another file");
}
