//! Writing, renaming and withdrawing records; recording evidence; confirming.

use serde_json::json;

use crate::support::{Sandbox, changed, record, record_with};

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("a.json", record_with("x/a", &["Do it", "Or that"]));
    let edge = |tree: &mut serde_json::Value| {
        tree["transition_graph"]["leads_to"] = json!([{"error_id": "x/a", "probability": 0.5}]);
        tree["transition_graph"]["frequently_confused_with"] = json!([{"error_id": "x/a", "distinction": "d"}]);
    };
    sandbox.write("b.json", changed(&record("x/b"), edge));
    sandbox.ok("import a.json b.json");
    sandbox
}

fn show(sandbox: &Sandbox, id: &str) -> serde_json::Value {
    serde_json::from_str(&sandbox.ok(&format!("show {id} --format json"))).unwrap()
}

fn batches(sandbox: &Sandbox) -> u64 {
    sandbox.json("log --limit 0", 0)["counts"]["batches"].as_u64().unwrap()
}

#[test]
fn a_new_record_begins_with_a_template_on_the_lowest_tier() {
    let sandbox = sandbox();
    let ran = sandbox.edited("sed -i 's/the error text as users see it/错误: broken/' $1", "new login --domain cicd");
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), "added cicd/login\n"), "{}", ran.err);
    let tree = show(&sandbox, "cicd/login");
    assert_eq!((&tree["signature"], &tree["verification_tier"]), (&json!("错误: broken"), &json!("ai_generated")));
    assert_eq!((&tree["first_seen"], &tree["evidence_count"]), (&json!("2026-11-21"), &json!(0)));
    let ran = sandbox.edited(":", "new cicd/other");
    assert!(ran.code == Some(0) && ran.err.contains("no new record"), "{}", ran.err);
    sandbox.write("high.json", record("cicd/high").replace("ai_generated", "human_reviewed"));
    let ran = sandbox.words("new cicd/high --from high.json");
    assert!(ran.code == Some(6) && ran.err.contains("a new record begins at ai_generated"), "{}", ran.err);
    assert_eq!(sandbox.words("new cicd/high --from a.json").code, Some(3));
    assert_eq!(sandbox.words("new Cicd/high").code, Some(2));
    assert_eq!(sandbox.words("new x/a --from a.json").code, Some(4));
    assert_eq!(batches(&sandbox), 2);
}

#[test]
fn a_rename_changes_edges_and_adds_the_alias() {
    let sandbox = sandbox();
    let ran = sandbox.words("rename x/a y/z");
    assert_eq!(ran.code, Some(0));
    let tree = show(&sandbox, "y/z");
    assert_eq!((&tree["domain"], &tree["aliases"]), (&json!("y"), &json!(["x/a"])));
    let graph = show(&sandbox, "x/b")["transition_graph"].clone();
    assert_eq!(graph["leads_to"][0]["error_id"], "y/z");
    assert_eq!(graph["frequently_confused_with"][0]["error_id"], "y/z");
    assert_eq!(show(&sandbox, "x/a")["id"], "y/z"); // by the alias
    for (words, code) in [("rename y/z x/b", 4), ("rename y/z Bad", 2), ("rename y/none y/q", 5), ("rename y/z y/z", 0)]
    {
        assert_eq!(sandbox.words(words).code, Some(code), "{words}");
    }
    // Renamed back: the first name is not an alias of itself.
    sandbox.ok("rename y/z x/a");
    assert_eq!(show(&sandbox, "x/a")["aliases"], json!(["y/z"]));
    assert_eq!(show(&sandbox, "x/b")["transition_graph"]["leads_to"][0]["error_id"], "x/a");
    assert_eq!(batches(&sandbox), 3);
}

#[test]
fn a_withdrawn_record_is_not_published_anywhere_and_keeps_its_history() {
    let sandbox = sandbox();
    assert_eq!(sandbox.words("withdraw x/a").code, Some(2)); // without a reason
    sandbox.ok("evidence add x/a#w2 --kind review");
    sandbox.ok("withdraw x/a --reason double");
    assert_eq!(sandbox.json("list", 0)["counts"]["records"], 1);
    assert!(!sandbox.ok("export --format ndjson").contains("\"id\": \"x/a\""));
    assert_eq!(sandbox.ok("search or that"), "");
    for words in [
        "edit x/a --set category=q",
        "confirm x/a --note n",
        "promote x/a",
        "rename x/a x/q",
        "evidence add x/a --kind review",
    ] {
        let ran = sandbox.words(words);
        assert!(ran.code == Some(5) && ran.err.contains("canonry restore x/a"), "{words}: {}", ran.err);
    }
    assert_eq!(sandbox.words("rename x/b x/a").code, Some(4));
    assert_eq!(sandbox.words("new x/a --from a.json").code, Some(4));
    assert!(sandbox.ok("log x/a").contains("because double"));
    assert_eq!(sandbox.json("evidence list x/a", 0)["counts"]["evidence"], 1);
    assert_eq!(sandbox.ok("restore x/a"), "restored x/a\n");
    assert_eq!(show(&sandbox, "x/a")["evidence_count"], 2);
    assert_eq!(sandbox.ok("restore x/a"), "");
}

#[test]
fn evidence_counts_until_it_is_withdrawn_and_is_never_deleted() {
    let sandbox = sandbox();
    let added = sandbox
        .json("evidence add x/a#w2 --kind outcome --outcome partial --count 3 --reporter lena --on 2026-11-20", 0);
    assert_eq!((&added["evidence"], &added["counts"]["added"]), (&json!(["e1"]), &json!(1)));
    sandbox.ok("evidence add x/a --kind source --url https://example.org/错");
    assert_eq!(show(&sandbox, "x/a")["evidence_count"], 5);
    let withdrawn = sandbox.json("evidence withdraw e1 1 e1 --reason wrong", 0);
    assert_eq!(withdrawn["counts"]["withdrawn"], 1);
    assert_eq!(show(&sandbox, "x/a")["evidence_count"], 2);
    let again = sandbox.words("evidence withdraw e1 --reason wrong");
    assert_eq!((again.code, again.err.contains("e1 is already withdrawn")), (Some(0), true));
    let list = sandbox.json("evidence list x/a", 0);
    assert_eq!((&list["counts"]["evidence"], &list["counts"]["withdrawn"]), (&json!(2), &json!(1)));
    let first = &list["evidence"][0];
    assert_eq!(
        (&first["item"], &first["reporter"], &first["reporter_kind"]),
        (&json!("w2"), &json!("lena"), &json!("user"))
    );
    let connection = rusqlite::Connection::open(sandbox.path("canonry.db")).unwrap();
    assert!(connection.execute("DELETE FROM evidence", []).is_err());
    assert!(connection.execute("UPDATE evidence SET count = 9", []).is_err());
}

#[test]
fn invalid_evidence_is_refused() {
    let sandbox = sandbox();
    for (words, code) in [
        ("evidence add x/a --kind review --on 2026-11-22", 6), // tomorrow
        ("evidence add x/a --kind review --on 2023-12-31", 6), // before it was first seen
        ("evidence add x/a#w3 --kind review", 5),
        ("evidence add x/a#q1 --kind review", 2),
        ("evidence add x/none --kind review", 5),
        ("evidence add x/a --kind outcome", 2),
        ("evidence add x/a --kind review --outcome success", 2),
        ("evidence add x/a --kind review --count 0", 2),
        ("evidence add x/a --kind opinion", 2),
        ("evidence withdraw e1 --reason none", 5),
        ("evidence withdraw e1", 2),
    ] {
        let ran = sandbox.words(words);
        assert_eq!(ran.code, Some(code), "{words}: {}", ran.err);
    }
    assert_eq!(batches(&sandbox), 1);
}

#[test]
fn a_confirmation_moves_the_day_forward_with_evidence_and_never_backward() {
    let sandbox = sandbox();
    assert_eq!(sandbox.words("confirm x/a").code, Some(2)); // without a receipt
    let out = sandbox.ok("confirm x/a x/a x/b --on 2026-11-01 --note looked");
    assert!(out.contains("last_confirmed: \"2025-06-01\" → \"2026-11-01\""), "{out}");
    assert_eq!(sandbox.json("evidence list x/a", 0)["evidence"][0]["kind"], "review");
    for (words, says) in [
        ("confirm x/a --on 2026-10-31 --note again", "never moves backward"),
        ("confirm x/a --note again --today 2026-10-31", "never moves backward"),
        ("confirm x/a --on 2026-11-22 --note again", "is in the future"),
    ] {
        let ran = sandbox.words(words);
        assert!(ran.code == Some(6) && ran.err.contains(says), "{words}: {}", ran.err);
    }
    assert_eq!(sandbox.words("confirm x/a --kind dispute --note no").code, Some(2));
    // One that may not be confirmed prevents all of them.
    sandbox.ok("confirm x/b --note later");
    assert_eq!(sandbox.words("confirm x/a x/b --on 2026-11-10 --note both").code, Some(6));
    assert_eq!(show(&sandbox, "x/a")["last_confirmed"], "2026-11-01");
    sandbox.ok("undo 2 x/a");
    assert_eq!(show(&sandbox, "x/a")["last_confirmed"], "2025-06-01");
}

#[test]
fn a_dry_run_prints_the_same_changes_and_writes_nothing() {
    let sandbox = sandbox();
    sandbox.ok("evidence add x/a --kind review");
    sandbox.write("n.json", record("x/n"));
    for words in [
        "new x/n --from n.json",
        "edit x/a --set category=q --remove w1",
        "rename x/a y/z",
        "withdraw x/a --reason r",
        "evidence add x/a#w2 --kind outcome --outcome fail",
        "evidence withdraw e1 --reason r",
        "confirm x/a --note n",
        "promote x/a --force --reason r",
    ] {
        let before = batches(&sandbox);
        let dry = sandbox.words(&format!("{words} --dry-run"));
        assert!(dry.code == Some(0) && dry.err.contains("dry run: nothing was written"), "{words}: {}", dry.err);
        assert_eq!(batches(&sandbox), before, "{words}");
        let object = sandbox.json(&format!("{words} --dry-run"), 0);
        assert_eq!((&object["dry_run"], &object["batch"]), (&json!(true), &json!(null)), "{words}");
        assert_eq!(sandbox.ok(words), dry.out, "{words}");
        sandbox.ok("undo");
    }
}

#[test]
fn json_is_one_object_whatever_goes_wrong() {
    let sandbox = sandbox();
    for (words, code, command) in [
        ("edit x/none --set category=q", 5, "edit"),
        ("edit x/a --set confidence=2", 3, "edit"),
        ("promote x/a", 6, "promote"),
        ("confirm x/a", 2, "confirm"),
        ("evidence add x/a --kind opinion", 2, "evidence"),
        ("undo soon x/a", 2, "undo"),
        ("nonsense", 2, ""),
    ] {
        let object = sandbox.json(words, code);
        assert_eq!((&object["command"], &object["error"]["exit"]), (&json!(command), &json!(code)), "{words}");
        assert!(!object["error"]["message"].as_str().unwrap().is_empty(), "{words}");
    }
}
