//! Records that were edited here and changed in the input.

use canonry::record::{Start, read};
use canonry::store::{Batch, Durability, Prepared, Store, StoreError};

use crate::support::{Sandbox, record};

/// Edits the cause of a record, and returns the record.
fn edit(sandbox: &Sandbox, id: &str, cause: &str) -> String {
    let ran = sandbox.run(&["edit", id, "--set", &format!("root_cause={cause}")]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    sandbox.ok(&format!("show {id} --format json"))
}

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("theirs.json", record("cicd/a"));
    sandbox.ok("import theirs.json");
    sandbox
}

#[test]
fn an_edit_stays_if_the_input_did_not_change() {
    let sandbox = sandbox();
    let ours = edit(&sandbox, "cicd/a", "The real cause.");
    let out = sandbox.ok("import theirs.json");
    assert_eq!(out, "added 0, changed 0, unchanged 0, kept 1, stale 0, rejected 0\n");
    assert_eq!(sandbox.ok("show cicd/a --format json"), ours);
}

#[test]
fn a_change_on_both_sides_is_a_conflict_and_nothing_is_imported() {
    let sandbox = sandbox();
    let ours = edit(&sandbox, "cicd/a", "The real cause.");
    sandbox.write("theirs.json", record("cicd/a").replace("The cause.", "Their cause."));
    sandbox.write("new.json", record("cicd/b"));
    let ran = sandbox.words("import new.json theirs.json");
    assert_eq!(ran.code, Some(4));
    let conflict = "theirs.json:1:1: root_cause: both sides changed it in 'cicd/a': \
        base \"The cause.\", ours \"The real cause.\", theirs \"Their cause.\"\n";
    assert!(ran.err.starts_with(conflict) && ran.err.contains("--on-conflict"), "{}", ran.err);
    assert_eq!(sandbox.ok("show cicd/a --format json"), ours);
    assert_eq!(sandbox.words("show cicd/b").code, Some(5));
}

#[test]
fn a_conflict_is_resolved_for_either_side() {
    for (side, counts, kept_ours) in
        [("ours", "changed 0, unchanged 0, kept 1", true), ("theirs", "changed 1, unchanged 0, kept 0", false)]
    {
        let sandbox = sandbox();
        let ours = edit(&sandbox, "cicd/a", "The real cause.");
        let theirs = record("cicd/a").replace("The cause.", "Their cause.");
        sandbox.write("theirs.json", &theirs);
        let out = sandbox.ok(&format!("import theirs.json --on-conflict {side}"));
        assert!(out.contains(counts), "{out}");
        // Whose cause it is, the day is that of the later change.
        let day = |text: &str| text.lines().find(|line| line.contains("\"last_updated\"")).unwrap().to_owned();
        let taken = theirs.replace(&day(&theirs), &day(&ours));
        assert_eq!(sandbox.ok("show cicd/a --format json"), if kept_ours { ours } else { taken });
    }
}

#[test]
fn with_keep_going_the_others_are_imported_and_the_conflict_is_written() {
    let sandbox = sandbox();
    edit(&sandbox, "cicd/a", "The real cause.");
    sandbox.write("theirs.json", record("cicd/a").replace("The cause.", "Their cause."));
    sandbox.write("new.json", record("cicd/b"));
    let ran = sandbox.words("import theirs.json new.json --keep-going --rejects rejects.ndjson");
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (Some(4), "added 1, changed 0, unchanged 0, kept 0, stale 0, rejected 1\n")
    );
    let rejects = std::fs::read_to_string(sandbox.path("rejects.ndjson")).unwrap();
    let reject: serde_json::Value = serde_json::from_str(&rejects).unwrap();
    assert!(reject["text"].as_str().unwrap().contains("Their cause."), "{rejects}");
}

/// A source that has not taken what was published still has its old base: its old values are no change of its own, and
/// its new ones are a conflict.
#[test]
fn an_export_leaves_no_edit_unprotected() {
    let sandbox = sandbox();
    let ours = edit(&sandbox, "cicd/a", "The real cause.");
    sandbox.ok("export --out tree");
    assert_eq!(sandbox.ok("import theirs.json"), "added 0, changed 0, unchanged 0, kept 1, stale 0, rejected 0\n");
    assert_eq!(sandbox.ok("show cicd/a --format json"), ours);
    sandbox.write("theirs.json", record("cicd/a").replace("The cause.", "Their cause."));
    assert_eq!(sandbox.words("import theirs.json").code, Some(4));
}

#[test]
fn an_export_without_the_record_is_not_a_base() {
    let sandbox = sandbox();
    edit(&sandbox, "cicd/a", "The real cause.");
    sandbox.ok("export --out tree --format md");
    sandbox.ok("export --out tree --check --format md");
    sandbox.write("theirs.json", record("cicd/a").replace("The cause.", "Their cause."));
    assert_eq!(sandbox.words("import theirs.json").code, Some(4));
}

#[test]
fn the_same_edit_on_both_sides_is_no_conflict() {
    let sandbox = sandbox();
    let ours = edit(&sandbox, "cicd/a", "The real cause.");
    sandbox.write("theirs.json", &ours);
    assert!(sandbox.ok("import theirs.json").contains("unchanged 1"));
    sandbox.write("theirs.json", ours.replace("The real cause.", "Their cause."));
    assert!(sandbox.ok("import theirs.json").contains("changed 1"));
}

/// An item keeps its row, to which evidence will refer, when it is reworded and moved.
#[test]
fn an_item_keeps_its_row() {
    let sandbox = Sandbox::new();
    let two = r#"    {
      "action": "Clear the cache and build again",
      "success_rate": 0.5,
      "how": "",
      "condition": "",
      "sources": []
    },
"#;
    let with_two = record("cicd/a").replace("  \"workarounds\": [\n", &format!("  \"workarounds\": [\n{two}"));
    sandbox.write("a.json", &with_two);
    sandbox.ok("import a.json");
    let rows = |sandbox: &Sandbox| {
        let connection = rusqlite::Connection::open(sandbox.path("canonry.db")).unwrap();
        let mut statement = connection.prepare("SELECT id, action FROM workaround ORDER BY position").unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.collect::<rusqlite::Result<Vec<(i64, String)>>>().unwrap()
    };
    assert_eq!(rows(&sandbox), [(1, "Clear the cache and build again".to_owned()), (2, "Do it".to_owned())]);
    let moved = record("cicd/a").replace("  \"workarounds_zh\"", "  \"x\": 0,\n  \"workarounds_zh\"");
    let reworded = two.replace("and build again", "then build once again");
    let moved = moved
        .replace("    }\n  ],\n  \"x\": 0,\n", &format!("    }},\n{}  ],\n", reworded.replace("    },\n", "    }\n")));
    sandbox.write("a.json", &moved);
    let out = sandbox.ok("import a.json");
    assert!(out.contains("w2.action: ") && out.contains("w2.position: 1 → 2\n"), "{out}");
    assert_eq!(rows(&sandbox), [(2, "Do it".to_owned()), (1, "Clear the cache then build once again".to_owned())]);
}

#[test]
fn a_failed_batch_changes_nothing() {
    let sandbox = sandbox();
    let mut store = Store::open(&sandbox.path("canonry.db")).unwrap();
    let day = "2026-11-21".parse().unwrap();
    let batch = Batch { day, actor: "mei".into(), reason: None, command: "edit".into(), verb: None };
    let new = Prepared::from(read(record("cicd/b").as_bytes(), Start::default()).unwrap());
    let failed = store.transact(&batch, Durability::Full, |tx| {
        tx.insert(&new, None)?;
        Err::<(), _>(StoreError::Busy("made up".into()))
    });
    assert!(failed.is_err());
    assert!(store.snapshot().unwrap().load(&"cicd/b".parse().unwrap()).unwrap().is_none());
    drop(store);
    let connection = rusqlite::Connection::open(sandbox.path("canonry.db")).unwrap();
    let batches: i64 = connection.query_row("SELECT count(*) FROM batch", [], |row| row.get(0)).unwrap();
    assert_eq!(batches, 1);
}
