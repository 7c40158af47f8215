//! Sources: each has bases of its own, and publishing leaves no edit unprotected.

use serde_json::{Value, json};

use crate::support::{Sandbox, changed, record, record_with};

const KEPT: &str = "added 0, changed 0, unchanged 0, kept 1, stale 0, rejected 0\n";

/// A folder `up` that is a source with the record x/a, imported.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    upstream(&sandbox, |_| {});
    sandbox.ok("import up");
    sandbox
}

fn upstream(sandbox: &Sandbox, change: impl FnOnce(&mut Value)) {
    sandbox.write("up/errors/x/a/index.json", changed(&record_with("x/a", &["Do it", "Or that"]), change));
}

fn show(sandbox: &Sandbox, id: &str) -> Value {
    serde_json::from_str(&sandbox.ok(&format!("show {id} --format json"))).unwrap()
}

fn actions(sandbox: &Sandbox) -> Vec<String> {
    let items = show(sandbox, "x/a")["workarounds"].as_array().unwrap().clone();
    items.iter().map(|item| item["action"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn after_an_export_the_unchanged_source_reverts_nothing() {
    let sandbox = sandbox();
    sandbox.ok("edit x/a --set root_cause=Ours --set w1.action=Better");
    sandbox.ok("evidence add x/a#w1 --kind outcome --outcome success --count 4");
    sandbox.ok("promote x/a --force --reason test");
    sandbox.ok("confirm x/a --note looked");
    let ours = sandbox.ok("show x/a --format json");
    for target in ["export --out site", "export --format ndjson --out set.ndjson", "export --out up"] {
        sandbox.ok(target);
        upstream(&sandbox, |_| {}); // its maintainers have not taken our export
        assert_eq!(sandbox.ok("import up"), KEPT, "{target}");
        assert_eq!(sandbox.ok("show x/a --format json"), ours, "{target}");
    }
    // Only their change in another field is imported.
    upstream(&sandbox, |tree| tree["category"] = json!("auth_error"));
    sandbox.ok("import up");
    let now = show(&sandbox, "x/a");
    assert_eq!(
        (&now["category"], &now["root_cause"], &now["evidence_count"]),
        (&json!("auth_error"), &json!("Ours"), &json!(6))
    );
}

#[test]
fn a_source_that_adopted_our_export_continues_from_there() {
    let sandbox = sandbox();
    sandbox.ok("edit x/a --set root_cause=Ours");
    sandbox.ok("export --out up");
    // They go on from our text: a change, and no conflict.
    let path = "up/errors/x/a/index.json";
    let text = std::fs::read_to_string(sandbox.path(path)).unwrap();
    sandbox.write(path, text.replace("runtime_error", "auth_error"));
    sandbox.ok("import up");
    assert_eq!(show(&sandbox, "x/a")["category"], "auth_error");
    // From now on a return to the old cause is a change of theirs.
    upstream(&sandbox, |tree| tree["category"] = json!("auth_error"));
    sandbox.ok("import up");
    assert_eq!(show(&sandbox, "x/a")["root_cause"], "The cause.");
}

/// A tree that has our export, in which others returned a field to what it was here once.
#[test]
fn a_source_that_adopted_our_export_may_return_to_an_old_value() {
    let sandbox = sandbox();
    let path = "up/errors/x/a/index.json";
    sandbox.ok("edit x/a --set root_cause=First --add tags=ours");
    sandbox.ok("export --out up");
    let old = std::fs::read_to_string(sandbox.path(path)).unwrap();
    sandbox.ok("edit x/a --set root_cause=Second");
    sandbox.ok("export --out up");
    let ours = std::fs::read_to_string(sandbox.path(path)).unwrap();
    // The whole record as it was written there before is an old copy.
    sandbox.write(path, &old);
    assert_eq!(sandbox.ok("import up"), "added 0, changed 0, unchanged 0, kept 0, stale 1, rejected 0\n");
    assert_eq!(show(&sandbox, "x/a")["root_cause"], "Second");
    sandbox.write(path, ours.replace("Second", "First").replace("runtime_error", "auth_error"));
    sandbox.ok("import up");
    let now = show(&sandbox, "x/a");
    assert_eq!(
        (&now["category"], &now["root_cause"], &now["tags"]),
        (&json!("auth_error"), &json!("First"), &json!(["ours"]))
    );
}

/// We undid what they have adopted: this is our change, and stays.
#[test]
fn an_edit_that_was_undone_after_the_export_is_not_imported_again() {
    let sandbox = sandbox();
    sandbox.ok("edit x/a --set root_cause=Ours");
    sandbox.ok("export --out up");
    sandbox.ok("undo");
    let path = "up/errors/x/a/index.json";
    let text = std::fs::read_to_string(sandbox.path(path)).unwrap();
    sandbox.write(path, text.replace("runtime_error", "auth_error"));
    sandbox.ok("import up");
    let now = show(&sandbox, "x/a");
    assert_eq!((&now["root_cause"], &now["category"]), (&json!("The cause."), &json!("auth_error")));
}

#[test]
fn an_old_copy_from_an_unknown_place_reverts_nothing() {
    let sandbox = sandbox();
    let old = sandbox.ok("show x/a --format json");
    sandbox.ok("edit x/a --set root_cause=Ours --remove w2 --add tags=ours");
    let ours = sandbox.ok("show x/a --format json");
    sandbox.write("copy.json", &old);
    assert_eq!(sandbox.ok("import copy.json"), "added 0, changed 0, unchanged 0, kept 0, stale 1, rejected 0\n");
    assert_eq!(sandbox.ok("show x/a --format json"), ours);
    // The old copy with one new value: only that is imported.
    sandbox.write("other.json", changed(&old, |tree| tree["category"] = json!("auth_error")));
    sandbox.ok("import other.json");
    let now = show(&sandbox, "x/a");
    assert_eq!(
        (&now["category"], &now["root_cause"], &now["tags"]),
        (&json!("auth_error"), &json!("Ours"), &json!(["ours"]))
    );
    assert_eq!(actions(&sandbox), ["Do it"]);
    // The known source returns to an old value for real, or somebody says that the old state is meant.
    sandbox.write("third.json", &old);
    sandbox.ok("import third.json --take-stale --on-conflict theirs");
    assert_eq!(show(&sandbox, "x/a")["root_cause"], "The cause.");
}

#[test]
fn a_known_source_may_return_to_an_old_value() {
    let sandbox = sandbox();
    upstream(&sandbox, |tree| tree["category"] = json!("auth_error"));
    sandbox.ok("import up");
    upstream(&sandbox, |_| {});
    sandbox.ok("import up");
    assert_eq!(show(&sandbox, "x/a")["category"], "runtime_error");
}

/// The base knows which of its items is which, also if only a part of the input was merged.
#[test]
fn a_base_has_the_ids_of_its_items() {
    let sandbox = sandbox();
    sandbox.ok("edit x/a --remove w1");
    let own = r#"w={"action": "Ask your administrator for more quota", "success_rate": 0.5, "how": ""}"#;
    assert_eq!(sandbox.run(&["edit", "x/a", "--add", own, "--move", "w1=1"]).code, Some(0));
    upstream(&sandbox, |tree| tree["category"] = json!("auth_error"));
    sandbox.ok("import up");
    upstream(&sandbox, |tree| {
        tree["category"] = json!("auth_error");
        tree["workarounds"][0]["how"] = json!("their how");
    });
    // We removed it, they changed it: a conflict, named by the item's text, and our items do not change.
    let ran = sandbox.words("import up");
    assert!(ran.code == Some(4) && ran.err.contains("\"Do it\""), "{}", ran.err);
    sandbox.ok("import up --on-conflict ours");
    let now = show(&sandbox, "x/a");
    assert!(now["workarounds"].as_array().unwrap().iter().all(|item| item["how"] == ""), "{now}");
    sandbox.ok("import up"); // resolved once
}

#[test]
fn an_item_that_was_replaced_passes_nothing_on() {
    let sandbox = sandbox();
    sandbox.ok("edit x/a --set w2.success_rate=0.9");
    sandbox.ok("evidence add x/a#w2 --kind outcome --outcome success --count 5");
    upstream(&sandbox, |tree| tree["workarounds"][1]["action"] = json!("Reinstall the operating system from scratch"));
    let ran = sandbox.words("import up --on-conflict theirs");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.err.contains("1 item with evidence was removed") && ran.err.contains("\"Or that\" (5)"), "{}", ran.err);
    assert_eq!(show(&sandbox, "x/a")["workarounds"][1]["success_rate"].to_string(), "0.5");
    let list = sandbox.json("evidence list x/a", 0);
    assert_eq!(list["evidence"][0]["gone"], true, "{list}");
    assert_eq!(sandbox.json("rates", 0)["counts"]["due"], 0);
}

#[test]
fn counts_of_evidence_add_up_and_never_fall_below_what_was_authored() {
    let sandbox = sandbox();
    upstream(&sandbox, |tree| tree["evidence_count"] = json!(3));
    sandbox.ok("import up");
    sandbox.ok("evidence add x/a --kind review --count 10 --note all");
    sandbox.ok("export --out site");
    sandbox.ok("import up");
    assert_eq!(show(&sandbox, "x/a")["evidence_count"], 13);
    // One more on each side.
    upstream(&sandbox, |tree| tree["evidence_count"] = json!(4));
    sandbox.ok("import up");
    assert_eq!(show(&sandbox, "x/a")["evidence_count"], 14);
    sandbox.ok("evidence withdraw e1 --reason wrong");
    assert_eq!(show(&sandbox, "x/a")["evidence_count"], 4);
}

/// The same number on both sides says nothing of the pieces behind it.
#[test]
fn both_sides_count_other_pieces_up_to_the_same_number() {
    let sandbox = sandbox();
    let base = show(&sandbox, "x/a")["evidence_count"].as_i64().unwrap();
    sandbox.ok("evidence add x/a --kind review --count 2 --note read");
    upstream(&sandbox, |tree| tree["evidence_count"] = json!(base + 2));
    sandbox.ok("import up");
    assert_eq!(show(&sandbox, "x/a")["evidence_count"], base + 4);
    // Theirs does not know of ours: the next one that they add is one more.
    upstream(&sandbox, |tree| tree["evidence_count"] = json!(base + 3));
    sandbox.ok("import up");
    assert_eq!(show(&sandbox, "x/a")["evidence_count"], base + 5);
    sandbox.ok("evidence withdraw e1 --reason wrong");
    assert_eq!(show(&sandbox, "x/a")["evidence_count"], base + 3);
}

#[test]
fn lists_merge_by_their_elements() {
    let sandbox = sandbox();
    upstream(&sandbox, |tree| {
        tree["tags"] = json!(["a", "b"]);
        tree["os_specific"] = json!({"linux": "l"});
    });
    sandbox.ok("import up");
    sandbox.ok("edit x/a --add tags=ours --remove tags=a --add w1.sources=https://ours.example/");
    sandbox.ok("confirm x/a --on 2026-11-01 --note looked");
    upstream(&sandbox, |tree| {
        tree["tags"] = json!(["a", "b", "theirs"]);
        tree["os_specific"] = json!({"linux": "l", "mac": "m"});
        tree["workarounds"][0]["sources"] = json!(["https://theirs.example/"]);
        tree["last_confirmed"] = json!("2026-10-01");
        tree["aliases"] = json!(["y/a"]);
    });
    sandbox.ok("import up");
    let now = show(&sandbox, "x/a");
    assert_eq!(now["tags"], json!(["b", "ours", "theirs"]));
    assert_eq!(now["workarounds"][0]["sources"], json!(["https://ours.example/", "https://theirs.example/"]));
    assert_eq!((&now["last_confirmed"], &now["aliases"]), (&json!("2026-11-01"), &json!(["y/a"])));
}

/// The order of keys is part of the bytes: it is imported, journaled, undone and shown as it was.
#[test]
fn the_order_of_free_form_keys_is_a_change() {
    let sandbox = sandbox();
    upstream(&sandbox, |tree| tree["os_specific"] = json!({"a": 1, "b": 2}));
    sandbox.ok("import up");
    let before = sandbox.ok("show x/a --format json");
    upstream(&sandbox, |tree| tree["os_specific"] = json!({"b": 2, "a": 1}));
    let out = sandbox.ok("import up");
    assert!(
        out.contains("os_specific: {\"a\": 1, \"b\": 2} → {\"b\": 2, \"a\": 1}") && out.contains("changed 1"),
        "{out}"
    );
    let after = sandbox.ok("show x/a --format json");
    assert!(after.contains("\"b\": 2,\n    \"a\": 1"), "{after}");
    assert!(sandbox.ok("import up").contains("unchanged 1"));
    assert_eq!(sandbox.ok("show x/a --format json --at 2"), before);
    sandbox.ok("undo");
    assert_eq!(sandbox.ok("show x/a --format json"), before);
    assert_eq!(sandbox.ok("show x/a --format json --at 3"), after);
}

#[test]
fn both_sides_add_the_same_item_while_one_drops_another() {
    let sandbox = sandbox();
    let item = r#"{"action": "Pull the image by its digest", "success_rate": 0.5, "how": ""}"#;
    assert_eq!(sandbox.run(&["edit", "x/a", "--add", &format!("w={item}")]).code, Some(0));
    upstream(&sandbox, |tree| {
        let items = tree["workarounds"].as_array_mut().unwrap();
        items.remove(0);
        items.push(serde_json::from_str(item).unwrap());
    });
    sandbox.ok("import up");
    assert_eq!(actions(&sandbox), ["Or that", "Pull the image by its digest"]);
}

#[test]
fn a_merge_is_small_in_the_journal() {
    let sandbox = Sandbox::new();
    let long = "A long explanation. ".repeat(500);
    let text = |category: &str| {
        changed(&record("x/a"), |tree| {
            tree["root_cause"] = json!(long);
            tree["category"] = json!(category);
        })
    };
    sandbox.write("up.json", text("a"));
    sandbox.ok("import up.json");
    sandbox.ok("edit x/a --set w1.how=ours");
    for round in 0..20 {
        sandbox.write("up.json", text(&format!("category-{round}")));
        sandbox.ok("import up.json");
    }
    let connection = rusqlite::Connection::open(sandbox.path("canonry.db")).unwrap();
    let sql = "SELECT sum(length(coalesce(old, '')) + length(coalesce(new, ''))) FROM change";
    let bytes: i64 = connection.query_row(sql, [], |row| row.get(0)).unwrap();
    assert!(bytes < 20 * 1_500, "{bytes} bytes for 20 merges of a record of {}", long.len());
}

#[test]
fn sources_are_listed_with_how_many_records_differ() {
    let sandbox = sandbox();
    sandbox.write("b.json", record("x/b"));
    sandbox.ok("import --from friend b.json");
    sandbox.ok("edit x/a --set root_cause=Ours");
    sandbox.ok("export --out site --today 2026-11-25");
    let sources = sandbox.json("sources", 0)["sources"].clone();
    let source = |name: &str, records: u32, differing: u32, day: &str| {
        json!({
            "name": name, "records": records, "differing": differing, "last_exchange": day,
        })
    };
    let expected = json!([
        source("friend", 1, 0, "2026-11-21"),
        source("site", 2, 0, "2026-11-25"),
        source("up", 1, 1, "2026-11-21")
    ]);
    assert_eq!(sources, expected);
    let of_up = sandbox.json("list --source up", 0);
    assert_eq!((&of_up["counts"]["records"], &of_up["records"][0]["id"]), (&json!(1), &json!("x/a")));
    assert!(sandbox.words("list --source upp").err.contains("no record has source 'upp'; did you mean up?"));
    // Another path, the same source.
    std::fs::create_dir(sandbox.path("sub")).unwrap();
    let mut command = sandbox.command();
    crate::support::finish(command.current_dir(sandbox.path("sub")).args(["import", "../up"]));
    assert_eq!(sandbox.json("sources", 0)["counts"]["sources"], 3);
}

/// The name of a renamed record was given to another one: a source that has only the former one still means that.
#[test]
fn a_name_with_a_new_owner_still_means_the_renamed_record_to_its_source() {
    let sandbox = sandbox();
    sandbox.ok("rename x/a x/b");
    sandbox.ok("edit x/b --set aliases=[]");
    sandbox.write("other.json", record_with("x/a", &["Another error altogether"]));
    sandbox.ok("new x/a --from other.json");
    let other = sandbox.ok("show x/a --format json");
    upstream(&sandbox, |tree| tree["category"] = json!("auth_error"));
    sandbox.ok("import up");
    assert_eq!(
        (&show(&sandbox, "x/b")["category"], sandbox.ok("show x/a --format json")),
        (&json!("auth_error"), other)
    );
}

/// What was sent meanwhile does not keep an undone import from being imported again.
#[test]
fn an_import_that_was_undone_after_an_export_can_be_repeated() {
    let sandbox = sandbox();
    sandbox.ok("edit x/a --set category=ours");
    upstream(&sandbox, |tree| tree["root_cause"] = json!("Theirs"));
    sandbox.ok("import up");
    let batch = sandbox.json("log", 0)["batches"][0]["batch"].clone();
    sandbox.ok("export --out up --prune");
    sandbox.ok(&format!("undo {batch}"));
    assert_eq!(show(&sandbox, "x/a")["root_cause"], "The cause.");
    upstream(&sandbox, |tree| tree["root_cause"] = json!("Theirs"));
    sandbox.ok("import up");
    let now = show(&sandbox, "x/a");
    assert_eq!((&now["root_cause"], &now["category"]), (&json!("Theirs"), &json!("ours")));
}

/// The source adopts our new name, without the alias that the renaming left here: that is no change of the alias.
#[test]
fn the_former_name_stays_an_alias_when_the_source_follows() {
    let sandbox = sandbox();
    sandbox.ok("rename x/a x/b");
    sandbox.ok("import up");
    let theirs = record_with("x/b", &["Do it", "Or that"]);
    sandbox.shell("rm -r up/errors/x/a");
    sandbox.write("up/errors/x/b/index.json", theirs);
    sandbox.ok("import up");
    assert_eq!(show(&sandbox, "x/b")["aliases"], json!(["x/a"]));
}

/// Two edges to one target, of which each side drops another: both stay dropped.
#[test]
fn edges_to_one_target_are_told_apart_by_what_they_say() {
    let sandbox = Sandbox::new();
    let edge = |probability: f64| json!({ "error_id": "x/b", "probability": probability, "condition": "" });
    let with = |edges: Value| changed(&record("x/a"), |tree| tree["transition_graph"]["leads_to"] = edges);
    sandbox.write("up.json", with(json!([edge(0.1), edge(0.2)])));
    sandbox.ok("import up.json");
    sandbox.write("ours.json", show(&sandbox, "x/a").to_string());
    sandbox.shell("sed -i 's/,{[^}]*0[.]2[^}]*}//' ours.json; canonry edit x/a --from ours.json");
    assert_eq!(show(&sandbox, "x/a")["transition_graph"]["leads_to"].as_array().unwrap().len(), 1);
    sandbox.write("up.json", with(json!([edge(0.2)])));
    sandbox.ok("import up.json");
    assert_eq!(show(&sandbox, "x/a")["transition_graph"]["leads_to"], json!([]));
}

#[test]
fn a_stale_copy_sets_no_baseline_under_published_estimates_unless_it_is_meant() {
    let sandbox = sandbox();
    sandbox.ok("export --out old");
    let old = std::fs::read_to_string(sandbox.path("old/errors/x/a/index.json")).unwrap();
    for reporter in ["lena", "otto", "ana", "jan"] {
        sandbox.ok(&format!("evidence add x/a#w1 --kind outcome --outcome fail --count 3 --reporter {reporter}"));
    }
    sandbox.ok("rates --apply");
    let (ours, rates) = (show(&sandbox, "x/a"), sandbox.json("rates", 0));
    assert!(ours["workarounds"][0]["success_rate"].as_f64().unwrap() < 0.4, "{ours}");
    assert_eq!(rates["claims"][0]["baseline"], 0.5);
    sandbox.ok("export --out site");
    // The earlier tree is imported from an unknown place.
    sandbox.write("copy/errors/x/a/index.json", old);
    for _ in 0..2 {
        let ran = sandbox.words("import copy");
        assert_eq!(ran.out, "added 0, changed 0, unchanged 0, kept 0, stale 1, rejected 0\n");
        assert!(!ran.err.contains("no longer count"), "{}", ran.err);
        assert_eq!((show(&sandbox, "x/a"), sandbox.json("rates", 0)), (ours.clone(), rates.clone()));
    }
    let ran = sandbox.words("import copy --take-stale");
    let said = "note: 12 reports on 1 claim will no longer count, because this import sets this rate \
        (`--keep w.success_rate` keeps ours): x/a w1.success_rate (12)\n";
    assert!(ran.err.contains(said), "{}", ran.err);
    assert_eq!(show(&sandbox, "x/a")["workarounds"][0]["success_rate"], 0.5);
    assert_eq!(sandbox.json("rates", 0)["counts"]["claims"], 0);
    // The old number counts from here on, with what is reported from here on.
    sandbox.ok("evidence add x/a#w1 --kind outcome --outcome fail --reporter lena");
    let claim = sandbox.json("rates", 0)["claims"][0].clone();
    assert_eq!((&claim["baseline"], &claim["reports"]), (&json!(0.5), &json!(1.0)));
}
