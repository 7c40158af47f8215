//! `canonry check`: what it prints, how it ends, and what it fixes.

use serde_json::{Value, json};

use crate::support::{Sandbox, files, project};

/// The record that edges of the fixtures lead to.
const NEIGHBOUR: &str = "neighbour.json";

/// A database with the records of a fixture.
fn with(fixture: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    let neighbour = if fixture.ends_with(".json") && fixture != NEIGHBOUR { NEIGHBOUR } else { "" };
    for name in [fixture, neighbour].into_iter().filter(|name| !name.is_empty()) {
        sandbox.ok(&format!("import {}", project(&format!("fixtures/findings/{name}")).display()));
    }
    sandbox
}

/// The codes of the findings that --json prints.
fn codes(printed: &Value) -> Vec<&str> {
    printed["findings"].as_array().unwrap().iter().map(|finding| finding["code"].as_str().unwrap()).collect()
}

#[test]
fn errors_end_with_1_and_warnings_only_if_that_is_wanted() {
    let error = with("G003-edge-to-self.json");
    assert_eq!(error.words("check --select G003").code, Some(1));
    assert_eq!(error.words("check --ignore G").code, Some(0));
    let warning = with("S001-signature-short.json");
    assert_eq!(warning.words("check --select S").code, Some(0));
    assert_eq!(warning.words("check --select S --fail-on warning").code, Some(1));
    assert_eq!(warning.words("check --select S --profile deadends").code, Some(0));
}

#[test]
fn a_finding_is_a_line_with_record_field_code_and_name() {
    let sandbox = with("S001-signature-short.json");
    let out = sandbox.words("check --select S001").out;
    let line = "python/venv-pip-missing signature: S001 signature-short: ";
    assert!(out.starts_with(line), "{out}");
    assert!(out.ends_with("S001 1\n2 records: 0 errors, 1 warning, 0 notes\n"), "{out}");
}

#[test]
fn a_finding_as_data_names_the_item_and_the_field() {
    let found = Sandbox::with_two_records().json("check x/a --all --select E010,E011,V009", 0);
    let places =
        found["findings"].as_array().unwrap().iter().map(|one| json!([one["code"], one["item"], one["field"]]));
    let expected = [
        json!(["E010", "d1", "d1.sources"]),
        json!(["E011", "w1", "w1.sources"]),
        json!(["E011", "w2", "w2.sources"]),
        json!(["V009", null, "evidence_count"]),
    ];
    for place in &expected {
        assert!(places.clone().any(|there| there == *place), "{place}: {found}");
    }
}

#[test]
fn a_code_whose_findings_are_of_two_severities_is_counted_for_each() {
    let sandbox = with("R002-regex-misses-signature.json");
    sandbox.ok("edit python/externally-managed-environment --set signature=AI\'s_claim --set regex=nothing");
    let rows = |words: &str| {
        let counted = sandbox.json(words, 1);
        let codes = counted["codes"].as_array().unwrap().iter();
        codes.map(|one| format!("{} {} {}", one["code"], one["severity"], one["findings"])).collect::<Vec<_>>()
    };
    assert_eq!(rows("check --select R002"), [r#""R002" "error" 1"#, r#""R002" "warning" 1"#]);
    let table = sandbox.words("check --select R002 --statistics").out;
    let rows: Vec<Vec<&str>> = table.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(rows[1][..4], ["R002", "regex-misses-signature", "error", "1"], "{table}");
    assert_eq!(rows[2][..4], ["R002", "regex-misses-signature", "warning", "1"], "{table}");
    let text = sandbox.words("check --select R002").out;
    assert!(text.ends_with("R002 2\n2 records: 1 error, 1 warning, 0 notes\n"), "{text}");
}

#[test]
fn carets_are_under_the_part_of_a_signature() {
    let out = with("S007-signature-volatile.json").words("check --select S007").out;
    let lines: Vec<&str> = out.lines().collect();
    let [text, carets] = [lines[1], lines[2]];
    let marked: String = text.chars().zip(carets.chars()).filter(|(_, caret)| *caret == '^').map(|(c, _)| c).collect();
    assert!(marked.contains("2026-") || marked.contains("0x"), "{out}");
}

#[test]
fn carets_are_under_the_part_of_the_regex() {
    for (fixture, code, part) in [
        ("R001-regex-invalid.json", "R001", "("),
        ("R002-regex-misses-signature.json", "R002", "c"),
        ("R003-regex-collides.json", "R003", "externally.managed"),
        ("R007-regex-weak-literal.json", "R007", r"\bpip\b"),
        ("R008-signature-claimed.json", "R008", "error: externally-managed-environment"),
        ("R022-regex-backtracks.json", "R022", "Module.*module named.*pip"),
    ] {
        let out = with(fixture).words(&format!("check --all python/venv-pip-missing --select {code}")).out;
        let lines: Vec<&str> = out.lines().collect();
        let pairs = lines[1].chars().zip(lines[2].chars());
        let marked: String = pairs.filter(|(_, caret)| *caret == '^').map(|(character, _)| character).collect();
        assert_eq!(marked, part, "{out}");
    }
}

#[test]
fn some_records_have_the_same_findings_about_their_regexes_as_among_all() {
    let sandbox = with("R004-regex-too-broad.ndjson");
    let all = sandbox.json("check --all --select R", 0);
    let findings = all["findings"].as_array().unwrap();
    assert_eq!(findings.iter().filter(|finding| finding["code"] == "R008").count(), 10);
    for id in ["python/venv-pip-missing", "python/numpy-missing", "python/externally-managed-environment"] {
        let own: Vec<&Value> = findings.iter().filter(|finding| finding["record"] == id).collect();
        let one = sandbox.json(&format!("check --all --select R {id}"), 0);
        assert_eq!(one["findings"].as_array().unwrap().iter().collect::<Vec<_>>(), own);
    }
}

#[test]
fn a_signature_about_an_ai_that_its_regex_misses_is_a_warning() {
    let sandbox = with("S008-signature-is-claim.json");
    sandbox.ok("edit python/venv-pip-missing --set regex=PyPI");
    let found = sandbox.json("check --select R002", 0);
    assert_eq!(found["findings"][0]["severity"], "warning");
}

#[test]
fn notes_are_counted_and_printed_only_if_they_are_wanted() {
    let sandbox = with("S003-signature-long.json");
    assert_eq!(sandbox.words("check").out, "2 records: 0 errors, 0 warnings, 1 note\n");
    assert!(sandbox.words("check --all").out.contains(": S003 signature-long: "));
    assert_eq!(codes(&sandbox.json("check", 0)), Vec::<&str>::new());
    assert_eq!(codes(&sandbox.json("check --all", 0)), ["S003"]);
}

#[test]
fn lines_and_the_object_have_the_same_findings() {
    let sandbox = with("G005-edge-unmirrored.ndjson");
    let object = sandbox.json("check --all", 0);
    let lines = sandbox.ok("check --all --format ndjson");
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(!lines.is_empty());
    assert_eq!(object["findings"], Value::Array(lines));
    assert_eq!(sandbox.ok("check --all --format json"), sandbox.ok("--json check --all"));
}

#[test]
fn some_records_are_checked_against_all() {
    let sandbox = with("G005-edge-unmirrored.ndjson");
    let all = sandbox.json("check --all", 0);
    for finding in all["findings"].as_array().unwrap() {
        let id = finding["record"].as_str().unwrap();
        let one = sandbox.json(&format!("check --all {id}"), 0);
        assert!(one["findings"].as_array().unwrap().contains(finding), "{finding}");
        assert_eq!(one["counts"]["records"], 1);
    }
    assert_eq!(sandbox.json("check --domain python", 0)["counts"]["records"], 3);
    assert_eq!(sandbox.words("check python/venv-pip-missing --domain python").code, Some(2));
    assert_eq!(sandbox.words("check python/nowhere").code, Some(5));
    assert_eq!(sandbox.words("check --withdrawn").code, Some(2));
}

#[test]
fn safe_fixes_are_one_batch_that_undo_reverts() {
    let sandbox = with("G005-edge-unmirrored.ndjson");
    sandbox.ok("export --out before");
    let planned = sandbox.json("check --fix --dry-run", 0);
    assert_eq!(planned["batch"], Value::Null);
    let fixed = sandbox.json("check --fix", 0);
    assert_eq!(fixed["changes"], planned["changes"]);
    assert_eq!(sandbox.json("check", 0)["counts"]["safe"], 0);
    assert_eq!(sandbox.json("check --fix", 0)["batch"], Value::Null);
    sandbox.ok(&format!("undo {}", fixed["batch"]));
    sandbox.ok("export --out after");
    assert_eq!(files(&sandbox.path("before")), files(&sandbox.path("after")));
}

#[test]
fn after_fixing_no_safe_finding_is_left_in_any_fixture() {
    let mut fixed = 0;
    for file in std::fs::read_dir(project("fixtures/findings")).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        // An import refuses days in the future.
        if name.starts_with("T002") {
            continue;
        }
        let sandbox = with(&name);
        let printed = sandbox.words("--json check --all");
        let before: Value = serde_json::from_str(&printed.out).unwrap();
        if before["counts"]["safe"] == json!(0) {
            continue;
        }
        fixed += 1;
        let done = sandbox.json("check --fix", 0);
        assert!(done["counts"]["fixes"].as_u64().unwrap() > 0, "{name}");
        for field in done["changes"].as_array().unwrap().iter().flat_map(|one| one["fields"].as_array().unwrap()) {
            let path = field["field"].as_str().unwrap();
            let is_protected =
                ["rate", "tier", "confirmed", "seen", "confidence"].iter().any(|word| path.contains(word));
            assert!(!is_protected, "{name} changes {path}");
        }
        let after: Value = serde_json::from_str(&sandbox.words("--json check --all").out).unwrap();
        assert_eq!(after["counts"]["safe"], 0, "{name}");
    }
    assert!(fixed >= 10, "{fixed} fixtures have a safe fix");
}

#[test]
fn offered_fixes_are_applied_only_if_they_are_wanted() {
    let sandbox = with("W004-how-is-action.json");
    let safe = sandbox.words("check --fix");
    assert!(
        safe.err.contains("nothing to change") && safe.err.contains("`canonry check --fix --unsafe"),
        "{}",
        safe.err
    );
    assert_eq!(sandbox.json("check --fix --unsafe", 0)["counts"]["changed"], 1);
    assert_eq!(codes(&sandbox.json("check --select W004", 0)), Vec::<&str>::new());
}

#[test]
fn an_offered_fix_that_brings_something_as_grave_is_applied_only_if_its_code_is_named() {
    let sandbox = with("R012-regex-is-literal.json");
    let text = std::fs::read_to_string(project("fixtures/findings/R012-regex-is-literal.json")).unwrap();
    let other = text.replace("venv-pip-missing", "numpy-missing").replace("'pip'", "'numpy'");
    std::fs::write(sandbox.path("other.json"), other).unwrap();
    sandbox.ok("import other.json");
    let held = sandbox.words("check --fix --unsafe --id python/venv-pip-missing");
    assert!(held.err.contains("1 fix was not applied") && held.err.contains("R012 with R003 1"), "{}", held.err);
    let regex = |sandbox: &Sandbox| {
        let shown: Value = serde_json::from_str(&sandbox.ok("show python/venv-pip-missing --format json")).unwrap();
        shown["regex"].as_str().unwrap().to_owned()
    };
    assert_eq!(regex(&sandbox), "ModuleNotFoundError: No module named 'pip'");
    let all = sandbox.json("check --fix --unsafe --select R --id python/venv-pip-missing --dry-run", 0);
    assert_eq!(all["counts"]["harmful"], 1, "{all}");
    let named = sandbox.json("check --fix --unsafe --select R012 --id python/venv-pip-missing", 0);
    assert_eq!((&named["counts"]["fixes"], &named["counts"]["harmful"]), (&json!(1), &json!(0)), "{named}");
    assert_eq!(regex(&sandbox), "ModuleNotFoundError: No module named '[^']*'");
}

#[test]
fn codes_are_listed_and_explained_without_a_database() {
    let sandbox = Sandbox::new();
    let listed = sandbox.ok("check --list");
    let explained = sandbox.ok("check --explain signature-short");
    assert!(listed.contains("S001  signature-short"), "{listed}");
    assert!(explained.starts_with("S001 signature-short (warning)\n"), "{explained}");
    assert!(std::fs::read_to_string(project("docs/checks.md")).unwrap().contains(explained.lines().nth(2).unwrap()));
    let family = sandbox.json("check --explain s", 0);
    assert!(family["counts"]["codes"].as_u64().unwrap() > 1);
    let unknown = sandbox.words("check --explain Q999");
    assert!(unknown.code == Some(2) && unknown.err.contains("unknown check 'Q999'"), "{}", unknown.err);
}

#[test]
fn a_withdrawn_record_is_not_skipped_silently() {
    let sandbox = with("base.json");
    sandbox.ok("withdraw python/venv-pip-missing --reason r");
    let ran = sandbox.words("check python/venv-pip-missing");
    assert_eq!((ran.code, ran.err.contains("withdrawn")), (Some(5), true), "{}", ran.err);
}

#[test]
fn no_fix_makes_a_regex_miss_what_it_found() {
    let sandbox = with("base.json");
    sandbox.run(&["edit", "python/venv-pip-missing", "--set", "signature=No module ", "--set", "regex=No module "]);
    let blanks = sandbox.json("check --all --select S005", 0);
    assert_eq!(blanks["findings"][0]["fix"], Value::Null, "{blanks}");
    sandbox.run(&["edit", "python/venv-pip-missing", "--set", "regex=No module"]);
    assert_eq!(sandbox.json("check --all --select S005", 0)["findings"][0]["fix"]["safe"], true);
}

#[test]
fn offered_fixes_of_a_category_do_not_undo_each_other() {
    let sandbox = with("C002-category-variant.ndjson");
    sandbox.ok("edit --id * --set category=config-error --yes");
    sandbox.ok("edit python/venv-pip-missing --set category=config");
    sandbox.words("check --select C001,C002 --fix --unsafe --yes");
    let left = sandbox.json("check --select C001,C002", 0);
    assert_eq!(left["findings"].as_array().unwrap().len(), 0, "{left}");
}

#[cfg(unix)]
#[test]
fn the_exit_code_is_that_of_all_findings_even_if_the_output_is_closed() {
    let sandbox = Sandbox::new();
    crate::generate::ndjson(&sandbox.path("many.ndjson"), 2_000).unwrap();
    sandbox.ok("import many.ndjson");
    // The last record is the only one that has an error, and is checked long after the reader has left.
    sandbox.ok("edit python/generated-error-0001999 --set regex=zzzz");
    for (words, code) in [
        ("check --select R002", 1),
        ("check --all --select R002,E011", 1),
        ("check --all --select E011", 0),
        ("check --all --select E011 --fail-on warning", 0),
        ("check --all --select R002,E011 --format ndjson", 1),
        ("check --all --select R002,E011 --json", 1),
        ("check --all --statistics", 1),
    ] {
        let ran =
            sandbox.shell(&format!("{{ canonry --quiet {words}; echo $? >status; }} | head -c 1 >one; cat status"));
        assert_eq!((ran.out.as_str(), ran.err.as_str()), (format!("{code}\n").as_str(), ""), "{words}");
    }
}

#[test]
fn a_dry_run_without_a_fix_is_refused() {
    let ran = Sandbox::with_two_records().words("check -n");
    assert!(ran.code == Some(2) && ran.err.contains("--fix --dry-run shows"), "{}", ran.err);
}

#[test]
fn an_edge_to_nowhere_leads_to_the_only_record_that_it_could_mean() {
    let sandbox = with("G002-edge-near-miss.json");
    sandbox.ok("check --fix --unsafe --select G001");
    let record = sandbox.ok("show python/venv-pip-missing --format json");
    assert!(!record.contains("linux/externally-managed-environment"), "{record}");
    assert!(record.contains("\"error_id\": \"python/externally-managed-environment\""), "{record}");
}
