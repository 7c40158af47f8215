//! A rate that a maintainer sets is a new baseline, even if it is the same number.

use serde_json::{Value, json};

use crate::support::{Sandbox, changed, record};

/// The record x/a, on whose w1 (0.9) four people report 12 failures.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("a.json", changed(&record("x/a"), |tree| tree["workarounds"][0]["success_rate"] = json!(0.9)));
    sandbox.ok("import a.json");
    for name in ["lena", "otto", "ida", "max"] {
        sandbox.ok(&format!("evidence add x/a#w1 --kind outcome --outcome fail --count 3 --reporter {name}"));
    }
    sandbox
}

/// What `why` says about the rate: its receipt, without what is counted from the batches.
fn receipt(sandbox: &Sandbox) -> Value {
    let receipt = &sandbox.json("why x/a w1.success_rate", 0)["receipt"];
    json!([receipt["baseline"], receipt["reports"], receipt["target"]])
}

/// The batch of the rate's baseline.
fn baseline(sandbox: &Sandbox) -> i64 {
    sandbox.json("why x/a w1.success_rate", 0)["receipt"]["baseline_batch"].as_i64().unwrap()
}

fn batches(sandbox: &Sandbox) -> i64 {
    sandbox.json("log --limit 1", 0)["batches"][0]["batch"].as_i64().unwrap()
}

const SET: &str = "edit x/a --set w1.success_rate=";

#[test]
fn it_does_not_matter_whether_the_estimate_was_published_before_a_number_is_set() {
    let estimate = sandbox().json("rates", 0)["claims"][0]["target"].clone();
    for value in [json!(0.9), estimate, json!(0.7)] {
        let (applied, not) = (sandbox(), sandbox());
        applied.ok("rates --apply");
        for sandbox in [&applied, &not] {
            sandbox.ok(&format!("{SET}{value}"));
            sandbox.ok("evidence add x/a#w1 --kind outcome --outcome success --count 2 --reporter ann");
        }
        assert_eq!(receipt(&applied), receipt(&not), "{value}");
        assert_eq!(receipt(&applied)[0], value);
    }
}

#[test]
fn a_rate_that_is_set_again_is_reported_and_set_once() {
    let sandbox = sandbox();
    let published = sandbox.ok("show x/a --format json");
    let dry = sandbox.words(&format!("{SET}0.9 --dry-run"));
    let said = "changed x/a\n  w1.success_rate: 0.9 set again, as a new baseline\n";
    let note = "  x/a: 12 reports on w1.success_rate no longer count: the number is yours now\n";
    assert_eq!((dry.out.as_str(), dry.err.as_str()), (said, &*format!("{note}dry run: nothing was written\n")));
    assert_eq!(baseline(&sandbox), 1);
    let object = sandbox.json(&format!("{SET}0.90"), 0);
    let again = json!([{ "field": "w1.success_rate", "value": 0.9, "undone": false }]);
    assert_eq!(object["changes"], json!([{ "id": "x/a", "fields": [], "set_again": again }]));
    assert_eq!(object["counts"], json!({ "changed": 1, "reports_ceased": 12, "claims_ceased": 1 }));
    assert_eq!((baseline(&sandbox), batches(&sandbox)), (6, 6));
    // The record is the same, and setting the rate once more changes nothing.
    assert_eq!(sandbox.ok("show x/a --format json"), published);
    let ran = sandbox.words(&format!("{SET}0.9"));
    assert_eq!((ran.out.as_str(), ran.err.as_str(), batches(&sandbox)), ("", "nothing to change\n", 6));
    assert!(sandbox.ok("rates").is_empty());

    let log = sandbox.ok("log x/a --limit 1");
    assert!(log.starts_with("6  ") && log.contains("1 record, 1 change\n"), "{log}");
    assert!(log.ends_with("      w1.success_rate: 0.9 set again, as a new baseline\n"), "{log}");
    assert_eq!(sandbox.json("log --batch 6", 0)["batches"][0]["changes"][0]["set_again"], again);
    let why = sandbox.ok("why x/a w1.success_rate");
    assert!(why.contains(": 0.9 set again, as a new baseline\n"), "{why}");
    assert!(why.contains("baseline 0.9 of batch 6"), "{why}");
    let stages = sandbox.json("why x/a w1.success_rate", 0)["changes"].clone();
    assert_eq!((&stages[0]["set_again"], &stages[1]["set_again"]), (&Value::Null, &json!(true)));
    assert_eq!((&stages[1]["old"], &stages[1]["new"]), (&json!(0.9), &json!(0.9)));
    sandbox.ok("verify");
}

#[test]
fn an_undo_restores_the_earlier_baseline_and_its_undo_the_later_one() {
    let sandbox = sandbox();
    let before = receipt(&sandbox);
    sandbox.ok(&format!("{SET}0.9"));
    let after = receipt(&sandbox);
    assert_ne!(before, after);
    let undone = sandbox.ok("undo");
    assert_eq!(undone, "undid batch 6\nchanged x/a\n  w1.success_rate: 0.9 stays, the earlier baseline is back\n");
    assert_eq!((receipt(&sandbox), baseline(&sandbox)), (before.clone(), 1));
    let log = sandbox.ok("log x/a --limit 1");
    assert!(log.ends_with("w1.success_rate: 0.9 stays, the earlier baseline is back\n"), "{log}");
    assert_eq!(sandbox.words("undo 6").code, Some(4));
    sandbox.ok("undo 7");
    // An undo of an undo restores the batch that was undone.
    assert_eq!((receipt(&sandbox), baseline(&sandbox)), (after, 6));
    sandbox.ok("undo 8");
    assert_eq!((receipt(&sandbox), baseline(&sandbox)), (before, 1));
    sandbox.ok("verify");
}

#[test]
fn what_depends_on_a_rate_that_was_set_again_is_undone_first() {
    let sandbox = sandbox();
    sandbox.ok("rates --apply");
    let estimate = sandbox.json("rates", 0)["claims"][0]["published"].clone();
    sandbox.ok(&format!("{SET}{estimate}"));
    let refused = sandbox.words("undo 6");
    assert_eq!(refused.code, Some(4), "{}", refused.err);
    assert!(refused.err.contains("· batch 7: x/a w1.success_rate\n"), "{}", refused.err);
    sandbox.ok(&format!("{SET}0.8"));
    let refused = sandbox.words("undo 7");
    assert!(refused.code == Some(4) && refused.err.contains("· batch 8: x/a w1.success_rate\n"), "{}", refused.err);
    for batch in [8, 7, 6] {
        sandbox.ok(&format!("undo {batch}"));
    }
    assert_eq!((receipt(&sandbox)[0].clone(), baseline(&sandbox)), (json!(0.9), 1));
    // The batch of a file of reports can still be undone.
    sandbox.ok(&format!("{SET}0.9"));
    sandbox.ok("undo 5");
    assert_eq!(sandbox.json("why x/a w1.success_rate", 0)["receipt"]["rows"][3]["withdrawn_in"], json!(13));
    sandbox.ok("verify");
}

#[test]
fn a_number_on_which_nothing_was_reported_since_is_not_set_again() {
    let sandbox = sandbox();
    let ran = sandbox.words("edit x/a --set fix_success_rate=0.5 --set d1.fail_rate=0.7 --set root_cause_type=");
    assert_eq!((ran.code, batches(&sandbox)), (Some(0), 6), "{}{}", ran.out, ran.err);
    assert!(!ran.out.contains("again"), "{}", ran.out);
    // A text and an import cannot tell a number that was left alone.
    sandbox.write("same.json", sandbox.ok("show x/a --format json"));
    assert!(sandbox.words("edit x/a --from same.json").err.contains("nothing to change"));
    sandbox.ok("import same.json");
    assert_eq!((batches(&sandbox), baseline(&sandbox)), (6, 1));
}

#[test]
fn a_source_that_sets_another_rate_conflicts_with_the_one_that_was_set_again() {
    let (set, left) = (sandbox(), sandbox());
    for sandbox in [&set, &left] {
        sandbox.ok("rates --apply");
        sandbox.write("a.json", changed(&record("x/a"), |tree| tree["workarounds"][0]["success_rate"] = json!(0.95)));
    }
    let estimate = left.json("rates", 0)["claims"][0]["published"].clone();
    set.ok(&format!("{SET}{estimate}"));
    assert_eq!(set.words("import a.json").code, Some(4));
    assert_eq!(left.words("import a.json").code, Some(0));
}

/// What withdrew a report may be undone: whether it counts then must not depend on what was published meanwhile.
#[test]
fn withdrawn_reports_that_are_restored_do_not_count_for_a_rate_that_was_set_since() {
    let (applied, not) = (sandbox(), sandbox());
    applied.ok("rates --apply");
    for sandbox in [&applied, &not] {
        sandbox.ok("evidence withdraw e1 e2 e3 e4 --reason wrong");
        let ran = sandbox.words(&format!("{SET}0.9"));
        assert!(ran.code == Some(0) && !ran.err.contains("no longer count"), "{}", ran.err);
        let withdrawn = baseline(sandbox) - 1;
        sandbox.ok(&format!("undo {withdrawn}"));
    }
    assert_eq!(receipt(&applied), receipt(&not));
    assert_eq!(receipt(&not), json!([0.9, 0.0, 0.9]));
}

#[test]
fn the_check_of_the_journal_finds_a_rate_that_the_record_never_had() {
    let sandbox = sandbox();
    sandbox.ok(&format!("{SET}0.9"));
    let connection = rusqlite::Connection::open(sandbox.path("canonry.db")).unwrap();
    let trigger: String = connection
        .query_row("SELECT sql FROM sqlite_schema WHERE name = 'change_stays_as_it_is'", [], |row| row.get(0))
        .unwrap();
    connection.execute_batch("DROP TRIGGER change_stays_as_it_is").unwrap();
    connection.execute("UPDATE change SET new = '0.8' WHERE part = 'base' AND field = 'success_rate'", []).unwrap();
    connection.execute_batch(&trigger).unwrap();
    let found = sandbox.words("verify");
    assert!(found.code == Some(70) && found.out.contains("set the baseline of w#1.success_rate"), "{}", found.out);
}
