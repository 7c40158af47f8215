//! Conflicts that are resolved one by one.

use serde_json::{Value, json};

use crate::support::{Sandbox, changed, record, record_with};

/// Two records with four conflicts in all.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    let (a, b) = (record_with("x/a", &["Do it", "Or that"]), record("x/b"));
    sandbox.write("up.json", format!("[{a},{b}]"));
    sandbox.ok("import up.json");
    sandbox.ok("edit x/a --set root_cause=Ours --set w1.how=ours --remove w2");
    sandbox.ok("edit x/b --set category=ours");
    let a = changed(&a, |tree| {
        tree["root_cause"] = json!("Theirs");
        tree["workarounds"][0]["how"] = json!("theirs");
        tree["workarounds"][1]["how"] = json!("better");
    });
    let b = changed(&b, |tree| tree["category"] = json!("theirs"));
    sandbox.write("up.json", format!("[{a},{b}]"));
    sandbox
}

fn lines(sandbox: &Sandbox, name: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(sandbox.path(name)).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn resolve_as(sandbox: &Sandbox, mut lines: Vec<Value>, takes: &[Value]) {
    for (line, take) in lines.iter_mut().zip(takes) {
        line["take"] = take.clone();
    }
    let text: Vec<String> = lines.iter().map(Value::to_string).collect();
    sandbox.write("resolved.ndjson", text.join("\n"));
}

fn show(sandbox: &Sandbox, id: &str) -> Value {
    serde_json::from_str(&sandbox.ok(&format!("show {id} --format json"))).unwrap()
}

#[test]
fn conflicts_are_written_and_read_again_once_they_are_resolved() {
    let sandbox = sandbox();
    let ran = sandbox.words("import up.json --conflicts conflicts.ndjson");
    assert_eq!(ran.code, Some(4));
    assert!(ran.err.contains("set \"take\" in conflicts.ndjson"), "{}", ran.err);
    let conflicts = lines(&sandbox, "conflicts.ndjson");
    let named: Vec<(&str, &str, Option<&str>)> = conflicts
        .iter()
        .map(|one| (one["id"].as_str().unwrap(), one["field"].as_str().unwrap(), one["item"].as_str()))
        .collect();
    let expected = [
        ("x/a", "w2", Some("Or that")),
        ("x/a", "root_cause", None),
        ("x/a", "w1.how", Some("Do it")),
        ("x/b", "category", None),
    ];
    assert_eq!(named, expected);
    assert_eq!(conflicts[1]["base"], "The cause.");
    assert_eq!(
        (&conflicts[1]["ours"], &conflicts[1]["theirs"], &conflicts[1]["take"]),
        (&json!("Ours"), &json!("Theirs"), &Value::Null)
    );

    // One is left open: nothing is imported, and only that one is named.
    resolve_as(&sandbox, conflicts.clone(), &[json!("theirs"), json!("base"), json!("written"), Value::Null]);
    let ran = sandbox.words("import up.json --resolve resolved.ndjson");
    assert!(ran.code == Some(4) && ran.err.contains("category") && !ran.err.contains("root_cause"), "{}", ran.err);
    assert_eq!(show(&sandbox, "x/a")["root_cause"], "Ours");

    resolve_as(&sandbox, conflicts, &[json!("theirs"), json!("base"), json!("written"), json!("ours")]);
    sandbox.ok("import up.json --resolve resolved.ndjson");
    let a = show(&sandbox, "x/a");
    assert_eq!((&a["root_cause"], &a["workarounds"][0]["how"]), (&json!("The cause."), &json!("written")));
    assert_eq!((&a["workarounds"][1]["action"], &a["workarounds"][1]["how"]), (&json!("Or that"), &json!("better")));
    assert_eq!(show(&sandbox, "x/b")["category"], "ours");
    // All are resolved, and undone as one batch.
    assert!(sandbox.ok("import up.json").contains("kept 2"));
    sandbox.ok("undo");
    assert_eq!(show(&sandbox, "x/a")["root_cause"], "Ours");
    assert_eq!(sandbox.words("import up.json").code, Some(4));
}

#[test]
fn with_keep_going_every_record_without_a_conflict_is_imported() {
    let sandbox = sandbox();
    sandbox.write("c.json", record("x/c"));
    let ran = sandbox.words("import up.json c.json --keep-going --conflicts conflicts.ndjson");
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (Some(4), "added 1, changed 0, unchanged 0, kept 0, stale 0, rejected 2\n")
    );
    assert_eq!(lines(&sandbox, "conflicts.ndjson").len(), 4);
    let object = sandbox.json("import up.json", 4);
    assert_eq!(object["rejected"][0]["conflicts"][0]["item"], "Or that", "{object}");
}

/// A resolution is for certain values; if they changed, it is another conflict.
#[test]
fn a_conflict_that_changed_since_is_not_resolved() {
    let sandbox = sandbox();
    sandbox.words("import up.json --conflicts conflicts.ndjson");
    let all: Vec<Value> = vec![json!("theirs"); 4];
    resolve_as(&sandbox, lines(&sandbox, "conflicts.ndjson"), &all);
    sandbox.ok("edit x/a --set root_cause=Another");
    let ran = sandbox.words("import up.json --resolve resolved.ndjson");
    assert!(ran.code == Some(4) && ran.err.contains("root_cause") && !ran.err.contains("w1.how"), "{}", ran.err);
}

#[test]
fn a_file_that_resolves_nothing_is_refused_line_by_line() {
    let sandbox = sandbox();
    sandbox.write(
        "bad.ndjson",
        "{\"id\": \"x/a\"}\nnonsense\n\
        {\"id\": \"../x\", \"field\": \"f\", \"base\": 1, \"ours\": 1, \"theirs\": 1, \"take\": 1}\n",
    );
    let ran = sandbox.words("import up.json --resolve bad.ndjson");
    assert_eq!(ran.code, Some(3));
    for place in ["bad.ndjson:1: ", "bad.ndjson:2: ", "bad.ndjson:3: id: "] {
        assert!(ran.err.contains(place), "{}", ran.err);
    }
    let ran = sandbox.words("import up.json --resolve none.ndjson");
    assert!(ran.code == Some(2) && ran.err.contains("none.ndjson"), "{}", ran.err);
    let ran = sandbox.words("import up.json -i");
    assert!(ran.code == Some(2) && ran.err.contains("--conflicts"), "{}", ran.err);
}

/// A value that is not valid for any field is refused with its line; a value that makes the record invalid is a fault
/// of the record.
#[test]
fn a_value_that_cannot_be_taken_is_refused() {
    let sandbox = sandbox();
    sandbox.words("import up.json --conflicts conflicts.ndjson");
    let conflicts = lines(&sandbox, "conflicts.ndjson");
    for (take, said) in [
        ([json!("gone"), json!("ours"), json!("ours"), json!("ours")], "resolved.ndjson:1: take: expected \"ours\""),
        ([json!("ours"), json!("ours"), json!(5), json!("ours")], "the value for a conflict in 'x/a' is not valid"),
        ([json!({ "success_rate": 3 }), json!("ours"), json!("ours"), json!("ours")], "is not valid"),
    ] {
        resolve_as(&sandbox, conflicts.clone(), &take);
        let ran = sandbox.words("import up.json --resolve resolved.ndjson");
        assert!(ran.code == Some(3) && ran.err.contains(said) && !ran.err.contains("damaged"), "{}", ran.err);
    }
    assert_eq!(show(&sandbox, "x/a")["root_cause"], "Ours");
}

#[test]
fn several_files_resolve_conflicts_together() {
    let sandbox = sandbox();
    sandbox.words("import up.json --conflicts conflicts.ndjson");
    let conflicts = lines(&sandbox, "conflicts.ndjson");
    resolve_as(&sandbox, conflicts, &[json!("ours"), json!("ours")]);
    sandbox.shell("mv resolved.ndjson first.ndjson");
    let ran = sandbox.words("import up.json --resolve first.ndjson --conflicts rest.ndjson");
    assert!(ran.err.contains("with --resolve first.ndjson --resolve rest.ndjson"), "{}", ran.err);
    let rest = lines(&sandbox, "rest.ndjson");
    assert_eq!(rest.len(), 2);
    resolve_as(&sandbox, rest, &[json!("theirs"), json!("theirs")]);
    sandbox.ok("import up.json --resolve first.ndjson --resolve resolved.ndjson");
    assert_eq!(
        (&show(&sandbox, "x/a")["root_cause"], &show(&sandbox, "x/b")["category"]),
        (&json!("Ours"), &json!("theirs"))
    );
}

/// A custom key may be null on one side and missing on the other, and may have the name of an item.
#[test]
fn conflicts_of_unknown_keys_are_resolved_too() {
    let sandbox = Sandbox::new();
    let with = |value: Value| changed(&record("x/a"), |tree| tree["w1"] = value);
    sandbox.write("up.json", with(json!(1)));
    sandbox.ok("import up.json");
    sandbox.ok("edit x/a --remove extra.w1");
    sandbox.write("up.json", with(Value::Null));
    let ran = sandbox.words("import up.json --conflicts conflicts.ndjson");
    assert!(ran.err.contains("extra.w1"), "{}", ran.err);
    resolve_as(&sandbox, lines(&sandbox, "conflicts.ndjson"), &[json!("theirs")]);
    sandbox.ok("import up.json --resolve resolved.ndjson");
    assert!(show(&sandbox, "x/a").as_object().unwrap().get("w1").is_some_and(Value::is_null));
}
