//! Merging another database: what is refused, and that it is only read.

use std::fs;
use std::path::Path;

use rusqlite::Connection;

use crate::followed::Followed;
use crate::generate;
use crate::support::{Sandbox, changed, record};

/// A folder with a database and a copy of it, `other.db`, of three records.
fn copies() -> Sandbox {
    let sandbox = Sandbox::with_records(&["x/a", "x/b", "y/c"]);
    sandbox.ok("backup other.db");
    sandbox
}

/// The content of every file whose name begins with that of the other database.
fn files_of_other(sandbox: &Sandbox) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(sandbox.path("")).unwrap().map(|entry| entry.unwrap().path());
    let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    let mut files: Vec<_> =
        entries.map(|path| (name(&path), path)).filter(|(name, _)| name.starts_with("other")).collect();
    files.sort();
    files.into_iter().map(|(name, path)| (name, fs::read(path).unwrap())).collect()
}

#[test]
fn what_is_not_another_database_of_this_version_is_refused_and_says_what_to_do() {
    let sandbox = copies();
    sandbox.write("text.db", "no database");
    sandbox.write("empty.db", "");
    Connection::open(sandbox.path("foreign.db")).unwrap().execute_batch("CREATE TABLE t (a)").unwrap();
    fs::copy(sandbox.path("other.db"), sandbox.path("old.db")).unwrap();
    let old = Connection::open(sandbox.path("old.db")).unwrap();
    old.execute_batch("DELETE FROM refinery_schema_history WHERE version > 12").unwrap();
    drop(old);
    fs::copy(sandbox.path("other.db"), sandbox.path("new.db")).unwrap();
    let new = Connection::open(sandbox.path("new.db")).unwrap();
    new.execute_batch("INSERT INTO refinery_schema_history VALUES (9999, 'n', 'now', '1')").unwrap();
    drop(new);
    let batches = sandbox.ok("log");
    for (name, code, said, advice) in [
        ("canonry.db", 2, "canonry.db is the database itself", "--db FILE"),
        ("text.db", 70, "text.db is not a database", "canonry import"),
        ("empty.db", 70, "empty.db is an SQLite database, but not one of canonry's", "canonry import"),
        ("foreign.db", 70, "foreign.db is an SQLite database, but not one of canonry's", "canonry import"),
        ("old.db", 70, "old.db has schema version 12, and this canonry reads version", "--db old.db log --limit 1"),
        ("new.db", 70, "new.db has schema version 9999", "install the canonry"),
    ] {
        let ran = sandbox.words(&format!("merge {name}"));
        assert!(ran.code == Some(code) && ran.err.contains(said), "{name}: {:?} {}", ran.code, ran.err);
        assert!(ran.err.contains(advice), "{name}: {}", ran.err);
    }
    assert_eq!(sandbox.ok("log"), batches);
}

#[test]
fn a_merge_leaves_the_other_database_as_it_was_whether_it_succeeds_or_not() {
    let sandbox = copies();
    sandbox.ok("edit x/a --set category=ours");
    sandbox.ok("--db other.db edit x/a --set category=theirs");
    sandbox.ok("--db other.db edit x/b --set category=theirs");
    let _ = fs::remove_file(sandbox.path("other.db-shm"));
    let before = files_of_other(&sandbox);
    assert_eq!(before.len(), 1, "{:?}", before.iter().map(|(name, _)| name).collect::<Vec<_>>());
    let refused = sandbox.words("merge other.db");
    let conflict = "other.db: category: both sides changed it in 'x/a': base \"runtime_error\", ours \"ours\", theirs \
                    \"theirs\"";
    assert!(refused.code == Some(4) && refused.err.contains(conflict), "{}", refused.err);
    assert_eq!(files_of_other(&sandbox), before);
    sandbox.ok("merge other.db --dry-run --on-conflict ours");
    sandbox.ok("merge other.db --on-conflict ours");
    assert_eq!(files_of_other(&sandbox), before);
    assert!(sandbox.ok("show x/b").contains("theirs · x"));
    assert!(sandbox.ok("show x/a").contains("ours · x"));
}

#[test]
fn a_damaged_record_of_the_other_database_is_rejected_by_its_name() {
    let sandbox = copies();
    sandbox.ok("--db other.db edit x/b --set category=theirs");
    let other = Connection::open(sandbox.path("other.db")).unwrap();
    other.execute_batch("UPDATE record SET category = 'broken' WHERE canon_id = 'x/a'").unwrap();
    drop(other);
    let ran = sandbox.words("merge other.db");
    let said = "other.db: x/a: it is damaged there: its content does not match its digest";
    assert!(ran.code == Some(3) && ran.err.contains(said), "{}", ran.err);
    assert!(ran.err.contains("nothing was imported"), "{}", ran.err);
    let ran = sandbox.words("merge other.db --keep-going --rejects rejects.ndjson");
    assert!(ran.code == Some(3) && ran.out.contains("changed 1"), "{}{}", ran.out, ran.err);
    assert!(fs::read_to_string(sandbox.path("rejects.ndjson")).unwrap().contains("broken"));
    assert!(!sandbox.ok("show x/a").contains("broken"));
}

#[test]
fn a_new_piece_with_a_larger_count_than_the_policy_allows_is_rejected_and_a_known_one_is_not() {
    let sandbox = copies();
    sandbox.write("canonry.toml", "[rates]\nmax_count = 50000\n");
    let piece = "--kind outcome --outcome success --reporter tom";
    sandbox.ok(&format!("--db other.db evidence add x/a#w1 {piece} --count 20000"));
    sandbox.ok(&format!("--db other.db evidence add x/a#d1 {piece} --count 7"));
    sandbox.write("canonry.toml", "");
    let ran = sandbox.words("merge other.db");
    let said = ": 20000 is more than 10000, the max_count of the policy\nhint: rates.max_count in canonry.toml";
    assert!(ran.code == Some(3) && ran.err.contains("x/a: count of ") && ran.err.contains(said), "{}", ran.err);
    assert!(!ran.err.contains("restore its file"), "{}", ran.err);
    assert_eq!(sandbox.words("merge other.db --keep-going").code, Some(3));
    let counts = |sandbox: &Sandbox| {
        let listed = sandbox.json("evidence list x/a", 0);
        let counts = listed["evidence"].as_array().unwrap().iter().map(|piece| piece["count"].as_u64().unwrap());
        counts.collect::<Vec<_>>()
    };
    assert_eq!(counts(&sandbox), [7]);
    sandbox.write("canonry.toml", "[rates]\nmax_count = 50000\n");
    sandbox.ok("merge other.db");
    assert_eq!(counts(&sandbox).iter().sum::<u64>(), 20007);
    sandbox.write("canonry.toml", "");
    sandbox.ok("merge other.db");
}

#[test]
fn a_ledger_that_is_damaged_there_ends_the_merge_and_nothing_is_imported() {
    let sandbox = copies();
    for id in ["x/a", "y/c"] {
        sandbox.ok(&format!("--db other.db evidence add {id}#w1 --kind outcome --outcome success --reporter lena"));
    }
    let other = Connection::open(sandbox.path("other.db")).unwrap();
    other.execute_batch("DROP TRIGGER evidence_stays_as_it_is; UPDATE evidence SET count = 7 WHERE id = 2").unwrap();
    drop(other);
    let batches = sandbox.ok("log");
    for options in ["", "--keep-going"] {
        let ran = sandbox.words(&format!("merge other.db {options}"));
        let said = "other.db is damaged: the evidence e2 does not match its uid";
        assert!(ran.code == Some(70) && ran.err.contains(said), "{}", ran.err);
    }
    assert_eq!(sandbox.ok("log"), batches);
}

#[test]
fn what_somebody_else_writes_there_meanwhile_neither_disturbs_nor_is_seen_before_its_end() {
    let sandbox = copies();
    let other = Connection::open(sandbox.path("other.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE; UPDATE record SET category = 'half' WHERE canon_id = 'x/a'").unwrap();
    let out = sandbox.ok("merge other.db");
    assert_eq!(out, "added 0, changed 0, unchanged 3, kept 0, stale 0, rejected 0\n");
    other.execute_batch("ROLLBACK").unwrap();
    drop(other);
    sandbox.ok("--db other.db edit x/a --set category=theirs");
    assert!(sandbox.ok("merge other.db").contains("changed 1"));
}

#[cfg(unix)]
#[test]
fn a_database_in_a_folder_that_may_not_be_written_to_is_merged() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = copies();
    sandbox.ok("--db other.db edit x/a --set category=theirs");
    fs::create_dir(sandbox.path("theirs")).unwrap();
    fs::rename(sandbox.path("other.db"), sandbox.path("theirs/other.db")).unwrap();
    let allow =
        |path: &str, mode: u32| fs::set_permissions(sandbox.path(path), fs::Permissions::from_mode(mode)).unwrap();
    allow("theirs/other.db", 0o444);
    allow("theirs", 0o555);
    let ran = sandbox.words("merge theirs/other.db");
    allow("theirs", 0o755);
    assert!(ran.code == Some(0) && ran.out.contains("changed 1"), "{}", ran.err);
    let names: Vec<_> = fs::read_dir(sandbox.path("theirs")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["other.db"]);
}

#[test]
fn a_merge_that_is_killed_changes_neither_database() {
    let sandbox = Sandbox::with_records(&["x/a"]);
    generate::ndjson(&sandbox.path("many.ndjson"), 3_000).unwrap();
    sandbox.ok("--db other.db import many.ndjson");
    let (before, ours) = (files_of_other(&sandbox), sandbox.ok("export --format ndjson"));
    let merge = Followed::start(&sandbox, "merge other.db");
    let log = sandbox.path("canonry.db-wal");
    merge.until("the log grows", || fs::metadata(&log).is_ok_and(|metadata| metadata.len() > 1 << 20));
    merge.kill_at_work();
    let now = files_of_other(&sandbox);
    assert!(now.iter().any(|(name, bytes)| name == "other.db" && *bytes == before[0].1));
    assert_eq!(sandbox.ok("export --format ndjson"), ours);
    assert_eq!(sandbox.json("log", 0)["counts"]["batches"], 1);
    assert!(sandbox.ok("merge other.db").contains("added 3000"));
    assert_eq!(fs::read(sandbox.path("other.db")).unwrap(), before[0].1);
}

#[test]
fn merging_again_changes_nothing_and_samples_and_evidence_come_along() {
    let sandbox = copies();
    sandbox.ok("--db other.db sample add x/a --match text");
    sandbox.ok("--db other.db evidence add x/b#w1 --kind outcome --outcome fail --count 2 --reporter lena");
    sandbox.write("new.json", changed(&record("z/new"), |tree| tree["category"] = "new".into()));
    sandbox.ok("--db other.db import new.json");
    let ran = sandbox.words("merge other.db");
    assert!(ran.out.contains("added 1, changed 2, unchanged 1"), "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("new in the ledger: 1 piece of evidence, 0 rulings"), "{}", ran.err);
    assert_eq!(sandbox.json("sample list x/a", 0)["counts"]["samples"], 1);
    let log = sandbox.json("log", 0);
    assert_eq!((&log["counts"]["batches"], &log["batches"][0]["verb"]), (&2.into(), &"merge".into()));
    for options in ["", "--from elsewhere"] {
        let out = sandbox.ok(&format!("merge other.db {options}"));
        assert!(out.starts_with("added 0, changed 0, "), "{out}");
    }
    assert_eq!(sandbox.json("log", 0)["counts"]["batches"], 2);
    sandbox.ok("verify");
}

/// The values of a field of the copies, and the batches that the last merge brought, by source and number.
fn told(sandbox: &Sandbox, words: &str) -> Vec<String> {
    let log = sandbox.json(words, 0);
    let merged = log["batches"][0]["merged"].as_array().unwrap();
    let of =
        |one: &serde_json::Value| format!("{} {} {}", one["source"].as_str().unwrap(), one["batch"], one["command"]);
    merged.iter().map(of).collect()
}

#[test]
fn the_log_names_the_batches_that_a_merge_brought_each_once() {
    let sandbox = copies();
    sandbox.ok("--db other.db edit x/a --set category=one --by tom --reason better");
    sandbox.ok("--db other.db edit x/b --set category=two --by tom");
    sandbox.ok("--db other.db edit x/a --set error_code=E1 --by tom");
    sandbox.ok("edit x/b --set category=two");
    sandbox.ok("merge other.db");
    let out = sandbox.ok("log --limit 1");
    let said = "    from other.db 2  2026-11-21  tom\n        canonry --db other.db edit x/a --set 'category=one' --by tom \
                --reason better\n        because better\n    from other.db 3  ";
    assert!(out.contains(said), "{out}");
    // What both did is told, too: an older copy brings nothing back of it.
    assert_eq!(told(&sandbox, "log --limit 1").len(), 3, "{out}");
    sandbox.ok("--db other.db edit x/a --set error_code=E2 --by tom");
    sandbox.ok("merge other.db");
    assert_eq!(
        told(&sandbox, "log --limit 1"),
        ["other.db 5 \"canonry --db other.db edit x/a --set 'error_code=E2' --by tom\""]
    );
    // A third database gets the batches of the second through the first.
    sandbox.ok("--db third.db merge canonry.db");
    let all = told(&sandbox, "--db third.db log --limit 1");
    assert!(all.iter().any(|one| one.starts_with("other.db 4 ")), "{all:?}");
    assert!(sandbox.ok("--db third.db merge other.db").starts_with("added 0, changed 0, "));
    let of_one: Vec<String> = told(&sandbox, "--db third.db log x/b --limit 1");
    let numbers: Vec<&str> = of_one.iter().map(|one| one.split(" \"").next().unwrap()).collect();
    assert_eq!(numbers, ["canonry.db 1", "canonry.db 2", "canonry.db 3", "other.db 3"]);
}

#[test]
fn evidence_that_a_merge_brought_withdrawn_does_not_count_after_its_undo() {
    let sandbox = copies();
    sandbox.ok("--db other.db evidence add x/a#w1 --kind outcome --outcome fail --count 4 --reporter lena");
    sandbox.ok("--db other.db evidence withdraw e1 --reason wrong");
    sandbox.ok("merge other.db");
    sandbox.ok("undo");
    let list = sandbox.json("evidence list x/a", 0);
    assert_ne!(list["evidence"][0]["withdrawn_in"], serde_json::Value::Null, "{list}");
    assert_eq!(sandbox.json("show x/a", 0)["records"][0]["evidence_count"], 1);
    sandbox.ok("undo");
    assert_eq!(sandbox.json("show x/a", 0)["records"][0]["evidence_count"], 1);
    sandbox.ok("verify");
}

#[test]
fn what_was_changed_and_undone_elsewhere_does_not_come_back_with_an_older_copy() {
    let sandbox = copies();
    sandbox.ok("--db other.db edit x/a --set category=one");
    sandbox.ok("--db other.db backup old.db");
    sandbox.ok("--db other.db undo");
    sandbox.ok("edit x/a --set error_code=E1");
    assert!(sandbox.ok("merge other.db").starts_with("added 0, changed 0, "));
    assert_eq!(told(&sandbox, "log --limit 1").len(), 2);
    assert!(sandbox.ok("merge old.db").starts_with("added 0, changed 0, "));
    assert_eq!(sandbox.json("show x/a", 0)["records"][0]["category"], "runtime_error");
}

#[test]
fn a_merge_that_was_undone_there_is_no_change_here() {
    let sandbox = copies();
    sandbox.ok("edit x/a --set category=one");
    sandbox.ok("--db other.db merge canonry.db");
    sandbox.ok("merge other.db");
    sandbox.ok("--db other.db undo");
    sandbox.ok("edit x/a --set category=two");
    assert!(sandbox.ok("merge other.db").starts_with("added 0, changed 0, "));
    assert_eq!(sandbox.json("show x/a", 0)["records"][0]["category"], "two");
}

#[test]
fn an_older_copy_reverts_nothing_and_brings_no_conflict() {
    let sandbox = copies();
    sandbox.ok("--db other.db edit x/a --set category=one");
    sandbox.ok("--db other.db backup old.db");
    sandbox.ok("backup ours-before.db");
    sandbox.ok("--db other.db edit x/a --set category=two");
    sandbox.ok("merge other.db");
    sandbox.ok("edit x/a --set category=three");
    let now = sandbox.ok("export --format ndjson");
    for words in ["old.db", "old.db --from other.db", "other.db --from renamed", "ours-before.db"] {
        let out = sandbox.ok(&format!("merge {words}"));
        assert!(out.starts_with("added 0, changed 0, "), "{words}: {out}");
    }
    assert_eq!(sandbox.ok("export --format ndjson"), now);
    assert_eq!(sandbox.json("log", 0)["counts"]["batches"], 3);
    // What is new in the older copy is merged.
    sandbox.ok("--db old.db edit x/a --set error_code=E7");
    assert!(sandbox.ok("merge old.db --from other.db").contains("error_code"));
    assert!(sandbox.ok("show x/a").contains("three · x"));
}

#[test]
fn a_value_that_was_set_back_there_is_a_change_and_a_conflict_has_the_last_common_state_as_its_base() {
    let sandbox = copies();
    sandbox.ok("edit x/a --set category=once");
    sandbox.ok("edit x/a --set category=common");
    sandbox.ok("backup twin.db");
    sandbox.ok("--db twin.db edit x/a --set category=once --by tom");
    assert!(sandbox.ok("merge twin.db").contains("category: \"common\" → \"once\""));
    sandbox.ok("edit x/a --set category=ours");
    sandbox.ok("--db twin.db edit x/a --set category=theirs --by tom");
    let ran = sandbox.words("merge twin.db");
    assert!(ran.err.contains("base \"once\", ours \"ours\", theirs \"theirs\""), "{}", ran.err);
    // The other side names the same conflict.
    let ran = sandbox.words("--db twin.db merge canonry.db");
    assert!(ran.err.contains("base \"once\", ours \"theirs\", theirs \"ours\""), "{}", ran.err);
    sandbox.ok("merge twin.db --on-conflict theirs");
    assert!(sandbox.ok("--db twin.db merge canonry.db").starts_with("added 0, changed 0, "));
    assert_eq!(sandbox.ok("--db twin.db export --format ndjson"), sandbox.ok("export --format ndjson"));
}

#[test]
fn what_was_merged_back_and_forth_is_not_a_change_of_the_other() {
    let sandbox = copies();
    sandbox.ok("edit x/a --set category=first");
    sandbox.ok("--db other.db merge canonry.db --by tom");
    sandbox.ok("edit x/a --set category=second");
    // It has an old value of ours, and nothing else.
    assert!(sandbox.ok("merge other.db").starts_with("added 0, changed 0, "));
    sandbox.ok("--db other.db edit x/a --set error_code=E1 --by tom");
    let out = sandbox.ok("merge other.db");
    assert!(out.contains("error_code") && !out.contains("category"), "{out}");
    assert!(sandbox.ok("--db other.db merge canonry.db --by tom").contains("category: \"first\" → \"second\""));
    assert_eq!(sandbox.ok("--db other.db export --format ndjson"), sandbox.ok("export --format ndjson"));
}

/// One user works with two copies and gives the same command in both, with other results.
#[test]
fn batches_that_only_look_the_same_are_not_common() {
    let sandbox = copies();
    for (database, text) in [("canonry.db", "ours"), ("other.db", "theirs")] {
        sandbox.write("script.sh", format!("sed -i 's/The cause/{text}/' $1"));
        let variables: [(&str, &std::ffi::OsStr); 3] =
            [("VISUAL", "".as_ref()), ("EDITOR", "sh script.sh".as_ref()), ("CANONRY_DB", database.as_ref())];
        assert_eq!(sandbox.run_with(&["edit", "x/a"], &variables).code, Some(0));
    }
    let ran = sandbox.words("merge other.db");
    assert!(ran.err.contains("root_cause: both sides changed it in 'x/a': base \"The cause.\""), "{}", ran.err);
    sandbox.ok("merge other.db --on-conflict ours");
    assert!(sandbox.ok("merge other.db").starts_with("added 0, changed 0, "));
}

#[test]
fn a_merge_that_was_undone_can_be_done_again() {
    let sandbox = copies();
    sandbox.ok("--db other.db edit x/a --set category=theirs");
    sandbox.ok("merge other.db");
    sandbox.ok("undo");
    assert!(!sandbox.ok("show x/a").contains("theirs · x"));
    assert!(sandbox.ok("merge other.db").contains("changed 1"));
    assert_eq!(told(&sandbox, "log --limit 1").len(), 1);
    sandbox.ok("verify");
}

/// The notice adds the old id to the aliases, and then the record brings more of them.
#[test]
fn a_record_that_was_renamed_there_and_changed_since_is_merged_in_one_batch() {
    let sandbox = copies();
    sandbox.ok("edit x/a --add aliases=ours");
    sandbox.ok("--db other.db rename x/a x/new --by tom");
    sandbox.ok("--db other.db edit x/new --add aliases=theirs --by tom");
    sandbox.ok("merge other.db");
    let change = sandbox.json("log x/new --limit 1", 0)["batches"][0]["changes"][0]["fields"].clone();
    let aliases = change.as_array().unwrap().iter().find(|field| field["field"] == "aliases").unwrap();
    assert_eq!(aliases["old"], serde_json::json!(["ours"]));
    assert_eq!(aliases["new"].as_array().unwrap().len(), 3, "{aliases}");
    sandbox.ok("verify");
    sandbox.ok("undo");
    assert!(sandbox.ok("show x/a").starts_with("x/a\n"));
    sandbox.ok("verify");
}

#[test]
fn a_record_that_both_renamed_is_no_conflict_also_in_a_dry_run() {
    let sandbox = copies();
    sandbox.ok("rename x/a x/ours --today 2026-11-19");
    sandbox.ok("--db other.db rename x/a z/theirs --by tom --today 2026-11-20");
    sandbox.ok("merge other.db --dry-run");
    sandbox.ok("merge other.db");
    assert!(sandbox.ok("show x/ours").starts_with("z/theirs\n"));
    assert!(sandbox.ok("merge other.db").starts_with("added 0, changed 0, "));
}
