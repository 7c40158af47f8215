//! The journal: what was done, who did it and why, and how it is undone.

use serde_json::json;

use crate::support::{Sandbox, record, record_with};

fn export(sandbox: &Sandbox) -> String {
    sandbox.ok("export --format ndjson")
}

#[test]
fn the_log_tells_who_when_why_and_by_which_command() {
    let sandbox = Sandbox::with_two_records();
    sandbox.run(&["edit", "x/a", "--set", "root_cause=It's 错", "--by", "lena", "--reason", "seen\u{1b}[2J it"]);
    let log = sandbox.ok("log x/a");
    let expected = "\
2  2026-11-21  lena  1 record, 2 changes
    canonry edit x/a --set \"root_cause=It's 错\" --by lena --reason 'seen\\u{1b}[2J it'
    because seen\\u{1b}[2J it
      root_cause: \"The cause.\" → \"It's 错\"
      last_updated: \"2025-06-01\" → \"2026-11-21\"
1  2026-11-21  mei  2 records, 2 changes
    canonry import a.json b.json
      imported
";
    assert_eq!(log, expected);
    let object = sandbox.json("log --batch 2", 0);
    assert_eq!(object["batches"][0]["reason"], "seen\u{1b}[2J it");
    assert_eq!(object["batches"][0]["changes"][0]["fields"][0]["new"], "It's 错");
    assert_eq!(sandbox.json("log --limit 1", 0)["counts"]["batches"], 1);
    assert_eq!(sandbox.words("log x/b --batch 2").code, Some(5));
}

#[test]
fn blame_and_why_follow_an_item_that_is_moved_and_reworded() {
    let sandbox = Sandbox::with_two_records();
    sandbox.ok("edit x/a --set w1.success_rate=0.9");
    sandbox.ok("edit x/a --move w1=2 --set w1.action=Reworded");
    let blamed = sandbox.json("blame x/a", 0);
    let batch = |name: &str| {
        let fields = blamed["fields"].as_array().unwrap();
        fields.iter().find(|field| field["field"] == name).unwrap()["batch"].clone()
    };
    assert_eq!((batch("w2.success_rate"), batch("w2.action"), batch("w2.how")), (json!(2), json!(3), json!(1)));
    assert_eq!((batch("w1.action"), batch("category")), (json!(1), json!(1)));
    let why = sandbox.json("why x/a w2.success_rate", 0);
    let steps: Vec<_> = why["changes"].as_array().unwrap().iter().map(|step| step["new"].to_string()).collect();
    assert_eq!((steps, why["value"].to_string()), (vec!["0.5".to_owned(), "0.9".to_owned()], "0.9".to_owned()));
    assert_eq!(sandbox.words("why x/a w3.action").code, Some(5));
}

#[test]
fn an_undo_restores_every_byte_and_is_undone_in_turn() {
    let sandbox = Sandbox::with_two_records();
    let before = export(&sandbox);
    sandbox.ok("edit --domain x --set category=auth_error --remove w1");
    let after = export(&sandbox);
    for (words, expected) in [
        ("undo", &before),
        ("undo 3", &after),  // the undo is undone
        ("undo 4", &before), // and that, too
        ("undo 5", &after),
        ("undo 2", &before), // the batch itself may be undone once more
    ] {
        sandbox.ok(words);
        assert_eq!(&export(&sandbox), expected, "{words}");
    }
    let ran = sandbox.words("undo 2");
    assert!(ran.code == Some(4) && ran.err.contains("already undone, by batch 7"), "{}", ran.err);
}

#[test]
fn repeating_undo_goes_on_backward_until_nothing_is_left() {
    let sandbox = Sandbox::with_two_records();
    sandbox.ok("edit x/a --set category=one");
    sandbox.ok("edit x/b --set category=two");
    sandbox.ok("edit x/a --set category=three");
    assert!(sandbox.ok("undo x/b").starts_with("undid batch 3\n"));
    for batch in [4, 2, 1] {
        assert!(sandbox.ok("undo").starts_with(&format!("undid batch {batch}\n")));
    }
    assert_eq!(export(&sandbox), "");
    let ran = sandbox.words("undo");
    assert!(ran.code == Some(5) && ran.err.contains("nothing to undo"), "{}", ran.err);
    assert_eq!(sandbox.words("undo 99").code, Some(5));
}

#[test]
fn an_undo_refuses_if_a_later_batch_changed_the_same_field_and_names_it() {
    let sandbox = Sandbox::with_two_records();
    sandbox.ok("edit --domain x --set category=one --set locale=fr");
    sandbox.ok("edit x/a --set category=two");
    let before = export(&sandbox);
    let ran = sandbox.words("undo 2");
    assert_eq!(ran.code, Some(4));
    assert!(ran.err.contains("batch 3: x/a category\n"), "{}", ran.err);
    assert!(ran.err.contains("canonry undo 2 x/b") && ran.err.contains("canonry undo 3"), "{}", ran.err);
    assert_eq!(export(&sandbox), before);
    sandbox.ok("undo 2 x/b");
    let out = sandbox.ok("undo 2 --partly");
    assert!(out.contains("locale: \"fr\" → \"\"") && !out.contains("category"), "{out}");
    assert!(sandbox.ok("show x/a").contains("two · x"));
    assert!(sandbox.ok("show x/b").contains("runtime_error · x"));
}

#[test]
fn renames_in_a_circle_are_undone_one_by_one_and_an_id_in_use_is_named() {
    let sandbox = Sandbox::with_two_records();
    let before = export(&sandbox);
    for words in ["rename x/a x/t", "rename x/b x/a", "rename x/t x/b"] {
        sandbox.ok(words);
    }
    let swapped = export(&sandbox);
    let ran = sandbox.words("undo 2");
    assert!(ran.code == Some(4) && ran.err.contains("batch 4"), "{}", ran.err);
    (0..3).for_each(|_| drop(sandbox.ok("undo")));
    assert_eq!(export(&sandbox), before);
    // Batch 7 restored the first record of x/a, so batch 7 is in the way, and not the import.
    let ran = sandbox.words("undo 6");
    assert_eq!(ran.code, Some(4));
    assert!(ran.err.contains("batch 7, which undid batch 2: x/b id (x/a is another record now)"), "{}", ran.err);
    for batch in [7, 6, 5] {
        sandbox.ok(&format!("undo {batch}"));
    }
    assert_eq!(export(&sandbox), swapped);
}

#[test]
fn an_import_that_added_changed_and_merged_is_undone_as_a_whole() {
    let sandbox = Sandbox::with_two_records();
    sandbox.ok("edit x/a --set root_cause=Ours");
    let before = export(&sandbox);
    sandbox.write("a.json", record_with("x/a", &["Do it", "Reworded"]));
    sandbox.write("b.json", record("x/b").replace("runtime_error", "auth_error"));
    sandbox.write("c.json", record("x/c"));
    let out = sandbox.ok("import a.json b.json c.json");
    assert!(out.ends_with("added 1, changed 2, unchanged 0, kept 0, stale 0, rejected 0\n"), "{out}");
    let after = export(&sandbox);
    sandbox.ok("undo");
    assert_eq!(export(&sandbox), before);
    // As if it had never been: the same import does the same again.
    assert!(
        sandbox
            .ok("import a.json b.json c.json")
            .ends_with("added 1, changed 2, unchanged 0, kept 0, stale 0, rejected 0\n")
    );
    assert_eq!(export(&sandbox), after);
}

#[test]
fn evidence_that_is_undone_no_longer_counts_and_counts_again_when_that_is_undone() {
    let sandbox = Sandbox::with_two_records();
    let count = |sandbox: &Sandbox| sandbox.json("show x/a", 0)["records"][0]["evidence_count"].clone();
    sandbox.ok("evidence add x/a --kind review --count 4");
    sandbox.ok("evidence add x/a --kind review --count 2");
    sandbox.ok("undo 2");
    assert_eq!(count(&sandbox), 3);
    sandbox.ok("evidence withdraw e2 --reason wrong");
    assert_eq!(count(&sandbox), 1);
    sandbox.ok("undo 4"); // the undo: e1 counts again
    sandbox.ok("undo 5"); // the withdrawal: e2, too
    assert_eq!(count(&sandbox), 7);
    let list = sandbox.json("evidence list x/a", 0);
    assert_eq!((&list["counts"]["evidence"], &list["counts"]["withdrawn"]), (&json!(2), &json!(0)));
}

#[test]
fn show_at_gives_the_record_of_every_batch_and_day_byte_for_byte() {
    let sandbox = Sandbox::with_two_records();
    let mut seen = vec![(1, "2026-11-21".to_owned(), sandbox.ok("show x/a --format json"))];
    let commands = [
        "edit x/a --set w2.action=Reworded --move w2=1",
        "evidence add x/a#w1 --kind outcome --outcome success",
        "edit x/a --remove w1 --set extra.k=[1,2]",
        "rename x/a y/z",
        "confirm y/z --note looked",
        "withdraw y/z --reason r",
        "restore y/z",
        "undo 4",
        "undo",
    ];
    for (number, words) in (2..).zip(commands) {
        let day = format!("2026-12-{number:02}");
        sandbox.ok(&format!("{words} --today {day}"));
        let id = if number >= 5 { "y/z" } else { "x/a" };
        seen.push((number, day, sandbox.ok(&format!("show {id} --format json"))));
    }
    for (batch, day, text) in &seen {
        for at in [batch.to_string(), day.clone()] {
            assert_eq!(&sandbox.ok(&format!("show y/z --format json --at {at}")), text, "at {at}");
        }
    }
    assert_eq!(&sandbox.ok("show y/z --format json --at 2099-01-01"), &seen.last().unwrap().2);
    for (at, code) in [("2026-11-20", 5), ("99", 5), ("soon", 5), ("so/on", 2)] {
        assert_eq!(sandbox.words(&format!("show y/z --at {at}")).code, Some(code), "{at}");
    }
}

#[test]
fn a_dry_run_prints_what_the_undo_would_do_and_does_nothing() {
    let sandbox = Sandbox::with_two_records();
    sandbox.ok("edit x/a --set category=one");
    let dry = sandbox.ok("undo --dry-run");
    assert_eq!(sandbox.json("log", 0)["counts"]["batches"], 2);
    assert_eq!(sandbox.ok("undo"), dry.replace("would undo", "undid"));
}
