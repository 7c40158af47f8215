//! Importing over records that were edited, renamed, withdrawn or undone here.

use serde_json::json;

use crate::support::{Sandbox, changed, record, record_with};

const ADDED: &str = "added 1, changed 0, unchanged 0, kept 0, stale 0, rejected 0\n";
const KEPT: &str = "added 0, changed 0, unchanged 0, kept 1, stale 0, rejected 0\n";

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("a.json", record_with("x/a", &["Do it", "Or that"]));
    sandbox.ok("import a.json");
    sandbox
}

fn show(sandbox: &Sandbox, id: &str) -> serde_json::Value {
    serde_json::from_str(&sandbox.ok(&format!("show {id} --format json"))).unwrap()
}

/// The record of the sandbox as the other side changed it.
fn theirs(sandbox: &Sandbox, change: impl FnOnce(&mut serde_json::Value)) {
    sandbox.write("theirs.json", changed(&record_with("x/a", &["Do it", "Or that"]), change));
}

#[test]
fn changes_of_different_fields_both_stay() {
    let sandbox = sandbox();
    sandbox.ok("edit x/a --set root_cause=Ours --set w1.success_rate=0.9 --add tags=ours");
    theirs(&sandbox, |tree| {
        tree["category"] = json!("auth_error");
        tree["workarounds"][0]["how"] = json!("theirs");
        tree["workarounds"].as_array_mut().unwrap().push(json!({"action": "Theirs", "success_rate": 0.1, "how": ""}));
    });
    let out = sandbox.ok("import theirs.json");
    assert!(out.ends_with("added 0, changed 1, unchanged 0, kept 0, stale 0, rejected 0\n"), "{out}");
    let tree = show(&sandbox, "x/a");
    assert_eq!((&tree["root_cause"], &tree["category"]), (&json!("Ours"), &json!("auth_error")));
    assert_eq!(tree["workarounds"][0]["success_rate"].to_string(), "0.9");
    assert_eq!(tree["workarounds"][0]["how"], "theirs");
    assert_eq!((&tree["workarounds"][2]["action"], &tree["tags"]), (&json!("Theirs"), &json!(["ours"])));
    assert_eq!(tree["last_updated"], "2026-11-21");
    // The same input again asks for nothing more.
    assert_eq!(sandbox.ok("import theirs.json"), KEPT);
    sandbox.ok("undo");
    assert_eq!(show(&sandbox, "x/a")["category"], "runtime_error");
}

#[test]
fn a_conflict_names_base_ours_and_theirs_field_by_field() {
    let sandbox = sandbox();
    sandbox.ok("edit x/a --set w2.action=Ours --set category=ours");
    theirs(&sandbox, |tree| tree["workarounds"][1]["action"] = json!("Or that there"));
    let ran = sandbox.words("import theirs.json");
    assert_eq!(ran.code, Some(4));
    assert!(ran.err.contains("w2.action: ") && !ran.err.contains("category"), "{}", ran.err);
    assert!(ran.err.contains("base \"Or that\", ours \"Ours\", theirs \"Or that there\""), "{}", ran.err);
    let object = sandbox.json("import theirs.json", 4);
    assert_eq!(object["counts"]["rejected"], 1);
    // Resolved as theirs, what only we changed stays.
    sandbox.ok("import theirs.json --on-conflict theirs");
    let tree = show(&sandbox, "x/a");
    assert_eq!((&tree["workarounds"][1]["action"], &tree["category"]), (&json!("Or that there"), &json!("ours")));
}

#[test]
fn an_item_that_the_input_drops_is_gone_and_its_evidence_stays_listed() {
    let sandbox = sandbox();
    sandbox.ok("evidence add x/a#w2 --kind outcome --outcome success --count 2");
    theirs(&sandbox, |tree| drop(tree["workarounds"].as_array_mut().unwrap().remove(1)));
    sandbox.ok("import theirs.json");
    let list = sandbox.json("evidence list x/a", 0);
    assert_eq!((&list["evidence"][0]["gone"], &list["evidence"][0]["count"]), (&json!(true), &json!(2)));
    assert_eq!(show(&sandbox, "x/a")["evidence_count"], 3);
    assert!(sandbox.ok("evidence list x/a").contains("workaround (gone)"));
    // After the undo, the item has its position and its evidence again.
    sandbox.ok("undo");
    assert_eq!(sandbox.json("evidence list x/a#w2", 0)["counts"]["evidence"], 1);
}

#[test]
fn an_item_that_one_side_drops_and_the_other_changes_is_a_conflict() {
    let sandbox = sandbox();
    sandbox.ok("edit x/a --remove w2");
    theirs(&sandbox, |tree| tree["workarounds"][1]["how"] = json!("better"));
    let ran = sandbox.words("import theirs.json");
    assert!(ran.code == Some(4) && ran.err.contains("ours nothing, theirs {\"action\": \"Or that\""), "{}", ran.err);
    sandbox.ok("import theirs.json --on-conflict theirs");
    assert_eq!(show(&sandbox, "x/a")["workarounds"][1]["how"], "better");
}

#[test]
fn a_renamed_record_is_found_under_its_former_name() {
    let sandbox = sandbox();
    sandbox.ok("rename x/a y/b");
    assert_eq!(sandbox.ok("import a.json"), KEPT);
    theirs(&sandbox, |tree| tree["category"] = json!("auth_error"));
    sandbox.ok("import theirs.json");
    assert_eq!(show(&sandbox, "y/b")["category"], "auth_error");
    assert_eq!(sandbox.json("list", 0)["counts"]["records"], 1);
}

/// The one run that brings a record under both its names is refused in either order, also after an export, when the
/// name alone would be theirs.
#[test]
fn a_record_is_imported_under_only_one_of_its_names() {
    let sandbox = sandbox();
    sandbox.ok("rename x/a x/c");
    sandbox.ok("export --out tree");
    sandbox.write("c.json", record("x/c"));
    for words in ["import a.json c.json", "import c.json a.json", "import a.json c.json --dry-run"] {
        let ran = sandbox.words(words);
        assert_eq!(ran.code, Some(3), "{words}: {}", ran.err);
        assert!(ran.err.contains("was already in this run"), "{words}: {}", ran.err);
    }
}

/// An id that a record had by mistake, until the rename was undone, is free for another.
#[test]
fn a_name_that_was_undone_is_not_a_former_name() {
    let sandbox = sandbox();
    sandbox.ok("rename x/a x/new");
    sandbox.ok("undo");
    sandbox.write("new.json", record("x/new"));
    assert_eq!(sandbox.ok("import new.json"), ADDED);
    assert_eq!(show(&sandbox, "x/a")["signature"], "error of x/a");
    // A rename in effect counts, even if it was undone and redone in between.
    sandbox.ok("rename x/a x/b");
    sandbox.ok("undo 5");
    sandbox.ok("undo 6");
    assert_eq!(sandbox.ok("import a.json"), KEPT);
}

#[test]
fn a_withdrawn_record_stays_withdrawn_if_any_source_has_it() {
    let sandbox = sandbox();
    sandbox.ok("withdraw x/a --reason wrong");
    assert_eq!(sandbox.ok("import a.json"), KEPT);
    theirs(&sandbox, |tree| tree["category"] = json!("auth_error"));
    sandbox.ok("import theirs.json");
    // One that was written here and was never published is no exception.
    sandbox.write("n.json", record("x/n").replace("2025-06-01", "2026-11-21"));
    sandbox.ok("new x/n --from n.json");
    sandbox.ok("withdraw x/n --reason double");
    assert_eq!(sandbox.ok("import n.json"), KEPT);
    assert_eq!(sandbox.json("list", 0)["counts"]["records"], 0);
    sandbox.ok("restore x/a");
    assert_eq!(show(&sandbox, "x/a")["category"], "auth_error");
}

#[test]
fn a_record_whose_import_was_undone_can_be_imported_again() {
    for between in ["log", "edit x/a --set root_cause=Ours", "export --out tree", "edit-and-export"] {
        let sandbox = sandbox();
        if between == "edit-and-export" {
            sandbox.ok("edit x/a --set root_cause=Ours");
            sandbox.ok("export --out tree");
        } else {
            sandbox.ok(between);
        }
        if between.starts_with("edit") {
            // Later changes of the record would be lost with it.
            let ran = sandbox.words("undo 1");
            assert!(ran.code == Some(4) && ran.err.contains("batch 2: x/a root_cause"), "{}", ran.err);
            sandbox.ok("undo 2");
        }
        sandbox.ok("undo 1");
        assert_eq!(sandbox.words("export --format ndjson").out, "", "{between}");
        assert_eq!(sandbox.ok("import a.json"), ADDED, "{between}");
        assert_eq!(show(&sandbox, "x/a")["root_cause"], "The cause.", "{between}");
        assert_eq!(sandbox.ok("show x/a --format json --at 1"), record_with("x/a", &["Do it", "Or that"]));
    }
}

#[test]
fn the_id_of_a_record_whose_import_was_undone_is_free() {
    let sandbox = sandbox();
    sandbox.ok("undo");
    sandbox.write("n.json", record("x/a").replace("The cause.", "Written here."));
    sandbox.ok("new x/a --from n.json");
    assert_eq!(show(&sandbox, "x/a")["root_cause"], "Written here.");
    let ran = sandbox.words("new x/a --from n.json");
    assert!(ran.code == Some(4) && ran.err.contains("a record x/a already exists"), "{}", ran.err);
}

/// A record that was written here has only the id in common with an imported one.
#[test]
fn a_record_that_both_sides_wrote_is_a_conflict_in_all_that_differs() {
    let sandbox = sandbox();
    sandbox.write("n.json", record("x/n").replace("2025-06-01", "2026-11-21"));
    sandbox.ok("new x/n --from n.json");
    sandbox.write("theirs.json", record("x/n").replace("The cause.", "Theirs.").replace("2025-06-01", "2026-11-21"));
    let ran = sandbox.words("import theirs.json");
    assert!(
        ran.code == Some(4) && ran.err.contains("base nothing, ours \"The cause.\", theirs \"Theirs.\""),
        "{}",
        ran.err
    );
    sandbox.ok("import theirs.json --on-conflict ours");
    assert_eq!(show(&sandbox, "x/n")["root_cause"], "The cause.");
}

#[test]
fn keys_that_the_format_does_not_know_merge_one_by_one() {
    let sandbox = sandbox();
    sandbox.ok("edit x/a --set extra.ours=1");
    theirs(&sandbox, |tree| tree["theirs"] = json!(2));
    sandbox.ok("import theirs.json");
    let tree = show(&sandbox, "x/a");
    assert_eq!((&tree["ours"], &tree["theirs"]), (&json!(1), &json!(2)));
    sandbox.ok("edit x/a --set ours=3");
    theirs(&sandbox, |tree| {
        tree["theirs"] = json!(2);
        tree["ours"] = json!(4);
    });
    assert_eq!(sandbox.words("import theirs.json").code, Some(4));
}

/// A source that sends a record under its former name does not know the new one, and does not undo the rename.
#[test]
fn a_renamed_record_keeps_its_name_when_it_is_imported_under_the_former_one() {
    let sandbox = sandbox();
    sandbox.ok("rename x/a x/new");
    for step in ["log", "export --out tree"] {
        sandbox.ok(step);
        let out = sandbox.ok("import a.json");
        assert!(out.contains("added 0") && !out.contains("  id:") && !out.contains("aliases"), "{out}");
        assert_eq!(sandbox.words("show x/new").code, Some(0));
    }
    sandbox.write("a.json", record_with("x/a", &["Do it", "Or that"]).replace("The cause.", "Their cause."));
    let out = sandbox.ok("import a.json");
    assert!(out.contains("changed x/new\n  root_cause: \"The cause.\" → \"Their cause.\""), "{out}");
    assert!(sandbox.ok("show x/new --format json").contains("\"aliases\": [\n    \"x/a\"\n  ]"));
    assert!(sandbox.ok("import a.json").starts_with("added 0, changed 0"));
}
