//! Items that get other texts while others record evidence on them: for everybody each stays one item.

use serde_json::Value;

use crate::exchanging::{Maintainer, exchange_all};

/// No word in common with the text that the item had.
const OTHER: &str = "Reinstall-everything-from-scratch";

fn three() -> [Maintainer; 3] {
    ["tom", "mei", "kim"].map(Maintainer::new)
}

fn fails(one: &Maintainer, reporter: &str) {
    one.ok(&format!("evidence add x/a#w1 --kind outcome --outcome fail --reporter {reporter} --on 2026-11-01"));
}

/// The actions of the workarounds of x/a.
fn actions(one: &Maintainer) -> Vec<String> {
    let shown = one.sandbox.json("show x/a", 0);
    let workarounds = shown["records"][0]["workarounds"].as_array().unwrap();
    workarounds.iter().map(|item| item["action"].as_str().unwrap().to_owned()).collect()
}

/// How many reports count for the first workaround of x/a.
fn counted(one: &Maintainer) -> usize {
    counted_for(one, "w1")
}

fn counted_for(one: &Maintainer, item: &str) -> usize {
    let why: Value = one.sandbox.json(&format!("why x/a {item}.success_rate"), 0);
    why["receipt"]["rows"].as_array().unwrap().iter().filter(|row| row["counts"] == true).count()
}

/// The notes of an import about the ledgers.
fn notes(one: &Maintainer, other: &Maintainer) -> String {
    one.run("2026-11-21", &format!("import --from {} {}", other.name, other.sandbox.path("tree").display())).err
}

#[test]
fn reports_on_an_item_that_another_one_reworded_beyond_likeness_are_about_that_item() {
    let all = three();
    let [tom, mei, kim] = &all;
    fails(tom, "lena");
    fails(mei, "omar");
    kim.ok(&format!("edit x/a --set w1.action={OTHER}"));
    fails(kim, "ada");
    exchange_all(&all);
    for one in &all {
        assert_eq!((actions(one)[0].as_str(), counted(one)), (OTHER, 3), "{}", one.name);
    }
    let notes = notes(&Maintainer::new("ben"), tom);
    assert!(notes.contains("3 pieces of evidence, 0 rulings, 1 reworded item"), "{notes}");
    assert!(!notes.contains("that the record does not have"), "{notes}");
}

#[test]
fn one_who_missed_the_texts_between_still_has_the_same_item() {
    let all = three();
    let [tom, mei, kim] = &all;
    fails(mei, "omar");
    tom.ok(&format!("edit x/a --set w1.action={OTHER}"));
    tom.export(true);
    kim.import(tom);
    fails(kim, "ada");
    kim.ok("edit x/a --set w1.action=Ask-somebody-who-knows");
    kim.export(true);
    mei.import(kim);
    assert_eq!((actions(mei)[0].as_str(), actions(mei).len(), counted(mei)), ("Ask-somebody-who-knows", 1, 2));
    exchange_all(&all);
    assert_eq!(counted(tom), 2);
}

#[test]
fn a_database_that_never_had_the_text_of_a_report_knows_which_item_it_is_about() {
    let all = [Maintainer::new("tom"), Maintainer::new("mei")];
    let [tom, mei] = &all;
    tom.ok(&format!("edit x/a --set w1.action={OTHER}"));
    tom.export(true);
    let new = Maintainer::named("kim", &["x/b"]);
    new.import(tom);
    fails(mei, "omar");
    mei.import(tom);
    mei.export(true);
    let notes = notes(&new, mei);
    assert!(!notes.contains("that the record does not have"), "{notes}");
    assert_eq!((actions(&new)[0].as_str(), counted(&new)), (OTHER, 1));
}

#[test]
fn of_an_item_that_two_reword_both_texts_are_in_conflict_and_the_reports_on_either_are_about_it() {
    let all = [Maintainer::new("tom"), Maintainer::new("mei")];
    let [tom, mei] = &all;
    tom.ok(&format!("edit x/a --set w1.action={OTHER}"));
    fails(tom, "lena");
    mei.ok("edit x/a --set w1.action=Ask-somebody-who-knows");
    fails(mei, "omar");
    tom.export(true);
    let import = format!("import --from tom {} --keep-going", tom.sandbox.path("tree").display());
    let ran = mei.run("2026-11-21", &import);
    assert!(ran.code == Some(4) && ran.err.contains("w1.action"), "{}", ran.err);
    assert_eq!((actions(mei).len(), counted(mei)), (1, 2));
    mei.ok(&format!("{import} --on-conflict ours"));
    mei.export(true);
    tom.ok(&format!("import --from mei {} --on-conflict theirs", mei.sandbox.path("tree").display()));
    exchange_all(&all);
    assert_eq!((actions(tom), counted(tom)), (vec!["Ask-somebody-who-knows".to_owned()], 2));
}

#[test]
fn an_item_that_was_reworded_and_is_as_it_was_again_is_the_same() {
    let all = three();
    let [tom, mei, kim] = &all;
    let before = actions(tom);
    tom.ok(&format!("edit x/a --set w1.action={OTHER}"));
    fails(tom, "lena");
    tom.export(true);
    mei.import(tom);
    fails(mei, "omar");
    tom.ok("undo 2");
    fails(kim, "ada");
    exchange_all(&all);
    for one in &all {
        assert_eq!((actions(one), counted(one)), (before.clone(), 3), "{}", one.name);
    }
}

#[test]
fn an_item_that_is_added_beside_one_that_once_had_its_text_is_another_one() {
    let all = [Maintainer::new("tom"), Maintainer::new("mei")];
    let [tom, mei] = &all;
    let before = actions(tom)[0].clone();
    tom.ok(&format!("edit x/a --set w1.action={OTHER}"));
    exchange_all(&all);
    fails(tom, "lena");
    let item = serde_json::json!({ "action": before, "success_rate": 0.5 });
    tom.sandbox.run_with(&["edit", "x/a", "--add", &format!("w={item}")], &[("CANONRY_ACTOR", "tom".as_ref())]);
    exchange_all(&all);
    assert_eq!(actions(mei), [OTHER.to_owned(), before]);
    assert_eq!((counted(tom), counted(mei)), (1, 1));
}

#[test]
fn an_item_that_comes_back_has_its_reports_again_wherever_they_were_recorded() {
    let all = three();
    let [tom, mei, kim] = &all;
    fails(tom, "lena");
    exchange_all(&all);
    // Kim never sees the state without it.
    tom.ok("edit x/a --remove w1 --reason gone --force");
    tom.export(true);
    mei.import(tom);
    assert!(actions(mei).is_empty());
    let item = serde_json::json!({ "action": actions(kim)[0], "success_rate": 0.8 });
    let edit = ["edit", "x/a", "--add", &format!("w={item}"), "--today", "2026-11-21"];
    assert_eq!(tom.sandbox.run_with(&edit, &[("CANONRY_ACTOR", "tom".as_ref())]).code, Some(0));
    fails(kim, "ada");
    exchange_all(&all);
    let receipts = all.iter().map(|one| one.sandbox.json("why x/a w1.success_rate", 0)["receipt"]["rows"].clone());
    for rows in receipts {
        let rows: Vec<bool> = rows.as_array().unwrap().iter().map(|row| row["counts"] == true).collect();
        assert_eq!((rows.len(), rows.iter().filter(|counts| **counts).count()), (2, 1), "the first was known");
    }
}

#[test]
fn an_item_whose_removal_is_undone_is_the_same_for_those_who_removed_it_too() {
    let all = [Maintainer::new("tom"), Maintainer::new("mei")];
    let [tom, mei] = &all;
    fails(mei, "lena");
    exchange_all(&all);
    tom.ok("edit x/a --remove w1 --reason gone --force");
    exchange_all(&all);
    assert!(actions(mei).is_empty());
    tom.ok("undo");
    exchange_all(&all);
    assert_eq!((counted(tom), counted(mei)), (1, 1));
}

#[test]
fn reports_on_an_item_that_is_not_here_yet_are_about_it_when_it_comes() {
    let all = [Maintainer::new("tom"), Maintainer::new("mei")];
    let [tom, mei] = &all;
    let item = r#"w={"action":"Ask-somebody-who-knows","success_rate":0.5}"#;
    tom.ok(&format!("edit x/a --add {item}"));
    tom.ok("evidence add x/a#w2 --kind outcome --outcome fail --reporter lena --on 2026-11-01");
    tom.export(true);
    // Only the ledger comes, as if git had kept the other side of the record.
    mei.export(true);
    let ledger = "tree/errors/x/a/ledger";
    std::fs::create_dir_all(mei.sandbox.path(ledger)).unwrap();
    let name = format!("{ledger}/tom.ndjson");
    std::fs::copy(tom.sandbox.path(&name), mei.sandbox.path(&name)).unwrap();
    mei.ok("import --from tom tree");
    exchange_all(&all);
    assert_eq!((counted_for(tom, "w2"), counted_for(mei, "w2")), (1, 1));
}

#[test]
fn reports_that_come_with_their_item_count_for_it_everywhere() {
    let all = [Maintainer::new("tom"), Maintainer::new("mei")];
    let [tom, mei] = &all;
    tom.ok(r#"edit x/a --add w={"action":"Ask-somebody-who-knows","success_rate":0.5}"#);
    tom.ok("evidence add x/a#w2 --kind outcome --outcome fail --count 12 --reporter lena --on 2026-11-01");
    exchange_all(&all);
    assert_eq!((counted_for(tom, "w2"), counted_for(mei, "w2")), (1, 1));
    assert!(mei.rates()[0]["reports"].as_f64().unwrap() > 2.0, "{}", mei.rates());
    // A record that is new, too.
    let new = Maintainer::named("kim", &["x/b"]);
    new.import(tom);
    assert_eq!(counted_for(&new, "w2"), 1);
    assert_eq!(new.rates(), tom.rates());
}

#[test]
fn an_item_that_was_removed_here_and_comes_back_by_an_import_keeps_what_counted_for_it() {
    let all = [Maintainer::new("tom"), Maintainer::new("mei")];
    let [tom, mei] = &all;
    fails(tom, "lena");
    exchange_all(&all);
    mei.ok("edit x/a --remove w1 --reason gone --force");
    tom.ok("edit x/a --set w1.how=again");
    fails(tom, "ada");
    tom.export(true);
    mei.ok(&format!("import --from tom {} --on-conflict theirs", tom.sandbox.path("tree").display()));
    exchange_all(&all);
    assert_eq!((counted(tom), counted(mei)), (2, 2));
}

#[test]
fn of_two_items_that_had_a_text_its_reports_are_about_the_one_that_had_it_last() {
    let all = [Maintainer::new("tom"), Maintainer::new("mei")];
    let [tom, mei] = &all;
    let before = actions(tom)[0].clone();
    tom.ok(&format!("edit x/a --set w1.action={OTHER}"));
    exchange_all(&all);
    let item = format!("w={}", serde_json::json!({ "action": before, "success_rate": 0.5 }));
    let edit = |words: &[&str]| {
        let words = [&["edit", "x/a", "--today", "2026-11-21"], words].concat();
        assert_eq!(tom.sandbox.run_with(&words, &[("CANONRY_ACTOR", "tom".as_ref())]).code, Some(0));
    };
    edit(&["--add", &item]);
    exchange_all(&all);
    mei.ok("evidence add x/a#w2 --kind outcome --outcome fail --reporter omar --on 2026-11-01");
    tom.ok("edit x/a --set w2.action=Ask-somebody-who-knows");
    exchange_all(&all);
    for one in &all {
        assert_eq!((counted(one), counted_for(one, "w2")), (0, 1), "{}", one.name);
    }
    // The text comes back with neither: it is the item that had it last.
    edit(&["--remove", "w1", "--remove", "w2", "--force", "--reason", "gone"]);
    edit(&["--add", &item]);
    let why = tom.sandbox.json("why x/a w1.success_rate", 0);
    assert_eq!(why["receipt"]["rows"].as_array().unwrap().len(), 1, "{why}");
}

#[test]
fn pieces_that_name_an_item_that_is_not_here_by_two_texts_are_about_one_item() {
    let all = [Maintainer::new("tom"), Maintainer::new("mei")];
    let [tom, mei] = &all;
    tom.ok(r#"edit x/a --add w={"action":"Call-the-vendor","success_rate":0.5}"#);
    tom.ok("evidence add x/a#w2 --kind outcome --outcome fail --reporter lena --on 2026-11-01");
    tom.ok("edit x/a --set w2.action=Ask-somebody-who-knows");
    tom.ok("evidence add x/a#w2 --kind outcome --outcome fail --reporter omar --on 2026-11-01");
    tom.export(true);
    let ledger = tom.sandbox.path("tree/errors/x/a/ledger");
    mei.export(true);
    mei.sandbox.write("tree/errors/x/a/ledger/tom.ndjson", std::fs::read(ledger.join("tom.ndjson")).unwrap());
    mei.ok("import --from tom tree");
    exchange_all(&all);
    assert_eq!((counted_for(tom, "w2"), counted_for(mei, "w2")), (2, 2));
}

#[test]
fn a_known_tree_gets_a_line_that_is_all_that_is_new() {
    let tom = Maintainer::new("tom");
    tom.ok(&format!("edit x/a --set w1.action={OTHER}"));
    tom.export(true);
    let lines = || tom.tree()["errors/x/a/ledger/tom.ndjson"].lines().count();
    // The files are known to be unchanged only some time after they were written.
    std::thread::sleep(std::time::Duration::from_millis(2_100));
    tom.export(false);
    tom.ok("edit x/a --set w1.action=Ask-somebody-who-knows");
    tom.export(false);
    assert_eq!(lines(), 2);
}

#[test]
fn a_line_that_is_beside_another_record_by_mistake_keeps_its_own_from_nothing() {
    let all = [Maintainer::new("tom"), Maintainer::new("mei")];
    let [tom, mei] = &all;
    fails(mei, "omar");
    tom.ok(&format!("edit x/a --set w1.action={OTHER}"));
    tom.export(true);
    mei.export(true);
    let line = std::fs::read(tom.sandbox.path("tree/errors/x/a/ledger/tom.ndjson")).unwrap();
    mei.sandbox.write("tree/errors/x/b/ledger/tom.ndjson", line);
    mei.ok("import --from elsewhere tree");
    mei.import(tom);
    assert_eq!((actions(mei), counted(mei)), (vec![OTHER.to_owned()], 1));
}
