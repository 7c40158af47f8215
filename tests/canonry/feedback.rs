//! Reports of users: into the ledger, once, and undone again.

use std::collections::BTreeMap;

use crate::generate;
use crate::support::{Ran, Sandbox};

const HEADER: &str = "record_id,item,outcome,observed_at,count,report_id,reporter,reporter_kind\n";

fn sandbox() -> Sandbox {
    Sandbox::with_records(&["cicd/a", "cicd/b"])
}

fn import(sandbox: &Sandbox, rows: &str, options: &str) -> Ran {
    sandbox.write("feedback.csv", format!("{HEADER}{rows}"));
    sandbox.words(&format!("feedback import feedback.csv {options}"))
}

fn count(sandbox: &Sandbox, id: &str) -> u64 {
    let shown = sandbox.ok(&format!("show {id} --format json"));
    serde_json::from_str::<serde_json::Value>(&shown).unwrap()["evidence_count"].as_u64().unwrap()
}

fn json(sandbox: &Sandbox, words: &str) -> serde_json::Value {
    serde_json::from_str(&sandbox.ok(words)).unwrap()
}

#[test]
fn reports_raise_the_count_and_move_no_rate() {
    let sandbox = sandbox();
    let ran = import(&sandbox, "cicd/a,w1,fail,2026-01-02,3,,lena,\ncicd/a,,success,2026-01-02T10:00:00Z,,,,ci\n", "");
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), "added 2, duplicate 0, rejected 0\n"));
    assert_eq!(count(&sandbox, "cicd/a"), 1 + 3 + 1);
    let shown = sandbox.ok("show cicd/a --format json");
    assert!(shown.contains("\"success_rate\": 0.8") && shown.contains("\"last_confirmed\": \"2025-06-01\""), "{shown}");
    assert!(shown.contains("\"last_updated\": \"2026-11-21\""), "{shown}");
}

#[test]
fn items_are_named_by_number_by_text_or_not_at_all() {
    let sandbox = sandbox();
    let rows = "cicd/a,w1,success,2026-01-02,,,,\ncicd/a,Do it,success,2026-01-02,,,,\n\
        cicd/a,d1,fail,2026-01-02,,,,\ncicd/a,It does not help.,fail,2026-01-02,,,,\ncicd/a,,fail,2026-01-02,,,,\n";
    assert_eq!(import(&sandbox, rows, "").code, Some(0));
    let ledger = json(&sandbox, "--json evidence list cicd/a");
    let items: Vec<&str> =
        ledger["evidence"].as_array().unwrap().iter().map(|row| row["item"].as_str().unwrap_or("-")).collect();
    assert_eq!(items, ["w1", "w1", "d1", "d1", "-"]);
}

#[test]
fn the_same_file_twice_adds_nothing_and_equal_rows_of_a_file_all_count() {
    let sandbox = sandbox();
    let rows =
        "cicd/a,w1,fail,2026-01-02,,,lena,\ncicd/a,w1,fail,2026-01-02,,,lena,\ncicd/b,w1,fail,2026-01-02,,key-1,,\n";
    assert_eq!(import(&sandbox, rows, "").out, "added 3, duplicate 0, rejected 0\n");
    assert_eq!(import(&sandbox, rows, "").out, "added 0, duplicate 3, rejected 0\n");
    assert_eq!(count(&sandbox, "cicd/a"), 3);
    // The reporter's own key decides, whatever else the row says.
    assert_eq!(
        import(&sandbox, "cicd/b,w1,success,2026-02-02,,key-1,,\n", "").out,
        "added 0, duplicate 1, rejected 0\n"
    );
}

/// More records than are looked up one by one, in any order, and more reports on one than a bundle has.
#[test]
fn a_large_file_is_imported_completely() {
    const RECORDS: usize = 2_300;
    let sandbox = Sandbox::new();
    generate::ndjson(&sandbox.path("many.ndjson"), RECORDS).unwrap();
    sandbox.ok("import many.ndjson");
    generate::feedback(&sandbox.path("feedback.csv"), 9_000, RECORDS).unwrap();
    let mut text = std::fs::read_to_string(sandbox.path("feedback.csv")).unwrap();
    let id = generate::id(7);
    text.push_str(&format!("{id},w1,fail,2026-01-02,,user,linux\n").repeat(700));
    text.push_str(&format!("{id},w1,success,2026-01-02,,user,linux\n").repeat(300));
    sandbox.write("feedback.csv", &text);
    assert_eq!(sandbox.ok("feedback import feedback.csv --yes"), "added 10000, duplicate 0, rejected 0\n");
    let mut expected: BTreeMap<String, u64> = (0..RECORDS).map(|number| (generate::id(number), 1)).collect();
    for line in text.lines().skip(1) {
        *expected.get_mut(line.split(',').next().unwrap()).unwrap() += 1;
    }
    let exported = sandbox.ok("export --format ndjson");
    let records = exported.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let counts = records.map(|one| (one["id"].as_str().unwrap().to_owned(), one["evidence_count"].as_u64().unwrap()));
    assert_eq!(counts.collect::<BTreeMap<_, _>>(), expected);
    let rows = json(&sandbox, &format!("--json why {id} w1.success_rate"))["receipt"]["rows"].clone();
    assert!(rows.as_array().unwrap().iter().filter(|row| row["counts"] == true).count() >= 1_000);
    // Once more, with one that is new among many that say the same.
    sandbox.write("feedback.csv", format!("{text}{id},w1,fail,2026-01-02,,user,linux\n"));
    assert_eq!(sandbox.ok("feedback import feedback.csv"), "added 1, duplicate 10000, rejected 0\n");
    assert_eq!(count(&sandbox, &id), expected[&id] + 1);
}

#[test]
fn a_reporters_key_counts_once_whatever_the_record() {
    let sandbox = sandbox();
    let rows = "cicd/b,w1,fail,2026-01-02,,key-1,,\ncicd/a,w1,fail,2026-01-02,,key-1,,\n";
    assert_eq!(import(&sandbox, rows, "").out, "added 1, duplicate 1, rejected 0\n");
    assert_eq!(count(&sandbox, "cicd/a") + count(&sandbox, "cicd/b"), 3);
}

#[test]
fn a_row_of_sums_is_successes_and_failures() {
    let sandbox = sandbox();
    sandbox.write("sums.csv", "\u{feff}failures,successes,item,record_id,observed_at\n2,5,w1,cicd/a,2026-01-02\n");
    assert_eq!(sandbox.ok("feedback import sums.csv"), "added 1, duplicate 0, rejected 0\n");
    assert_eq!(sandbox.ok("feedback import sums.csv"), "added 0, duplicate 1, rejected 0\n");
    assert_eq!(count(&sandbox, "cicd/a"), 8);
    let claims = json(&sandbox, "--json rates");
    assert_eq!(
        (claims["claims"][0]["supporting"].as_f64(), claims["claims"][0]["reports"].as_f64()),
        (Some(5.0 / 2.8), Some(7.0 / 2.8))
    );
}

#[test]
fn every_bad_row_is_named_in_one_run_and_nothing_is_imported() {
    let sandbox = sandbox();
    sandbox.ok("withdraw cicd/b --reason gone");
    let rows = "cicd/a,w1,success,2026-01-02,,,,\ncicd/aa,w1,success,2026-01-02,,,,\ncicd/a,w9,success,2026-01-02,,,,\n\
        cicd/a,Do itt,success,2026-01-02,,,,\ncicd/a,w1,good,2026-01-02,,,,\ncicd/a,w1,success,2027-01-02,,,,\n\
        cicd/a,w1,success,2020-01-02,,,,\ncicd/a,w1,success,2026-01-02,0,,,\ncicd/b,w1,success,2026-01-02,,,,\n\
            cicd/a,w1\n";
    let ran = import(&sandbox, rows, "");
    assert_eq!((ran.code, ran.out.as_str()), (Some(3), "added 0, duplicate 0, rejected 9\n"), "{}", ran.err);
    for expected in [
        "feedback.csv:3: record_id: there is no record cicd/aa; did you mean cicd/a?",
        "feedback.csv:4: item: cicd/a has no w9: it has only w1",
        "feedback.csv:5: item: no workaround or dead end of cicd/a has this text; did you mean w1 'Do it'",
        "feedback.csv:6: outcome: unknown value 'good'; expected one of success, partial, fail, worse",
        "feedback.csv:7: observed_at: 2027-01-02 is in the future: today is 2026-11-21",
        "feedback.csv:8: observed_at: 2020-01-02 is before cicd/a was first seen, on 2024-01-15",
        "feedback.csv:9: count: '0' is not a whole number",
        "feedback.csv:10: record_id: cicd/b is withdrawn",
        "feedback.csv:11: row: 2 fields, but the header has 8",
    ] {
        assert!(ran.err.contains(expected), "{expected}\n{}", ran.err);
    }
    assert_eq!(count(&sandbox, "cicd/a"), 1);
}

#[test]
fn rejects_are_the_same_csv_and_can_be_fixed_and_imported() {
    let sandbox = sandbox();
    let rows = "cicd/a,w1,success,2026-01-02,,,,\ncicd/a,\"w1, or so\",success,2026-01-02,,,\"Li \"\"L\"\" 李\",\n";
    let ran = import(&sandbox, rows, "--keep-going --rejects rejects.csv");
    assert_eq!((ran.code, ran.out.as_str()), (Some(3), "added 1, duplicate 0, rejected 1\n"));
    let rejects = std::fs::read_to_string(sandbox.path("rejects.csv")).unwrap();
    assert!(rejects.starts_with(&format!("{},_line,_error\n", HEADER.trim_end())), "{rejects}");
    assert!(rejects.contains(",3,\"item: no workaround"), "{rejects}");
    sandbox.write("fixed.csv", rejects.replace("\"w1, or so\"", "w1"));
    let ran = sandbox.words("feedback import fixed.csv");
    assert_eq!(
        (ran.code, ran.out.as_str(), ran.err.contains("warning")),
        (Some(0), "added 1, duplicate 0, rejected 0\n", false)
    );
}

/// A comma that should have been within quotes: the row is kept unchanged, and is rejected until it is fixed.
#[test]
fn rejects_keep_what_a_row_has_too_much_or_lacks() {
    let sandbox = sandbox();
    let rows = ["cicd/a,w1,fail,2026-01-02,first, then second, then third", "cicd/a,w1"];
    let feedback = format!("record_id,item,outcome,observed_at,notes\n{}\n{}\n", rows[0], rows[1]);
    sandbox.write("feedback.csv", feedback);
    let ran = sandbox.words("feedback import feedback.csv --keep-going --rejects rejects.csv");
    assert_eq!((ran.code, ran.out.as_str()), (Some(3), "added 0, duplicate 0, rejected 2\n"));
    let rejects = std::fs::read_to_string(sandbox.path("rejects.csv")).unwrap();
    let expected = format!(
        "record_id,item,outcome,observed_at,notes,_line,_error\n\
         {},2,\"row: 7 fields, but the header has 5; is a quote missing?\"\n\
         {},3,\"row: 2 fields, but the header has 5; is a quote missing?\"\n",
        rows[0], rows[1]
    );
    assert_eq!(rejects, expected);
    let again = sandbox.words("feedback import rejects.csv --keep-going --rejects again.csv");
    assert_eq!((again.code, again.out.as_str()), (Some(3), "added 0, duplicate 0, rejected 2\n"));
    assert!(again.err.contains("rejects.csv:2: row: 7 fields, but the header has 5"), "{}", again.err);
    let second = std::fs::read_to_string(sandbox.path("again.csv")).unwrap();
    assert_eq!(second, rejects);
    let fixed = rejects.replace("first, then second, then third", "\"first, then second, then third\"");
    sandbox.write("fixed.csv", fixed);
    let ran = sandbox.words("feedback import fixed.csv --keep-going");
    assert_eq!(ran.out, "added 1, duplicate 0, rejected 1\n");
    let ledger = json(&sandbox, "--json evidence list cicd/a");
    assert_eq!(ledger["evidence"][0]["note"], "first, then second, then third");
}

#[test]
fn one_undo_undoes_a_file_which_can_be_imported_again() {
    let sandbox = sandbox();
    let before = sandbox.ok("export --format ndjson");
    let rows = "cicd/a,w1,fail,2026-01-02,,,lena,\ncicd/b,d1,fail,2026-01-02,4,,,\n";
    import(&sandbox, rows, "");
    sandbox.ok("undo");
    assert_eq!(sandbox.ok("export --format ndjson"), before);
    assert_eq!(json(&sandbox, "--json rates")["counts"]["claims"], 0);
    assert_eq!(import(&sandbox, rows, "").out, "added 2, duplicate 0, rejected 0\n");
    assert_eq!((count(&sandbox, "cicd/a"), count(&sandbox, "cicd/b")), (2, 5));
    // Evidence that was withdrawn separately stays withdrawn.
    sandbox.ok("evidence withdraw e1 --reason spam");
    assert_eq!(import(&sandbox, rows, "").out, "added 0, duplicate 2, rejected 0\n");
}

#[test]
fn a_dry_run_checks_everything_and_writes_nothing() {
    let sandbox = sandbox();
    let before = sandbox.ok("export --format ndjson");
    let ran = import(&sandbox, "cicd/a,w1,fail,2026-01-02,,,,\n", "--dry-run");
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), "added 1, duplicate 0, rejected 0\n"));
    assert_eq!(sandbox.ok("export --format ndjson"), before);
    assert!(!sandbox.ok("log").contains("feedback"));
}

#[test]
fn a_log_of_outcomes_is_feedback_too() {
    let sandbox = sandbox();
    let log = r#"{"error_id": "cicd/a", "workaround_action": "Do it", "success": true, "timestamp": "2026-01-02T03:04:05+00:00", "agent": "x"}
{"error_id": "cicd/a", "workaround_action": null, "success": false, "timestamp": 1767323045.5}

{"error_id": "cicd/a", "workaround_action": "Do it", "success": "yes", "timestamp": "2026-01-02"}
"#;
    sandbox.write("log.jsonl", log);
    let ran = sandbox.words("feedback import log.jsonl --format outcomes --keep-going");
    assert_eq!((ran.code, ran.out.as_str()), (Some(3), "added 2, duplicate 0, rejected 1\n"), "{}", ran.err);
    assert!(ran.err.contains("log.jsonl:4: outcome: success is true or false"), "{}", ran.err);
    let ledger = json(&sandbox, "--json evidence list cicd/a");
    let rows: Vec<_> = ledger["evidence"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["outcome"].as_str(), row["day"].as_str()))
        .collect();
    assert_eq!(rows, [(Some("success"), Some("2026-01-02")), (Some("fail"), Some("2026-01-02"))]);
}

#[test]
fn a_header_that_lacks_a_column_or_names_one_twice_is_refused() {
    let sandbox = sandbox();
    for (header, reason) in [
        ("record_id,outcome,observed_at", "has no item"),
        ("record_id,item,observed_at", "has no outcome"),
        ("record_id,item,item,outcome,observed_at", "'item' twice"),
        ("", "has no record_id"),
    ] {
        sandbox.write("odd.csv", format!("{header}\n"));
        let ran = sandbox.words("feedback import odd.csv");
        assert!(ran.code == Some(3) && ran.err.contains(reason), "{header}: {}", ran.err);
    }
    sandbox.write("odd.csv", "record_id,mood,item,outcome,observed_at\ncicd/a,good,w1,success,2026-01-02\n");
    let ran = sandbox.words("feedback import odd.csv");
    assert!(ran.code == Some(0) && ran.err.contains("ignored columns: mood"), "{}", ran.err);
}

#[test]
fn successes_confirm_a_record_only_if_the_policy_says_so() {
    let sandbox = sandbox();
    let row = "cicd/a,w1,success,2026-08-02,2,,,\ncicd/b,w1,fail,2026-08-02,9,,,\n";
    sandbox.write("canonry.toml", "[rates]\nconfirming_successes = 2\n");
    import(&sandbox, row, "");
    assert!(sandbox.ok("show cicd/a --format json").contains("\"last_confirmed\": \"2026-08-02\""));
    assert!(sandbox.ok("show cicd/b --format json").contains("\"last_confirmed\": \"2025-06-01\""));
}
