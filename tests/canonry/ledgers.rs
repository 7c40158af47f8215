//! The ledgers of a published tree.

use std::fs;

use serde_json::{Value, json};

use crate::support::Sandbox;

/// The lines of a ledger in the tree `out`.
fn lines(sandbox: &Sandbox, id: &str, name: &str) -> Vec<Value> {
    let text = fs::read_to_string(sandbox.path(&format!("out/errors/{id}/ledger/{name}"))).unwrap();
    assert!(text.ends_with('\n'), "{text}");
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Runs the program as a maintainer, and expects success.
fn by(sandbox: &Sandbox, name: &str, words: &str) {
    let words: Vec<&str> = words.split_whitespace().collect();
    let ran = sandbox.run_with(&words, &[("CANONRY_ACTOR", name.as_ref())]);
    assert_eq!(ran.code, Some(0), "{words:?}: {}", ran.err);
}

/// A database with three pieces by two maintainers, one of which is withdrawn and counts again.
fn with_evidence() -> Sandbox {
    let sandbox = Sandbox::with_records(&["x/a", "x/b", "y/c"]);
    by(&sandbox, "tom", "evidence add x/a#w1 --kind outcome --outcome fail --reporter lena --on 2026-11-01");
    by(&sandbox, "Tom", "evidence add x/a --kind review --note looked --reporter Tom --on 2026-11-02");
    by(&sandbox, "tom", "evidence add y/c --kind outcome --outcome success --reporter lena --on 2026-11-02");
    by(&sandbox, "tom", "evidence withdraw e1 --reason wrong");
    by(&sandbox, "mei", "undo 5 --reason right");
    sandbox
}

#[test]
fn a_ledger_has_a_file_for_each_maintainer_beside_the_record() {
    let sandbox = with_evidence();
    sandbox.ok("export --out out --format json,ledger");
    let tom = lines(&sandbox, "x/a", "tom.ndjson");
    let piece = tom.iter().find(|line| line["kind"] == "outcome").unwrap();
    assert_eq!(piece["item"], json!({ "kind": "workaround", "text": "Do it" }));
    assert_eq!(piece["recorded"], json!({ "day": "2026-11-21", "by": "tom" }));
    let withdrawal = tom.iter().find(|line| line["withdraws"] == piece["uid"]).unwrap();
    assert_eq!((&withdrawal["reason"], &withdrawal["number"]), (&json!("wrong"), &json!(1)));
    let mei = lines(&sandbox, "x/a", "mei.ndjson");
    assert_eq!((&mei[0]["reinstates"], &mei[0]["reason"]), (&piece["uid"], &json!("right")));
    assert_eq!((tom.len(), mei.len(), &mei[0]["number"]), (2, 1, &json!(2)));
    // Tom is another name, and his file is another one on every file system.
    let folder = fs::read_dir(sandbox.path("out/errors/x/a/ledger")).unwrap();
    let mut names: Vec<String> = folder.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort_unstable();
    assert!(names.len() == 3 && names[1].starts_with("tom-"), "{names:?}");
    assert!(!sandbox.path("out/errors/x/b/ledger").exists());
}

#[test]
fn the_ledgers_of_a_tree_that_is_up_to_date_are_left() {
    let sandbox = with_evidence();
    assert_eq!(sandbox.words("export --out out --format json,ledger --check").code, Some(1));
    sandbox.ok("export --out out --format json,ledger");
    let again = sandbox.ok("export --out out --format json,ledger");
    assert!(again.contains("written 0, unchanged 7"), "{again}");
    by(&sandbox, "tom", "evidence add x/b --kind review --note looked --reporter tom --on 2026-11-02");
    let chosen = sandbox.ok("export --out out --format json,ledger --domain y");
    assert!(chosen.contains("written 0, unchanged 2"), "{chosen}");
    let json = sandbox.json("export --out out --format json,ledger --check", 1);
    let paths: Vec<&Value> = json["differences"].as_array().unwrap().iter().map(|one| &one["path"]).collect();
    assert_eq!(paths, ["errors/x/b/index.json", "errors/x/b/ledger/tom.ndjson"]);
}

#[test]
fn a_line_of_a_tree_that_the_database_does_not_have_stays() {
    let sandbox = with_evidence();
    sandbox.ok("export --out out --format ledger");
    let path = sandbox.path("out/errors/x/a/ledger/tom.ndjson");
    let full = fs::read_to_string(&path).unwrap();
    let other = Sandbox::with_records(&["x/a"]);
    by(&other, "tom", "evidence add x/a --kind review --note other --reporter tom --on 2026-11-02");
    other.ok(&format!("export --format ledger --out {}", sandbox.path("out").display()));
    let both = fs::read_to_string(&path).unwrap();
    assert!(full.lines().all(|line| both.contains(line)) && both.lines().count() == full.lines().count() + 1);
    let ran = sandbox.words("export --out out --format ledger");
    assert!(ran.err.contains("1 line in the ledgers of the tree is not in the database"), "{}", ran.err);
    assert_eq!(fs::read_to_string(&path).unwrap(), both);
    fs::write(&path, format!("<<<<<<< HEAD\n{full}")).unwrap();
    let ran = sandbox.words("export --out out --format ledger");
    assert!(ran.err.contains("left: errors/x/a/ledger/tom.ndjson (it has other lines"), "{}", ran.err);
    assert!(fs::read_to_string(&path).unwrap().starts_with("<<<<<<< HEAD"));
}

#[test]
fn an_earlier_state_has_no_ledger() {
    let sandbox = with_evidence();
    let ran = sandbox.words("export --out out --format json,ledger --at 1");
    assert!(ran.code == Some(2) && ran.err.contains("leave ledger out"), "{}", ran.err);
}

#[test]
fn the_policy_says_what_is_exported_if_the_command_does_not() {
    let sandbox = with_evidence();
    sandbox.write("canonry.toml", "[export]\nformats = [\"ledger\", \"json\", \"ledger\"]\n");
    let names = |out: &str| {
        let paths = walkdir::WalkDir::new(sandbox.path(out)).sort_by_file_name().into_iter().map(Result::unwrap);
        let files = paths.filter(|entry| entry.file_type().is_file());
        let names = files.map(|entry| entry.file_name().to_string_lossy().into_owned());
        names.collect::<std::collections::BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(" ")
    };
    sandbox.ok("export --out out");
    assert!(names("out").starts_with("index.json ") && names("out").contains("tom.ndjson"), "{}", names("out"));
    sandbox.ok("export --out pages --format md");
    assert_eq!(names("pages"), "index.md");
    sandbox.ok("export --out before --at 1");
    assert_eq!(names("before"), "index.json", "an earlier state has no ledger");
    let ran = sandbox.words("export --out out --format html");
    assert!(ran.code == Some(2) && ran.err.contains("ledger or ndjson"), "{}", ran.err);
}
