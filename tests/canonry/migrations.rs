//! Databases of released schemas, of other programs, and of future versions.

use rusqlite::Connection;

use crate::support::{Sandbox, files, finish, project};

/// Builds a database from a frozen dump, as a user of that time has it.
pub fn thaw(sandbox: &Sandbox, dump: &str) {
    thaw_as(sandbox, dump, "canonry.db");
}

/// As [`thaw`], under another name.
fn thaw_as(sandbox: &Sandbox, dump: &str, name: &str) {
    let connection = Connection::open(sandbox.path(name)).unwrap();
    connection.execute_batch(&std::fs::read_to_string(project("fixtures/databases").join(dump)).unwrap()).unwrap();
}

/// The definitions of all tables and indexes, white space folded.
fn schema(sandbox: &Sandbox) -> Vec<(String, String)> {
    let connection = Connection::open(sandbox.path("canonry.db")).unwrap();
    let sql = "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'refinery%' ORDER BY name";
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?))).unwrap();
    rows.map(|row| row.map(|(name, sql)| (name, sql.split_whitespace().collect::<Vec<_>>().join(" "))).unwrap())
        .collect()
}

#[test]
fn a_database_of_schema_1_opens_with_all_its_records() {
    let sandbox = Sandbox::new();
    thaw(&sandbox, "v1.sql");
    sandbox.ok("export --out tree");
    assert_eq!(files(&sandbox.path("tree")), files(&project("fixtures/expected")));
    assert!(sandbox.ok("search pip").contains("python/venv-pip-missing"));
    let out = sandbox.ok(&format!("import {}", project("fixtures/records").display()));
    assert_eq!(out, "added 0, changed 0, unchanged 8, kept 0, stale 0, rejected 0\n");
}

/// The history of a record of schema 1 begins with the batch by which it was last imported.
#[test]
fn the_records_of_schema_1_have_a_history_that_begins_with_the_upgrade() {
    let sandbox = Sandbox::new();
    thaw(&sandbox, "v1.sql");
    let id = "python/venv-pip-missing";
    let first = sandbox.ok(&format!("show {id} --format json"));
    assert!(sandbox.ok(&format!("log {id}")).ends_with("      imported\n"));
    let batch = sandbox.json(&format!("log {id}"), 0)["batches"][0]["batch"].clone();
    assert_eq!(sandbox.ok(&format!("show {id} --format json --at {batch}")), first);
    assert!(sandbox.ok(&format!("why {id} confidence")).contains("imported as "));
    sandbox.ok(&format!("edit {id} --set w1.how=Reworded --remove d1"));
    sandbox.ok(&format!("evidence add {id}#w1 --kind outcome --outcome success"));
    assert_eq!(sandbox.json(&format!("blame {id}"), 0)["fields"][0]["batch"], batch);
    assert_eq!(sandbox.ok(&format!("show {id} --format json --at {batch}")), first);
    sandbox.ok("undo");
    sandbox.ok("undo");
    assert_eq!(sandbox.ok(&format!("show {id} --format json")), first);
    sandbox.ok("undo");
    assert_eq!(sandbox.ok("export --format ndjson"), "");
}

#[test]
fn an_upgraded_schema_is_the_same_as_a_new_one() {
    let new = Sandbox::new();
    new.ok("init");
    for dump in [
        "v1.sql", "v2.sql", "v3.sql", "v5.sql", "v6.sql", "v7.sql", "v8.sql", "v9.sql", "v10.sql", "v11.sql",
        "v12.sql", "v13.sql", "v14.sql", "v15.sql",
    ] {
        let old = Sandbox::new();
        thaw(&old, dump);
        old.ok("list"); // the first look brings an old schema up to date
        assert_eq!(schema(&old), schema(&new), "{dump}");
    }
}

/// The statements that make the schema of a database, in an order in which they can be run.
fn statements(sandbox: &Sandbox) -> String {
    let connection = Connection::open(sandbox.path("canonry.db")).unwrap();
    // The index of `search` makes its own tables.
    let sql = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'refinery%'
        AND name NOT GLOB 'search_*' ORDER BY type <> 'table', type = 'trigger', rowid";
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
    rows.map(|sql| format!("\n{};\n", sql.unwrap())).collect()
}

/// `UPDATE_SCHEMA=1` writes it after a new migration.
#[test]
fn a_new_database_has_the_schema_that_the_migrations_make() {
    let old = Sandbox::new();
    thaw(&old, "v1.sql");
    old.ok("list");
    let note = "-- The whole schema, which a new database gets at once. A test writes this file from the migrations that lead \
        to it\n-- (UPDATE_SCHEMA=1), and compares the two.\n";
    let (made, path) = (format!("{note}{}", statements(&old)), project("migrations/schema.sql"));
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), made);
    let new = Sandbox::new();
    new.ok("init");
    assert_eq!(statements(&new), statements(&old));
}

/// The records of schema 2 were edited, renamed, withdrawn, and have evidence and published estimates.
#[test]
fn a_database_of_schema_2_keeps_its_journal_and_its_ledger() {
    let sandbox = Sandbox::new();
    thaw(&sandbox, "v2.sql");
    let tree = "export --format ndjson";
    let now = sandbox.ok(tree);
    let receipt = sandbox.json("why python/venv-pip-missing w1.success_rate", 0);
    assert_eq!((&receipt["value"], &receipt["receipt"]["baseline"]), (&0.77.into(), &0.92.into()), "{receipt}");
    // 0.77 was published when the reports of one name counted as independent. Of the maintainer the policy has to know.
    assert_eq!(receipt["receipt"]["target"], 0.79);
    sandbox.write("canonry.toml", "[rho]\nuser = 0\nagent = 0\n");
    assert_eq!(sandbox.json("rates", 0)["counts"]["due"], 0);
    // The reports are recognized, also those that were undone.
    let feedback = project("fixtures/feedback/november.csv");
    let again = sandbox.words(&format!("feedback import {} --keep-going", feedback.display()));
    assert_eq!((again.code, again.out.as_str()), (Some(3), "added 0, duplicate 6, rejected 2\n"));
    assert_eq!(sandbox.ok(tree), now);
    // Everything that was done to the records can still be undone.
    (2..=11).rev().for_each(|batch| drop(sandbox.ok(&format!("undo {batch} --yes"))));
    sandbox.ok("export --out tree");
    assert_eq!(files(&sandbox.path("tree")), files(&project("fixtures/expected")));
}

/// Schema 3 had one base for each record. What was imported is now the base of its source, and a later export does not
/// leave an edit unprotected.
#[test]
fn a_database_of_schema_3_gives_each_source_its_bases() {
    let sandbox = Sandbox::new();
    thaw(&sandbox, "v3.sql");
    let tree = "export --format ndjson";
    let now = sandbox.ok(tree);
    let sources = sandbox.json("sources", 0)["sources"].clone();
    let source = |name: &str, records: u32, differing: u32| {
        let day = "2026-11-21";
        serde_json::json!({ "name": name, "records": records, "differing": differing, "last_exchange": day })
    };
    let expected = [source("fixtures/records", 8, 3), source("up/heap.json", 1, 1), source("up/registry.json", 0, 0)];
    assert_eq!(sources, serde_json::Value::from(expected.to_vec()));
    // The records were edited and exported; their sources, unchanged, revert nothing.
    #[cfg(unix)]
    std::os::unix::fs::symlink(project("fixtures"), sandbox.path("fixtures")).unwrap();
    let out = sandbox.ok("import fixtures/records");
    assert_eq!(out, "added 0, changed 0, unchanged 5, kept 3, stale 0, rejected 0\n");
    assert_eq!(sandbox.ok(tree), now);
    // A merge can still be undone with the base that it had.
    sandbox.ok("undo 8");
    sandbox.ok("undo 7");
    sandbox.ok("undo 4");
    assert_eq!(sandbox.json("sources", 0)["sources"][1]["records"], 0);
    (1..4).rev().for_each(|batch| drop(sandbox.ok(&format!("undo {batch}"))));
    assert_eq!(sandbox.ok(tree), "");
}

/// The reports and the published estimates of schema 5 lead to the same baselines.
#[test]
fn a_database_of_schema_5_keeps_its_reports_and_its_baselines() {
    let sandbox = Sandbox::new();
    thaw(&sandbox, "v5.sql");
    let claims = [
        ("python/venv-pip-missing", 0.66, 0.92),
        ("rust/borrow-mutable-twice", 0.51, 0.9),
        ("node/heap-out-of-memory", 0.7, 0.7),
        ("cicd/registry-unauthorized", 0.43, 0.88),
    ];
    for (id, published, baseline) in claims {
        let why = sandbox.json(&format!("why {id} w1.success_rate"), 0);
        assert_eq!((&why["value"], &why["receipt"]["baseline"]), (&published.into(), &baseline.into()), "{id}");
    }
    let listed = sandbox.ok("evidence list node/heap-out-of-memory");
    assert!(listed.contains("e17") && listed.contains("withdrawn by batch 6"), "{listed}");
    assert_eq!(sandbox.json("verify", 0)["counts"]["evidence"], 22);
    (2..=13).rev().filter(|batch| *batch != 6 && *batch != 5).for_each(|batch| {
        sandbox.ok(&format!("undo {batch} --yes"));
    });
    sandbox.ok("export --out tree");
    assert_eq!(files(&sandbox.path("tree")), files(&project("fixtures/expected")));
}

/// The evidence of schema 6 gets uids, and its reports get keys without the keys of their records: equal ones, ones
/// with a `report_id`, ones that were undone and fixed, on a record that was renamed and on items that were reworded
/// since.
#[test]
fn a_database_of_schema_6_has_uids_and_knows_its_reports_again() {
    let sandbox = Sandbox::new();
    thaw(&sandbox, "v6.sql");
    assert_eq!(sandbox.json("verify", 0)["counts"]["evidence"], 20);
    let header =
        "record_id,item,outcome,successes,failures,observed_at,count,report_id,reporter,reporter_kind,env_os,notes";
    let reports = [
        "python/venv-pip-missing,w1,success,,,2026-11-02,4,,lena,user,debian,",
        "python/venv-pip-missing,w1,success,,,2026-11-02,4,,lena,user,debian,",
        "python/venv-pip-missing,w1,success,,,2026-11-02,4,,Lena,user,debian,",
        "python/venv-pip-missing,w2,,3,2,2026-11-03,,,li,user,,",
        "python/venv-pip-missing,w2,,3,2,2026-11-03,,,li,user,,",
        "rust/borrow-mutable-twice,w1,,1,5,2026-11-04,,run 7,buildbot,ci,,",
        "rust/borrow-mutable-twice,w1,fail,,,2026-11-04,2,run 8,buildbot,ci,,",
        "node/heap-out-of-memory,d1,fail,,,2026-11-05,,,,,alpine,两次重试",
        "node/heap-out-of-memory,,success,,,2026-11-05,,,omar,agent,,",
        "network/connection-reset,w1,fail,,,2026-11-06,1,,omar,,,",
        "network/connection-reset,w1,fail,,,2026-11-06,1,,omar,,,",
        "network/connection-reset,w1,fail,,,2026-11-06,1,id 1,omar,,,",
    ];
    sandbox.write("reports.csv", format!("{header}\n{}\n", reports.join("\n")));
    assert_eq!(sandbox.ok("feedback import reports.csv"), "added 0, duplicate 12, rejected 0\n");
    sandbox.write("more.csv", format!("{header}\n{}\n", [reports[0]; 4].join("\n")));
    assert_eq!(sandbox.ok("feedback import more.csv"), "added 1, duplicate 3, rejected 0\n");
    sandbox.ok("evidence move e3 python/venv-pip-missing#w2 --reason again");
    assert_eq!(sandbox.json("verify", 0)["counts"]["findings"], 0);
}

/// The records of schema 7 were edited, merged and fixed; nothing is kept with them yet, and their history is sound.
#[test]
fn a_database_of_schema_7_keeps_its_history() {
    let sandbox = Sandbox::new();
    thaw(&sandbox, "v7.sql");
    let tree = "export --format ndjson";
    let now = sandbox.ok(tree);
    assert_eq!(sandbox.json("verify", 0)["counts"]["findings"], 0);
    assert_eq!(sandbox.ok(tree), now);
    (2..=9).rev().for_each(|batch| drop(sandbox.ok(&format!("undo {batch} --yes"))));
    sandbox.ok("export --out tree");
    assert_eq!(files(&sandbox.path("tree")), files(&project("fixtures/expected")));
    assert_eq!(sandbox.json("verify", 0)["counts"]["findings"], 0);
}

/// The batches of schema 8 did not say what they did: the upgrade fills in what their command lines begin with, and
/// leaves out what it would have to guess.
#[test]
fn a_database_of_schema_8_says_what_its_batches_did() {
    let sandbox = Sandbox::new();
    thaw(&sandbox, "v8.sql");
    let log = sandbox.json("log --limit 0", 0);
    let verbs: Vec<&str> =
        log["batches"].as_array().unwrap().iter().map(|one| one["verb"].as_str().unwrap_or("")).collect();
    let expected = [
        "confirm",
        "fix_findings",
        "undo",
        "restore",
        "withdraw",
        "withdraw_samples",
        "add_evidence",
        "new",
        "edit",
        "edit",
        "replace_values",
        "",
        "",
        "",
        "add_sample",
        "add_sample",
        "",
        "edit",
        "import",
    ];
    assert_eq!(verbs, expected);
    let arrivals = [("cuda/minimal", "imported"), ("cuda/third-card", "created"), ("cuda/other-card", "added")];
    for (id, word) in arrivals {
        assert!(sandbox.ok(&format!("log {id}")).ends_with(&format!("      {word}\n")), "{id}");
    }
    assert_eq!(sandbox.json("verify", 0)["counts"]["findings"], 0);
    (2..=19).rev().for_each(|batch| drop(sandbox.ok(&format!("undo {batch} --yes"))));
    sandbox.ok("export --out tree");
    assert_eq!(files(&sandbox.path("tree")), files(&project("fixtures/expected")));
    assert_eq!(sandbox.json("verify", 0)["counts"]["findings"], 0);
}

/// Schema 9 did not keep what regexes need: the upgrade works it out, for withdrawn records too.
#[test]
fn a_database_of_schema_9_gets_the_literals_of_its_regexes() {
    let sandbox = Sandbox::new();
    thaw(&sandbox, "v9.sql");
    sandbox.ok("list");
    let connection = Connection::open(sandbox.path("canonry.db")).unwrap();
    let sql = "SELECT r.canon_id, r.withdrawn_in IS NOT NULL, coalesce(group_concat(l.literal, '/'), 'none')
        FROM record r LEFT JOIN literal l ON l.record = r.id
        WHERE r.id IN (2, 5, 6, 8, 10) GROUP BY r.id ORDER BY r.id";
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    let rows: Vec<(String, bool, String)> = rows.map(Result::unwrap).collect();
    let expected = [
        ("node/heap-out-of-memory", false, "javascript heap out of memory"),
        ("rust/borrow-mutable-twice", false, ""),
        ("network/connection-reset", false, "none"),
        ("database/too-many-connections", true, "too many clients already"),
        ("cuda/third-card", false, "system fault/错误令牌"),
    ];
    assert_eq!(rows, expected.map(|(id, is_withdrawn, literals)| (id.to_owned(), is_withdrawn, literals.to_owned())));
    assert_eq!(sandbox.json("verify", 0)["counts"]["findings"], 0);
    let shown = sandbox.json("regex show node/heap-out-of-memory", 0);
    assert_eq!(shown["claimed_by"], serde_json::json!(["cuda/minimal"]), "{shown}");
}

/// Schema 10 had no releases, and its table of batches is rebuilt for their verb.
#[test]
fn a_database_of_schema_10_keeps_its_batches_and_has_no_releases() {
    let sandbox = Sandbox::new();
    thaw(&sandbox, "v10.sql");
    let batches = || {
        let connection = Connection::open(sandbox.path("canonry.db")).unwrap();
        let mut statement = connection.prepare("SELECT * FROM batch ORDER BY id").unwrap();
        let row = |row: &rusqlite::Row<'_>| (0..6).map(|at| row.get(at)).collect::<Result<Vec<_>, _>>();
        let rows = statement.query_map([], row).unwrap();
        rows.collect::<Result<Vec<Vec<rusqlite::types::Value>>, _>>().unwrap()
    };
    let before = batches();
    sandbox.ok("list");
    assert_eq!(batches(), before);
    assert_eq!(before.len(), 25);
    let counts = sandbox.json("verify", 0)["counts"].clone();
    assert_eq!((&counts["batches"], &counts["findings"]), (&25.into(), &0.into()));
    let shown = sandbox.words("show rust/second-mutable-borrow --at first");
    assert!(shown.code == Some(5) && shown.err.contains("there is no release first"), "{}", shown.err);
    sandbox.ok("undo");
    assert!(sandbox.ok("show rust/borrow-mutable-twice --at 24").contains("mutable"));
}

#[test]
fn a_database_of_schema_11_keeps_its_release_and_its_evidence_is_exported() {
    let sandbox = Sandbox::new();
    thaw(&sandbox, "v11.sql");
    assert!(sandbox.ok("release list").contains("first"));
    let counts = sandbox.json("verify", 0)["counts"].clone();
    assert_eq!((&counts["batches"], &counts["findings"]), (&26.into(), &0.into()));
    let written = sandbox.ok("export --out tree --format ledger");
    assert!(!files(&sandbox.path("tree")).is_empty(), "{written}");
}

/// A merge is a verb of batches since schema 13.
#[test]
fn a_database_of_schema_12_keeps_what_was_imported_of_ledgers_and_merges() {
    let sandbox = Sandbox::new();
    thaw(&sandbox, "v12.sql");
    let counts = sandbox.json("verify", 0)["counts"].clone();
    assert_eq!((&counts["batches"], &counts["evidence"], &counts["findings"]), (&27.into(), &3.into(), &0.into()));
    sandbox.ok("--db other.db init");
    assert_eq!(sandbox.ok("--db other.db merge canonry.db").lines().count(), 1);
    assert_eq!(sandbox.json("--db other.db log", 0)["batches"][0]["verb"], "merge");
    for database in ["canonry.db", "other.db"] {
        sandbox.ok(&format!("--db {database} export --out tree-of-{database} --format json,ledger"));
    }
    assert_eq!(files(&sandbox.path("tree-of-other.db")), files(&sandbox.path("tree-of-canonry.db")));
}

/// What is known of withdrawn and renamed records follows from the journal.
#[test]
fn a_database_of_schema_12_tells_others_of_its_withdrawn_and_renamed_records() {
    let sandbox = Sandbox::new();
    thaw(&sandbox, "v12.sql");
    sandbox.ok("export --out tree --format json,ledger");
    let text = std::fs::read_to_string(sandbox.path("tree/withdrawn.ndjson")).unwrap();
    let told = |line: &str| {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        format!("{} {}", line["id"].as_str().unwrap(), line["event"].as_str().unwrap())
    };
    let expected = [
        "database/too-many-connections withdrawn",
        "database/too-many-connections restored",
        "database/too-many-connections withdrawn",
        "rust/borrow-mutable-twice renamed",
    ];
    assert_eq!(text.lines().map(told).collect::<Vec<_>>(), expected);
    assert_eq!(sandbox.json("verify", 0)["counts"]["findings"], 0);
}

/// A notice can say that a record was added since schema 14.
#[test]
fn a_database_of_schema_13_keeps_what_others_told_of_withdrawn_and_renamed_records() {
    let sandbox = Sandbox::new();
    thaw(&sandbox, "v13.sql");
    let counts = sandbox.json("verify", 0)["counts"].clone();
    assert_eq!((&counts["batches"], &counts["findings"]), (&29.into(), &0.into()));
    sandbox.ok("export --out tree --format json,ledger");
    let text = std::fs::read_to_string(sandbox.path("tree/withdrawn.ndjson")).unwrap();
    assert_eq!(text.lines().filter(|line| line.contains("\"by\":\"lena\"")).count(), 3, "{text}");
    assert!(sandbox.ok("log cuda/minimal").contains("from lena.db"));
}

/// The program was killed after the migration to schema 4, before the part that SQL cannot do.
#[test]
fn an_upgrade_that_was_killed_is_finished_by_the_next_command() {
    let sandbox = Sandbox::new();
    let new = Sandbox::new();
    new.ok("init");
    let history = "SELECT name, applied_on, checksum FROM refinery_schema_history WHERE version = 4";
    let row: (String, String, String) = Connection::open(new.path("canonry.db"))
        .unwrap()
        .query_row(history, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .unwrap();
    thaw(&sandbox, "v3.sql");
    let connection = Connection::open(sandbox.path("canonry.db")).unwrap();
    connection.execute_batch(&std::fs::read_to_string(project("migrations/V4__sources.sql")).unwrap()).unwrap();
    connection.execute("INSERT INTO refinery_schema_history VALUES (4, ?1, ?2, ?3)", [row.0, row.1, row.2]).unwrap();
    drop(connection);
    assert_eq!(sandbox.json("sources", 0)["counts"]["sources"], 3);
    assert_eq!(schema(&sandbox), schema(&new));
}

/// Of a large database the copy before it is counted, by the command that opens it and by one that reads files first.
#[test]
fn an_upgrade_shows_on_a_terminal_how_far_it_is() {
    for words in [&["list"][..], &["import", "records"]] {
        let sandbox = Sandbox::new();
        thaw(&sandbox, "v15.sql");
        std::fs::create_dir(sandbox.path("records")).unwrap();
        let connection = Connection::open(sandbox.path("canonry.db")).unwrap();
        connection.execute("UPDATE record SET root_cause = hex(zeroblob(3000000)) WHERE id = 1", []).unwrap();
        drop(connection);
        let shown = finish(&mut sandbox.terminal(words)).out;
        for stage in ["copying pages", "checking the copy", "bringing the schema up to date"] {
            assert!(shown.contains(stage), "{words:?} {stage}: {}", &shown[..shown.len().min(2000)]);
        }
        let again = finish(&mut sandbox.terminal(words)).out;
        assert!(!again.contains("copying pages"), "{words:?}");
    }
}

#[test]
fn a_database_of_a_newer_canonry_is_refused_with_a_message() {
    let sandbox = Sandbox::new();
    sandbox.ok("init");
    let connection = Connection::open(sandbox.path("canonry.db")).unwrap();
    let sql = "INSERT INTO refinery_schema_history VALUES (99, 'future', '2030-01-01T00:00:00Z', '1')";
    connection.execute_batch(sql).unwrap();
    drop(connection);
    for words in ["list", "import /dev/null"] {
        let ran = sandbox.words(words);
        assert_eq!(ran.code, Some(70));
        assert!(ran.err.contains("has schema version 99") && ran.err.contains("or a newer one"), "{}", ran.err);
    }
}

#[test]
fn a_database_of_another_program_is_not_changed() {
    let sandbox = Sandbox::new();
    let connection = Connection::open(sandbox.path("canonry.db")).unwrap();
    connection.execute_batch("CREATE TABLE bookmarks (url TEXT)").unwrap();
    drop(connection);
    let before = std::fs::read(sandbox.path("canonry.db")).unwrap();
    for words in ["list", "show x/a", "import /dev/null", "export --out tree", "search x"] {
        let ran = sandbox.words(words);
        assert_eq!(ran.code, Some(70), "{words}");
        assert!(ran.err.contains("not one of canonry's"), "{}", ran.err);
    }
    assert_eq!(sandbox.words("init").code, Some(2));
    assert_eq!(std::fs::read(sandbox.path("canonry.db")).unwrap(), before);
}

#[test]
fn a_damaged_database_is_an_error_and_not_a_panic() {
    let sandbox = Sandbox::new();
    sandbox.ok(&format!("import {}", project("fixtures/records").display()));
    let mut bytes = std::fs::read(sandbox.path("canonry.db")).unwrap();
    let middle = bytes.len() / 3;
    bytes[middle..].fill(0x5a);
    std::fs::write(sandbox.path("canonry.db"), &bytes).unwrap();
    for words in ["export --out tree", "export --format ndjson", "search pip"] {
        let ran = sandbox.words(words);
        assert_eq!(ran.code, Some(70), "{words}: {}{}", ran.out, ran.err);
        assert!(ran.err.starts_with("error: "), "{}", ran.err);
    }
}

#[test]
fn a_value_that_canonry_never_wrote_is_named() {
    let sandbox = Sandbox::new();
    sandbox.ok(&format!("import {}", project("fixtures/records").display()));
    let connection = Connection::open(sandbox.path("canonry.db")).unwrap();
    connection
        .execute_batch("PRAGMA ignore_check_constraints = ON; UPDATE record SET first_seen = 'soon' WHERE id = 1")
        .unwrap();
    drop(connection);
    let ran = sandbox.words("export --format ndjson");
    assert_eq!(ran.code, Some(70));
    assert!(ran.err.contains("is damaged") && ran.err.contains("'soon' is not a day"), "{}", ran.err);
}

#[test]
fn init_makes_an_empty_database_once() {
    let sandbox = Sandbox::new();
    sandbox.ok("init --dry-run");
    assert!(!sandbox.path("canonry.db").exists());
    sandbox.ok("init");
    assert_eq!(sandbox.ok("export --format ndjson"), "");
    let before = std::fs::read(sandbox.path("canonry.db")).unwrap();
    let ran = sandbox.words("init");
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("already exists"), "{}", ran.err);
    assert_eq!(std::fs::read(sandbox.path("canonry.db")).unwrap(), before);
}

#[cfg(unix)]
mod precautions {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
    use std::process::Stdio;

    use super::*;

    fn mode(sandbox: &Sandbox, name: &str, mode: u32) {
        std::fs::set_permissions(sandbox.path(name), std::fs::Permissions::from_mode(mode)).unwrap();
    }

    /// What a copy that was made before a migration holds: the schema version, and the numbers of records and batches.
    fn copied(sandbox: &Sandbox, name: &str) -> (i64, i64, i64, String) {
        let connection = Connection::open(sandbox.path(name)).unwrap();
        let sql = "SELECT (SELECT max(version) FROM refinery_schema_history), (SELECT count(*) FROM record), \
            (SELECT count(*) FROM batch), (SELECT * FROM pragma_integrity_check)";
        connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))).unwrap()
    }

    fn copies(sandbox: &Sandbox) -> Vec<String> {
        let names = std::fs::read_dir(sandbox.path("")).unwrap().map(|entry| entry.unwrap().file_name());
        let mut names: Vec<String> = names.map(|name| name.into_string().unwrap()).collect();
        names.retain(|name| name.contains("before") || name.starts_with(".canonry-"));
        names.sort();
        names
    }

    #[test]
    fn the_copy_before_a_migration_has_the_rights_of_the_database_and_replaces_nothing() {
        let sandbox = Sandbox::new();
        thaw(&sandbox, "v3.sql");
        mode(&sandbox, "canonry.db", 0o600);
        let old = copied(&sandbox, "canonry.db");
        sandbox.write("canonry.db.part", "mine");
        sandbox.write("canonry.db.before-v16", "mine, too");
        sandbox.write("elsewhere", "as it was");
        symlink("elsewhere", sandbox.path("canonry.db.before-v16.2")).unwrap();
        symlink("nowhere", sandbox.path("canonry.db.before-v16.3")).unwrap();
        // A sound database of canonry's with other records, and one that everybody may read.
        thaw_as(&sandbox, "v1.sql", "canonry.db.before-v16.4");
        mode(&sandbox, "canonry.db.before-v16.4", 0o600);
        thaw_as(&sandbox, "v3.sql", "canonry.db.before-v16.5");
        mode(&sandbox, "canonry.db.before-v16.5", 0o644);
        let before = files(&sandbox.path(""));
        sandbox.ok("list");
        let after = files(&sandbox.path(""));
        assert!(before.iter().all(|(name, bytes)| name == "canonry.db" || after[name] == *bytes));
        assert!(!sandbox.path("nowhere").exists());
        assert_eq!(std::fs::metadata(sandbox.path("canonry.db.before-v16.6")).unwrap().mode() & 0o777, 0o600);
        assert_eq!(copied(&sandbox, "canonry.db.before-v16.6"), old);
        assert_eq!((old.0, old.3.as_str()), (3, "ok"));
    }

    #[test]
    fn a_copy_that_an_earlier_try_made_is_used_again_if_it_is_one() {
        let sandbox = Sandbox::new();
        thaw(&sandbox, "v2.sql");
        std::fs::copy(sandbox.path("canonry.db"), sandbox.path("canonry.db.before-v16")).unwrap();
        sandbox.ok("list");
        assert_eq!(copies(&sandbox), ["canonry.db.before-v16"]);
        // One with as many records and batches, but another text.
        let sandbox = Sandbox::new();
        thaw(&sandbox, "v2.sql");
        std::fs::copy(sandbox.path("canonry.db"), sandbox.path("canonry.db.before-v16")).unwrap();
        let other = Connection::open(sandbox.path("canonry.db.before-v16")).unwrap();
        other.execute("UPDATE record SET digest = zeroblob(32) WHERE id = 1", []).unwrap();
        drop(other);
        sandbox.ok("list");
        assert_eq!(copies(&sandbox), ["canonry.db.before-v16", "canonry.db.before-v16.2"]);
    }

    #[test]
    fn the_copy_that_root_makes_is_the_owners() {
        const OTHER: u32 = 65_534;
        let sandbox = Sandbox::new();
        thaw(&sandbox, "v2.sql");
        mode(&sandbox, "canonry.db", 0o600);
        let original = std::fs::read(sandbox.path("canonry.db")).unwrap();
        if chown(sandbox.path("canonry.db"), Some(OTHER), Some(OTHER)).is_err() {
            return; // only root can give files away
        }
        let again = || std::fs::write(sandbox.path("canonry.db"), &original).unwrap();
        sandbox.ok("--db canonry.db list");
        let copy = std::fs::metadata(sandbox.path("canonry.db.before-v16")).unwrap();
        assert_eq!((copy.uid(), copy.gid(), copy.mode() & 0o777), (OTHER, OTHER, 0o600));
        again();
        sandbox.ok("--db canonry.db list");
        assert_eq!(copies(&sandbox), ["canonry.db.before-v16"]);
        // One that could not be given away is root's.
        chown(sandbox.path("canonry.db.before-v16"), Some(0), Some(0)).unwrap();
        again();
        sandbox.ok("--db canonry.db list");
        assert_eq!(copies(&sandbox), ["canonry.db.before-v16"]);
    }

    #[test]
    fn of_processes_that_migrate_at_once_one_does_and_the_others_wait() {
        for (round, (dump, journal)) in
            [("v1.sql", "delete"), ("v2.sql", "wal"), ("v2.sql", "delete"), ("v3.sql", "wal")].iter().enumerate()
        {
            let sandbox = Sandbox::new();
            thaw(&sandbox, dump);
            let connection = Connection::open(sandbox.path("canonry.db")).unwrap();
            connection.pragma_update_and_check(None, "journal_mode", journal, |_| Ok(())).unwrap();
            drop(connection);
            let old = copied(&sandbox, "canonry.db");
            let start = |words: &str| {
                let mut command = sandbox.command();
                command.args(words.split(' ')).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
            };
            let all = ["list", "export --format ndjson", "log", "edit --id python/* --add tags=t --yes", "search pip"];
            let children: Vec<_> = all.iter().chain(&all).map(|words| (words, start(words))).collect();
            for (words, child) in children {
                let output = child.wait_with_output().unwrap();
                let said = String::from_utf8_lossy(&output.stderr).into_owned();
                // If two add the same tag, the second one has nothing left to do.
                assert_eq!(output.status.code(), Some(0), "{round} {words}: {said}");
            }
            assert_eq!(copies(&sandbox), ["canonry.db.before-v16"]);
            assert_eq!(copied(&sandbox, "canonry.db.before-v16"), old);
            assert_eq!(copied(&sandbox, "canonry.db").0, 16);
        }
    }
}
