//! Evidence on many records, by its address, and moving it.

use serde_json::json;

use crate::support::{Sandbox, changed, record};

fn count(sandbox: &Sandbox, id: &str) -> i64 {
    sandbox.json(&format!("show {id}"), 0)["records"][0]["evidence_count"].as_i64().unwrap()
}

fn batches(sandbox: &Sandbox) -> u64 {
    sandbox.json("log --limit 0", 0)["counts"]["batches"].as_u64().unwrap()
}

/// A piece of evidence as `evidence list` has it.
fn piece(sandbox: &Sandbox, id: &str, number: &str) -> serde_json::Value {
    let list = sandbox.json(&format!("evidence list {id}"), 0);
    list["evidence"].as_array().unwrap().iter().find(|one| one["id"] == number).unwrap().clone()
}

#[test]
fn records_are_confirmed_by_ids_by_a_filter_and_from_standard_input_all_or_none() {
    let sandbox = Sandbox::with_records(&["x/a", "x/b", "y/c"]);
    let object = sandbox.json("confirm --domain x --note looked --on 2026-11-01", 0);
    assert_eq!((&object["counts"]["confirmed"], &object["evidence"]), (&json!(2), &json!(["e1", "e2"])));
    let ran = sandbox.shell("printf 'x/a\n\n  y/c \nx/a\n' | canonry confirm - --note looked --on 2026-11-02");
    assert!(ran.out.starts_with("e3 on x/a\ne4 on y/c\nchanged x/a\n"), "{}", ran.out);
    let before = sandbox.ok("export --format ndjson");
    let ran = sandbox.shell("printf 'x/a\nx/none\ny/c\nBad\n' | canonry confirm - --note looked; echo exit $?");
    let said = "error: 2 lines of standard input name no record\n  · -:2: there is no record x/none";
    assert!(ran.out.contains(said) && ran.out.contains("\n  · -:4: there is no record Bad"), "{}", ran.out);
    assert!(ran.out.ends_with("exit 5\n"), "{}", ran.out);
    // One that may not be confirmed prevents all of them.
    assert_eq!(sandbox.words("confirm --id * --note looked --on 2026-11-01").code, Some(6));
    assert_eq!(sandbox.words("confirm --note looked").code, Some(2));
    assert_eq!(sandbox.words("confirm - x/a --note looked").code, Some(2));
    assert_eq!(sandbox.ok("export --format ndjson"), before);
    let ran = sandbox.shell("canonry confirm - --note looked < /dev/null");
    assert_eq!(ran.out, "nothing to change\n");
}

#[test]
fn other_commands_read_ids_from_standard_input_too() {
    let sandbox = Sandbox::with_records(&["x/a", "x/b", "y/c"]);
    for (command, changed) in [
        ("edit - --add tags=t", 2),
        ("promote - --force --reason r", 2),
        ("withdraw - --reason r", 2),
        ("restore -", 2),
    ] {
        let ran = sandbox.shell(&format!("printf 'x/a\ny/c\n' | canonry {command} --json"));
        let object: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!(object["counts"]["changed"], changed, "{command}: {}", ran.out);
    }
    let ran = sandbox.shell("echo x/a | canonry edit -; echo exit $?");
    assert!(ran.out.contains("cannot have a text to edit") && ran.out.ends_with("exit 2\n"), "{}", ran.out);
}

#[test]
fn evidence_is_recorded_on_several_records_and_items_in_one_batch() {
    let sandbox = Sandbox::with_two_records();
    // Two items of one record change it once.
    let object = sandbox.json("evidence add x/a#w2 x/b x/a#d1 x/a#w2 --kind reproduction --count 2", 0);
    assert_eq!((&object["counts"]["added"], &object["counts"]["changed"]), (&json!(3), &json!(2)));
    assert_eq!((count(&sandbox, "x/a"), count(&sandbox, "x/b")), (5, 3));
    assert_eq!(sandbox.json("evidence add --domain x --kind review", 0)["counts"]["added"], 2);
    let ran = sandbox.shell("printf 'x/a#w1\nx/b\n' | canonry evidence add - --kind review");
    assert!(ran.out.starts_with("e6 on x/a#w1\ne7 on x/b\n"), "{}", ran.out);
    assert_eq!(piece(&sandbox, "x/a", "e6")["item"], "w1");
    let before = (batches(&sandbox), sandbox.ok("export --format ndjson"));
    for (words, code) in [
        ("evidence add x/a x/b#w2 --kind review", 5),
        ("evidence add x/a x/none --kind review", 5),
        ("evidence add --kind review", 2),
        ("evidence add x/a --domain x --kind review", 2),
    ] {
        assert_eq!(sandbox.words(words).code, Some(code), "{words}");
    }
    assert_eq!((batches(&sandbox), sandbox.ok("export --format ndjson")), before);
    (0..3).for_each(|_| drop(sandbox.ok("undo")));
    assert_eq!((count(&sandbox, "x/a"), count(&sandbox, "x/b")), (1, 1));
}

#[test]
fn withdrawn_records_get_no_evidence_and_unknown_values_are_named() {
    let sandbox = Sandbox::with_two_records();
    sandbox.ok("withdraw x/b --reason r");
    for filter in ["--withdrawn", "--domain x --withdrawn"] {
        let ran = sandbox.words(&format!("evidence add {filter} --kind review"));
        let said = "error: withdrawn records cannot be changed";
        assert!(ran.code == Some(2) && ran.err.starts_with(said), "{filter}: {}", ran.err);
    }
    let ran = sandbox.words("evidence add --domain y --kind review");
    assert!(ran.err.contains("no record has domain 'y'"), "{}", ran.err);
    assert_eq!(batches(&sandbox), 2);
}

#[test]
fn an_address_is_one_of_the_web_and_a_source_has_one() {
    let sandbox = Sandbox::with_two_records();
    for (words, says) in [
        ("evidence add x/a --kind source", "--url"),
        ("evidence add x/a --kind source --url example.org", "begins with http:// or https://"),
        ("evidence add x/a --kind review --url ftp://example.org/a", "begins with http:// or https://"),
        ("evidence add x/a --kind review --url https://", "empty host"),
        ("confirm x/a --url docs/page", "begins with http:// or https://"),
        ("confirm x/a --kind source --note read", "needs --url"),
        ("confirm x/a --note=", "the note is empty"),
    ] {
        let ran = sandbox.words(words);
        assert!(ran.code == Some(2) && ran.err.contains(says), "{words}: {:?} {}", ran.code, ran.err);
    }
    assert_eq!(batches(&sandbox), 1);
    sandbox.ok("confirm x/a --url HTTPS://Example.org/错");
}

#[test]
fn what_the_ledger_has_by_its_address_is_not_recorded_again_unless_that_is_meant() {
    let sandbox = Sandbox::with_two_records();
    let add = "evidence add x/a --kind source --url https://example.org/a";
    sandbox.ok(&format!("{add} --on 2026-11-02"));
    let ran = sandbox.words("evidence add x/a --kind source --url HTTPS://Example.org/a --by lena");
    let said = "x/a already has this URL in e1 (2026-11-02, mei); --again records it anyway\nnothing to change\n";
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (Some(0), "", said));
    let object = sandbox.json(add, 0);
    assert_eq!((&object["counts"]["known"], &object["known"]), (&json!(1), &json!([{ "id": "e1", "on": "x/a" }])));
    assert_eq!((batches(&sandbox), count(&sandbox, "x/a")), (2, 2));
    // On another item, of another kind, or after it was withdrawn, it says something new.
    for words in [
        "evidence add x/a#w1 --kind source --url https://example.org/a",
        "evidence add x/a --kind review --url https://example.org/a",
        "evidence add x/a --kind review --url https://example.org/a --reporter lena",
        &format!("{add} --again"),
    ] {
        assert_eq!(sandbox.json(words, 0)["counts"]["added"], 1, "{words}");
    }
    sandbox.ok("evidence withdraw e1 e5 --reason gone");
    // Of several targets those without it get it.
    let object = sandbox.json("evidence add x/a#w1 x/a x/b --kind source --url https://example.org/a", 0);
    assert_eq!((&object["counts"]["added"], &object["known"][0]["on"]), (&json!(2), &json!("x/a#w1")));
}

#[test]
fn a_source_that_its_record_has_elsewhere_counts_again_and_is_named() {
    let sandbox = Sandbox::with_two_records();
    let source = "--kind source --url https://example.org/a";
    sandbox.ok(&format!("evidence add x/a {source}"));
    sandbox.ok(&format!("evidence add x/b#w1 {source}"));
    for (words, says) in [
        (format!("evidence add x/a#w1 {source}"), "x/a already has this URL in e1, on the record; it counts again\n"),
        (format!("evidence add x/b {source}"), "x/b already has this URL in e2, on w1; it counts again\n"),
        (format!("confirm x/a {source}"), "x/a already has this URL in e1, on the record; it counts again\n"),
    ] {
        let ran = sandbox.words(&words);
        assert!(ran.code == Some(0) && ran.err.starts_with(says), "{words}: {}", ran.err);
    }
    let object = sandbox.json(&format!("evidence add x/a#d1 {source}"), 0);
    assert_eq!(object["repeated"], json!([{ "id": "e1", "on": "x/a#d1" }]));
    let ran = sandbox.words("evidence add x/a#w2 --kind review --url https://example.org/a");
    assert!(!ran.err.contains("already"), "{}", ran.err);
}

#[test]
fn withdrawing_evidence_leaves_a_count_that_an_author_set_below_the_ledger() {
    let sandbox = Sandbox::with_two_records();
    sandbox.ok("evidence add x/a --kind review --count 6");
    sandbox.ok("evidence add x/a --kind review --count 4");
    assert_eq!(count(&sandbox, "x/a"), 11);
    sandbox.ok("edit x/a --set evidence_count=5 --force --reason counted");
    sandbox.ok("evidence withdraw e1 --reason wrong");
    assert_eq!(count(&sandbox, "x/a"), 5);
    // The batch is there, though no field changed.
    assert_eq!(sandbox.json("log x/a --limit 1", 0)["batches"][0]["batch"], 5);
    assert_eq!(piece(&sandbox, "x/a", "e1")["withdrawn_in"], 5);
    sandbox.ok("evidence withdraw e2 --reason wrong");
    assert_eq!(count(&sandbox, "x/a"), 1);
    sandbox.ok("undo");
    sandbox.ok("undo");
    assert_eq!((count(&sandbox, "x/a"), piece(&sandbox, "x/a", "e1")["withdrawn_in"].clone()), (5, json!(null)));
    sandbox.ok("undo 4");
    assert_eq!(count(&sandbox, "x/a"), 11);
}

#[test]
fn evidence_is_moved_to_another_item_by_a_row_with_the_same_content() {
    let sandbox = Sandbox::with_two_records();
    sandbox
        .ok("evidence add x/a#w1 --kind outcome --outcome partial --count 3 --reporter lena --on 2026-11-02 --note n");
    let before = (sandbox.ok("export --format ndjson"), piece(&sandbox, "x/a", "e1"));
    assert_eq!(sandbox.words("evidence move e1 x/a#w2").code, Some(2), "without a reason");
    let dry = sandbox.words("evidence move e1 x/a#w2 --reason wrong --dry-run");
    let ran = sandbox.words("evidence move e1 x/a#w2 --reason wrong");
    assert_eq!((ran.code, ran.out.as_str(), &dry.out), (Some(0), "e1 → e2 on x/a#w2\n", &ran.out), "{}", ran.err);
    assert_eq!(ran.err, "batch 3; `canonry undo 3` undoes it\n");
    assert_eq!(sandbox.ok("export --format ndjson"), before.0);
    let (old, new) = (piece(&sandbox, "x/a", "e1"), piece(&sandbox, "x/a", "e2"));
    assert_eq!((&old["moved_to"], &old["withdrawn_in"]), (&json!("e2"), &json!(3)));
    assert_eq!((&new["moved_from"], &new["item"], &new["batch"]), (&json!("e1"), &json!("w2"), &json!(3)));
    for key in ["kind", "outcome", "count", "day", "reporter", "reporter_kind", "url", "note"] {
        assert_eq!(new[key], before.1[key], "{key}");
    }
    let list = sandbox.ok("evidence list x/a");
    assert!(list.contains("moved to e2 by batch 3 · n") && list.contains("moved from e1 · n"), "{list}");
    assert!(sandbox.ok("log x/a --limit 1").contains("e1 no longer counts\n      e2 counts from here on"));
    // The rates follow.
    assert_eq!(sandbox.json("rates x/a", 2)["command"], "rates");
    assert_eq!(sandbox.json("rates --id x/a", 0)["claims"][0]["claim"], "w2.success_rate");
    let ran = sandbox.words("evidence move e1 x/a --reason wrong");
    assert!(ran.code == Some(4) && ran.err.contains("e1 was already moved to e2, by batch 3"), "{}", ran.err);
    let ran = sandbox.words("evidence move e2 x/a#w2 --reason wrong");
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), "e2 is already on x/a#w2\nnothing to change\n"));
    sandbox.ok("undo");
    assert_eq!(piece(&sandbox, "x/a", "e1"), before.1);
    assert_eq!(piece(&sandbox, "x/a", "e2")["withdrawn_in"], 4);
    sandbox.ok("undo 4");
    assert_eq!(piece(&sandbox, "x/a", "e1")["moved_to"], "e2");
    assert_eq!(sandbox.ok("export --format ndjson"), before.0);
}

#[test]
fn evidence_is_moved_to_another_record_with_its_count() {
    let sandbox = Sandbox::with_two_records();
    sandbox.ok("evidence add x/a#w2 --kind outcome --outcome success --count 3");
    sandbox.ok("evidence add x/a --kind review");
    let before = sandbox.ok("export --format ndjson");
    sandbox.ok("evidence move e1 e2 x/b --reason wrong");
    assert_eq!((count(&sandbox, "x/a"), count(&sandbox, "x/b")), (1, 5));
    // Both records are undone, or neither.
    let ran = sandbox.words("undo 4 x/a");
    assert!(ran.code == Some(4) && ran.err.contains("both records are undone, or neither"), "{}", ran.err);
    sandbox.ok("undo 4");
    assert_eq!(sandbox.ok("export --format ndjson"), before);
    for (words, code) in [
        ("evidence move e1 x/b#w2 --reason r", 5),
        ("evidence move e9 x/b --reason r", 5),
        ("evidence move e1 x/none --reason r", 5),
        ("evidence move w1 x/b --reason r", 2),
        ("evidence move e1 --reason r", 2),
    ] {
        assert_eq!(sandbox.words(words).code, Some(code), "{words}");
    }
    sandbox.write(
        "b.json",
        changed(&sandbox.ok("show x/b --format json"), |tree| tree["first_seen"] = "2026-11-21".into()),
    );
    sandbox.ok("evidence add x/a --kind review --on 2026-11-20");
    sandbox.ok("edit x/b --from b.json");
    let ran = sandbox.words("evidence move e5 x/b --reason r");
    assert!(ran.code == Some(6) && ran.err.contains("before x/b was first seen"), "{}", ran.err);
}

#[test]
fn a_report_that_was_moved_is_not_imported_again() {
    let sandbox = Sandbox::with_two_records();
    sandbox.write("f.csv", "record_id,item,outcome,observed_at,reporter\nx/a,w1,success,2026-11-02,lena\n");
    sandbox.ok("feedback import f.csv");
    sandbox.ok("evidence move e1 x/b#w1 --reason wrong");
    assert_eq!(sandbox.ok("feedback import f.csv"), "added 0, duplicate 1, rejected 0\n");
    // The import alone is not undone, for its report counts elsewhere.
    let ran = sandbox.words("undo 2");
    assert!(ran.code == Some(4) && ran.err.contains("batch 3: x/a evidence e1"), "{}", ran.err);
    sandbox.ok("undo 3");
    sandbox.ok("undo 2");
    assert_eq!((count(&sandbox, "x/a"), count(&sandbox, "x/b")), (1, 1));
    assert_eq!(sandbox.ok("feedback import f.csv"), "added 1, duplicate 0, rejected 0\n");
}

/// After any undo, never more than one of the rows of one observation counts.
#[test]
fn a_piece_of_evidence_that_was_moved_on_counts_once() {
    let sandbox = Sandbox::with_two_records();
    sandbox.ok("evidence add x/a#w1 --kind outcome --outcome success --count 3"); // 2: e1
    sandbox.ok("evidence move e1 x/a#w2 --reason r"); // 3: e2
    sandbox.ok("evidence move e2 x/b --reason r"); // 4: e3
    let total = |sandbox: &Sandbox| count(sandbox, "x/a") + count(sandbox, "x/b");
    for (words, says) in
        [("undo 3", "batch 4: x/a evidence e1, x/a evidence e2"), ("undo 2", "batch 3: x/a evidence e1")]
    {
        let ran = sandbox.words(words);
        assert!(ran.code == Some(4) && ran.err.contains(says), "{words}: {}", ran.err);
    }
    sandbox.ok("undo 3 --partly");
    assert_eq!(total(&sandbox), 5);
    sandbox.ok("undo 4");
    sandbox.ok("undo 3");
    sandbox.ok("evidence move e1 x/b#w1 --reason r");
    let ran = sandbox.words("undo 7"); // the undo of 3
    assert!(ran.code == Some(4) && ran.err.contains("batch 8: "), "{}", ran.err);
    assert_eq!(total(&sandbox), 5);
}

/// Piece by piece, in the order of recording, with the numbers of the items as they are now.
#[test]
fn the_evidence_on_a_record_is_listed_as_it_is_read() {
    let sandbox = Sandbox::with_records(&["cicd/a"]);
    let rows: String =
        (0..30).map(|n| format!("cicd/a,{},fail,2026-01-02,n{n},r\n", ["w1", "d1", ""][n % 3])).collect();
    sandbox.write("feedback.csv", format!("record_id,item,outcome,observed_at,notes,reporter\n{rows}"));
    sandbox.ok("feedback import feedback.csv");
    sandbox.ok("evidence withdraw e2 e3 --reason spam");
    let all = sandbox.json("evidence list cicd/a", 0);
    assert_eq!((all["id"].as_str(), all["counts"]["evidence"].as_u64()), (Some("cicd/a"), Some(30)));
    assert_eq!(all["counts"]["withdrawn"], 2);
    let numbers: Vec<String> = (1..=30).map(|n| format!("e{n}")).collect();
    let listed: Vec<&str> = all["evidence"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap()).collect();
    assert_eq!(listed, numbers);
    let dead_end = sandbox.json("evidence list cicd/a#d1", 0);
    assert_eq!(
        (dead_end["counts"]["evidence"].as_u64(), dead_end["counts"]["withdrawn"].as_u64()),
        (Some(10), Some(1))
    );
    assert_eq!(dead_end["evidence"].as_array().unwrap().len(), 10);
    assert_eq!(sandbox.ok("evidence list cicd/a#d1").lines().count(), 11);
}

#[test]
fn a_reproduction_may_say_how_it_ended_and_is_a_report_then() {
    let sandbox = Sandbox::new();
    let version = json!({ "version": "29", "introduced": null, "deprecated": null, "removed": null,
        "behavior_change": null, "status": "active" });
    sandbox.write("a.json", changed(&record("x/a"), |tree| tree["versions"] = json!([version])));
    sandbox.ok("import a.json");
    // Without an outcome it is evidence that nothing is computed from, and may be on a version.
    sandbox.ok("evidence add x/a#v1 x/a#w1 --kind reproduction");
    assert_eq!(sandbox.json("rates", 0)["counts"]["claims"], 0);
    sandbox.ok("evidence add x/a#w1 --kind reproduction --outcome fail --count 4 --reporter lena");
    assert_eq!(sandbox.json("rates", 0)["counts"]["claims"], 1);
    assert!(sandbox.ok("evidence list x/a#w1").contains("  reproduction: fail  4      w1  lena (user)"));
    let e3 = piece(&sandbox, "x/a", "e3");
    assert_eq!((&e3["kind"], &e3["outcome"]), (&json!("reproduction"), &json!("fail")));
    assert!(sandbox.ok("why x/a w1.how").contains("reproduction fail ×4 by lena (user)"));
    let why = sandbox.json("why x/a w1.success_rate", 0);
    assert_eq!((&why["evidence"][1]["outcome"], &why["receipt"]["rows"][0]["id"]), (&json!("fail"), &json!("e3")));
    assert_eq!(why["receipt"]["rows"].as_array().unwrap().len(), 1, "{why}");
    let no_version = "error: an outcome needs a workaround, a dead end or the record as a whole";
    for (words, says) in [
        (
            "evidence add x/a --kind review --outcome success",
            "--outcome needs --kind outcome or reproduction, not review",
        ),
        (
            "evidence add x/a --kind dispute --outcome fail",
            "--outcome needs --kind outcome or reproduction, not dispute",
        ),
        ("evidence add x/a --kind outcome", "--outcome"),
        ("evidence add x/a#v1 --kind reproduction --outcome success", no_version),
        ("evidence move e3 x/a#v1 --reason r", no_version),
    ] {
        let ran = sandbox.words(words);
        assert!(ran.code == Some(2) && ran.err.contains(says), "{words}: {:?} {}", ran.code, ran.err);
    }
    // It moves like an outcome, and one without moves anywhere.
    sandbox.ok("evidence move e3 x/a#d1 --reason r");
    assert_eq!(piece(&sandbox, "x/a", "e4")["outcome"], "fail");
    assert!(sandbox.json("rates", 0)["claims"].to_string().contains("d1.fail_rate"));
    sandbox.ok("evidence move e2 x/a#v1 --reason r");
    sandbox.ok("evidence withdraw e4 --reason r");
    assert_eq!((sandbox.json("rates", 0)["counts"]["claims"].clone(), count(&sandbox, "x/a")), (json!(0), 3));
}
