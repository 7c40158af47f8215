//! Opening a database: SQLite's files are searched for beside the file itself, and are refused if they are not files.

use std::fs::{Permissions, set_permissions};
use std::os::unix::fs::{PermissionsExt, chown, symlink};
use std::path::Path;

use rusqlite::Connection;

use crate::faults::without_rights;
use crate::opening::{crashed, killed};
use crate::support::{Sandbox, files};

const EXPORT: &str = "export --format ndjson";

fn mode(path: &Path, mode: u32) {
    set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

/// A folder with links to the database of another one: straight to it, and to such a link.
fn linked(original: &Sandbox) -> Sandbox {
    let links = Sandbox::new();
    symlink(original.path("canonry.db"), links.path("one.db")).unwrap();
    symlink("one.db", links.path("canonry.db")).unwrap();
    mode(&links.path(""), 0o755);
    links
}

#[test]
fn through_a_link_a_reader_without_rights_sees_what_a_writer_committed() {
    let sandbox = Sandbox::with_two_records();
    mode(&sandbox.path(""), 0o755);
    mode(&sandbox.path("canonry.db"), 0o644);
    let writer = Connection::open(sandbox.path("canonry.db")).unwrap();
    let _: i64 = writer.query_row("SELECT count(*) FROM record", [], |row| row.get(0)).unwrap();
    sandbox.ok("edit x/a --set category=later");
    let ran = without_rights(&linked(&sandbox), "show x/a");
    assert!(ran.code == Some(0) && ran.out.contains("later"), "{}{}", ran.out, ran.err);
    drop(writer);
}

#[test]
fn through_a_link_changes_that_cannot_be_read_are_named_with_their_path() {
    let half = killed(&Sandbox::with_two_records(), "UPDATE record SET root_cause = 'not committed'");
    let done = Sandbox::with_two_records();
    let done = crashed(&done, &["canonry.db", "canonry.db-wal"], |sandbox| {
        sandbox.ok("edit x/a --set category=later");
    });
    for (sandbox, log) in [(&half, "canonry.db-journal"), (&done, "canonry.db-wal")] {
        let links = linked(sandbox);
        ["canonry.db", log].iter().for_each(|name| mode(&sandbox.path(name), 0o444));
        mode(&sandbox.path(""), 0o555);
        for words in [EXPORT, "list", "backup /tmp/never.db"] {
            let ran = without_rights(&links, words);
            let real = sandbox.path("").canonicalize().unwrap();
            let [database, log] = ["canonry.db", log].map(|name| real.join(name).display().to_string());
            let said = format!("{database} cannot be read alone: a command that was killed left {log} beside it");
            assert!(ran.code == Some(70) && ran.err.contains(&said), "{words}: {}{}", ran.out, ran.err);
        }
        mode(&sandbox.path(""), 0o755);
    }
}

#[test]
fn through_a_link_the_log_of_another_state_is_not_played_back() {
    let original = Sandbox::with_two_records();
    original.ok("backup friday.db");
    let names = ["canonry.db", "canonry.db-wal", "friday.db"];
    let sandbox = crashed(&original, &names, |sandbox| drop(sandbox.ok("edit x/a --set category=later")));
    std::fs::copy(sandbox.path("friday.db"), sandbox.path("canonry.db")).unwrap();
    let before = files(&sandbox.path(""));
    let links = linked(&sandbox);
    for words in ["list", EXPORT, "edit x/a --set category=other", "backup copy.db"] {
        let ran = links.words(&format!("--db canonry.db {words}"));
        assert!(ran.code == Some(70) && ran.err.contains("but of another state of it"), "{words}: {}", ran.err);
    }
    assert!(files(&sandbox.path("")) == before);
}

#[test]
fn a_journal_that_cannot_be_removed_from_its_folder_is_named() {
    let original = Sandbox::with_two_records();
    let before = original.ok(EXPORT);
    let half = killed(&original, "UPDATE record SET root_cause = 'not committed'");
    ["canonry.db", "canonry.db-journal"].iter().for_each(|name| mode(&half.path(name), 0o666));
    mode(&half.path(""), 0o555);
    for words in [EXPORT, "list", "edit x/a --add tags=t"] {
        let ran = without_rights(&half, words);
        let said = "canonry.db cannot be read alone: a command that was killed left canonry.db-journal beside it\n\
            hint: run `canonry --db canonry.db log --limit 1` as a user who may write to both files and to their \
                folder";
        assert!(ran.code == Some(70) && ran.err.contains(said), "{words}: {}", ran.err);
    }
    mode(&half.path(""), 0o755);
    assert_eq!(half.ok(EXPORT), before);
}

#[test]
fn what_is_not_a_file_but_has_the_name_of_one_of_sqlites_files_is_refused_unopened() {
    let sandbox = Sandbox::with_two_records();
    for ending in ["wal", "shm", "journal"] {
        let _ = std::fs::remove_file(sandbox.path(&format!("canonry.db-{ending}")));
    }
    sandbox.write("elsewhere", "a");
    for ending in ["journal", "wal", "shm"] {
        let name = format!("canonry.db-{ending}");
        for (make, kind) in [
            ("mkfifo", "a named pipe"),
            ("mkdir", "a folder"),
            ("ln -s elsewhere", "a link"),
            ("ln -s nowhere", "a link"),
        ] {
            assert_eq!(sandbox.shell(&format!("{make} {name}")).code, Some(0));
            for words in ["list", "edit x/a --add tags=t", "backup copy.db"] {
                // A command that waits for the pipe is ended with another code.
                let ran = sandbox.shell(&format!("timeout 10 canonry {words}"));
                let said = format!("{name} is {kind}, but SQLite needs a file of canonry.db or none\nhint: ");
                assert!(ran.code == Some(70) && ran.out.contains(&said), "{words}: {:?} {}", ran.code, ran.out);
            }
            assert_eq!(sandbox.shell(&format!("rm -d {name}")).code, Some(0));
        }
    }
    assert!(!sandbox.path("copy.db").exists());
    sandbox.ok("edit x/a --add tags=t");
}

#[test]
fn a_database_that_this_user_may_not_read_is_named() {
    let sandbox = Sandbox::with_two_records();
    mode(&sandbox.path(""), 0o755);
    // Root may read any file; every other user is the owner here.
    let rights = if chown(sandbox.path("canonry.db"), Some(0), None).is_ok() { 0o600 } else { 0o000 };
    mode(&sandbox.path("canonry.db"), rights);
    for words in ["list", "edit x/a --add tags=t", "backup /tmp/never.db"] {
        let ran = without_rights(&sandbox, words);
        let said = "canonry.db cannot be read: you may not read it\nhint: run the command as its owner";
        assert!(ran.code == Some(70) && ran.err.contains(said), "{words}: {}", ran.err);
        assert!(!ran.err.contains("file:"), "{words}: {}", ran.err);
    }
}

#[test]
fn a_broken_link_to_a_database_is_named() {
    let sandbox = Sandbox::new();
    symlink("target.db", sandbox.path("link.db")).unwrap();
    symlink("folder", sandbox.path("link")).unwrap();
    for words in ["--db link.db init", "--db link.db list"] {
        let ran = sandbox.words(words);
        let said = "link.db is a link that leads to target.db, which does not exist\n\
            hint: remove the link, or run `canonry --db target.db init`";
        assert!(ran.code == Some(2) && ran.err.contains(said), "{words}: {}", ran.err);
    }
    let ran = sandbox.words("--db link/c.db list");
    assert!(ran.code == Some(2) && ran.err.contains("hint: remove the link, or create folder first"), "{}", ran.err);
    sandbox.ok("--db target.db init");
    sandbox.ok("--db link.db list");
}
