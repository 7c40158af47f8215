//! How a tree stands to the database.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::exchanging::{Maintainer, Numbers};
use crate::support::{files, record};

const FORMATS: &str = "--format json,ledger";

impl Maintainer {
    /// The status of the own tree, as JSON.
    fn status(&self) -> Value {
        self.sandbox.json(&format!("status tree --from tree {FORMATS}"), 0)
    }

    /// The records of the status by their standing, each with what both sides have.
    fn standings(&self) -> BTreeMap<String, String> {
        let status = self.status();
        let side = |side: &Value| match side["change"].as_str() {
            None => "-".to_owned(),
            Some("changed") => {
                let fields = side["fields"].as_array().unwrap().iter().map(|field| field.as_str().unwrap());
                fields.chain(side["ledger"].as_bool().unwrap().then_some("ledger")).collect::<Vec<_>>().join("+")
            }
            Some(change) => change.to_owned(),
        };
        let record = |one: &Value| {
            let (standing, id) = (one["standing"].as_str().unwrap(), one["id"].as_str().unwrap());
            (id.to_owned(), format!("{standing}: {} {}", side(&one["here"]), side(&one["there"])))
        };
        status["records"].as_array().unwrap().iter().map(record).collect()
    }
}

/// Tom, who imported and exported his tree.
fn tom() -> Maintainer {
    let tom = Maintainer::new("tom");
    tom.export(true);
    tom.ok("import --from tree tree");
    tom
}

/// Does something with the tree as another maintainer who imports and exports it.
fn elsewhere(tom: &Maintainer, commands: &[&str]) {
    let mei = Maintainer::new("mei");
    let tree = tom.sandbox.path("tree").display().to_string();
    mei.ok(&format!("import --from tree {tree}"));
    commands.iter().for_each(|words| drop(mei.ok(words)));
    mei.ok(&format!("export --out {tree} {FORMATS} --prune --yes"));
}

#[test]
fn a_tree_that_was_just_exported_is_equal() {
    let tom = tom();
    let ran = tom.run("2026-11-21", &format!("status tree --from tree {FORMATS} --exit-code"));
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), "the tree and the database are equal\n"), "{}", ran.err);
    assert_eq!(tom.status()["differs"], json!(false));
}

#[test]
fn what_only_one_side_has_is_ahead_or_behind() {
    let tom = tom();
    elsewhere(&tom, &["edit x/b --set category=theirs", "evidence add y/c --kind review --reporter mei --note n"]);
    tom.ok("edit x/a --set category=ours --set locale=fr");
    tom.sandbox.write("n.json", record("z/n"));
    tom.ok("new z/n --from n.json");
    let expected = [
        ("x/a", "ahead: locale+category+last_updated -"),
        ("x/b", "behind: - category+last_updated"),
        ("y/c", "behind: - last_updated+evidence_count"),
        ("z/n", "ahead: new -"),
    ];
    let standings = tom.standings();
    let sorted = |text: &str| {
        let mut parts: Vec<&str> = text.split(['+', ' ']).collect();
        parts.sort_unstable();
        parts.join(" ")
    };
    assert_eq!(standings.len(), 4, "{standings:?}");
    for (id, expected) in expected {
        assert_eq!(sorted(&standings[id]), sorted(expected), "{id}: {}", standings[id]);
    }
    assert_eq!(tom.status()["ledgers"]["pieces"], 1);
    let text = tom.ok(&format!("status tree --from tree {FORMATS}"));
    assert!(text.contains("`canonry export --out tree --format json,ledger` writes it"), "{text}");
    assert!(text.contains("`canonry import tree --from tree` imports it"), "{text}");
}

#[test]
fn what_both_changed_is_merged_or_in_conflict() {
    let tom = tom();
    elsewhere(&tom, &["edit x/a --set category=theirs", "edit x/b --set category=theirs"]);
    tom.ok("edit x/a --set locale=fr");
    tom.ok("edit x/b --set category=ours --set locale=fr");
    let standings = tom.standings();
    assert_eq!(standings["x/a"], "both: locale category");
    assert!(standings["x/b"].starts_with("conflict: locale"), "{standings:?}");
    let status = tom.status();
    assert_eq!(status["records"][1]["conflicts"], json!(["category"]));
    let ran = tom.run("2026-11-21", &format!("status tree --from tree {FORMATS} --exit-code"));
    assert!(ran.code == Some(1) && ran.out.contains("`canonry import tree --from tree -i` asks"), "{}", ran.out);
    assert!(ran.out.contains("x/a: here locale; there category"), "{}", ran.out);
}

#[test]
fn withdrawn_and_renamed_records_are_ahead_as_long_as_the_tree_has_them() {
    let tom = tom();
    tom.ok("withdraw x/a --reason wrong");
    tom.ok("rename x/b x/z");
    let standings = tom.standings();
    assert_eq!(standings["x/a"], "ahead: withdrawn -");
    assert_eq!((standings["x/b"].as_str(), standings.get("x/z")), ("ahead: renamed -", None));
    let text = tom.ok(&format!("status tree --from tree {FORMATS}"));
    assert!(text.contains("--prune` writes it") && text.contains("x/b: renamed to x/z"), "{text}");
    tom.ok(&format!("export --out tree {FORMATS} --prune --yes"));
    assert_eq!(tom.standings(), BTreeMap::new());
}

#[test]
fn what_was_withdrawn_renamed_and_restored_elsewhere_is_behind() {
    let tom = tom();
    elsewhere(&tom, &["withdraw x/a --reason wrong", "rename x/b x/z"]);
    let standings = tom.standings();
    assert_eq!(standings["x/a"], "behind: - withdrawn");
    assert_eq!(standings["x/b"], "behind: - renamed");
    assert_eq!(tom.status()["ledgers"]["notices"], 2);
    tom.ok("import --from tree tree");
    assert_eq!(tom.status()["differs"], json!(false), "{}", tom.status());
    elsewhere(&tom, &["restore x/a"]);
    assert_eq!(tom.standings()["x/a"], "behind: - restored");
}

#[test]
fn evidence_of_both_sides_is_theirs_in_numbers_and_ours_in_lines() {
    let tom = tom();
    elsewhere(&tom, &["evidence add x/a#w1 --kind outcome --outcome fail --reporter omar"]);
    tom.ok("evidence add x/a#w1 --kind outcome --outcome success --count 2 --reporter lena");
    assert_eq!(tom.standings()["x/a"], "both: ledger evidence_count");
}

#[test]
fn lines_of_a_ledger_are_a_difference_if_they_change_no_record() {
    let tom = tom();
    elsewhere(&tom, &["edit x/a --set w1.action=Ask-somebody", "undo", "edit x/b --set w1.success_rate=0.7", "undo"]);
    let status = tom.run("2026-11-21", &format!("status tree --from tree {FORMATS} --exit-code"));
    let said = "new in the ledgers of the tree: 0 pieces of evidence, 0 rulings, 2 origins of rates, 1 reworded item\n";
    assert!(status.code == Some(1) && status.out.contains(said), "{}{}", status.out, status.err);
    tom.ok("import --from tree tree");
    assert_eq!(tom.status()["differs"], json!(false));
}

#[test]
fn nothing_is_written_and_what_cannot_be_read_is_named() {
    let tom = tom();
    tom.ok("edit x/a --set category=ours");
    tom.sandbox.write("tree/errors/x/b/index.json", "{\"id\": \"x/b\"}");
    tom.sandbox.write("tree/errors/y/c/ledger/li.ndjson", "<<<<<<< HEAD\n");
    let before = files(&tom.sandbox.path(""));
    let status = tom.status();
    assert_eq!(status["counts"]["rejected"].as_u64().unwrap(), status["rejected"].as_array().unwrap().len() as u64);
    let rejected = status["rejected"].to_string();
    assert!(
        rejected.contains("x/b/index.json:1:1: ") && rejected.contains("li.ndjson:1:1: line: a conflict"),
        "{status}"
    );
    let text = tom.ok(&format!("status tree {FORMATS}"));
    assert!(text.contains("rejected: an import cannot read it"), "{text}");
    let is_database = |path: &String| path.starts_with("canonry.db-");
    let after = files(&tom.sandbox.path(""));
    let same =
        |all: BTreeMap<String, Vec<u8>>| all.into_iter().filter(|(path, _)| !is_database(path)).collect::<Vec<_>>();
    assert!(same(before) == same(after), "status wrote something");
}

#[test]
fn what_is_no_folder_is_refused() {
    let tom = tom();
    for (path, said) in [("records.json", "is not a folder"), ("nowhere", "nowhere")] {
        let ran = tom.run("2026-11-21", &format!("status {path}"));
        assert!(ran.code == Some(2) && ran.err.contains(said), "{:?} {}", ran.code, ran.err);
    }
}

/// The ids of a list of an import.
fn ids(list: &Value) -> Vec<String> {
    let id = |one: &Value| one["id"].as_str().or(one.as_str()).unwrap().to_owned();
    list.as_array().unwrap().iter().map(id).collect()
}

/// After random work on both sides the status says which records an import changes, and then which an export writes.
#[test]
fn the_status_says_what_an_import_and_an_export_do() {
    for seed in 1..5 {
        let mut numbers = Numbers::new(seed);
        let tom = tom();
        let mut work = |name: &str| -> Vec<String> {
            let step = |_| {
                let id = numbers.one_of(&["x/a", "x/b", "y/c"]);
                let field = numbers.one_of(&["category", "locale", "error_code"]);
                match numbers.below(3) {
                    0 => format!("edit {id} --set {field}={name}{}", numbers.below(3)),
                    1 => format!("evidence add {id}#w1 --kind outcome --outcome fail --reporter {name}"),
                    _ => format!("evidence add {id} --kind review --note n{} --reporter r", numbers.below(3)),
                }
            };
            (0..3).map(step).collect()
        };
        let (ours, theirs) = (work("ours"), work("theirs"));
        let run = |maintainer: &Maintainer, words: &String| drop(maintainer.run("2026-11-21", words));
        let mei = Maintainer::new("mei");
        let tree = tom.sandbox.path("tree").display().to_string();
        mei.ok(&format!("import --from tree {tree}"));
        theirs.iter().for_each(|words| run(&mei, words));
        mei.ok(&format!("export --out {tree} {FORMATS}"));
        ours.iter().for_each(|words| run(&tom, words));
        let status = tom.status();
        let imports = |one: &&Value| one["there"] != Value::Null;
        let told: Vec<Value> = status["records"].as_array().unwrap().iter().filter(imports).cloned().collect();
        let imported = tom.sandbox.json("import --from tree tree --on-conflict ours", 0);
        let mut done = [ids(&imported["added"]), ids(&imported["changed"])].concat();
        done.sort();
        let is_certain = status["counts"]["conflicts"] == 0;
        assert!(!is_certain || ids(&Value::Array(told)) == done, "seed {seed}: {status}\n{imported}");
        let after = tom.status();
        assert_eq!(after["counts"]["behind"], 0, "seed {seed}: {after}");
        let checked = tom.run("2026-11-21", &format!("export --out tree {FORMATS} --check"));
        assert_eq!(after["differs"] == json!(true), checked.code == Some(1), "seed {seed}: {after}");
        tom.ok(&format!("export --out tree {FORMATS}"));
        assert_eq!(tom.status()["differs"], json!(false), "seed {seed}");
    }
}

#[test]
fn an_item_that_was_reworded_elsewhere_beyond_likeness_is_behind() {
    let tom = tom();
    elsewhere(&tom, &["edit x/a --set w1.action=Else", "edit x/b --set w1.action=Else"]);
    tom.ok("edit x/b --set w1.action=Third --set locale=fr");
    let expected = [("x/a", "behind: - last_updated+w1.action"), ("x/b", "conflict: locale+ledger -")];
    let standings = tom.standings();
    assert_eq!(standings.iter().map(|(id, standing)| (id.as_str(), standing.as_str())).collect::<Vec<_>>(), expected);
    assert_eq!(tom.status()["records"][1]["conflicts"], json!(["w1.action"]));
}

#[test]
fn an_item_that_was_reworded_elsewhere_is_the_same_in_a_record_in_conflict_over_something_else() {
    let tom = tom();
    elsewhere(&tom, &["edit x/a --set w1.action=Else --set locale=de"]);
    tom.ok("edit x/a --set locale=fr");
    assert_eq!(tom.standings()["x/a"], "conflict: w1.action -");
    assert_eq!(tom.status()["records"][0]["conflicts"], json!(["locale"]));
}
