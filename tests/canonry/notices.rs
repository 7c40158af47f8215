//! Withdrawn, restored and renamed records, which maintainers learn of through the trees of others.

use std::fs;

use serde_json::{Value, json};

use crate::exchanging::{Maintainer, Numbers, exchange_all};
use crate::support::{Sandbox, changed, record};

const FILE: &str = "withdrawn.ndjson";

fn two() -> [Maintainer; 2] {
    [Maintainer::new("tom"), Maintainer::new("mei")]
}

/// The ids of the published records.
fn ids(one: &Maintainer) -> Vec<String> {
    one.ok("list --csv --columns id").lines().skip(1).map(str::to_owned).collect()
}

/// The notices in the tree, as id and event.
fn notices(one: &Maintainer) -> Vec<(String, String)> {
    let tree = one.tree();
    let lines = tree.get(FILE).map(String::as_str).unwrap_or_default().lines();
    let notice = |line: &str| {
        let line: Value = serde_json::from_str(line).unwrap();
        (line["id"].as_str().unwrap().to_owned(), line["event"].as_str().unwrap().to_owned())
    };
    lines.map(notice).collect()
}

#[test]
fn a_record_that_one_maintainer_withdraws_is_published_by_none() {
    let all = two();
    let [tom, mei] = &all;
    tom.ok("withdraw x/a --reason twice");
    exchange_all(&all);
    assert_eq!(ids(mei), ["x/b", "y/c"]);
    let line = r#"{"id":"x/a","event":"withdrawn","merged_into":null,"renamed_to":null,"day":"2026-11-21","by":"tom","reason":"twice","number":1}"#;
    assert_eq!(mei.tree()[FILE], format!("{line}\n"));
    let shown = mei.sandbox.json("list --withdrawn --columns id,withdrawn_reason", 0);
    assert_eq!(shown["records"], json!([{ "id": "x/a", "withdrawn_reason": "twice" }]));
    let gone = mei.sandbox.path("tree/errors/x/a");
    fs::create_dir_all(&gone).unwrap();
    fs::write(gone.join("index.json"), tom.ok("show x/a --format json")).unwrap();
    let check = mei.run("2026-11-21", "export --out tree --format json,ledger --check");
    assert!(check.out.contains("(withdrawn in batch 2: twice)"), "{}", check.out);
}

#[test]
fn what_one_maintainer_restores_later_is_published_by_all() {
    let all = two();
    let [tom, mei] = &all;
    tom.ok("withdraw x/a --reason twice");
    exchange_all(&all);
    mei.ok("restore x/a");
    exchange_all(&all);
    assert_eq!(ids(tom), ["x/a", "x/b", "y/c"]);
    // Both decide without knowing of each other, and the later day stands.
    assert_eq!(tom.run("2026-11-22", "withdraw x/b --reason old").code, Some(0));
    mei.ok("withdraw x/b --reason wrong");
    mei.ok("restore x/b");
    exchange_all(&all);
    assert_eq!((ids(tom), ids(mei)), (vec!["x/a".to_owned(), "y/c".to_owned()], ids(tom)));
    tom.ok("undo");
    tom.ok("undo");
    exchange_all(&all);
    assert_eq!(ids(mei), ids(tom));
}

#[test]
fn evidence_on_a_withdrawn_record_comes_through_and_counts_once_it_is_restored() {
    let all = two();
    let [tom, mei] = &all;
    tom.ok("evidence add x/a#w1 --kind outcome --outcome fail --count 2 --reporter lena --on 2026-11-01");
    tom.ok("withdraw x/a --reason twice");
    mei.ok("evidence add x/a#w1 --kind outcome --outcome fail --count 3 --reporter omar --on 2026-11-01");
    exchange_all(&all);
    for one in &all {
        assert!(!one.tree().contains_key("errors/x/a/index.json"));
        let there = one.tree().into_keys().filter(|path| path.starts_with("errors/x/a/ledger/")).count();
        assert_eq!(there, 2, "{}", one.name);
    }
    tom.ok("restore x/a");
    exchange_all(&all);
    for one in &all {
        let shown = one.sandbox.json("show x/a", 0);
        assert_eq!(shown["records"][0]["evidence_count"], 6, "{}", one.name);
    }
}

#[test]
fn a_record_that_is_added_under_the_former_id_of_another_one_is_another_one_for_all() {
    let all = two();
    let [tom, mei] = &all;
    tom.ok("rename x/a x/old");
    tom.ok("withdraw x/old --reason rare");
    tom.sandbox.write("new.json", changed(&record("x/a"), |tree| tree["category"] = "new_error".into()));
    tom.ok("new x/a --from new.json");
    exchange_all(&all);
    for one in &all {
        assert_eq!(ids(one), ["x/a", "x/b", "y/c"], "{}", one.name);
        let told: Vec<(String, String)> = ["renamed", "added"].map(|event| ("x/a".to_owned(), event.to_owned())).into();
        assert_eq!(notices(one)[..2], told);
        assert_eq!(one.sandbox.json("show x/a", 0)["records"][0]["category"], "new_error");
    }
    tom.ok("restore x/old");
    exchange_all(&all);
    assert_eq!(ids(mei), ["x/a", "x/b", "x/old", "y/c"]);
}

#[test]
fn a_renamed_record_is_renamed_at_all_with_the_edges_to_it_and_the_evidence_on_it() {
    let all = two();
    let [tom, mei] = &all;
    mei.ok("evidence add x/a#w1 --kind outcome --outcome fail --count 2 --reporter lena --on 2026-11-01");
    mei.ok(r#"edit y/c --set leads_to=[{"error_id":"x/a","probability":0.5,"condition":""}]"#);
    tom.ok("rename x/a z/new --reason clearer");
    tom.ok("evidence add z/new#w1 --kind outcome --outcome success --reporter omar --on 2026-11-01");
    exchange_all(&all);
    for one in &all {
        assert_eq!(ids(one), ["x/b", "y/c", "z/new"], "{}", one.name);
        let shown = one.sandbox.json("show z/new", 0)["records"][0].clone();
        assert_eq!((&shown["aliases"], &shown["evidence_count"]), (&json!(["x/a"]), &json!(4)));
        let edge = one.sandbox.json("show y/c", 0)["records"][0]["transition_graph"]["leads_to"][0].clone();
        assert_eq!(edge["error_id"], "z/new");
    }
    assert_eq!(notices(mei), [("x/a".to_owned(), "renamed".to_owned())]);
}

#[test]
fn two_new_names_of_one_record_are_one_name_in_the_end() {
    let all = two();
    let [tom, mei] = &all;
    tom.ok("rename x/a x/tom");
    assert_eq!(mei.run("2026-11-22", "rename x/a x/mei").code, Some(0));
    let late = |words: &str| assert_eq!(tom.run("2026-11-22", words).code, Some(0), "{words}");
    mei.export(false);
    late(&format!("import --from mei {}", mei.sandbox.path("tree").display()));
    exchange_all(&all);
    assert_eq!((ids(tom), ids(mei)), (vec!["x/b".to_owned(), "x/mei".to_owned(), "y/c".to_owned()], ids(tom)));
}

#[test]
fn a_copy_of_an_old_tree_brings_nothing_back() {
    let all = two();
    let [tom, mei] = &all;
    tom.export(true);
    let old = tom.sandbox.path("old");
    fs::rename(tom.sandbox.path("tree"), &old).unwrap();
    tom.ok("withdraw x/a --reason twice");
    tom.ok("rename x/b x/d");
    exchange_all(&all);
    // One who begins with the new tree never had the two ids.
    let new = Maintainer { name: "new", sandbox: crate::support::Sandbox::new() };
    new.ok(&format!("import --from tom {}", tom.sandbox.path("tree").display()));
    mei.export(true);
    let before = mei.tree();
    for one in [mei, &new] {
        one.ok(&format!("import --from elsewhere {}", old.display()));
        assert_eq!(ids(one), ["x/d", "y/c"], "{}", one.name);
        one.ok("verify");
    }
    mei.export(true);
    assert_eq!(mei.tree(), before);
    assert_eq!(new.ok("list --withdrawn --csv --columns id"), "id\nx/a\n", "its content is kept");
}

#[test]
fn a_record_that_was_merged_into_another_leads_to_it_and_its_evidence_counts_once() {
    let all = two();
    let [tom, mei] = &all;
    tom.ok("evidence add x/a --kind review --note looked --reporter tom --on 2026-11-02");
    exchange_all(&all);
    tom.ok("withdraw x/a --merge-into x/b --reason same");
    exchange_all(&all);
    assert_eq!(mei.tree()[FILE].matches(r#""merged_into":"x/b""#).count(), 1, "{}", mei.tree()[FILE]);
    assert_eq!(mei.sandbox.json("show x/b", 0)["records"][0]["evidence_count"], 2);
}

#[test]
fn an_id_that_another_record_has_here_is_named() {
    let all = two();
    let [tom, mei] = &all;
    tom.ok("rename x/a x/new");
    mei.ok("rename y/c x/new");
    tom.export(true);
    let path = tom.sandbox.path("tree").display().to_string();
    let ran = mei.run("2026-11-21", &format!("import --from tom --on-conflict ours --keep-going {path}"));
    assert!(ran.err.contains("1 record has another id elsewhere, which another record has here"), "{}", ran.err);
    assert!(ran.err.contains("(there x/new)"), "{}", ran.err);
    mei.ok("verify");
}

#[test]
fn an_undone_import_is_nobody_elses_concern() {
    let all = two();
    let [tom, mei] = &all;
    tom.sandbox.write("more.json", crate::support::record("x/more"));
    tom.ok("import more.json");
    tom.ok("undo");
    tom.export(true);
    assert_eq!(tom.tree().get(FILE), None);
    mei.sandbox.write("more.json", crate::support::record("x/more"));
    mei.ok("import more.json");
    exchange_all(&all);
    assert_eq!(ids(tom), ids(mei));
}

#[test]
fn a_dry_run_says_what_it_would_withdraw_and_rename() {
    let [tom, mei] = two();
    tom.ok("withdraw x/a --reason twice");
    tom.ok("rename x/b x/d");
    tom.export(true);
    let path = tom.sandbox.path("tree").display().to_string();
    let out = mei.ok(&format!("import --from tom --dry-run {path}"));
    assert!(out.contains("withdrawn x/a\n"), "{out}");
    assert!(out.contains(r#"id: "x/b" → "x/d""#), "{out}");
    assert_eq!(ids(&mei), ["x/a", "x/b", "y/c"]);
}

#[test]
fn a_line_that_is_not_a_notice_is_rejected_with_its_place_and_kept_by_an_export() {
    let [tom, mei] = two();
    tom.ok("withdraw x/a --reason twice");
    tom.export(true);
    let (path, tree) = (tom.sandbox.path("tree").join(FILE), tom.sandbox.path("tree").display().to_string());
    let text = fs::read_to_string(&path).unwrap();
    for (bad, said) in [
        (text.replace("withdrawn\"", "gone\""), "withdrawn.ndjson:1:1: event: unknown value 'gone'"),
        (format!("<<<<<<< HEAD\n{text}"), "withdrawn.ndjson:1:1: line: a conflict marker of git; keep the lines"),
        (text.replace("2026-11-21", "2027-11-21"), "withdrawn.ndjson:1:1: day: a day in the future"),
    ] {
        fs::write(&path, &bad).unwrap();
        let ran = mei.run("2026-11-21", &format!("import {tree}"));
        assert_eq!(ran.code, Some(3), "{}", ran.err);
        assert!(ran.err.contains(said), "{}", ran.err);
    }
    fs::write(&path, format!("<<<<<<< HEAD\n{text}")).unwrap();
    let ran = tom.run("2026-11-21", "export --out tree --format json,ledger");
    assert!(ran.err.contains(FILE), "{}", ran.err);
    assert!(fs::read_to_string(&path).unwrap().starts_with("<<<<<<<"), "it is left to the user");
    fs::remove_file(&path).unwrap();
    std::os::unix::fs::symlink("/etc/hosts", &path).unwrap();
    let ran = mei.run("2026-11-21", &format!("import {tree}"));
    assert!(ran.err.contains("it is not a file, and no link is followed"), "{}", ran.err);
    assert_eq!(ids(&mei), ["x/a", "x/b", "y/c"]);
}

/// Random withdrawals, names and exchanges of three maintainers.
fn live(seed: u64, steps: usize) {
    let mut numbers = Numbers::new(seed);
    let all = ["tom", "mei", "李雷"].map(Maintainer::new);
    all.iter().for_each(|one| one.export(true));
    for step in 0..steps {
        let one = &all[numbers.below(all.len())];
        let id = numbers.one_of(&["x/a", "x/b", "y/c", "x/d"]);
        let day = format!("2026-11-{:02}", 10 + numbers.below(12));
        let words = match numbers.below(8) {
            0..=1 => format!("withdraw {id} --reason because{step}"),
            2 => format!("restore {id}"),
            3 => format!("rename {id} {}", numbers.one_of(&["x/d", "x/e", "x/a"])),
            4 => "undo --reason test".to_owned(),
            5 => {
                one.export(numbers.below(2) == 0);
                continue;
            }
            _ => {
                let other = &all[numbers.below(all.len())];
                let path = other.sandbox.path("tree");
                format!("import --from {} --on-conflict ours --keep-going {}", other.name, path.display())
            }
        };
        // Some are refused, such as an id that a record has.
        let ran = one.run(&day, &words);
        assert!(matches!(ran.code, Some(0 | 3..=6)), "seed {seed}: {words}: {}", ran.err);
    }
    for _ in 0..3 {
        for one in &all {
            one.export(false);
            for other in all.iter().filter(|other| other.name != one.name) {
                let path = one.sandbox.path("tree").display().to_string();
                // Two records that were given one id cannot come together.
                let words = format!("import --from {} --on-conflict ours --keep-going {path}", one.name);
                let ran = other.run("2026-11-21", &words);
                assert!(matches!(ran.code, Some(0 | 3)), "seed {seed}: {}", ran.err);
            }
        }
    }
    for one in &all {
        one.export(true);
        one.ok("verify");
        assert_eq!(one.tree().get(FILE), all[0].tree().get(FILE), "seed {seed}");
    }
}

#[test]
fn three_maintainers_end_with_the_same_notices() {
    (1..4).for_each(|seed| live(seed, 16));
}

#[test]
fn many_withdrawals_by_others_are_approved_and_few_are_not_asked_about() {
    let sandbox = Sandbox::with_records(&["x/a", "x/b", "x/c", "x/d", "x/e", "x/f", "x/g"]);
    sandbox.ok("--db mei.db import --from tom records.json");
    let export = || sandbox.ok("export --out tree --format json,ledger --prune --yes");
    let published = || sandbox.json("--db mei.db list", 0)["counts"]["records"].clone();
    sandbox.ok("withdraw x/a x/b x/c --reason old");
    export();
    sandbox.ok("--db mei.db import --from tom tree");
    assert_eq!(published(), 4);
    sandbox.ok("restore x/a x/b x/c");
    export();
    sandbox.ok("--db mei.db import --from tom tree");
    sandbox.ok("withdraw x/a x/b x/c x/d --reason old");
    export();
    for words in ["import --from tom tree", "import --from tom tree --dry-run", "merge canonry.db"] {
        let ran = sandbox.words(&format!("--db mei.db {words}"));
        assert_eq!(ran.code, Some(6), "{words}: {}{}", ran.out, ran.err);
        assert!(ran.err.contains("withdrawn elsewhere, to be withdrawn here:\nx/a\nx/b\nx/c\nx/d\n"), "{}", ran.err);
        assert!(ran.err.contains("4 records would be withdrawn, more than the policy allows"), "{}", ran.err);
        assert_eq!(published(), 7, "{words}");
    }
    sandbox.ok("--db mei.db import --from tom tree --yes");
    assert_eq!(published(), 3);
    sandbox.ok("--db new.db import tree");
    assert_eq!(sandbox.json("--db new.db list", 0)["counts"]["records"], 3);
}

#[test]
fn an_import_of_new_records_follows_no_notice_and_brings_no_evidence_on_others() {
    let all = two();
    let [tom, mei] = &all;
    tom.ok("rename x/b x/n");
    tom.ok("withdraw y/c --reason old");
    tom.ok("evidence add x/a --kind review --note looked --reporter tom --on 2026-11-02");
    tom.sandbox.write("fourth.json", record("z/d"));
    tom.ok("import fourth.json");
    tom.export(true);
    let import = |more: &str| mei.ok(&format!("import --from tom {} {more}", tom.sandbox.path("tree").display()));
    let shown = || mei.sandbox.json("show x/a", 0)["records"][0]["evidence_count"].clone();
    let before = shown();
    import("--only-new");
    assert_eq!((ids(mei), shown()), (["x/a", "x/b", "y/c", "z/d"].map(str::to_owned).to_vec(), before.clone()));
    import("--only-new");
    import("");
    assert_eq!(ids(mei), ["x/a", "x/n", "z/d"]);
    assert_ne!(shown(), before);
}

#[test]
fn a_kept_count_grows_by_new_evidence_and_not_by_what_an_author_set() {
    let all = two();
    let [tom, mei] = &all;
    tom.ok("evidence add x/a --kind review --note looked --reporter tom --on 2026-11-02");
    tom.export(true);
    let path = tom.sandbox.path("tree/errors/x/a/index.json");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("\"evidence_count\": 2", "\"evidence_count\": 12")).unwrap();
    let import = |more: &str| mei.ok(&format!("import --from tom {} {more}", tom.sandbox.path("tree").display()));
    let shown = || mei.sandbox.json("show x/a", 0)["records"][0]["evidence_count"].clone();
    import("--keep evidence_count");
    assert_eq!(shown(), 2);
}
