//! Several commands at once, and faults in the middle of a change.

use rusqlite::Connection;

use crate::faults::{is_sound, size, start};
use crate::followed::Followed;
use crate::generate;
use crate::support::{Sandbox, changed, record, record_with};

/// An editor during which another command changes something.
fn meanwhile(command: &str) -> String {
    format!("sed -i 's/The cause/My cause/' $1; {} {command} --quiet > /dev/null", env!("CARGO_BIN_EXE_canonry"))
}

#[test]
fn an_edit_of_a_record_that_changed_meanwhile_is_a_conflict_and_the_text_is_kept() {
    let sandbox = Sandbox::with_two_records();
    // The other command has a later day, which must not keep the text from being used.
    let script = meanwhile("edit x/a --set category=theirs --today 2026-11-22");
    let ran = sandbox.edited(&script, "edit x/a");
    assert!(ran.code == Some(4) && ran.err.contains("changed by somebody else meanwhile"), "{}", ran.err);
    assert!(sandbox.ok("show x/a").contains("theirs · x"));
    let kept = std::fs::read_dir(sandbox.path("kept")).unwrap().next().unwrap().unwrap().path();
    assert!(std::fs::read_to_string(&kept).unwrap().contains("My cause"));
    let command = ran.err.split("`canonry ").last().unwrap().split('`').next().unwrap();
    assert_eq!(command, format!("edit x/a --from {}", kept.display()));
    // Used again, the text is merged with what the other command did.
    assert!(sandbox.ok(command).contains("\"The cause.\" → \"My cause.\""));
    assert!(sandbox.ok("show x/a").contains("theirs · x"));
    sandbox.ok("edit x/a --set root_cause=Another.");
    let ran = sandbox.words(command);
    let conflict = "root_cause: it was \"The cause.\", is \"Another.\" now, and \"My cause.\" in the text";
    assert!(ran.code == Some(4) && ran.err.contains(conflict), "{}", ran.err);
}

#[test]
fn an_edit_conflicts_only_with_changes_of_its_own_record() {
    let sandbox = Sandbox::with_two_records();
    let ran = sandbox.edited(&meanwhile("edit x/b --set category=theirs"), "edit x/a");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let ran =
        sandbox.edited(&meanwhile("withdraw x/a --reason r").replace("The cause/My", "My cause/Another"), "edit x/a");
    assert!(ran.code == Some(5) && ran.err.contains("x/a is withdrawn"), "{}", ran.err);
    assert_eq!(std::fs::read_dir(sandbox.path("kept")).unwrap().count(), 1);
}

#[test]
fn two_users_who_write_the_same_new_record_are_told() {
    let sandbox = Sandbox::with_two_records();
    sandbox.write("n.json", record("x/n"));
    let other = meanwhile("new x/n --from n.json").replace("The cause", "the error text");
    let ran = sandbox.edited(&other, "new x/n");
    assert!(ran.code == Some(4) && ran.err.contains("a record x/n already exists"), "{}", ran.err);
    assert!(ran.err.contains("`canonry new x/n --from "), "{}", ran.err);
}

/// An import that another writer blocks: it begins its rejects, and then has to wait.
fn held_up(sandbox: &Sandbox, input: &str) -> Followed {
    let import = Followed::start(sandbox, &format!("import {input} --keep-going --rejects rejects"));
    import.until("the rejects are begun", || {
        let names = std::fs::read_dir(sandbox.path("")).unwrap().map(|entry| entry.unwrap().file_name());
        names.map(|name| name.into_string().unwrap()).any(|name| name.ends_with(".partial"))
    });
    import
}

/// A writer waits for another one; readers see the state before and wait for nobody. One that waited would give up,
/// because the other one does not end before they do.
#[test]
fn a_writer_waits_for_the_other_and_readers_do_not() {
    let sandbox = Sandbox::with_two_records();
    let ours = changed(&record_with("x/a", &["Do it", "Or that"]), |tree| tree["category"] = "ours".into());
    sandbox.write("a.json", ours);
    let other = Connection::open(sandbox.path("canonry.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE; UPDATE record SET category = 'theirs' WHERE canon_id = 'x/b'").unwrap();
    let writer = held_up(&sandbox, "a.json");
    let mut dry_run = start(&sandbox, "edit x/a --set category=dry --dry-run");
    for words in ["show x/b", "log", "blame x/a", "why x/a category", "evidence list x/a", "promote x/a --explain"] {
        assert!(!sandbox.ok(words).contains("theirs"), "{words}");
    }
    other.execute_batch("COMMIT").unwrap();
    let ran = writer.finish();
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(dry_run.wait().unwrap().code(), Some(0));
    assert!(sandbox.ok("show x/a").contains("ours · x"));
    let theirs = sandbox.words("show x/b"); // not written by canonry, so it says that it is damaged
    assert!(theirs.code == Some(70) && theirs.out.contains("theirs · x"), "{}", theirs.err);
}

#[test]
fn a_writer_that_waits_too_long_gives_up_and_says_so() {
    let sandbox = Sandbox::with_two_records();
    sandbox.write("new.json", record("x/new"));
    let other = Connection::open(sandbox.path("canonry.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE; DELETE FROM tag").unwrap();
    // Both wait at the same time.
    let import = held_up(&sandbox, "new.json");
    for ran in [sandbox.words("confirm x/a --note n"), import.finish()] {
        assert!(ran.code == Some(70), "{}", ran.err);
        assert!(ran.err.contains("is busy: another process is writing to it\nhint: wait until"), "{}", ran.err);
    }
    sandbox.ok("import --dry-run new.json"); // waits for nobody
    assert_eq!(sandbox.ok("list --csv --columns id"), "id\nx/a\nx/b\n");
    other.execute_batch("COMMIT").unwrap();
    sandbox.ok("import new.json");
    sandbox.ok("confirm x/a --note n");
    assert_eq!(sandbox.json("evidence list x/a", 0)["counts"]["evidence"], 1);
}

#[test]
fn eight_writers_beside_readers_all_finish() {
    const WRITERS: usize = 8;
    let sandbox = Sandbox::with_two_records();
    let writers: Vec<_> = (0..WRITERS).map(|n| start(&sandbox, &format!("edit x/a --add tags=t{n}"))).collect();
    let tags = || {
        let line = sandbox.ok("export --format ndjson --id x/a");
        let record: serde_json::Value = serde_json::from_str(&line).unwrap();
        let mut tags: Vec<String> = serde_json::from_value(record["tags"].clone()).unwrap();
        tags.sort();
        tags
    };
    let mut seen = Vec::new();
    for mut writer in writers {
        assert!(writer.wait().unwrap().success());
        let now = tags();
        assert!(seen.iter().all(|tag| now.contains(tag)), "a reader saw {now:?} after {seen:?}");
        seen = now;
    }
    assert_eq!(tags(), (0..WRITERS).map(|n| format!("t{n}")).collect::<Vec<_>>());
    assert_eq!(sandbox.json("log", 0)["counts"]["batches"], 1 + WRITERS);
    is_sound(&sandbox);
}

#[test]
fn an_edit_of_many_that_is_killed_changes_none() {
    let sandbox = Sandbox::new();
    generate::ndjson(&sandbox.path("many.ndjson"), 1_000).unwrap();
    sandbox.ok("import many.ndjson");
    let before = sandbox.ok("export --format ndjson");
    let log = sandbox.path("canonry.db-wal");
    // The text is long, so that what is written does not fit into SQLite's memory.
    let long = "word ".repeat(4_000);
    let edit = Followed::start_with(&sandbox, &["edit", "--id", "*", "--set", &format!("root_cause={long}")]);
    edit.until("the log grows", || size(&log) > 2 << 20);
    edit.kill_at_work();
    assert_eq!(sandbox.ok("export --format ndjson"), before);
    is_sound(&sandbox);
    assert_eq!(sandbox.json("log", 0)["counts"]["batches"], 1);
    sandbox.ok("edit --id * --set category=later --quiet");
    assert!(sandbox.ok("export --format ndjson") != before);
}
