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
    let why: Value = one.sandbox.json("why x/a w1.success_rate", 0);
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
    let why = mei.sandbox.json("why x/a w2.success_rate", 0);
    assert_eq!(why["receipt"]["rows"].as_array().unwrap().len(), 1, "{why}");
}
