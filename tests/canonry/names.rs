//! New records that are similar to others, and edges to a record that is withdrawn or renamed.

use serde_json::{Value, json};

use crate::support::{Sandbox, changed, record, record_with};

fn show(sandbox: &Sandbox, id: &str) -> Value {
    serde_json::from_str(&sandbox.ok(&format!("show {id} --format json"))).unwrap()
}

/// x/old and x/new share an item; x/c and x/new point to x/old.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    let edge = |id: &str| json!({ "error_id": id, "probability": 0.5 });
    sandbox.write(
        "old.json",
        changed(&record_with("x/old", &["Do it", "Only here"]), |tree| {
            tree["aliases"] = json!(["older", "shared"]);
            tree["transition_graph"]["leads_to"] = json!([edge("x/c")]);
        }),
    );
    sandbox.write(
        "new.json",
        changed(&record_with("x/new", &["Another", "Do it"]), |tree| {
            tree["aliases"] = json!(["shared"]);
            tree["transition_graph"]["leads_to"] = json!([edge("x/old"), edge("x/c")]);
        }),
    );
    sandbox.write(
        "c.json",
        changed(&record("x/c"), |tree| {
            tree["transition_graph"]["leads_to"] = json!([edge("x/old"), edge("x/new")]);
            tree["transition_graph"]["preceded_by"] = json!([edge("x/old")]);
        }),
    );
    sandbox.ok("import old.json new.json c.json");
    sandbox
}

#[test]
fn a_new_record_reports_what_is_empty_and_which_records_are_similar() {
    let sandbox = sandbox();
    let text = |id: &str, signature: &str| changed(&record(id), |tree| tree["signature"] = signature.into());
    sandbox.write("a.json", text("x/a", "Fatal:  Cannot\topen 文件"));
    let ran = sandbox.words("new x/a --from a.json");
    assert_eq!((ran.code, ran.err.contains("warning")), (Some(0), false), "{}", ran.err);
    sandbox.write(
        "b.json",
        changed(&text("x/b", "fatal: cannot open文件\n"), |tree| {
            tree["regex"] = "".into();
            tree["root_cause"] = " ".into();
        }),
    );
    let ran = sandbox.words("new x/b --from b.json --dry-run");
    let said = "dry run: nothing was written\n\
        warning: regex is empty; `canonry edit x/b --set regex=TEXT` sets it\n\
        warning: root_cause is empty; `canonry edit x/b --set root_cause=TEXT` sets it\n\
        warning: x/a has the same signature\n";
    let findings = ran.err.strip_suffix(said).unwrap_or_else(|| panic!("{}", ran.err));
    assert!(findings.lines().all(|line| line.starts_with("  ")) && findings.contains(": D002 "), "{findings}");
    let object = sandbox.json("new x/b --from b.json", 0);
    assert_eq!(object["warnings"], json!({ "empty": ["regex", "root_cause"], "same_signature": ["x/a"] }));
    sandbox.ok("withdraw x/a --reason r");
    sandbox.write("d.json", text("x/d", "FATAL: CANNOT OPEN 文件"));
    assert_eq!(sandbox.json("new x/d --from d.json", 0)["warnings"]["same_signature"], json!(["x/b"]));
}

#[test]
fn withdrawing_and_renaming_report_which_records_point_there() {
    let sandbox = sandbox();
    let ran = sandbox.words("withdraw x/old --reason r --dry-run");
    let said = "2 records point to x/old: x/c (leads_to, preceded_by), x/new (leads_to); \
        their edges now point to a record that is not published\n";
    assert!(ran.err.ends_with(said), "{}", ran.err);
    let object = sandbox.json("withdraw x/old x/c --reason r --dry-run", 0);
    let pointers = json!([
        { "id": "x/old", "from": [{ "id": "x/new", "edges": ["leads_to"] }] },
        { "id": "x/c", "from": [{ "id": "x/new", "edges": ["leads_to"] }] },
    ]);
    assert_eq!(object["pointed_to"], pointers, "records that go together do not count");
    let ran = sandbox.words("rename x/old x/older");
    assert!(ran.err.ends_with(
        "2 records point to x/old: x/c (leads_to, preceded_by), x/new (leads_to); the edges now point to the new id\n"
    ));
    assert_eq!(show(&sandbox, "x/c")["transition_graph"]["preceded_by"][0]["error_id"], "x/older");
    // Up to five are named.
    let pointing = |id: &str| {
        changed(&record(id), |tree| {
            tree["transition_graph"]["leads_to"] = json!([{ "error_id": "x/c", "probability": null }]);
        })
    };
    let many: Vec<String> = (0..7).map(|at| pointing(&format!("y/{at}"))).collect();
    sandbox.write("many.json", format!("[{}]", many.join(",")));
    sandbox.ok("import many.json");
    let ran = sandbox.words("withdraw x/c x/c --reason r");
    assert_eq!(ran.err.matches("9 records point to x/c: ").count(), 1, "{}", ran.err);
    assert!(ran.err.contains(" … and 4 more; "), "{}", ran.err);
}

#[test]
fn a_record_that_is_merged_into_another_leaves_it_its_names_edges_and_evidence() {
    let sandbox = sandbox();
    for target in ["x/old", "x/old#w1", "x/old#w2", "x/new"] {
        sandbox.ok(&format!("evidence add {target} --kind outcome --outcome success --count 2"));
    }
    sandbox.ok("evidence add x/old --kind review");
    sandbox.ok("evidence withdraw e5 --reason r");
    let before = sandbox.ok("export --format ndjson");
    let words = "withdraw x/old --merge-into x/new --reason double";
    let dry = sandbox.words(&format!("{words} --dry-run"));
    let ran = sandbox.words(words);
    assert_eq!((ran.code, &dry.out), (Some(0), &ran.out), "{}", ran.err);
    assert!(ran.out.starts_with("e1 → e6 on x/new\ne2 → e7 on x/new#w2\nwithdrawn x/old\n"), "{}", ran.out);
    assert!(
        ran.err.contains("1 record points to x/old: x/c (leads_to, preceded_by); its edges now point to x/new"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("evidence that was not moved: e3 ("), "{}", ran.err);
    let new = show(&sandbox, "x/new");
    assert_eq!(new["aliases"], json!(["shared", "x/old", "older"]));
    assert_eq!(new["evidence_count"], 1 + 2 + 4);
    // An edge to itself is removed, and one that would be there twice.
    assert_eq!(new["transition_graph"]["leads_to"].as_array().unwrap().len(), 1);
    let graph = show(&sandbox, "x/c")["transition_graph"].clone();
    assert_eq!(graph["leads_to"], json!([{ "error_id": "x/new", "probability": 0.5, "condition": "" }]));
    assert_eq!(graph["preceded_by"][0]["error_id"], "x/new");
    // Any of its names finds the record that stays.
    assert_eq!(show(&sandbox, "older")["id"], "x/new");
    assert_eq!(show(&sandbox, "shared")["id"], "x/new");
    let list = sandbox.json("evidence list x/old", 0);
    assert_eq!((&list["counts"]["evidence"], &list["counts"]["withdrawn"]), (&json!(4), &json!(3)));
    assert_eq!(show(&sandbox, "x/old")["evidence_count"], 3);
    // One batch.
    sandbox.ok("undo --yes");
    assert_eq!(sandbox.ok("export --format ndjson"), before);
    assert_eq!(sandbox.json("evidence list x/new", 0)["counts"], json!({ "evidence": 3, "withdrawn": 2 }));
    sandbox.ok("undo 9 --yes");
    assert_eq!(show(&sandbox, "x/new"), new);
}

#[test]
fn restoring_a_merged_record_says_which_record_keeps_its_names() {
    let sandbox = sandbox();
    sandbox.ok("evidence add x/old --kind review");
    let before = sandbox.ok("export --format ndjson");
    sandbox.ok("withdraw x/old --merge-into x/new --reason double");
    let ran = sandbox.words("show x/old");
    assert!(ran.err.ends_with("shows why\nx/new replaces x/old\n"), "{}", ran.err);
    let object = sandbox.json("restore x/old x/old --dry-run", 0);
    assert_eq!(object["shared_names"], json!([{ "id": "x/old", "alias_of": "x/new", "merged_in": 3 }]));
    let ran = sandbox.words("restore x/old");
    let said = "x/old was merged into x/new, which keeps its names and evidence; `canonry undo 3` undoes the merge\n";
    assert!(ran.code == Some(0) && ran.err.ends_with(said), "{}", ran.err);
    assert!(!sandbox.words("show x/old").err.contains("replaces"));
    sandbox.ok("undo 3 --yes");
    assert_eq!(sandbox.ok("export --format ndjson"), before);
    // An alias that was set in another way.
    sandbox.ok("withdraw x/c --reason r");
    sandbox.ok("edit x/new --add aliases=x/c");
    let ran = sandbox.words("restore x/c");
    assert!(ran.err.contains("`canonry edit x/new --remove aliases=x/c` removes it"), "{}", ran.err);
    sandbox.ok("edit x/new --remove aliases=x/c");
    assert_eq!(sandbox.words("restore x/c").err, "nothing to change\n");
}

#[test]
fn several_records_are_merged_into_one_and_none_into_itself() {
    let sandbox = sandbox();
    sandbox.ok("evidence add x/old x/c --kind review --count 2");
    let object = sandbox.json("withdraw x/old x/c --merge-into x/new --reason double", 0);
    assert_eq!((&object["merged_into"], &object["moved"][0]["on"]), (&json!("x/new"), &json!("x/new")));
    let new = show(&sandbox, "x/new");
    assert_eq!((&new["evidence_count"], &new["transition_graph"]["leads_to"]), (&json!(5), &json!([])));
    assert_eq!(new["aliases"], json!(["shared", "x/c", "x/old", "older"]));
    sandbox.ok("undo");
    for (words, code) in [
        ("withdraw x/new --merge-into x/new --reason r", 2),
        ("withdraw x/old --merge-into x/none --reason r", 5),
        ("withdraw x/old --merge-into x/c", 2),
    ] {
        assert_eq!(sandbox.words(words).code, Some(code), "{words}");
    }
    sandbox.ok("withdraw x/c --reason r");
    assert_eq!(sandbox.words("withdraw x/old --merge-into x/c --reason r").code, Some(5));
}
