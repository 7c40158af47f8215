//! Snapshots that are compared with states and with each other.

use std::fs;

use serde_json::{Value, json};

use crate::snapshots;
use crate::support::{Sandbox, changed, record};

/// A set with a snapshot of each of two states, between which everything happened that is told.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::with_records(&["x/a", "x/b", "x/d", "y/c"]);
    for words in [
        "edit x/a --set w1.success_rate=0.6 --set category=other --yes",
        "evidence add x/a#w1 --kind outcome --outcome success --count 3 --reporter mei",
        "withdraw y/c --reason wrong",
        "rename x/b z/last",
        "edit x/d --remove d1 --yes",
        "confirm x/d --note seen --today 2026-12-05",
    ] {
        sandbox.ok(words);
    }
    assert_eq!(sandbox.run(&["edit", "x/a", "--set", "w1.action=Do it, twice", "--yes"]).code, Some(0));
    sandbox.write("new.json", record("x/new"));
    sandbox.ok("import new.json");
    snapshots::write(&sandbox, "v1", 1);
    snapshots::write(&sandbox, "v2", 9);
    sandbox
}

/// What a comparison tells, without what only the journal knows.
fn told(sandbox: &Sandbox, states: &str) -> Value {
    let mut tree = sandbox.json(&format!("release diff {states}"), 0);
    for record in tree["records"].as_array_mut().unwrap() {
        record.as_object_mut().unwrap().remove("reason");
        for change in record["changes"].as_array_mut().unwrap() {
            change.as_object_mut().unwrap().remove("reports");
        }
    }
    json!({ "counts": tree["counts"], "records": tree["records"] })
}

#[test]
fn snapshots_are_told_like_the_states_that_they_were_made_of() {
    let sandbox = sandbox();
    let expected = told(&sandbox, "1 9");
    let counts = json!({"added": 1, "restored": 0, "withdrawn": 1, "renamed": 1, "changed": 2});
    assert_eq!(expected["counts"], counts);
    for states in [
        "snapshots/v1 9",
        "snapshots/v1",
        "1 snapshots/v2",
        "snapshots/v1 snapshots/v2",
        "snapshots/v1.tar.gz 9",
        "1 snapshots/v2.tar.gz",
        "snapshots/v1.tar.gz snapshots/v2",
    ] {
        assert_eq!(told(&sandbox, states), expected, "{states}");
    }
    for states in ["snapshots/v2", "snapshots/v1 1", "1 snapshots/v1.tar.gz", "snapshots/v1 snapshots/v1.tar.gz"] {
        assert_eq!(told(&sandbox, states)["records"], json!([]), "{states}");
        assert_eq!(sandbox.words(&format!("release diff {states} --exit-code")).code, Some(0), "{states}");
    }
    assert_eq!(sandbox.words("release diff snapshots/v1 --exit-code").code, Some(1));
}

#[test]
fn what_only_the_journal_knows_is_not_told_of_a_snapshot() {
    let sandbox = sandbox();
    let out = sandbox.ok("release diff snapshots/v1 snapshots/v2.tar.gz");
    assert!(out.starts_with("Changes after snapshots/v1 up to snapshots/v2.tar.gz\n\nWithdrawn\n  y/c\n"), "{out}");
    assert!(out.contains("  x/a w1: 0.8 → 0.6: Do it, twice\n"), "{out}");
    let tree = sandbox.json("release diff snapshots/v1", 0);
    assert_eq!((&tree["from"], &tree["to"]), (&json!("snapshots/v1"), &json!(9)));
    let notes = sandbox.ok("release notes snapshots/v1 9");
    assert!(notes.starts_with("# Changes after snapshots/v1 up to batch 9\n"), "{notes}");
    assert!(notes.contains("- `y/c`\n"), "{notes}");
}

#[test]
fn a_rename_is_known_in_both_directions_and_without_a_database() {
    let sandbox = sandbox();
    fs::remove_file(sandbox.path("canonry.db")).unwrap();
    let tree = sandbox.json("release diff snapshots/v2 snapshots/v1", 0);
    let counts = json!({"added": 1, "restored": 0, "withdrawn": 1, "renamed": 1, "changed": 2});
    assert_eq!(tree["counts"], counts);
    let renamed = tree["records"].as_array().unwrap().iter().find(|record| record["fate"] == "renamed").unwrap();
    assert_eq!((&renamed["id"], &renamed["from"]), (&json!("x/b"), &json!("z/last")));
    assert_eq!(sandbox.words("release diff snapshots/v1").code, Some(2), "what is now is in a database");
}

#[test]
fn a_folder_of_somebody_else_needs_the_records_only() {
    let sandbox = Sandbox::with_records(&["x/a", "x/b"]);
    let line = |text: &str| serde_json::to_string(&serde_json::from_str::<Value>(text).unwrap()).unwrap();
    let other = changed(&record("x/b"), |tree| tree["category"] = json!("theirs"));
    let all = format!("{}\n{}\n{}\n", line(&record("w/z")), line(&record("x/a")), line(&other));
    sandbox.write("theirs/records.ndjson", &all);
    sandbox.write("theirs/README", "of somebody else");
    let tree = sandbox.json("release diff 1 theirs", 0);
    let records: Vec<_> =
        tree["records"].as_array().unwrap().iter().map(|record| (&record["id"], &record["fate"])).collect();
    assert_eq!(records, [(&json!("w/z"), &json!("added")), (&json!("x/b"), &json!("changed"))]);
    assert_eq!(tree["records"][1]["changes"][0]["field"], "category");
}

#[test]
fn a_snapshot_that_is_damaged_is_refused_with_the_place() {
    let sandbox = Sandbox::with_records(&["x/a", "x/b"]);
    snapshots::write(&sandbox, "v1", 1);
    let path = sandbox.path("snapshots/v1/records.ndjson");
    let whole = fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    let folder = "snapshots/v1/records.ndjson";
    for (text, said) in [
        (whole.replacen("0.7", "7", 1), format!("{folder}:1:")),
        (format!("{}\n{}\n", lines[0], &lines[1][..100]), format!("{folder}:2:100: ")),
        (format!("{}\n{}\n", lines[1], lines[0]), format!("{folder}:2:1: record: x/a does not come after x/b")),
        (format!("{whole}{}\n", lines[1]), format!("{folder}:3:1: record: x/b does not come after x/b")),
        (whole.replacen("x/a", "x/A!", 1), format!("{folder}:1:")),
        (format!("{}\n", lines[0]), "records.ndjson has another content".to_owned()),
        (whole.replacen("Do it", "Do not", 1), "records.ndjson has another content".to_owned()),
    ] {
        assert_ne!(text, whole);
        fs::write(&path, &text).unwrap();
        for states in ["snapshots/v1", "1 snapshots/v1", "snapshots/v1 snapshots/v1.tar.gz"] {
            let ran = sandbox.words(&format!("release diff {states}"));
            assert!(ran.code == Some(3) && ran.err.contains(&said), "{said}: {:?} {}", ran.code, ran.err);
            assert_eq!(ran.out, "");
        }
    }
    fs::remove_file(&path).unwrap();
    let ran = sandbox.words("release diff snapshots/v1");
    assert!(ran.code == Some(3) && ran.err.contains("records.ndjson is missing"), "{}", ran.err);
    let archive = fs::read(sandbox.path("snapshots/v1.tar.gz")).unwrap();
    for length in [0, 10, archive.len() / 2, archive.len() - 1] {
        sandbox.write("cut.tar.gz", &archive[..length]);
        let ran = sandbox.words("release diff ./cut.tar.gz");
        assert!(ran.code == Some(3) && ran.out.is_empty(), "{length}: {:?} {}", ran.code, ran.err);
    }
}

#[cfg(unix)]
#[test]
fn an_archive_with_links_or_paths_that_lead_out_of_it_is_not_compared() {
    let sandbox = Sandbox::with_records(&["x/a"]);
    snapshots::write(&sandbox, "v1", 1);
    for line in [
        "cd snapshots && echo evil > evil && tar -cPzf bad.tar.gz --transform 's,^evil,v1/../../evil,' v1 evil",
        "cd snapshots && ln -s /etc/passwd v1/link && tar -czf link.tar.gz v1 && rm v1/link",
        "cd snapshots && tar --hard-dereference -czf twice.tar.gz v1 v1",
        "cd snapshots && mv v1/records.ndjson r && ln -s ../r v1/records.ndjson",
    ] {
        let ran = sandbox.shell(line);
        assert_eq!(ran.code, Some(0), "{line}: {}", ran.err);
    }
    for (path, said) in [
        ("bad.tar.gz", "v1/../../evil is in the archive, but cannot be a path of a snapshot"),
        ("link.tar.gz", "v1/link is in the archive, but is not a plain file"),
        ("twice.tar.gz", "is in the archive more than once"),
        ("v1", "records.ndjson is a link instead of a file"),
    ] {
        let ran = sandbox.words(&format!("release diff snapshots/{path}"));
        assert!(ran.code == Some(3) && ran.err.contains(said), "{path}: {:?} {}", ran.code, ran.err);
    }
}

#[test]
fn a_word_is_a_path_if_it_has_a_slash_or_names_something_that_is_no_release() {
    let sandbox = Sandbox::with_records(&["x/a"]);
    snapshots::write(&sandbox, "v1", 1);
    let ran = sandbox.words("release diff nowhere/v1");
    assert!(ran.code == Some(2) && ran.err.contains("there is no file nowhere/v1"), "{}", ran.err);
    assert_eq!(sandbox.words("release diff v1").code, Some(5), "there is no such release");
    fs::rename(sandbox.path("snapshots/v1"), sandbox.path("v1")).unwrap();
    assert_eq!(sandbox.json("release diff v1", 0)["from"], "v1");
    fs::create_dir(sandbox.path("1")).unwrap();
    assert_eq!(sandbox.json("release diff 1", 0)["from"], 1, "a number is a batch");
    sandbox.ok("release create v1 --out site");
    assert_eq!(sandbox.json("release diff v1", 0)["from"], 1, "the release tells more than its snapshot");
    assert_eq!(sandbox.json("release diff ./v1", 0)["from"], "./v1");
}
