//! `canonry regex`: what a regex finds, and what another one would.

use serde_json::{Value, json};

use crate::support::{Sandbox, project};

const ID: &str = "python/venv-pip-missing";

/// A database in which the regex of a record finds the signatures of ten others.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.ok(&format!("import {}", project("fixtures/findings/R004-regex-too-broad.ndjson").display()));
    sandbox
}

fn regex(sandbox: &Sandbox) -> Value {
    sandbox.json(&format!("show {ID}"), 0)["records"][0]["regex"].clone()
}

#[test]
fn a_regex_is_shown_with_the_errors_that_it_finds_and_the_regexes_that_find_its_record() {
    let sandbox = sandbox();
    let shown = sandbox.json(&format!("regex show {ID}"), 0);
    assert_eq!(shown["counts"], json!({ "foreign": 10, "slugs": 10, "claimed_by": 0 }));
    assert_eq!(shown["foreign"][0]["slug"], "boto-missing");
    let other = sandbox.json("regex show python/numpy-missing", 0);
    assert_eq!((&other["counts"]["foreign"], &other["claimed_by"]), (&json!(0), &json!([ID])));
    assert_eq!(sandbox.words("regex show python/nowhere").code, Some(5));
}

#[test]
fn a_trial_changes_nothing_and_says_what_it_would_gain_and_lose() {
    let sandbox = sandbox();
    let before = regex(&sandbox);
    sandbox.ok(&format!("sample add {ID} --match pip-is-missing"));
    let tried = sandbox.run(&["--json", "regex", "try", ID, "No module named '?pip'?|pip-is"]);
    let tried: Value = serde_json::from_str(&tried.out).unwrap();
    assert_eq!(tried["counts"], json!({ "gained": 1, "lost": 10, "missed": 0 }));
    assert_eq!((&tried["gained"][0]["sample"], &tried["gained"][0]["is_wanted"]), (&json!("m1"), &json!(true)));
    assert_eq!(regex(&sandbox), before);
    let text = sandbox.run(&["regex", "try", ID, "No module named '?pip'?"]).out;
    assert!(text.contains("missed  yes     python/venv-pip-missing m1  pip-is-missing\n"), "{text}");
    assert!(text.ends_with("gains nothing, loses 10 texts (0 wanted)\n"), "{text}");
}

#[test]
fn a_regex_that_is_applied_is_an_edit_that_undo_reverts() {
    let sandbox = sandbox();
    let before = regex(&sandbox);
    let new = "No module named '?pip'?";
    let apply = |more: &str| {
        sandbox.run(&[&["regex", "try", ID, new, "--apply"], &more.split(' ').collect::<Vec<_>>()[..]].concat())
    };
    assert!(apply("--dry-run").err.contains("nothing was written"));
    assert_eq!(regex(&sandbox), before);
    let applied = apply("--reason narrower");
    assert!(applied.err.contains("R004 regex-too-broad is gone"), "{}", applied.err);
    assert_eq!(regex(&sandbox), new);
    let log = sandbox.json("log", 0);
    assert_eq!(log["batches"][0]["reason"], "narrower");
    sandbox.ok("undo");
    assert_eq!(regex(&sandbox), before);
    sandbox.ok(&format!("withdraw {ID} --reason old"));
    assert_eq!(apply("--yes").code, Some(5));
}

#[test]
fn a_pattern_that_does_not_compile_is_refused_with_a_mark_where() {
    let sandbox = sandbox();
    let refused = sandbox.run(&["regex", "try", ID, "No module (pip"]);
    assert_eq!(refused.code, Some(2));
    let lines: Vec<&str> = refused.err.lines().collect();
    assert_eq!(lines[0], "error: the pattern does not compile: unclosed group");
    let mark = lines[2].chars().position(|c| c == '^').unwrap();
    assert_eq!(lines[1].chars().nth(mark), Some('('), "{}", refused.err);
    sandbox.run(&["edit", ID, "--set", "regex=pip)"]);
    assert!(sandbox.ok(&format!("regex show {ID}")).starts_with("pip)\n   ^\nit does not compile: "));
    assert_eq!(sandbox.words(&format!("regex suggest {ID}")).code, Some(3));
    assert_eq!(sandbox.words(&format!("regex try {ID} pip")).code, Some(0));
}

#[test]
fn a_suggestion_can_be_tried_as_it_is_printed() {
    let sandbox = sandbox();
    sandbox.run(&["edit", ID, "--set", r"regex=No\ module named '?pip|No.*module.*pip|No module"]);
    let suggested = sandbox.json(&format!("regex suggest {ID}"), 0);
    let all = suggested["suggestions"].as_array().unwrap();
    let ideas: Vec<&str> = all.iter().map(|one| one["idea"].as_str().unwrap()).collect();
    assert_eq!(ideas, ["idle-escape", "covered-branch", "bounded-gap", "drop-branch"]);
    for one in all {
        let printed = sandbox.run(&["--json", "regex", "try", ID, one["new"]["regex"].as_str().unwrap()]);
        let tried: Value = serde_json::from_str(&printed.out).unwrap();
        assert_eq!((&tried["gained"], &tried["lost"]), (&one["gained"], &one["lost"]));
    }
    assert_eq!(all[3]["lost"].as_array().unwrap().len(), 10);
    assert_eq!(sandbox.json("regex suggest python/externally-managed-environment", 0)["counts"]["suggestions"], 0);
}
