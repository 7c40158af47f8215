//! Opening a database: files of a killed command beside it, its owner, and what it must not contain.

use std::fs::{Permissions, copy, set_permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::Path;

use rusqlite::Connection;

use crate::faults::{is_sound, without_rights};
use crate::migrations::thaw;
use crate::support::{Sandbox, files, project};

const EXPORT: &str = "export --format ndjson";

/// Another user than the one who runs the tests.
const OTHER: u32 = 65_534;

fn connect(sandbox: &Sandbox) -> Connection {
    Connection::open(sandbox.path("canonry.db")).unwrap()
}

fn mode(path: &Path, mode: u32) {
    set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

/// What a kill in the middle of a change leaves in a folder: the files are copied during a transaction without a log,
/// with a cache of one page, so that SQLite writes early.
pub fn killed(original: &Sandbox, change: &str) -> Sandbox {
    let connection = connect(original);
    connection.pragma_update_and_check(None, "journal_mode", "delete", |_| Ok(())).unwrap();
    let filler = "CREATE TABLE filler (filler); INSERT INTO filler VALUES (zeroblob(1000000));";
    connection.execute_batch(&format!("PRAGMA cache_size = 1; BEGIN; {change}; {filler}")).unwrap();
    left_of(original, &["canonry.db", "canonry.db-journal"])
}

/// Copies of some files, in a folder of their own.
fn left_of(original: &Sandbox, names: &[&str]) -> Sandbox {
    let sandbox = Sandbox::new();
    for name in names {
        copy(original.path(name), sandbox.path(name)).unwrap();
    }
    sandbox
}

/// What a kill after a change, before the log was applied, leaves in a folder.
pub fn crashed(original: &Sandbox, names: &[&str], change: impl FnOnce(&Sandbox)) -> Sandbox {
    let connection = connect(original);
    let _: i64 = connection.query_row("SELECT count(*) FROM record", [], |row| row.get(0)).unwrap();
    change(original);
    left_of(original, names)
}

#[test]
fn what_a_killed_command_did_not_finish_is_rolled_back_before_anything_is_read() {
    let original = Sandbox::with_two_records();
    let before = original.ok(EXPORT);
    let change = "UPDATE record SET root_cause = 'not committed'";
    for words in [EXPORT, "list", "show x/a", "backup copy.db", "edit x/a --add tags=t"] {
        let sandbox = killed(&original, change);
        let bytes = std::fs::read(sandbox.path("canonry.db")).unwrap();
        assert!(bytes.windows(13).any(|window| window == b"not committed"), "the change has reached the file");
        assert!(!sandbox.ok(words).contains("not committed"), "{words}");
        assert!(!sandbox.path("canonry.db-journal").exists(), "{words}");
        is_sound(&sandbox);
        if !words.starts_with("edit") {
            assert_eq!(sandbox.ok(EXPORT), before);
        }
        if words.starts_with("backup") {
            assert_eq!(sandbox.ok(&format!("--db copy.db {EXPORT}")), before);
        }
    }
}

#[test]
fn after_a_migration_that_was_killed_everything_can_be_read() {
    for words in [EXPORT, "list", "sources"] {
        let original = Sandbox::new();
        thaw(&original, "v3.sql");
        let scripts = ["migrations/V4__sources.sql", "migrations/V5__evidence_move.sql", "src/store/base/finish.sql"];
        let scripts = scripts.map(|script| std::fs::read_to_string(project(script)).unwrap()).concat();
        let history = "INSERT INTO refinery_schema_history SELECT version + 2, name, applied_on, checksum \
            FROM refinery_schema_history WHERE version > 1";
        let sandbox = killed(&original, &format!("{scripts} {history}"));
        let whole = Sandbox::new();
        thaw(&whole, "v3.sql");
        assert_eq!(sandbox.ok(words), whole.ok(words));
        assert_eq!(sandbox.ok(EXPORT), whole.ok(EXPORT));
        is_sound(&sandbox);
    }
}

#[test]
fn changes_that_cannot_be_rolled_back_without_rights_are_named_and_not_read() {
    let original = Sandbox::with_two_records();
    let before = original.ok(EXPORT);
    let half = killed(&original, "UPDATE record SET root_cause = 'not committed'");
    let done = Sandbox::with_two_records();
    let done = crashed(&done, &["canonry.db", "canonry.db-wal"], |sandbox| {
        sandbox.ok("edit x/a --set category=later");
    });
    for (sandbox, log, rights) in
        [(&half, "canonry.db-journal", 0o444), (&done, "canonry.db-wal", 0o444), (&done, "canonry.db-wal", 0o666)]
    {
        mode(&sandbox.path("canonry.db"), rights);
        mode(&sandbox.path(log), 0o444);
        mode(&sandbox.path(""), 0o555);
        let bytes = files(&sandbox.path(""));
        for words in [EXPORT, "list", "backup /tmp/never.db"] {
            let ran = without_rights(sandbox, words);
            let said =
                format!("canonry.db cannot be read alone: a command that was killed left {log} beside it\nhint: run");
            assert!(ran.code == Some(70) && ran.err.contains(&said), "{words}: {}{}", ran.out, ran.err);
        }
        assert!(files(&sandbox.path("")) == bytes);
        mode(&sandbox.path(""), 0o755);
    }
    mode(&half.path("canonry.db"), 0o644);
    mode(&half.path("canonry.db-journal"), 0o644);
    assert_eq!(half.ok(EXPORT), before);
    assert!(done.ok("show x/a").contains("later"));
}

/// With the index of the log beside it, it can be read without rights.
#[test]
fn a_log_with_its_index_is_read_without_rights() {
    let original = Sandbox::with_two_records();
    let names = ["canonry.db", "canonry.db-wal", "canonry.db-shm"];
    let sandbox = crashed(&original, &names, |sandbox| drop(sandbox.ok("edit x/a --set category=later")));
    names.iter().for_each(|name| mode(&sandbox.path(name), 0o444));
    mode(&sandbox.path(""), 0o555);
    let ran = without_rights(&sandbox, "show x/a");
    assert!(ran.code == Some(0) && ran.out.contains("later"), "{}{}", ran.out, ran.err);
    mode(&sandbox.path(""), 0o755);
}

#[test]
fn to_read_a_read_only_database_leaves_nothing_beside_it_and_edits_work_again_later() {
    let sandbox = Sandbox::with_two_records();
    for name in ["canonry.db-wal", "canonry.db-shm"] {
        let _ = std::fs::remove_file(sandbox.path(name));
    }
    mode(&sandbox.path("canonry.db"), 0o444);
    mode(&sandbox.path(""), 0o777);
    let before = files(&sandbox.path(""));
    let out = tempfile::tempdir().unwrap();
    mode(out.path(), 0o777);
    let tree = format!("export --out {}", out.path().join("tree").display());
    for words in ["list", EXPORT, &tree, "show x/a", "edit x/a --add tags=t", "backup /dev/null/no"] {
        let ran = without_rights(&sandbox, words);
        let is_refused = words.starts_with("backup") || words.starts_with("edit");
        assert_eq!(ran.code == Some(0), !is_refused, "{words}: {}", ran.err);
        assert!(files(&sandbox.path("")).keys().eq(before.keys()), "{words}");
    }
    // Root may write to it, and reads it as others do.
    ["list", EXPORT, "show x/a"].iter().for_each(|words| drop(sandbox.ok(words)));
    assert!(files(&sandbox.path("")).keys().eq(before.keys()));
    mode(&sandbox.path(""), 0o755);
    mode(&sandbox.path("canonry.db"), 0o644);
    sandbox.ok("edit x/a --set category=later");
    // What an older canonry left there.
    for name in ["canonry.db-wal", "canonry.db-shm"] {
        sandbox.write(name, "");
        mode(&sandbox.path(name), 0o444);
    }
    for name in ["canonry.db", "canonry.db-wal", "canonry.db-shm", ""] {
        let _ = chown(sandbox.path(name), Some(OTHER), None); // only root can, and only root needs it
    }
    let ran = without_rights(&sandbox, "edit x/a --set category=latest");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
}

#[test]
fn the_log_of_a_crash_is_not_applied_to_a_restored_backup() {
    let original = Sandbox::with_two_records();
    original.ok("backup friday.db");
    let names = ["canonry.db", "canonry.db-wal", "friday.db"];
    let change = |sandbox: &Sandbox| {
        // A change so small that the file does not grow.
        sandbox.ok("edit x/a --set category=later");
    };
    let sandbox = crashed(&original, &names, change);
    let other = left_of(&sandbox, &names);
    // Beside its own database, it is applied.
    assert!(other.ok("show x/a").contains("later"));
    copy(sandbox.path("friday.db"), sandbox.path("canonry.db")).unwrap();
    let before = files(&sandbox.path(""));
    for words in ["list", EXPORT, "edit x/a --set category=other", "backup copy.db"] {
        let ran = sandbox.words(words);
        let said = "canonry.db-wal is not the log of canonry.db, but of another state of it\n\
            hint: if canonry.db was restored from a backup, remove canonry.db-wal";
        assert!(ran.code == Some(70) && ran.err.contains(said), "{words}: {}", ran.err);
    }
    assert!(files(&sandbox.path("")) == before);
    std::fs::remove_file(sandbox.path("canonry.db-wal")).unwrap();
    assert_eq!(sandbox.ok(EXPORT), sandbox.ok(&format!("--db friday.db {EXPORT}")));
}

#[test]
fn triggers_and_views_that_canonry_did_not_make_are_refused_until_they_are_dropped() {
    let sandbox = Sandbox::with_two_records();
    let before = sandbox.ok(EXPORT);
    // Tables and indexes of the user do not concern canonry.
    connect(&sandbox)
        .execute_batch(
            "CREATE TABLE notes (canon_id TEXT, note TEXT DEFAULT (upper('none')) CHECK (length(note) < 100), short \
                TEXT AS (substr(note, 1, 9)));
             CREATE INDEX loud ON record (upper(category));",
        )
        .unwrap();
    sandbox.ok("edit x/a --set category=mine");
    sandbox.ok("undo");
    connect(&sandbox)
        .execute_batch(
            "CREATE TRIGGER \"a 'spy'; --\" AFTER UPDATE ON record BEGIN UPDATE tag SET tag = 'spied'; END;
             CREATE VIEW glance AS SELECT canon_id FROM record;",
        )
        .unwrap();
    for words in
        [EXPORT, "list", "show x/a", "edit x/a --set category=other", "export --out tree", "import a.json --dry-run"]
    {
        let ran = sandbox.words(words);
        let said = "canonry.db has the trigger a 'spy'; --, the view glance, which canonry did not create\nhint: ";
        assert!(ran.code == Some(70) && ran.err.contains(said), "{words}: {}", ran.err);
    }
    // Nothing is lost by a copy.
    sandbox.ok("backup copy.db");
    let ran = sandbox.words("list");
    let (_, line) =
        ran.err.split_once("they could change what is stored or shown; if you trust the file, drop them: ").unwrap();
    if std::process::Command::new("sqlite3").arg("--version").output().is_ok() {
        let ran = sandbox.shell(line);
        assert_eq!((ran.code, ran.out.as_str()), (Some(0), ""));
        assert_eq!(sandbox.ok(EXPORT), before);
    }
    // A trigger with a name of canonry's that does something else is a stranger.
    let changed = "DROP TRIGGER change_stays; CREATE TRIGGER change_stays BEFORE DELETE ON change BEGIN SELECT 1; END";
    connect(&sandbox).execute_batch(changed).unwrap();
    let ran = sandbox.words("list");
    assert!(ran.code == Some(70) && ran.err.contains("the trigger change_stays"), "{}", ran.err);
    assert!(ran.err.contains("hint: it could change ") && ran.err.contains(", drop it: sqlite3"), "{}", ran.err);
    let disguised =
        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET type = 'TRIGGER' WHERE name = 'change_stays'";
    connect(&sandbox).execute_batch(disguised).unwrap();
    let ran = sandbox.words("list");
    assert!(ran.code == Some(70) && ran.err.contains("the trigger change_stays"), "{}", ran.err);
}

#[test]
fn a_database_that_is_found_above_the_current_folder_is_named() {
    let sandbox = Sandbox::with_two_records();
    std::fs::create_dir_all(sandbox.path("deep/er")).unwrap();
    let note = format!("note: using {}\n", sandbox.path("canonry.db").canonicalize().unwrap().display());
    for (words, said) in [
        ("list", note.as_str()),
        ("import ../../a.json", &note),
        ("edit x/a --set category=above", &note),
        ("policy show", &note),
        ("--json list", &note),
        ("list --quiet", ""),
        ("--db ../../canonry.db list", ""),
        ("init", ""),
        ("list", ""),
    ] {
        let mut command = sandbox.command();
        let ran = crate::support::finish(command.current_dir(sandbox.path("deep/er")).args(words.split(' ')));
        let is_noted = ran.err.contains("note: using");
        assert_eq!((ran.code, is_noted), (Some(0), !said.is_empty()), "{words}: {}", ran.err);
        // Once, and before all else.
        assert!(ran.err.starts_with(said) && ran.err.matches("note: using").count() < 2, "{words}: {}", ran.err);
    }
}

#[test]
fn what_belongs_to_another_user_is_used_only_if_it_is_named() {
    let sandbox = Sandbox::with_two_records();
    sandbox.write("canonry.toml", "");
    let me = std::fs::metadata(sandbox.path("canonry.db")).unwrap().uid();
    let give = |name: &str, user: u32| chown(sandbox.path(name), Some(user), None).is_ok();
    for (name, words, named) in [
        ("canonry.db", "list", "--db canonry.db list"),
        ("", "list", "--db canonry.db list"),
        ("canonry.db", "edit x/a --add tags=t", "--db canonry.db edit x/a --add tags=t"),
        ("canonry.db", "import a.json", "--db canonry.db import a.json"),
        ("canonry.toml", "policy show", "policy show --policy canonry.toml"),
        ("canonry.toml", "--db canonry.db policy show", "policy show --policy canonry.toml"),
    ] {
        if !give(name, OTHER) {
            return; // only root can give files away
        }
        let ran = sandbox.words(words);
        let said =
            format!("belongs to another user (number {OTHER}), and you did not name it\nhint: if you trust it, name");
        assert!(ran.code == Some(2) && ran.err.contains(&said), "{words}: {}", ran.err);
        sandbox.ok(named);
        let database = if name == "canonry.toml" { words.to_owned() } else { named.replace("--db canonry.db ", "") };
        let mut command = sandbox.command();
        let command = command.env("CANONRY_DB", "canonry.db").env("SUDO_UID", "1000");
        let ran = crate::support::finish(command.args(database.split(' ')));
        assert_eq!(ran.code, Some(if name == "canonry.toml" { 2 } else { 0 }), "{}", ran.err);
        // A user who became root with sudo is still the user.
        let mut command = sandbox.command();
        let ran = crate::support::finish(command.env("SUDO_UID", OTHER.to_string()).args(words.split(' ')));
        assert_eq!(ran.code, Some(0), "{words}: {}", ran.err);
        assert!(give(name, me));
    }
    // The policy of a database that was named may be of the same owner as that.
    assert!(give("canonry.db", OTHER) && give("canonry.toml", OTHER));
    sandbox.ok("--db canonry.db policy show");
}
