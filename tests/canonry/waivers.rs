//! Waivers: findings that are right as they are, with the reason.

use serde_json::json;

use crate::support::Sandbox;

/// The number of findings of a code, and of those that are waived.
fn found(sandbox: &Sandbox, code: &str) -> (usize, u64) {
    let ran = sandbox.words("--json check --all");
    let object: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let findings = object["findings"].as_array().unwrap();
    (findings.iter().filter(|one| one["code"] == code).count(), object["counts"]["waived"].as_u64().unwrap())
}

#[test]
fn what_is_waived_is_not_printed_and_does_not_count_for_the_exit_code() {
    let sandbox = Sandbox::with_two_records();
    sandbox.ok("edit x/a --add leads_to={\"error_id\":\"x/gone\",\"probability\":null,\"condition\":\"\"}");
    assert_eq!(sandbox.words("check --select G001").code, Some(1));
    sandbox.ok("waive x/a edge-dangling --reason soon --by lena");
    let ran = sandbox.words("check --select G001");
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), "2 records: 0 errors, 0 warnings, 0 notes, 1 waived\n"));
    assert!(sandbox.ok("check --fix --unsafe --select G001").is_empty());
    let waived = sandbox.json("check --waived", 0);
    let waiver = json!({"until": null, "batch": 3, "day": "2026-11-21", "actor": "lena", "reason": "soon"});
    assert_eq!((&waived["counts"]["waived"], &waived["findings"][0]["waiver"]), (&json!(1), &waiver));
    let text = sandbox.ok("check --waived");
    assert!(text.ends_with("    waived by lena on 2026-11-21 (batch 3): soon\n"), "{text}");
    assert!(sandbox.ok("blame x/a").contains("waivers"));
}

#[test]
fn a_waiver_needs_a_reason_a_code_and_a_finding() {
    let sandbox = Sandbox::with_two_records();
    assert_eq!(sandbox.words("waive x/a E010").code, Some(2));
    assert_eq!(sandbox.words("waive x/a E --reason r").code, Some(2));
    assert_eq!(sandbox.words("waive x/a E010 --until 2026-11-20 --reason r").code, Some(2));
    let elsewhere = sandbox.words("waive x/a E010 w1 --reason r");
    assert_eq!(elsewhere.code, Some(5));
    assert!(elsewhere.err.contains("x/a has no finding E010 in w1"), "{}", elsewhere.err);
    assert!(elsewhere.err.contains("it is found in d1.sources"), "{}", elsewhere.err);
    assert_eq!(sandbox.words("waive x/none E010 --reason r").code, Some(5));
}

#[test]
fn a_waiver_ends_and_is_withdrawn_by_the_next_fix() {
    let sandbox = Sandbox::with_two_records();
    let before = found(&sandbox, "E011").0;
    sandbox.ok("waive x/a E011 --until 2026-11-22 --reason spring");
    let waived = found(&sandbox, "E011");
    assert_eq!(u64::try_from(before - waived.0).unwrap(), waived.1);
    sandbox.ok("check --today 2026-11-22 --select E011");
    let late = sandbox.ok("check --today 2026-11-23 --select E011,Z001");
    assert!(late.contains("Z001 waiver-unneeded: the waiver of E011 at \"Do it\" ended with 2026-11-22"), "{late}");
    sandbox.ok("check --today 2026-11-23 --select E011,Z001 --fix");
    assert_eq!(sandbox.json("check --waived", 0)["counts"]["waived"], 0);
    assert_eq!(found(&sandbox, "E011"), (before, 0));
    sandbox.ok("undo");
    assert_eq!(found(&sandbox, "E011"), waived);
    sandbox.ok("waive x/a E011 --withdraw");
    assert_eq!(found(&sandbox, "E011"), (before, 0));
    assert_eq!(sandbox.words("waive x/a E011 --withdraw").code, Some(5));
}

#[test]
fn an_import_of_the_record_keeps_what_is_waived() {
    let sandbox = Sandbox::with_two_records();
    sandbox.ok("waive x/a E010 --reason r");
    let waived = found(&sandbox, "E010");
    let line = sandbox.ok("export --format ndjson");
    sandbox.write("again.ndjson", line.replace("\"regex\": \"", "\"regex\": \"x"));
    assert!(sandbox.ok("import again.ndjson").contains("changed 2"));
    assert_eq!(found(&sandbox, "E010"), waived);
}

#[test]
fn a_safe_fix_of_a_regex_ends_no_waiver_and_makes_nothing_new() {
    let sandbox = Sandbox::with_two_records();
    sandbox.ok(r"edit x/a --set regex=E\-.*");
    let before = found(&sandbox, "R007").0;
    sandbox.ok("waive x/a R007 --reason short");
    let waived = found(&sandbox, "R007");
    assert_eq!(waived, (before - 1, 1));
    let new = || sandbox.json("check --all --since 3 --select R", 0)["findings"].as_array().unwrap().len();
    for words in ["check --fix --select R", "undo", r"edit x/a --set regex=E-.*"] {
        let ran = sandbox.ok(words);
        assert!(ran.contains("regex: "), "{words}: {ran}");
        assert_eq!((found(&sandbox, "R007"), new()), (waived, 0), "{words}");
    }
    sandbox.ok("edit x/a --set regex=EE");
    assert_eq!((found(&sandbox, "R007"), found(&sandbox, "Z001").0), ((before, 0), 1));
}

#[test]
fn a_waiver_of_an_edge_follows_the_record_at_its_other_end() {
    let sandbox = Sandbox::with_records(&["x/a", "x/b", "x/c"]);
    let edge = |to: &str| format!(r#"{{"error_id": "{to}", "probability": 0.5, "condition": ""}}"#);
    sandbox.run(&["edit", "x/b", "--set", &format!("leads_to=[{}, {}]", edge("x/a"), edge("x/c"))]);
    sandbox.ok("waive x/b G005 --reason known");
    sandbox.ok("rename x/a x/d");
    let found = sandbox.json("check --select G005,Z001", 0);
    assert_eq!((&found["counts"]["waived"], &found["findings"]), (&json!(2), &json!([])), "{found}");
    assert_eq!(waived_by(&sandbox), [(3, "known"), (3, "known")].map(|(batch, why)| json!([batch, why])));
    sandbox.ok("undo");
    assert_eq!(sandbox.json("check --select G005,Z001", 0)["counts"]["waived"], 2);
    assert_eq!(waived_by(&sandbox), [(3, "known"), (3, "known")].map(|(batch, why)| json!([batch, why])));
}

#[test]
fn findings_of_many_records_are_waived_for_one_reason_and_undone_together() {
    let sandbox = Sandbox::with_records(&["x/a", "x/b", "y/c"]);
    let dry = sandbox.json("waive E010 --domain x --reason wiki --dry-run", 0);
    assert_eq!(dry["counts"], json!({"changed": 2, "waived": 2}));
    let (all, none) = (found(&sandbox, "E010"), sandbox.json("check --waived", 0));
    assert_eq!((all.1, &none["counts"]["waived"]), (0, &json!(0)), "a dry run waives nothing");
    sandbox.ok("waive dead-end-no-source --domain x --reason wiki");
    assert_eq!(found(&sandbox, "E010"), (all.0 - 2, 2));
    assert_eq!(waived_by(&sandbox), [json!([2, "wiki"]), json!([2, "wiki"])]);
    sandbox.ok("waive E010 --id * --reason rest");
    assert_eq!(waived_by(&sandbox), [json!([2, "wiki"]), json!([2, "wiki"]), json!([3, "rest"])]);
    assert!(sandbox.words("waive E010 --id * --reason rest").err.contains("nothing to change"));
    assert_eq!(sandbox.json("waive E010 --withdraw --domain y", 0)["counts"]["withdrawn"], 1);
    sandbox.ok("undo");
    assert_eq!(waived_by(&sandbox)[2], json!([3, "rest"]), "an undo restores what was waived");
    sandbox.ok("undo 5");
    sandbox.ok("undo 2");
    assert_eq!(found(&sandbox, "E010"), (all.0, 0));
}

#[test]
fn findings_of_records_that_standard_input_names_are_waived() {
    let sandbox = Sandbox::with_records(&["x/a", "x/b", "y/c"]);
    let ran = sandbox.shell(r"printf 'x/a\ny/c\n' | canonry waive - E010 --reason r");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(found(&sandbox, "E010").1, 2);
    let unknown = sandbox.shell(r"printf 'x/b\nx/none\n' | canonry waive - E010 --reason r");
    assert_eq!((unknown.code, found(&sandbox, "E010").1), (Some(5), 2), "all or none");
}

#[test]
fn a_code_alone_waives_nothing_and_names_and_choices_do_not_mix() {
    let sandbox = Sandbox::with_two_records();
    for (words, said) in [
        ("waive E010 --reason r", "error: which records?\n"),
        ("waive E010 --reason r --withdraw", "error: which records?\n"),
        ("waive x/a --reason r", "x/a"),
        ("waive x/a --domain x --reason r", "`canonry waive ID CODE`"),
        ("waive x/a E010 --domain x --reason r", "records are named or chosen by a filter, not both"),
        ("waive E010 --domain x", "needs a reason"),
        ("waive E --domain x --reason r", "E is not one code"),
        ("waive Z001 --domain x --reason r", "a waiver that nothing needs is not waived"),
    ] {
        let ran = sandbox.words(words);
        assert!(ran.code == Some(2) && ran.err.contains(said), "{words}: {}", ran.err);
    }
}

/// The batch and the reason of each waiver that has a finding.
fn waived_by(sandbox: &Sandbox) -> Vec<serde_json::Value> {
    let waived = sandbox.json("check --waived", 0);
    let findings = waived["findings"].as_array().unwrap().iter();
    findings.map(|finding| json!([finding["waiver"]["batch"], finding["waiver"]["reason"]])).collect()
}

/// Makes a record lead to another one.
fn lead(sandbox: &Sandbox, from: &str, to: &str) {
    let edge = format!(r#"leads_to={{"error_id": "{to}", "probability": null, "condition": ""}}"#);
    sandbox.run(&["edit", from, "--add", &edge]);
}

/// What `--waived` has: each waived finding's record and message. Asserts that no waiver is unneeded and none of these
/// codes is open.
fn only_waived(sandbox: &Sandbox, codes: &str) -> Vec<String> {
    let open = sandbox.json(&format!("check --all --select {codes},Z001"), 0);
    assert_eq!(open["findings"], json!([]));
    let waived = sandbox.json("check --waived", 0);
    let said = |finding: &serde_json::Value| {
        format!("{}: {}", finding["record"].as_str().unwrap(), finding["message"].as_str().unwrap())
    };
    waived["findings"].as_array().unwrap().iter().map(said).collect()
}

#[test]
fn a_waiver_of_a_cycle_follows_a_record_that_is_renamed_to_the_first_one_of_the_cycle() {
    let sandbox = Sandbox::with_records(&["x/b", "x/c", "x/d"]);
    [("x/b", "x/c"), ("x/c", "x/d"), ("x/d", "x/b")].iter().for_each(|(from, to)| lead(&sandbox, from, to));
    sandbox.ok("waive x/b G013 --reason loops");
    assert_eq!(only_waived(&sandbox, "G013"), ["x/b: 3 records lead to each other: x/b, x/c, x/d"]);
    for (rename, first) in [
        ("rename x/c x/e", "x/b: 3 records lead to each other: x/b, x/d, x/e"),
        ("rename x/d x/a", "x/a: 3 records lead to each other: x/a, x/b, x/e"),
        ("rename x/a x/f", "x/b: 3 records lead to each other: x/b, x/e, x/f"),
        ("undo", "x/a: 3 records lead to each other: x/a, x/b, x/e"),
    ] {
        sandbox.ok(rename);
        assert_eq!(only_waived(&sandbox, "G013"), [first], "{rename}");
        assert_eq!(waived_by(&sandbox), [json!([5, "loops"])], "{rename}");
    }
}

#[test]
fn a_waiver_of_two_records_that_lead_to_each_other_follows_to_the_one_that_is_first() {
    let sandbox = Sandbox::with_records(&["x/b", "x/c"]);
    lead(&sandbox, "x/b", "x/c");
    lead(&sandbox, "x/c", "x/b");
    sandbox.ok("waive x/b G008 --reason both");
    assert_eq!(only_waived(&sandbox, "G008"), ["x/b: it leads to x/c, which leads to it"]);
    sandbox.ok("rename x/b x/d");
    assert_eq!(only_waived(&sandbox, "G008"), ["x/c: it leads to x/d, which leads to it"]);
    assert_eq!(waived_by(&sandbox), [json!([4, "both"])]);
    sandbox.ok("undo");
    assert_eq!(only_waived(&sandbox, "G008"), ["x/b: it leads to x/c, which leads to it"]);
}

#[test]
fn waivers_of_edges_follow_a_record_that_is_merged_into_another() {
    let sandbox = Sandbox::with_records(&["x/a", "x/b", "x/c", "x/d"]);
    [("x/c", "x/a"), ("x/d", "x/a"), ("x/d", "x/c"), ("x/c", "x/d")]
        .iter()
        .for_each(|(from, to)| lead(&sandbox, from, to));
    for waive in ["waive x/c G005 --reason known", "waive x/d G005 --reason known", "waive x/c G013 --reason loops"] {
        sandbox.ok(waive);
    }
    sandbox.ok("withdraw x/a --merge-into x/b --reason same");
    let expected = [
        "x/c: x/b does not say that x/c precedes it",
        "x/c: x/d does not say that x/c precedes it",
        "x/d: x/b does not say that x/d precedes it",
        "x/d: x/c does not say that x/d precedes it",
        "x/c: 2 records lead to each other: x/c, x/d",
    ];
    assert_eq!(only_waived(&sandbox, "G005,G013"), expected);
    sandbox.ok("withdraw x/d --merge-into x/b --reason same");
    let expected = ["x/c: x/b does not say that x/c precedes it"];
    let found = sandbox.json("check --waived", 0);
    assert_eq!(found["findings"][0]["message"], expected[0][5..], "{found}");
    sandbox.ok("undo");
    sandbox.ok("undo");
    assert_eq!(only_waived(&sandbox, "G005,G013").len(), 5);
}
