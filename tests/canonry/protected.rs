//! What an output must not overwrite, and when it is moved to its path.

use std::path::Path;

use rusqlite::Connection;

use crate::faults::{is_sound, limited};
use crate::followed::Followed;
use crate::generate;
use crate::support::{Ran, Sandbox, files, record};

/// A database of two records, kept open so that its log stays; inputs; a database of another program.
fn sandbox() -> (Sandbox, Connection) {
    let sandbox = Sandbox::with_two_records();
    let reader = Connection::open(sandbox.path("canonry.db")).unwrap();
    reader.execute_batch("BEGIN; SELECT count(*) FROM record; COMMIT").unwrap();
    sandbox.ok("edit x/a --set category=theirs");
    assert!(std::fs::metadata(sandbox.path("canonry.db-wal")).unwrap().len() > 0);
    let other = Connection::open(sandbox.path("other.sqlite")).unwrap();
    other.execute_batch("CREATE TABLE note (text TEXT)").unwrap();
    sandbox.write("bad.json", "{}");
    sandbox.write("in/x/index.json", record("x/c"));
    sandbox.write("feedback.csv", "record_id,item,outcome,observed_at\nx/a,w9,fail,2026-01-02\n");
    (sandbox, reader)
}

fn link(sandbox: &Sandbox, file: &str, name: &str) {
    std::os::unix::fs::symlink(file, sandbox.path(name)).unwrap();
}

#[test]
fn no_output_names_the_database_or_another_sqlite_file() {
    let (sandbox, _reader) = sandbox();
    std::fs::hard_link(sandbox.path("canonry.db"), sandbox.path("hard")).unwrap();
    std::fs::hard_link(sandbox.path("canonry.db-wal"), sandbox.path("hard-log")).unwrap();
    link(&sandbox, "canonry.db", "soft");
    link(&sandbox, ".", "here");
    link(&sandbox, "no-such-file", "dangling");
    std::fs::write(sandbox.path("copied-log"), std::fs::read(sandbox.path("canonry.db-wal")).unwrap()).unwrap();
    let before = files(&sandbox.path(""));
    let here = sandbox.path("canonry.db").display().to_string();
    for (output, reason) in [
        ("canonry.db", "is the database"),
        ("./canonry.db", "is the database"),
        (here.as_str(), "is the database"),
        ("in/../canonry.db", "is the database"),
        ("here/canonry.db", "is the database"),
        ("hard", "is the database"),
        ("soft", "is the database"),
        ("dangling", "leads nowhere"),
        ("canonry.db-wal", "belongs to the database canonry.db"),
        ("hard-log", "belongs to the database canonry.db"),
        ("canonry.db-shm", "belongs to the database canonry.db"),
        ("canonry.db-journal", "belongs to the database canonry.db"),
        ("here/canonry.db-journal", "belongs to the database canonry.db"),
        ("soft-journal", "belongs to the SQLite database soft"),
        ("other.sqlite", "is a file of SQLite"),
        ("other.sqlite-wal", "belongs to the SQLite database other.sqlite"),
        ("copied-log", "is a file of SQLite"),
        ("in", "is a folder"),
    ] {
        for (words, option) in [
            (format!("export --format ndjson --out {output}"), "--out"),
            (format!("export --format ndjson --out {output} --check"), "--out"),
            (format!("import bad.json --keep-going --rejects {output}"), "--rejects"),
            (format!("import bad.json --keep-going --rejects {output} --dry-run"), "--rejects"),
            (format!("feedback import feedback.csv --keep-going --rejects {output}"), "--rejects"),
        ] {
            let ran = sandbox.words(&words);
            let said = format!("error: {option} {output} {reason}");
            assert!(ran.code == Some(2) && ran.err.starts_with(&said), "{words}: {}", ran.err);
            assert!(ran.err.contains(&format!("name another place for {option}")), "{}", ran.err);
        }
    }
    assert!(files(&sandbox.path("")) == before, "something was written");
    is_sound(&sandbox);
    for output in ["canonry.db-walls", "here/new"] {
        sandbox.ok(&format!("export --format ndjson --out {output}"));
    }
}

/// A database behind a link has its log where it is itself, and one that is made by this import has none yet.
#[test]
fn the_database_may_be_named_by_a_link_or_not_exist_yet() {
    let (sandbox, _reader) = sandbox();
    std::fs::create_dir(sandbox.path("elsewhere")).unwrap();
    link(&sandbox, "../canonry.db", "elsewhere/linked.db");
    for output in ["canonry.db", "canonry.db-wal", "canonry.db-journal", "elsewhere/linked.db-journal"] {
        let ran = sandbox.words(&format!("--db elsewhere/linked.db export --format ndjson --out {output}"));
        assert!(ran.code == Some(2) && ran.err.contains("the database"), "{output}: {}", ran.err);
    }
    for output in ["new.db", "./new.db", "elsewhere/../new.db-wal", "new.db-journal"] {
        let words = format!("--db new.db import a.json bad.json --keep-going --rejects {output}");
        let ran = sandbox.words(&words);
        assert!(ran.code == Some(2) && ran.err.contains("the database"), "{output}: {}", ran.err);
        assert!(!sandbox.path("new.db").exists() && !sandbox.path(output).exists());
    }
}

#[test]
fn no_output_names_an_input() {
    let (sandbox, _reader) = sandbox();
    std::fs::hard_link(sandbox.path("bad.json"), sandbox.path("hard.json")).unwrap();
    link(&sandbox, "in", "linked");
    link(&sandbox, "../bad.json", "in/index.json");
    sandbox.write("canonry.toml", "");
    let before = files(&sandbox.path(""));
    for (words, output) in [
        ("import bad.json", "bad.json"),
        ("import a.json bad.json", "./bad.json"),
        ("import bad.json", "hard.json"),
        ("import in", "in/x/index.json"),
        ("import in", "linked/x/index.json"),
        ("import linked/x", "in/x/index.json"),
        ("import in", "in/new/index.json"),
        ("import in", "bad.json"),
        ("feedback import feedback.csv", "./feedback.csv"),
        ("feedback import feedback.csv", "canonry.toml"),
        ("feedback import feedback.csv --policy a.json", "a.json"),
    ] {
        let ran = sandbox.words(&format!("{words} --keep-going --rejects {output}"));
        let said = format!("error: --rejects {output} is also read as input");
        assert!(ran.code == Some(2) && ran.err.starts_with(&said), "{words}: {output}: {}", ran.err);
    }
    assert!(files(&sandbox.path("")) == before, "something was written");
    let ran = sandbox.words("import in/x --keep-going --rejects in/rejects.ndjson");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
}

#[test]
fn no_output_names_the_file_that_standard_input_comes_from() {
    let (sandbox, _reader) = sandbox();
    std::fs::hard_link(sandbox.path("bad.json"), sandbox.path("hard.json")).unwrap();
    let before = files(&sandbox.path(""));
    for (words, output) in [
        ("import - --keep-going --rejects bad.json < bad.json", "bad.json"),
        ("import a.json - --keep-going --rejects hard.json < bad.json", "hard.json"),
        ("import - --conflicts a.json < a.json", "a.json"),
        ("feedback import - --keep-going --rejects feedback.csv < feedback.csv", "feedback.csv"),
    ] {
        let ran = sandbox.shell(&format!("canonry {words}"));
        let said = format!("{output} is also read as input, from -\n");
        assert!(ran.code == Some(2) && ran.out.contains(&said), "{words}: {:?} {}", ran.code, ran.out);
    }
    assert!(files(&sandbox.path("")) == before, "something was written");
    // A file that is not read may be written.
    for words in
        ["import - --keep-going --rejects new.ndjson < a.json", "import a.json --keep-going --rejects b.json < b.json"]
    {
        let ran = sandbox.shell(&format!("canonry {words}"));
        assert_eq!(ran.code, Some(0), "{words}: {}", ran.out);
    }
}

#[test]
fn an_export_does_not_overwrite_the_policy() {
    let (sandbox, _reader) = sandbox();
    sandbox.write("canonry.toml", "# ours\n");
    sandbox.write("sub/canonry.toml", "");
    for words in ["--out canonry.toml", "--out ./canonry.toml --check", "--out in/../canonry.toml"] {
        let ran = sandbox.words(&format!("export --format ndjson {words}"));
        assert!(ran.code == Some(2) && ran.err.contains("canonry.toml is the policy"), "{words}: {}", ran.err);
    }
    assert_eq!(std::fs::read(sandbox.path("canonry.toml")).unwrap(), b"# ours\n");
    sandbox.ok("export --format ndjson --out sub/canonry.toml");
}

/// A file with the path of the policy would be the policy from then on.
#[test]
fn no_output_becomes_the_policy() {
    let (sandbox, _reader) = sandbox();
    sandbox.ok("backup sub.db");
    std::fs::create_dir(sandbox.path("sub")).unwrap();
    std::fs::rename(sandbox.path("sub.db"), sandbox.path("sub/canonry.db")).unwrap();
    let before = files(&sandbox.path(""));
    for words in [
        "import bad.json --keep-going --rejects canonry.toml",
        "import bad.json --keep-going --rejects in/../canonry.toml",
        "import a.json --conflicts canonry.toml",
        "import bad.json --keep-going --rejects canonry.toml --policy /dev/null",
        "feedback import feedback.csv --keep-going --rejects canonry.toml",
        "export --format ndjson --out canonry.toml",
        "export --out canonry.toml",
        "export --out canonry.toml/below",
        "backup canonry.toml",
        "backup sub/canonry.toml --db sub/canonry.db",
    ] {
        let ran = sandbox.words(words);
        let said = "canonry.toml would become the policy of this database";
        assert!(ran.code == Some(2) && ran.err.contains(said), "{words}: {}", ran.err);
    }
    assert!(files(&sandbox.path("")) == before, "something was written");
    sandbox.ok("export --format ndjson --out sub/canonry.toml");
}

#[test]
fn what_is_at_the_path_of_the_policy_and_is_not_a_file_is_an_error() {
    let (sandbox, _reader) = sandbox();
    let said = |what: &str| {
        for words in ["policy show", "rates", "import a.json"] {
            let ran = sandbox.words(words);
            let said = format!("error: canonry.toml cannot be the policy: {what}");
            assert!(ran.code == Some(2) && ran.err.contains(&said), "{words}: {what}: {:?} {}", ran.code, ran.err);
        }
        sandbox.ok("policy show --policy /dev/null");
    };
    let place = sandbox.path("canonry.toml");
    link(&sandbox, "nowhere", "canonry.toml");
    said("canonry.toml is a link that leads to nowhere, which does not exist");
    std::fs::remove_file(&place).unwrap();
    std::fs::create_dir(&place).unwrap();
    said("it is a folder, not a file");
    std::fs::remove_dir(&place).unwrap();
    assert_eq!(sandbox.shell("mkfifo canonry.toml").code, Some(0));
    said("it is a named pipe, not a file");
    std::fs::remove_file(&place).unwrap();
    sandbox.write("other.toml", "");
    link(&sandbox, "other.toml", "canonry.toml");
    sandbox.ok("policy show");
}

#[test]
fn a_tree_does_not_overwrite_the_database() {
    let (sandbox, _reader) = sandbox();
    let before = files(&sandbox.path(""));
    for (output, reason) in [
        ("canonry.db", "is the database"),
        ("canonry.db/below", "is the database"),
        ("canonry.db-journal", "belongs to the database"),
        ("canonry.db-journal/site", "belongs to the database"),
        ("other.sqlite", "is a file, but a tree needs a folder"),
        ("bad.json", "is a file, but a tree needs a folder"),
    ] {
        let ran = sandbox.words(&format!("export --out {output}"));
        assert!(ran.code == Some(2) && ran.err.contains(reason), "{output}: {}", ran.err);
    }
    assert!(files(&sandbox.path("")) == before, "something was written");
    link(&sandbox, ".", "here");
    for place in [
        "errors/x/a/index.json",
        "errors/y/zh.md",
        ".canonry-export",
        "errors/y/index.md.canonry-partial",
        "errors/y/.canonry-1-abcdefghjkn6.partial",
    ] {
        let path = sandbox.path("site").join(place);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let database = format!("site/{place}");
        sandbox.ok(&format!("--db {database} import b.json"));
        for output in ["site", "here/site/."] {
            let ran = sandbox.words(&format!("--db {database} export --out {output}"));
            let said = format!("would overwrite {place} in it");
            assert!(ran.code == Some(2) && ran.err.contains(&said), "{place}: {}", ran.err);
        }
        assert!(sandbox.ok(&format!("--db {database} list")).contains("x/b"));
        std::fs::remove_dir_all(sandbox.path("site")).unwrap();
    }
    // A file of another program is found when it is compared, and a link does not lead to a file elsewhere.
    sandbox.ok("export --out site");
    for name in ["errors/x/b/index.md", "errors/x/a/index.json"] {
        let path = sandbox.path("site").join(name);
        std::fs::remove_file(&path).unwrap();
        std::fs::hard_link(sandbox.path("other.sqlite"), &path).unwrap();
        for words in ["export --out site", "export --out site --check"] {
            let ran = sandbox.words(words);
            let said = format!("site/{name} is a file of SQLite");
            assert!(ran.code == Some(2) && ran.err.contains(&said), "{}", ran.err);
        }
        std::fs::remove_file(&path).unwrap();
    }
    sandbox.ok("export --out site");
    is_sound(&sandbox);
    sandbox.ok("export --out site --check");
}

/// Rejects that were there before the run, and are of no use to a run that changes nothing.
const OLD: &str = "the rejects of yesterday\n";

fn old_rejects_stay(sandbox: &Sandbox, rejects: &Path) {
    assert_eq!(std::fs::read_to_string(rejects).unwrap(), OLD);
    let names = std::fs::read_dir(sandbox.path("")).unwrap().map(|entry| entry.unwrap().file_name());
    let partial = names.filter(|name| name.to_string_lossy().starts_with(".canonry-")).count();
    assert_eq!(partial, 0, "what was not put in place is gone");
}

#[test]
fn a_commit_that_fails_keeps_the_old_rejects() {
    let sandbox = Sandbox::with_two_records();
    generate::ndjson(&sandbox.path("many.ndjson"), 1_000).unwrap();
    sandbox.write("bad.json", "{}");
    let rejects = sandbox.write("rejects", OLD);
    let ran = limited(&sandbox, 2048, "import bad.json many.ndjson --keep-going --rejects rejects");
    assert!(ran.code == Some(70) && ran.err.contains("the disk is full"), "{}", ran.err);
    old_rejects_stay(&sandbox, &rejects);
    let row = |number: usize| format!("x/a,w1,fail,2026-01-02,{}{number}\n", "x".repeat(9_000));
    let long: String = (0..1_500).map(row).collect();
    sandbox.write("long.csv", format!("record_id,item,outcome,observed_at,notes\nx/a,w9,fail,2026-01-02,\n{long}"));
    let ran = limited(&sandbox, 2048, "feedback import long.csv --keep-going --rejects rejects --yes");
    assert!(ran.code == Some(70) && ran.err.contains("the disk is full"), "{}", ran.err);
    old_rejects_stay(&sandbox, &rejects);
    sandbox.words("import bad.json --keep-going --rejects rejects");
    assert!(std::fs::read_to_string(&rejects).unwrap().starts_with("{\"source\": \"bad.json\""));
}

#[test]
fn rejects_that_do_not_fit_on_the_disk_refuse_the_import() {
    let sandbox = Sandbox::with_two_records();
    sandbox.write("bad.json", format!("{{\"id\": \"{}\"}}", "x".repeat(2 << 20)));
    sandbox.write("c.json", record("x/c"));
    let rejects = sandbox.write("rejects", OLD);
    let row = format!("x/a,w9,fail,2026-01-02,{}\n", "x".repeat(2 << 20));
    sandbox.write(
        "long.csv",
        format!("record_id,item,outcome,observed_at,notes\n{row}x/a,w1,fail,2026-01-02,this one is good\n"),
    );
    for words in ["import c.json bad.json", "feedback import long.csv"] {
        let ran = limited(&sandbox, 2048, &format!("{words} --keep-going --rejects rejects"));
        let said = "the rejects file rejects could not be written; nothing was imported";
        assert!(ran.code == Some(70) && ran.err.contains(said), "{words}: {}", ran.err);
        old_rejects_stay(&sandbox, &rejects);
    }
    assert_eq!(sandbox.json("log", 0)["counts"]["batches"], 1);
}

/// What goes to a stream waits for the commit, too.
#[test]
fn rejects_on_standard_output_come_after_the_commit() {
    let sandbox = Sandbox::with_two_records();
    generate::ndjson(&sandbox.path("many.ndjson"), 1_000).unwrap();
    sandbox.write("bad.json", "{}");
    for output in ["-", "/dev/stdout"] {
        let ran = limited(&sandbox, 2048, &format!("import bad.json many.ndjson --keep-going --rejects {output}"));
        assert_eq!((ran.code, ran.out.as_str()), (Some(70), ""), "{}", ran.err);
        let ran = sandbox.words(&format!("import bad.json --keep-going --rejects {output}"));
        let mut lines = ran.out.lines();
        assert!(lines.next().unwrap().starts_with("{\"source\": \"bad.json\""), "{}", ran.out);
        let counts = "added 0, changed 0, unchanged 0, kept 0, stale 0, rejected 1";
        // If the records go to standard output, nothing else does.
        let (on_stdout, on_stderr) = (lines.any(|line| line == counts), ran.err.lines().any(|line| line == counts));
        assert_eq!((on_stdout, on_stderr), (output != "-", output == "-"), "{} {}", ran.out, ran.err);
    }
}

/// The path of the rejects becomes a folder while the rest of the input is still missing.
#[test]
fn rejects_that_cannot_be_moved_after_the_commit_are_kept_and_named() {
    let header = "record_id,item,outcome,observed_at\n".to_owned();
    let good = record("x/c").replace('\n', " ");
    for (words, first, rest) in [
        ("import", String::new(), format!("{good}\n{{}}\n")),
        ("feedback import", header, "x/a,w1,fail,2026-01-02\nx/a,w9,fail,2026-01-02\n".to_owned()),
    ] {
        let sandbox = Sandbox::with_two_records();
        sandbox.write("input", format!("{first}{rest}"));
        // Another writer holds the import up when its rejects are begun.
        let other = rusqlite::Connection::open(sandbox.path("canonry.db")).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        let import = Followed::start(&sandbox, &format!("{words} input --keep-going --rejects rejects"));
        let partial = || {
            let names = std::fs::read_dir(sandbox.path("")).unwrap().map(|entry| entry.unwrap().file_name());
            let mut names = names.map(|name| name.into_string().unwrap());
            names.find(|name| name.starts_with(".canonry-") && name.ends_with(".partial"))
        };
        import.until("the rejects are begun", || partial().is_some());
        std::fs::create_dir_all(sandbox.path("rejects/in-the-way")).unwrap();
        other.execute_batch("ROLLBACK").unwrap();
        let Ran { code, err: said, .. } = import.finish();
        let kept = partial().unwrap();
        assert_eq!(code, Some(70), "{said}");
        let expected = "error: the import is done, as batch 2, but the rejects file could not be moved to rejects\n";
        assert!(said.contains(expected) && said.contains(&kept), "{said}");
        assert!(std::fs::read_to_string(sandbox.path(&kept)).unwrap().contains(if first.is_empty() {
            "{}"
        } else {
            "w9"
        }));
        assert_eq!(sandbox.json("log", 0)["counts"]["batches"], 2);
    }
}
