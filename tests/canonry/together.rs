//! Several commands at once, and faults in the middle of a change.

use std::process::Stdio;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use crate::faults::{is_sound, kill, start, wait_until};
use crate::generate;
use crate::support::{Sandbox, record};

/// An editor during whose run another command changes something.
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
fn two_who_write_the_same_new_record_are_told() {
    let sandbox = Sandbox::with_two_records();
    sandbox.write("n.json", record("x/n"));
    let other = meanwhile("new x/n --from n.json").replace("The cause", "the error text");
    let ran = sandbox.edited(&other, "new x/n");
    assert!(ran.code == Some(4) && ran.err.contains("a record x/n already exists"), "{}", ran.err);
    assert!(ran.err.contains("`canonry new x/n --from "), "{}", ran.err);
}

/// A writer waits for another one; readers see the state before and wait for nobody.
#[test]
fn a_writer_waits_for_the_other_and_readers_do_not() {
    let sandbox = Sandbox::with_two_records();
    let other = Connection::open(sandbox.path("canonry.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE; UPDATE record SET category = 'theirs' WHERE canon_id = 'x/b'").unwrap();
    let begin = Instant::now();
    let mut writer = start(&sandbox, "edit x/a --set category=ours");
    let mut dry_run = start(&sandbox, "edit x/a --set category=dry --dry-run");
    for words in ["show x/b", "log", "blame x/a", "why x/a category", "evidence list x/a", "promote x/a --explain"] {
        assert!(!sandbox.ok(words).contains("theirs"), "{words}");
    }
    assert!(begin.elapsed() < Duration::from_secs(4), "a reader waited: {:?}", begin.elapsed());
    std::thread::sleep(Duration::from_millis(300));
    assert!(writer.try_wait().unwrap().is_none(), "the writer did not wait");
    other.execute_batch("COMMIT").unwrap();
    assert_eq!(writer.wait().unwrap().code(), Some(0));
    assert_eq!(dry_run.wait().unwrap().code(), Some(0));
    assert!(sandbox.ok("show x/a").contains("ours · x"));
    let theirs = sandbox.words("show x/b"); // not written by canonry, so it says that it is damaged
    assert!(theirs.code == Some(70) && theirs.out.contains("theirs · x"), "{}", theirs.err);
}

#[test]
fn a_writer_that_waits_longer_than_five_seconds_gives_up_and_says_so() {
    let sandbox = Sandbox::with_two_records();
    sandbox.write("new.json", record("x/new"));
    let other = Connection::open(sandbox.path("canonry.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE; DELETE FROM tag").unwrap();
    // Both wait at the same time.
    let mut import = sandbox.command();
    let import = import.args(["import", "new.json"]).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let begin = Instant::now();
    let ran = sandbox.words("confirm x/a --note n");
    assert!((4_500..15_000).contains(&begin.elapsed().as_millis()), "{:?}", begin.elapsed());
    let output = import.wait_with_output().unwrap();
    let imported = (output.status.code(), String::from_utf8(output.stderr).unwrap());
    for (code, said) in [(ran.code, ran.err), imported] {
        assert!(code == Some(70), "{said}");
        assert!(said.contains("is busy: another process is writing to it\nhint: wait until"), "{said}");
    }
    sandbox.ok("import --dry-run new.json"); // waits for nobody
    assert_eq!(sandbox.ok("list --csv --columns id"), "id\nx/a\nx/b\n");
    other.execute_batch("COMMIT").unwrap();
    sandbox.ok("import new.json");
    sandbox.ok("confirm x/a --note n");
    assert_eq!(sandbox.json("evidence list x/a", 0)["counts"]["evidence"], 1);
}

#[test]
fn eight_writers_beside_readers_all_get_their_turn() {
    const WRITERS: usize = 8;
    let sandbox = Sandbox::with_two_records();
    let mut writers: Vec<_> = (0..WRITERS).map(|n| start(&sandbox, &format!("edit x/a --add tags=t{n}"))).collect();
    let tags = || {
        let line = sandbox.ok("export --format ndjson --id x/a");
        let record: serde_json::Value = serde_json::from_str(&line).unwrap();
        let mut tags: Vec<String> = serde_json::from_value(record["tags"].clone()).unwrap();
        tags.sort();
        tags
    };
    let mut seen = Vec::new();
    while writers.iter_mut().any(|writer| writer.try_wait().unwrap().is_none()) {
        let now = tags();
        assert!(seen.iter().all(|tag| now.contains(tag)), "a reader saw {now:?} after {seen:?}");
        seen = now;
    }
    assert!(writers.iter_mut().all(|writer| writer.wait().unwrap().success()));
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
    let mut command = sandbox.command();
    command.args(["edit", "--id", "*", "--set", &format!("root_cause={long}")]);
    let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    wait_until("the log grows", || std::fs::metadata(&log).is_ok_and(|log| log.len() > 2 << 20));
    kill(child);
    assert_eq!(sandbox.ok("export --format ndjson"), before);
    is_sound(&sandbox);
    assert_eq!(sandbox.json("log", 0)["counts"]["batches"], 1);
    sandbox.ok("edit --id * --set category=later --quiet");
    assert!(sandbox.ok("export --format ndjson") != before);
}
