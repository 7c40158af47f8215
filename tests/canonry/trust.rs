//! Trust in sources, remarks of an import, and records that a source no longer has.

use serde_json::{Value, json};

use crate::support::{Sandbox, changed, record};

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    for id in ["x/a", "x/b", "x/c"] {
        sandbox.write(&format!("up/errors/{id}/index.json"), record(id));
    }
    sandbox.ok("import up");
    sandbox
}

fn upstream(sandbox: &Sandbox, id: &str, change: impl FnOnce(&mut Value)) {
    sandbox.write(&format!("up/errors/{id}/index.json"), changed(&record(id), change));
}

fn show(sandbox: &Sandbox, id: &str) -> Value {
    serde_json::from_str(&sandbox.ok(&format!("show {id} --format json"))).unwrap()
}

fn drop_record(sandbox: &Sandbox, id: &str) {
    std::fs::remove_dir_all(sandbox.path(&format!("up/errors/{id}"))).unwrap();
}

#[test]
fn a_source_does_not_change_some_fields() {
    let change = |tree: &mut Value| {
        tree["confidence"] = json!(1.0);
        tree["verification_tier"] = json!("community_verified");
        tree["workarounds"][0]["success_rate"] = json!(0.99);
        tree["category"] = json!("auth_error");
    };
    for (file, options) in [
        ("[source.up]\nkeep = [\"verification_tier\", \"confidence\", \"w.success_rate\"]\n", ""),
        ("", " --keep verification_tier,confidence --keep w.success_rate"),
    ] {
        let sandbox = sandbox();
        sandbox.write("canonry.toml", file);
        upstream(&sandbox, "x/a", change);
        sandbox.ok(&format!("import up{options}"));
        let now = show(&sandbox, "x/a");
        assert_eq!((&now["verification_tier"], &now["category"]), (&json!("ai_generated"), &json!("auth_error")));
        assert_eq!(
            (now["confidence"].to_string(), now["workarounds"][0]["success_rate"].to_string()),
            ("0.8".into(), "0.8".into())
        );
        assert!(sandbox.ok("import up").contains("changed 0, unchanged 2, kept 1"));
    }
    let sandbox = sandbox();
    let ran = sandbox.words("import up --keep confidense");
    assert!(ran.code == Some(2) && ran.err.contains("unknown field 'confidense'"), "{}", ran.err);
}

#[test]
fn new_records_begin_where_the_policy_says() {
    let sandbox = sandbox();
    sandbox.write("canonry.toml", "[source.up]\nnew_tier = \"ai_generated\"\n");
    let high = |tree: &mut Value| tree["verification_tier"] = json!("community_verified");
    upstream(&sandbox, "x/new", high);
    assert!(sandbox.ok("import up").starts_with("added 1"));
    assert_eq!(show(&sandbox, "x/new")["verification_tier"], "ai_generated");
    // What the source claims is not a change the next time, and no other field is lost.
    upstream(&sandbox, "x/new", |tree| {
        high(tree);
        tree["category"] = json!("auth_error");
    });
    sandbox.ok("import up");
    let now = show(&sandbox, "x/new");
    assert_eq!((&now["verification_tier"], &now["category"]), (&json!("ai_generated"), &json!("auth_error")));
}

#[test]
fn an_import_can_be_limited_to_new_records() {
    for (file, options) in [("[source.up]\nonly = \"new\"\n", ""), ("", " --only-new")] {
        let sandbox = sandbox();
        sandbox.write("canonry.toml", file);
        upstream(&sandbox, "x/a", |tree| tree["root_cause"] = json!(""));
        upstream(&sandbox, "x/new", |_| {});
        assert_eq!(
            sandbox.ok(&format!("import up{options}")),
            "added 1, changed 0, unchanged 2, kept 1, stale 0, rejected 0\n"
        );
        assert_eq!(show(&sandbox, "x/a")["root_cause"], "The cause.");
    }
}

#[test]
fn an_import_reports_raised_tiers_emptied_fields_and_future_days() {
    let sandbox = sandbox();
    upstream(&sandbox, "x/a", |tree| {
        tree["verification_tier"] = json!("human_reviewed");
        tree["root_cause"] = json!("");
        tree["last_confirmed"] = json!("2026-11-22");
    });
    let ran = sandbox.words("import up");
    for line in [
        "note: 1 record was moved up a tier: x/a (ai_generated → human_reviewed)\n",
        "note: 1 record is confirmed in the future: x/a (2026-11-22)\n",
        "note: 1 field was emptied: x/a root_cause\n",
    ] {
        assert!(ran.err.contains(line), "{}", ran.err);
    }
    sandbox.ok("undo");
    let remarks = sandbox.json("import up", 0)["remarks"].clone();
    assert_eq!((&remarks["emptied"]["first"], &remarks["raised"]["count"]), (&json!(["x/a root_cause"]), &json!(1)));
    assert_eq!(sandbox.words("import up --quiet").err, "");
}

#[test]
fn a_day_beyond_tomorrow_is_a_fault_with_its_place() {
    let sandbox = sandbox();
    for field in ["last_confirmed", "first_seen", "last_updated"] {
        upstream(&sandbox, "x/a", |tree| tree[field] = json!("2026-11-23"));
        let ran = sandbox.words("import up");
        assert_eq!(ran.code, Some(3), "{field}");
        assert!(ran.err.contains(&format!(": {field}: 2026-11-23 is in the future")), "{}", ran.err);
        assert!(!ran.err.starts_with("up/errors/x/a/index.json:1:1"), "{}", ran.err);
    }
}

#[test]
fn a_withdrawn_record_that_is_imported_again_is_named() {
    let sandbox = sandbox();
    sandbox.ok("withdraw x/b --reason wrong");
    let ran = sandbox.words("import up");
    assert!(ran.err.contains("1 record of the input is withdrawn here and stays withdrawn"), "{}", ran.err);
    assert!(ran.err.contains(": x/b\n"), "{}", ran.err);
}

#[test]
fn records_that_a_source_no_longer_has_are_named_and_withdrawn_on_request() {
    let sandbox = sandbox();
    sandbox.write("own.json", record("x/own").replace("2025-06-01", "2026-11-21"));
    sandbox.ok("new x/own --from own.json");
    drop_record(&sandbox, "x/c");
    let ran = sandbox.words("import up");
    assert!(ran.err.contains("not in the input") && ran.err.contains(": x/c\n"), "{}", ran.err);
    let piped = sandbox.shell("cat up/errors/x/a/index.json | canonry import --whole -; echo \"exit $?\"");
    assert!(piped.out.contains("--from NAME") && piped.out.contains("exit 2"), "{}", piped.out);
    // More than the policy allows unasked, and nobody to ask.
    let ran = sandbox.words("import --whole up");
    assert_eq!(ran.code, Some(6), "{}", ran.err);
    assert!(ran.err.contains("to be withdrawn:\nx/c\n") && ran.err.contains("--yes"), "{}", ran.err);
    assert_eq!(sandbox.words("show x/c").err, "");
    let out = sandbox.ok("import --whole up --yes");
    assert_eq!(out, "added 0, changed 0, unchanged 2, kept 0, stale 0, rejected 0, withdrawn 1\n");
    assert!(sandbox.ok("log x/c").contains("because no longer in the source"));
    let ids: Vec<String> = sandbox.json("list", 0)["records"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(ids, ["x/a", "x/b", "x/own"]);
    sandbox.ok("undo");
    assert_eq!(sandbox.json("list", 0)["counts"]["records"], 4);
    // Within the limit nobody has to agree.
    sandbox.write("canonry.toml", "[import]\nmax_withdrawals = 0.5\n");
    sandbox.ok("import --whole up --reason gone");
    assert_eq!(sandbox.json("list", 0)["counts"]["records"], 3);
}

#[test]
fn a_record_that_cannot_be_read_is_not_treated_as_gone() {
    let sandbox = sandbox();
    sandbox.write("up/errors/x/c/index.json", "{");
    let ran = sandbox.words("import --whole up --keep-going --yes");
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    assert!(ran.err.contains("it is unknown whether they are gone"), "{}", ran.err);
    assert_eq!(sandbox.json("list", 0)["counts"]["records"], 3);
}

/// A record that is worked on by hand on its way through a pipe is dated like an edit.
#[test]
fn what_comes_through_a_pipe_is_dated() {
    let sandbox = sandbox();
    let ran =
        sandbox.shell("canonry export --format ndjson --id x/a | sed 's/runtime_error/auth_error/' | canonry import -");
    assert!(ran.out.contains("last_updated: \"2025-06-01\" → \"2026-11-21\""), "{}", ran.out);
    assert_eq!(sandbox.json("sources", 0)["counts"]["sources"], 1);
    // The source does not know of it: its old values are no change.
    assert!(sandbox.ok("import up").contains("unchanged 2, kept 1"));
}

/// What was just written through the pipe is our own text: each further step is a change, not a conflict.
#[test]
fn a_record_goes_through_a_pipe_again_and_again() {
    let sandbox = sandbox();
    sandbox.ok("edit x/a --set category=it");
    let through = |value: &str| {
        let script = format!("s/\"category\": *\"[a-z_]*\"/\"category\":\"{value}\"/");
        sandbox.shell(&format!("canonry export --format ndjson --id x/a | sed '{script}' | canonry import -"))
    };
    for value in ["de", "fr", "ja"] {
        let ran = through(value);
        assert!(ran.code == Some(0) && ran.out.contains("changed 1"), "{value}: {} {}", ran.out, ran.err);
        assert_eq!(show(&sandbox, "x/a")["category"], value);
    }
    // A former value may be from an old copy; a note says how to import it if it is meant.
    let ran = through("runtime_error");
    assert!(ran.out.contains("kept 1") && ran.out.contains("--take-stale imports it"), "{}", ran.out);
    assert_eq!(show(&sandbox, "x/a")["category"], "ja");
}

#[test]
fn a_source_without_a_record_is_asked_about_before_it_withdraws() {
    let sandbox = Sandbox::new();
    sandbox.write("canonry.toml", "[import]\nmax_withdrawals = 1.0\n");
    sandbox.write("up.json", format!("[{},{}]", record("x/a"), record("x/b")));
    sandbox.ok("import up.json");
    sandbox.write("up.json", "[]");
    let ran = sandbox.words("import up.json");
    assert!(ran.err.contains("2 records that this source had before are not in the input"), "{}", ran.err);
    for words in ["import up.json --whole", "import up.json --whole -n"] {
        let ran = sandbox.words(words);
        assert!(ran.code == Some(6) && ran.err.contains("--yes"), "{words}: {}", ran.err);
    }
    assert!(sandbox.ok("import up.json --whole --yes").contains("withdrawn 2"));
}

#[test]
fn a_record_that_moved_from_one_source_to_another_is_not_missing() {
    let sandbox = Sandbox::new();
    sandbox.write("one.json", format!("[{},{}]", record("x/a"), record("x/b")));
    sandbox.write("two.json", format!("[{}]", record("x/c")));
    sandbox.ok("import one.json two.json");
    sandbox.write("one.json", format!("[{}]", record("x/a")));
    sandbox.write("two.json", format!("[{},{}]", record("x/b"), record("x/c")));
    let ran = sandbox.words("import one.json two.json --whole");
    assert!(ran.code == Some(0) && !ran.err.contains("no longer"), "{}", ran.err);
    assert!(sandbox.ok("list").contains("x/b"));
}

/// What was left as an old copy may be meant after all.
#[test]
fn a_stale_record_is_imported_on_request_also_the_second_time() {
    let sandbox = sandbox();
    sandbox.write("old.json", record("x/a"));
    sandbox.ok("edit x/a --set root_cause=Ours");
    assert!(sandbox.ok("import old.json").contains("stale 1"));
    assert!(sandbox.ok("import old.json").contains("stale 1"));
    assert!(sandbox.ok("import old.json --take-stale").contains("changed 1"));
    assert_eq!(show(&sandbox, "x/a")["root_cause"], "The cause.");
}

#[test]
fn a_list_that_is_kept_keeps_its_items() {
    let sandbox = sandbox();
    upstream(&sandbox, "x/a", |tree| {
        let added = json!({ "action": "Something quite different", "success_rate": 0.5, "how": "", "condition": "" });
        tree["workarounds"].as_array_mut().unwrap().push(added);
        tree["workarounds"][0]["success_rate"] = json!(0.1);
        tree["category"] = json!("auth_error");
    });
    let before = show(&sandbox, "x/a")["workarounds"].clone();
    sandbox.ok("import up --keep workarounds");
    let now = show(&sandbox, "x/a");
    assert_eq!((&now["workarounds"], &now["category"]), (&before, &json!("auth_error")));
}

#[test]
fn lists_that_were_emptied_are_named() {
    let sandbox = sandbox();
    upstream(&sandbox, "x/a", |tree| tree["workarounds"] = json!([]));
    let ran = sandbox.words("import up");
    assert!(ran.err.contains("1 field was emptied: x/a workarounds"), "{}", ran.err);
}

/// Rejects that are fixed are imported as what they were: records of their source, trusted as far as that is.
#[test]
fn fixed_rejects_still_belong_to_their_source() {
    let sandbox = sandbox();
    sandbox.write("canonry.toml", "[source.up]\nkeep = [\"confidence\"]\n");
    let theirs = changed(&record("x/a"), |tree| {
        tree["confidence"] = json!(0.11);
        tree["category"] = json!("auth_error");
        tree["first_seen"] = json!("2025-01-01");
    });
    sandbox.write("up/errors/x/a/index.json", theirs.replace("2025-01-01", "nope"));
    let ran = sandbox.words("import up --keep-going --rejects rejects.ndjson");
    assert!(ran.err.contains("then `canonry import rejects.ndjson --from up`"), "{}", ran.err);
    sandbox.shell("sed -i s/nope/2025-01-01/g rejects.ndjson");
    sandbox.ok("import rejects.ndjson --from up");
    let now = show(&sandbox, "x/a");
    assert_eq!((now["confidence"].to_string(), &now["category"]), ("0.8".into(), &json!("auth_error")));
}

/// Records that seem missing may be behind a link that is not followed.
#[test]
#[cfg(unix)]
fn a_source_with_a_link_that_was_not_followed_is_not_whole() {
    let sandbox = Sandbox::with_records(&["x/a", "y/b"]);
    sandbox.ok("export --out tree");
    sandbox.ok("import tree --from tree");
    let linked = sandbox.path("tree/errors/y");
    std::fs::rename(&linked, sandbox.path("saved")).unwrap();
    for target in ["../../saved", "nowhere", "y"] {
        std::os::unix::fs::symlink(target, &linked).unwrap();
        for words in ["", "--yes", "--keep-going --yes", "--dry-run"] {
            let ran = sandbox.words(&format!("import tree --from tree --whole {words}"));
            let said =
                "error: tree/errors/y was not followed, so it is unknown which records are gone; nothing was imported";
            assert!(ran.code == Some(3) && ran.err.contains(said), "{target} {words}: {:?} {}", ran.code, ran.err);
            assert!(ran.err.contains("not followed: tree/errors/y"), "{target} {words}: {}", ran.err);
        }
        let remarks = sandbox.json("import tree --from tree", 0)["remarks"].clone();
        assert_eq!(remarks["missing"]["count"], 0, "{target}: {remarks}");
        assert!(sandbox.ok("list").contains("y/b"), "{target}");
        std::fs::remove_file(&linked).unwrap();
    }
    // What such a link leads to is read anyway.
    std::os::unix::fs::symlink("x", sandbox.path("tree/errors/again")).unwrap();
    assert_eq!(sandbox.json("import tree --from tree", 0)["remarks"]["missing"]["count"], 1);
    assert!(sandbox.ok("import tree --from tree --whole --yes").contains("withdrawn 1"));
}
