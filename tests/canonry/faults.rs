//! Faults provoked for real: killed processes, a full disk, two writers, places that may not be written to.

use std::path::Path;
use std::process::{Child, Stdio};

use canonry::disk::Temporary;

use crate::followed::Followed;
use crate::generate;
use crate::support::{Ran, SHELL, Sandbox, files, finish, record};

/// Enough records that a kill falls into the middle.
const RECORDS_TO_INTERRUPT: usize = 4_000;

pub fn start(sandbox: &Sandbox, words: &str) -> Child {
    sandbox.command().args(words.split_whitespace()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

pub fn size(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |metadata| metadata.len())
}

pub fn is_sound(sandbox: &Sandbox) {
    let connection = rusqlite::Connection::open(sandbox.path("canonry.db")).unwrap();
    let verdict: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(verdict, "ok");
    let broken: i64 =
        connection.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0)).unwrap();
    assert_eq!(broken, 0);
}

fn ids(sandbox: &Sandbox) -> usize {
    sandbox.ok("list --csv --columns id").lines().count() - 1
}

#[test]
fn an_import_that_is_killed_leaves_the_database_as_it_was() {
    let sandbox = Sandbox::new();
    generate::ndjson(&sandbox.path("many.ndjson"), RECORDS_TO_INTERRUPT).unwrap();
    sandbox.write("one.json", record("x/a"));
    sandbox.ok("import one.json");
    let before = sandbox.ok("export --format ndjson");
    let import = Followed::start(&sandbox, "import many.ndjson");
    import.until("the log grows", || size(&sandbox.path("canonry.db-wal")) > 4 << 20);
    import.kill_at_work();
    assert_eq!(sandbox.ok("export --format ndjson"), before);
    is_sound(&sandbox);
    assert!(sandbox.ok("import many.ndjson").starts_with(&format!("added {RECORDS_TO_INTERRUPT},")));
    is_sound(&sandbox);
}

#[test]
fn a_first_import_that_is_killed_leaves_no_database_and_the_next_one_clears_up() {
    let sandbox = Sandbox::new();
    generate::ndjson(&sandbox.path("many.ndjson"), RECORDS_TO_INTERRUPT).unwrap();
    let import = Followed::start(&sandbox, "import many.ndjson");
    let unfinished = || {
        let entries = std::fs::read_dir(sandbox.path("")).unwrap().map(|entry| entry.unwrap());
        entries
            .filter(|entry| entry.file_name().to_string_lossy().starts_with(".canonry-"))
            .map(|entry| entry.path())
            .collect::<Vec<_>>()
    };
    import.until("the new database is begun", || unfinished().iter().any(|path| size(path) > 0));
    import.kill_at_work();
    assert!(!sandbox.path("canonry.db").exists());
    assert!(!unfinished().is_empty());
    sandbox.ok("import many.ndjson --quiet");
    assert_eq!(ids(&sandbox), RECORDS_TO_INTERRUPT);
    assert!(unfinished().is_empty());
}

#[test]
fn an_export_that_is_killed_leaves_no_half_file_and_the_next_one_completes() {
    let sandbox = Sandbox::new();
    generate::ndjson(&sandbox.path("many.ndjson"), RECORDS_TO_INTERRUPT).unwrap();
    sandbox.ok("import many.ndjson");
    let export = Followed::start(&sandbox, "export --out tree");
    export.until("the tree grows", || {
        sandbox.path("tree/errors/python").read_dir().is_ok_and(|entries| entries.count() > 500)
    });
    export.kill_at_work();
    sandbox.ok("export --out whole");
    let whole = files(&sandbox.path("whole"));
    for (path, bytes) in files(&sandbox.path("tree")) {
        let is_apart = path.ends_with(".partial") || path == ".canonry-export";
        assert!(is_apart || whole.get(&path) == Some(&bytes), "{path} is not whole");
    }
    // What a kill between a write and its move leaves is simulated here.
    for left in ["index.md.canonry-partial", &Temporary::Output.name()] {
        sandbox.write(&format!("tree/errors/python/generated-error-0000000/{left}"), "half");
    }
    sandbox.write("tree/.canonry-export", "");
    sandbox.ok("export --out tree");
    assert_eq!(files(&sandbox.path("tree")), whole);
}

/// Runs the program with a limit on the size of files, in blocks of 512 bytes, that simulates a full disk: a write
/// beyond it fails.
#[cfg(unix)]
pub fn limited(sandbox: &Sandbox, blocks: u32, words: &str) -> Ran {
    let mut command = std::process::Command::new(SHELL);
    let line = format!("ulimit -f {blocks}; exec \"$0\" {words}");
    let program = env!("CARGO_BIN_EXE_canonry");
    let mut fixed = sandbox.command();
    for (name, value) in fixed.get_envs() {
        if let Some(value) = value {
            command.env(name, value);
        }
    }
    fixed.env_clear();
    finish(command.current_dir(sandbox.path("")).args(["-c", &line, program]).stdin(Stdio::null()))
}

#[cfg(unix)]
#[test]
fn a_full_disk_during_an_import_is_reported_and_loses_nothing() {
    let sandbox = Sandbox::new();
    generate::ndjson(&sandbox.path("many.ndjson"), 1_000).unwrap();
    sandbox.write("one.json", record("x/a"));
    for is_new in [true, false] {
        if !is_new {
            sandbox.ok("import one.json");
        }
        let ran = limited(&sandbox, 2048, "import many.ndjson");
        assert_eq!(ran.code, Some(70), "{}{}", ran.out, ran.err);
        assert!(ran.err.contains("the disk is full or a file-size limit is reached"), "{}", ran.err);
        assert!(ran.err.contains("hint: nothing was written; make room"), "{}", ran.err);
        assert_eq!(sandbox.path("canonry.db").exists(), !is_new);
    }
    assert_eq!(ids(&sandbox), 1);
    is_sound(&sandbox);
    assert!(sandbox.ok("import many.ndjson").starts_with("added 1000,"));
}

/// Reports fill the database's log or, before that, the temporary file in which they are sorted.
#[cfg(unix)]
#[test]
fn a_full_disk_during_an_import_of_feedback_is_reported_and_loses_nothing() {
    let sandbox = Sandbox::new();
    generate::ndjson(&sandbox.path("many.ndjson"), 200).unwrap();
    sandbox.ok("import many.ndjson");
    let before = sandbox.ok("export --format ndjson");
    generate::feedback(&sandbox.path("short.csv"), 9_000, 200).unwrap();
    let row =
        |number: usize| format!("{},w1,fail,2026-01-02,{}{number}\n", generate::id(number % 200), "x".repeat(9_000));
    let long: String = (0..1_500).map(row).collect();
    sandbox.write("long.csv", format!("record_id,item,outcome,observed_at,notes\n{long}"));
    for (file, named) in [("short.csv", "canonry.db"), ("long.csv", "a temporary file")] {
        let ran = limited(&sandbox, 2048, &format!("feedback import {file} --yes"));
        assert_eq!(ran.code, Some(70), "{}{}", ran.out, ran.err);
        let said = format!("{named} could not be written: the disk is full or a file-size limit is reached");
        assert!(ran.err.contains(&said), "{}", ran.err);
        assert_eq!(sandbox.ok("export --format ndjson"), before);
        is_sound(&sandbox);
    }
    assert_eq!(sandbox.ok("feedback import long.csv --yes"), "added 1500, duplicate 0, rejected 0\n");
}

#[cfg(unix)]
#[test]
fn a_full_disk_during_an_export_is_reported_and_leaves_complete_files() {
    let sandbox = Sandbox::new();
    sandbox.write("small.json", record("x/a"));
    sandbox.write("canonry.toml", "[limits]\nfield_bytes = 4000000\n");
    sandbox.write("large.json", record("x/b").replace("The cause.", &"x".repeat(2 << 20)));
    sandbox.ok("import small.json large.json");
    let ran = limited(&sandbox, 1024, "export --out tree");
    assert_eq!(ran.code, Some(70));
    assert!(ran.err.contains("tree/errors/x/b/index.json could not be written"), "{}", ran.err);
    assert!(ran.err.contains("hint: make room on the disk"), "{}", ran.err);
    assert!(!sandbox.path("tree/errors/x/b/index.json").exists());
    assert_eq!(limited(&sandbox, 1024, "export --format ndjson --out all.ndjson").code, Some(70));
    assert!(!sandbox.path("all.ndjson").exists());
    sandbox.ok("export --out tree");
    sandbox.ok("export --out tree --check");
    assert_eq!(files(&sandbox.path("tree")).len(), 4);
}

#[test]
fn two_imports_at_once_both_end_well_or_one_says_busy() {
    for is_new in [false, true] {
        let sandbox = Sandbox::new();
        if !is_new {
            sandbox.ok("init");
        }
        let mut children = Vec::new();
        for name in ["a", "b"] {
            let lines: Vec<String> =
                (0..500).map(|number| generate::record(number).replace("generated-error", name)).collect();
            sandbox.write(&format!("{name}.json"), format!("[{}]", lines.join(",")));
        }
        for name in ["a", "b"] {
            let words = format!("import {name}.json");
            let mut command = sandbox.command();
            command.args(words.split_whitespace()).stdout(Stdio::piped()).stderr(Stdio::piped());
            children.push(command.spawn().unwrap());
        }
        let mut taken = 0;
        for child in children {
            let output = child.wait_with_output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            match output.status.code() {
                Some(0) => taken += 500,
                Some(70) => assert!(said.contains("busy") && said.contains("hint: "), "{said}"),
                Some(4) => assert!(is_new && said.contains("another process created"), "{said}"),
                other => panic!("{other:?}: {said}"),
            }
        }
        assert!(taken >= 500);
        assert_eq!(ids(&sandbox), taken);
        is_sound(&sandbox);
    }
}

#[test]
fn a_second_export_into_the_same_tree_does_not_wait() {
    let sandbox = Sandbox::new();
    sandbox.write("a.json", record("x/a"));
    sandbox.ok("import a.json");
    std::fs::create_dir(sandbox.path("tree")).unwrap();
    let folder = std::fs::File::open(sandbox.path("tree")).unwrap();
    folder.lock().unwrap();
    let ran = sandbox.words("export --out tree");
    assert!(ran.code == Some(4) && ran.err.contains("another export is writing into tree"), "{}", ran.err);
    folder.unlock().unwrap();
    sandbox.ok("export --out tree");
}

/// Runs the program as a user who may not write to the sandbox: as nobody if the tests run as root, whom no permission
/// stops.
#[cfg(unix)]
pub fn without_rights(sandbox: &Sandbox, words: &str) -> Ran {
    use std::os::unix::fs::MetadataExt;
    use std::os::unix::process::CommandExt;
    let mut command = sandbox.command();
    if std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0) {
        command.uid(65_534).gid(65_534);
    }
    // The files are those of another user then, so the database has to be named.
    finish(command.env("CANONRY_DB", "canonry.db").args(words.split_whitespace()))
}

#[cfg(unix)]
#[test]
fn a_read_only_database_can_be_shown_listed_searched_and_exported() {
    use std::fs::{Permissions, set_permissions};
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::new();
    // The program itself has to be readable for the user nobody.
    let reachable =
        std::process::Command::new("sh").args(["-c", &format!("ls -ld {}", env!("CARGO_BIN_EXE_canonry"))]).output();
    assert!(reachable.unwrap().status.success());
    sandbox.write("a.json", record("x/a"));
    sandbox.ok("import a.json");
    let out = tempfile::tempdir().unwrap();
    set_permissions(out.path(), Permissions::from_mode(0o777)).unwrap();
    set_permissions(sandbox.path("canonry.db"), Permissions::from_mode(0o444)).unwrap();
    set_permissions(sandbox.path(""), Permissions::from_mode(0o555)).unwrap();
    let tree = out.path().join("tree");
    for words in [
        "show x/a",
        "list",
        "search error",
        "export --format ndjson",
        &format!("export --out {}", tree.display()),
        "import --dry-run a.json",
    ] {
        let ran = without_rights(&sandbox, words);
        assert_eq!(ran.code, Some(0), "{words}: {}", ran.err);
        assert!(
            ran.out.contains("x/a") || ran.out.contains("written 2") || ran.out.contains("unchanged 1"),
            "{words}: {}",
            ran.out
        );
    }
    let ran = without_rights(&sandbox, "import a.json");
    assert_eq!(ran.code, Some(70));
    assert!(ran.err.contains("cannot be written to\nhint: check who may write"), "{}", ran.err);
    let ran = without_rights(&sandbox, "export --out here");
    assert!(
        ran.code == Some(70) && ran.err.contains("here could not be written to\ncaused by: Permission denied"),
        "{}",
        ran.err
    );
    set_permissions(sandbox.path(""), Permissions::from_mode(0o755)).unwrap();
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_ends_the_output_quietly() {
    let sandbox = Sandbox::new();
    generate::ndjson(&sandbox.path("many.ndjson"), 2_000).unwrap();
    sandbox.ok("import many.ndjson");
    for words in [
        "list",
        "list --csv",
        "export --format ndjson",
        "search the --limit 2000",
        "--json list",
        "show python/generated-error-0000001",
    ] {
        let ran = sandbox.shell(&format!("{{ canonry {words}; echo \"exit $?\" >status; }} | head -n 1; cat status"));
        let lines: Vec<&str> = ran.out.lines().collect();
        assert_eq!((lines.len(), lines[1]), (2, "exit 0"), "{words}: {}", ran.out);
    }
}

/// A log that is left over would be applied to any database that is put beside it.
#[test]
fn the_log_of_a_removed_database_is_not_applied_to_a_new_one() {
    let sandbox = Sandbox::new();
    sandbox.write("a.json", record("x/a"));
    sandbox.write("b.json", record("x/b"));
    sandbox.ok("import a.json");
    let reader = rusqlite::Connection::open(sandbox.path("canonry.db")).unwrap();
    reader.execute_batch("BEGIN; SELECT count(*) FROM record; UPDATE record SET regex = 'y'; COMMIT; BEGIN").unwrap();
    assert_eq!(reader.query_row("SELECT count(*) FROM record", [], |row| row.get::<_, i64>(0)).unwrap(), 1);
    std::fs::remove_file(sandbox.path("canonry.db")).unwrap();
    assert!(size(&sandbox.path("canonry.db-wal")) > 0);
    for words in ["import b.json", "init"] {
        let ran = sandbox.words(words);
        assert_eq!(ran.code, Some(70), "{words}: {}", ran.out);
        assert!(ran.err.contains("there is no canonry.db, but canonry.db-wal of an earlier database"), "{}", ran.err);
    }
    drop(reader);
}
