//! `backup`: a copy of everything, even while others write.

use std::fs::{Permissions, set_permissions};
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;

use rusqlite::Connection;

use crate::faults::{limited, size, without_rights};
use crate::followed::Followed;
use crate::generate;
use crate::migrations::thaw;
use crate::support::{Sandbox, files, record};

/// Files left by backups that failed.
fn unfinished(sandbox: &Sandbox) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(sandbox.path("")).unwrap().map(|entry| entry.unwrap());
    entries
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(".canonry-"))
        .map(|entry| entry.path())
        .collect()
}

/// Imports records of 4 MiB.
fn import_large(sandbox: &Sandbox, number: usize) {
    let text = "word ".repeat((4 << 20) / 5);
    let records: Vec<String> = (0..number).map(|n| record(&format!("x/a{n}")).replace("The cause.", &text)).collect();
    sandbox.write("canonry.toml", "[limits]\nfield_bytes = 5000000\n");
    sandbox.write("large.json", format!("[{}]", records.join(",")));
    sandbox.ok("import large.json --quiet");
}

fn is_sound(sandbox: &Sandbox, name: &str) {
    let connection = Connection::open(sandbox.path(name)).unwrap();
    let verdict: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(verdict, "ok");
}

#[test]
fn a_backup_has_what_an_export_does_not_have() {
    let sandbox = Sandbox::with_two_records();
    sandbox.ok("evidence add x/a#w1 --kind review --note seen");
    sandbox.ok("withdraw x/b --reason wrong");
    set_permissions(sandbox.path("canonry.db"), Permissions::from_mode(0o600)).unwrap();
    assert!(sandbox.ok("backup copy.db").starts_with("copy.db: records 2, batches 3, bytes "));
    assert_eq!(std::fs::metadata(sandbox.path("copy.db")).unwrap().permissions().mode() & 0o777, 0o600);
    is_sound(&sandbox, "copy.db");
    for words in ["log", "export --format ndjson", "evidence list x/a", "log x/b"] {
        assert_eq!(sandbox.ok(&format!("--db copy.db {words}")), sandbox.ok(words), "{words}");
    }
    sandbox.ok("--db copy.db restore x/b");
    assert!(unfinished(&sandbox).is_empty());
    set_permissions(sandbox.path("canonry.db"), Permissions::from_mode(0o640)).unwrap();
    let ran = sandbox.shell("umask 077; canonry --json backup other.db; stat -c %a other.db");
    let (object, mode) = ran.out.split_once('\n').unwrap();
    let object: serde_json::Value = serde_json::from_str(object).unwrap();
    assert_eq!(mode, "640\n");
    assert_eq!((&object["command"], &object["file"]), (&"backup".into(), &"other.db".into()));
    let counts = serde_json::json!({ "records": 2, "batches": 3, "bytes": size(&sandbox.path("other.db")) });
    assert_eq!(object["counts"], counts);
    let ran = sandbox.words("backup third.db --quiet");
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (Some(0), "", ""));
}

#[test]
fn a_backup_replaces_nothing() {
    let sandbox = Sandbox::with_two_records();
    sandbox.ok("backup copy.db");
    sandbox.write("notes.txt", "mine");
    std::os::unix::fs::symlink("nowhere", sandbox.path("dangling")).unwrap();
    let before = files(&sandbox.path(""));
    for (output, said) in [
        ("copy.db", "error: copy.db exists, and a backup replaces nothing\nhint: name another file"),
        ("canonry.db", "error: canonry.db exists, and a backup replaces nothing"),
        ("canonry.db-journal", "error: the backup canonry.db-journal belongs to the database canonry.db"),
        ("notes.txt", "error: notes.txt exists"),
        ("dangling", "error: dangling exists"),
        (".", "error: . exists"),
        ("-", "error: a backup goes to a file"),
    ] {
        let ran = sandbox.words(&format!("backup {output}"));
        assert!(ran.code == Some(2) && ran.err.starts_with(said), "{output}: {}", ran.err);
    }
    assert!(files(&sandbox.path("")) == before);
    let ran = sandbox.words("--db nowhere.db backup new.db");
    assert!(ran.code == Some(2) && ran.err.contains("there is no database nowhere.db"), "{}", ran.err);
    assert!(!sandbox.path("new.db").exists());
}

/// Each batch changes all records to the same value, so a copy of two states would be visible. The other process prints
/// each number that it has written.
#[test]
fn a_backup_is_of_one_state_while_others_write() {
    const IMPORTS: i64 = 2;
    let sandbox = Sandbox::new();
    generate::ndjson(&sandbox.path("many.ndjson"), 100).unwrap();
    sandbox.ok("import many.ndjson --quiet");
    // More pages than are copied in one step.
    import_large(&sandbox, 4);
    let program = env!("CARGO_BIN_EXE_canonry");
    let line = format!(
        "n=0; while ! test -e stop; do n=$((n+1)); {program} edit --id 'python/*[05]' --set category=c$n --yes \
            --quiet > /dev/null || exit 1; echo $n; done"
    );
    let mut shell = std::process::Command::new("sh");
    shell.current_dir(sandbox.path("")).args(["-c", &line]).env("CANONRY_ACTOR", "li").stdout(Stdio::piped());
    let mut writer = shell.spawn().unwrap();
    let mut written = BufReader::new(writer.stdout.take().unwrap()).lines().map(|line| line.unwrap().parse().unwrap());
    let mut seen = vec![IMPORTS];
    for number in 0..4 {
        assert!(written.any(|one: i64| IMPORTS + one > *seen.last().unwrap()), "the other one wrote no more");
        let counts = sandbox.json(&format!("backup copy-{number}.db"), 0)["counts"].clone();
        is_sound(&sandbox, &format!("copy-{number}.db"));
        let copy = Connection::open(sandbox.path(&format!("copy-{number}.db"))).unwrap();
        let sql = "SELECT count(DISTINCT category), max(category), (SELECT count(*) FROM batch) FROM record \
            WHERE canon_id GLOB 'python/*[05]'";
        let held: (i64, String, i64) =
            copy.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
        assert_eq!(held, (1, format!("c{}", held.2 - IMPORTS), counts["batches"].as_i64().unwrap()));
        seen.push(held.2);
    }
    assert!(seen.is_sorted_by(|one, next| one < next), "{seen:?}");
    sandbox.write("stop", "");
    written.for_each(drop);
    assert!(writer.wait().unwrap().success(), "the writer was never kept waiting");
}

#[test]
fn a_read_only_database_can_be_backed_up() {
    let sandbox = Sandbox::with_two_records();
    let out = tempfile::tempdir().unwrap();
    set_permissions(out.path(), Permissions::from_mode(0o777)).unwrap();
    set_permissions(sandbox.path("canonry.db"), Permissions::from_mode(0o444)).unwrap();
    set_permissions(sandbox.path(""), Permissions::from_mode(0o555)).unwrap();
    let copy = out.path().join("copy.db");
    let ran = without_rights(&sandbox, &format!("backup {}", copy.display()));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(std::fs::metadata(&copy).unwrap().permissions().mode() & 0o777, 0o444);
    let ran = without_rights(&sandbox, "backup here.db");
    assert!(ran.code == Some(70) && ran.err.contains("here.db could not be used"), "{}", ran.err);
    set_permissions(sandbox.path(""), Permissions::from_mode(0o755)).unwrap();
    let export = "export --format ndjson";
    assert_eq!(sandbox.ok(&format!("--db {} {export}", copy.display())), sandbox.ok(export));
}

#[test]
fn a_backup_that_is_killed_leaves_nothing_under_its_name_and_the_next_one_clears_up() {
    let sandbox = Sandbox::new();
    import_large(&sandbox, 16);
    let backup = Followed::start(&sandbox, "backup copy.db");
    backup.until("the copy grows", || unfinished(&sandbox).iter().any(|path| size(path) > 1 << 20));
    backup.kill_at_work();
    assert!(!sandbox.path("copy.db").exists());
    assert_eq!(unfinished(&sandbox).len(), 1);
    sandbox.ok("backup copy.db");
    assert!(unfinished(&sandbox).is_empty());
    is_sound(&sandbox, "copy.db");
}

#[test]
fn a_full_disk_during_a_backup_is_reported_and_leaves_nothing() {
    let sandbox = Sandbox::new();
    generate::ndjson(&sandbox.path("many.ndjson"), 1_000).unwrap();
    sandbox.ok("import many.ndjson --quiet");
    let ran = limited(&sandbox, 2048, "backup copy.db");
    assert!(ran.code == Some(70) && ran.err.contains("copy.db could not be written: the disk is full"), "{}", ran.err);
    assert!(!sandbox.path("copy.db").exists() && unfinished(&sandbox).is_empty());
}

#[test]
fn a_damaged_database_makes_no_backup() {
    let sandbox = Sandbox::new();
    generate::ndjson(&sandbox.path("many.ndjson"), 500).unwrap();
    sandbox.ok("import many.ndjson --quiet");
    let mut bytes = std::fs::read(sandbox.path("canonry.db")).unwrap();
    let middle = bytes.len() / 2 / 16_384 * 16_384;
    bytes[middle..middle + 16_384].fill(0x55);
    sandbox.write("canonry.db", bytes);
    let ran = sandbox.words("backup copy.db");
    assert!(ran.code == Some(70) && ran.err.contains("canonry.db is damaged: a copy of it"), "{}", ran.err);
    assert!(!sandbox.path("copy.db").exists() && unfinished(&sandbox).is_empty());
}

/// The first command that writes upgrades a database; a backup before that is what the older canonry can read.
#[test]
fn a_database_of_an_older_schema_is_copied_as_it_is() {
    let sandbox = Sandbox::new();
    thaw(&sandbox, "v1.sql");
    sandbox.ok("backup copy.db");
    let version = |name: &str| {
        let connection = Connection::open(sandbox.path(name)).unwrap();
        let sql = "SELECT max(version) FROM refinery_schema_history";
        connection.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap()
    };
    assert_eq!((version("canonry.db"), version("copy.db")), (1, 1));
    assert_eq!(sandbox.ok("--db copy.db export --format ndjson"), sandbox.ok("export --format ndjson"));
}

#[test]
fn a_backup_is_restored_by_a_copy_into_place() {
    let sandbox = Sandbox::with_two_records();
    let before = sandbox.ok("export --format ndjson");
    sandbox.ok("backup copy.db");
    sandbox.ok("edit --id * --set category=other --yes");
    sandbox.shell("rm -f canonry.db-wal canonry.db-shm && cp copy.db canonry.db");
    assert_eq!(sandbox.ok("export --format ndjson"), before);
    assert_eq!(sandbox.json("log", 0)["counts"]["batches"], 1);
    sandbox.ok("edit --id * --set category=other --yes");
}
