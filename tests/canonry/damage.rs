//! Damage that SQLite cannot see: it is not published, nothing is derived from it, and it is reported.

use rusqlite::Connection;
use serde_json::Value;

use crate::migrations::thaw;
use crate::support::{Ran, Sandbox, project};

/// The id of a record that has everything.
const ID: &str = "python/venv-pip-missing";

/// The records of the fixtures, edited, reported on, renamed, withdrawn and exported.
fn curated() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.ok(&format!("import {}", project("fixtures/records").display()));
    sandbox.ok(&format!("edit {ID} --set w1.how=Reworded --add tags=new --move w2=1"));
    sandbox.ok(&format!("evidence add {ID}#w1 --kind outcome --outcome success"));
    sandbox.ok(&format!("evidence add {ID}#d1 --kind outcome --outcome fail --note seen"));
    sandbox.ok(&format!("edit {ID} --remove d1"));
    sandbox.ok("evidence move e2 network/connection-reset --reason misplaced");
    sandbox.ok("export --out tree");
    sandbox.ok("rename network/connection-reset network/reset");
    sandbox.ok("edit network/reset --set root_cause=Other");
    sandbox.ok("withdraw cuda/minimal --reason obsolete");
    sandbox.ok("undo 3");
    sandbox
}

/// Changes the database without the program. The triggers that write the journal are restored afterwards.
fn damage(sandbox: &Sandbox, sql: &str) {
    let connection = Connection::open(sandbox.path("canonry.db")).unwrap();
    let mut statement = connection.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").unwrap();
    let triggers = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    let triggers: Vec<(String, String)> = triggers.map(Result::unwrap).collect();
    connection.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    triggers.iter().for_each(|(name, _)| connection.execute_batch(&format!("DROP TRIGGER {name}")).unwrap());
    connection.execute_batch(sql).unwrap();
    triggers.iter().for_each(|(_, sql)| connection.execute_batch(sql).unwrap());
}

/// A copy of the database, in another folder.
fn copy(of: &Sandbox) -> Sandbox {
    let sandbox = Sandbox::new();
    std::fs::copy(of.path("canonry.db"), sandbox.path("canonry.db")).unwrap();
    sandbox
}

#[test]
fn an_export_can_leave_damaged_records_out_and_names_them() {
    let sandbox = curated();
    let before = crate::support::files(&sandbox.path("tree"));
    let lines = sandbox.ok("export --format ndjson");
    // Of a tree whose files are known, records are not read if nothing of them changed.
    damage(&sandbox, &format!("UPDATE record SET root_cause = 'F' WHERE canon_id = '{ID}'; DELETE FROM tree"));
    let ran = sandbox.words("export --format ndjson --keep-going");
    assert_eq!(ran.code, Some(70));
    assert!(ran.err.starts_with(&format!("damaged and skipped: {ID}\nerror: the content of")), "{}", ran.err);
    let is_other = |line: &&str| !line.starts_with(&format!("{{\"id\": \"{ID}\""));
    assert!(ran.out.lines().eq(lines.lines().filter(is_other)), "{}", ran.out);
    assert_eq!(sandbox.json("export --out tree --prune --keep-going --yes", 70)["damaged"], serde_json::json!([ID]));
    let after = crate::support::files(&sandbox.path("tree"));
    for form in ["index.json", "index.md", "zh.md"] {
        let path = format!("errors/{ID}/{form}");
        assert!(after.contains_key(&path) && after.get(&path) == before.get(&path), "what was published stays: {path}");
    }
    assert!(after.contains_key("errors/network/reset/index.json"), "the others are written");
}

#[test]
fn what_an_export_says_of_damaged_records_is_true_of_a_look_too() {
    let sandbox = curated();
    damage(&sandbox, &format!("UPDATE record SET root_cause = 'F' WHERE canon_id = '{ID}'"));
    for look in ["--check", "--dry-run"] {
        let ran = sandbox.words(&format!("export --out new --keep-going {look}"));
        assert_eq!(ran.code, Some(70));
        let said = "the content of these records does not match their digests; all others were compared with the \
                    files, and nothing was written\n";
        assert!(ran.err.contains(said), "{look}: {}", ran.err);
        assert!(!sandbox.path("new").exists(), "{look}");
    }
    let ran = sandbox.words("export --out new --keep-going");
    assert!(ran.err.contains("digests; all others were exported\n"), "{}", ran.err);
}

/// The checks by which a verification finds something.
fn checks(sandbox: &Sandbox) -> Vec<String> {
    let found = sandbox.json("verify", 70);
    let mut checks: Vec<String> = Vec::new();
    for finding in found["findings"].as_array().unwrap() {
        checks.push(finding["check"].as_str().unwrap().to_owned());
    }
    checks.dedup();
    assert_eq!(found["advice"].as_array().unwrap().len(), checks.len());
    checks
}

/// What changes one text or number of the record whose key is 1, in every table that holds a part of records.
const CHANGES: [&str; 14] = [
    "UPDATE record SET signature = signature || '!' WHERE canon_id = 'ID'",
    "UPDATE record SET root_cause = replace(root_cause, 'e', 'd') WHERE canon_id = 'ID'",
    "UPDATE record SET confidence = 0.25 WHERE canon_id = 'ID'",
    "UPDATE record SET evidence_count = evidence_count + 1 WHERE canon_id = 'ID'",
    "UPDATE record SET last_updated = '2020-01-01' WHERE canon_id = 'ID'",
    "UPDATE record SET extra = '{\"x\": 1}' WHERE canon_id = 'ID'",
    "UPDATE record SET digest = zeroblob(32) WHERE canon_id = 'ID'",
    "UPDATE workaround SET how = how || ' ' WHERE record = KEY",
    "UPDATE workaround SET success_rate = 0.125 WHERE record = KEY",
    "UPDATE tag SET tag = 'other' WHERE record = KEY AND position = 0",
    "DELETE FROM tag WHERE record = KEY",
    "UPDATE workaround SET position = 1 - position WHERE record = KEY AND gone_in IS NULL",
    "INSERT INTO alias VALUES (KEY, 99, 'x/other')",
    "INSERT INTO edge VALUES (KEY, 'leads_to', 77, 'x/other', NULL, '', NULL, '{}')",
];

#[test]
fn a_record_that_changed_without_canonry_is_not_exported_merged_edited_or_undone() {
    let sound = curated();
    let before = sound.ok("export --format ndjson");
    for change in CHANGES {
        let sandbox = copy(&sound);
        let change = change.replace("ID", ID);
        damage(&sandbox, &change.replace("KEY", &format!("(SELECT id FROM record WHERE canon_id = '{ID}')")));
        let named = |ran: &Ran, words: &str| {
            let message = format!("the record {ID} in canonry.db is damaged: its content does not match its digest");
            assert!(ran.code == Some(70) && ran.err.contains(&message), "{change}\n{words}\n{}{}", ran.out, ran.err);
            assert!(ran.err.contains("canonry verify"), "{}", ran.err);
        };
        let database = std::fs::read(sandbox.path("canonry.db")).unwrap();
        sandbox.write("out.ndjson", &before);
        for words in [
            "export --format ndjson --out out.ndjson".to_owned(),
            "export --out tree".to_owned(),
            format!("edit {ID} --set regex=x"),
            "edit --domain python --set regex=x --yes".to_owned(),
            format!("confirm {ID} --note seen"),
            format!("promote {ID} --force --reason r"),
            format!("withdraw {ID} --reason r"),
            format!("rename {ID} python/other"),
            format!("evidence add {ID}#w1 --kind outcome --outcome success"),
            format!("undo 2 {ID}"),
            format!("show {ID} --at 1"),
        ] {
            named(&sandbox.words(&words), &words);
        }
        assert_eq!(std::fs::read_to_string(sandbox.path("out.ndjson")).unwrap(), before, "{change}");
        assert!(!sandbox.path(&format!("tree/errors/{ID}")).exists(), "{change}");
        assert!(std::fs::read(sandbox.path("canonry.db")).unwrap() == database, "{change}");
        // It can still be shown, and the other records can be used.
        let shown = sandbox.words(&format!("show {ID} --format json"));
        named(&shown, "show");
        assert!(shown.out.contains(ID));
        assert_eq!(sandbox.json(&format!("show {ID}"), 70)["records"][0]["id"], ID);
        sandbox.ok("edit network/reset --set regex=x");
        sandbox.ok("list");
        assert!(checks(&sandbox).contains(&"records".to_owned()), "{change}");
    }
}

#[test]
fn a_changed_record_is_not_merged_into_one_that_changed_without_canonry() {
    let sandbox = Sandbox::with_two_records();
    damage(&sandbox, "UPDATE record SET root_cause = 'Flipped.' WHERE canon_id = 'x/a'");
    let incoming = std::fs::read_to_string(sandbox.path("a.json")).unwrap().replace("\"Do it\"", "\"Did it\"");
    sandbox.write("a.json", incoming);
    let ran = sandbox.words("import a.json");
    assert!(ran.code == Some(70) && ran.err.contains("the record x/a in canonry.db is damaged"), "{}", ran.err);
    // A record with an equal digest is not read: that is what makes an import of existing records fast.
    sandbox.ok("import b.json");
}

#[test]
fn a_base_that_the_journal_does_not_explain_is_not_used_for_merging() {
    let sandbox = Sandbox::with_two_records();
    sandbox.ok("edit x/b --set root_cause=Here --set category=c");
    damage(&sandbox, "UPDATE change SET old = '\"Never.\"' WHERE field = 'root_cause'");
    let incoming = std::fs::read_to_string(sandbox.path("b.json")).unwrap().replace("\"Do it\"", "\"Did it\"");
    sandbox.write("b.json", incoming);
    let ran = sandbox.words("import b.json");
    assert!(ran.code == Some(70) && ran.err.contains("the journal of x/b does not lead"), "{}{}", ran.out, ran.err);
    assert_eq!(checks(&sandbox), ["bases"]);
}

#[test]
fn every_kind_of_damage_is_found_by_its_check() {
    let sound = curated();
    let key = format!("(SELECT id FROM record WHERE canon_id = '{ID}')");
    for (change, expected) in [
        ("DROP INDEX former_id", "file"),
        ("CREATE TABLE other AS SELECT * FROM undo; DROP TABLE undo; ALTER TABLE other RENAME TO undo", "file"),
        ("PRAGMA ignore_check_constraints = ON; UPDATE evidence SET reporter_kind = 'usfr' WHERE id = 1", "file"),
        ("DELETE FROM batch WHERE id = 2", "references"),
        ("INSERT INTO tag VALUES (99, 0, 'x')", "references"),
        ("UPDATE batch SET verb = 'edit' WHERE verb = 'import'", "journal"),
        ("UPDATE batch SET verb = 'edit' WHERE verb = 'undo'", "journal"),
        ("UPDATE workaround SET position = position + 1 WHERE record = KEY", "lists"),
        ("UPDATE tag SET position = position + 3 WHERE record = KEY", "lists"),
        ("UPDATE version SET gone_in = 1 WHERE record = KEY", "lists"),
        ("DELETE FROM search_docsize WHERE id = 1", "index"),
        ("INSERT INTO search (rowid, cause) VALUES (99, 'stray')", "index"),
        ("INSERT INTO search (rowid, cause) VALUES (1, 'extra')", "index"),
        ("INSERT INTO search (search) VALUES ('delete-all')", "index"),
        ("DELETE FROM literal WHERE record = KEY", "literals"),
        ("UPDATE literal SET gram = 'x' WHERE record = KEY", "literals"),
        ("INSERT INTO literal VALUES ('x', 1, 'x')", "literals"),
        ("UPDATE literal SET literal = CAST(x'ff' AS TEXT) WHERE record = KEY", "literals"),
        ("UPDATE literal SET record = 99 WHERE record = KEY", "literals"),
        ("UPDATE evidence SET count = 5 WHERE id = 1", "ledger"),
        ("UPDATE evidence SET reporter = 'nobody' WHERE moved_from IS NOT NULL", "ledger"),
        ("DELETE FROM ruling", "ledger"),
        ("UPDATE change SET new = '\"Newest\"' WHERE field = 'how'", "journal"),
        ("UPDATE change SET field = 'colour' WHERE field = 'tags'", "journal"),
        ("UPDATE change SET old = '7' WHERE field = 'signature' OR field = 'how'", "journal"),
        ("UPDATE record SET withdrawn_in = NULL", "journal"),
        ("UPDATE record SET withdrawn_in = 1 WHERE withdrawn_in IS NOT NULL", "journal"),
        ("DELETE FROM change WHERE field = 'withdrawn'", "journal"),
        ("UPDATE base SET digest = zeroblob(32) WHERE record = KEY AND digest IS NOT NULL", "bases"),
        ("UPDATE base SET sent_digest = zeroblob(32) WHERE record = KEY AND sent_digest IS NOT NULL", "bases"),
    ] {
        let sandbox = copy(&sound);
        damage(&sandbox, &change.replace("KEY", &key));
        assert_eq!(sandbox.words("verify").code, Some(70), "{change}");
        let found = checks(&sandbox);
        assert!(found.contains(&expected.to_owned()), "{change}: {found:?}");
        let ran = sandbox.words("verify");
        assert_eq!(ran.code, Some(70));
        let lines: Vec<&str> = ran.out.lines().collect();
        assert!(lines.iter().any(|line| line.starts_with(&format!("{expected}: "))), "{}", ran.out);
        assert!(ran.out.contains("  means: ") && ran.out.contains("  next: "), "{}", ran.out);
    }
}

/// A row that cannot be read does not prevent the verification of the others.
#[test]
fn what_cannot_be_read_is_named_and_the_rest_is_verified() {
    let sandbox = curated();
    damage(&sandbox, "PRAGMA ignore_check_constraints = ON; UPDATE record SET first_seen = 'soon' WHERE id = 3");
    damage(&sandbox, "UPDATE record SET regex = 'flipped' WHERE id IN (1, 8)");
    let found = sandbox.json("verify", 70);
    let records = found["findings"].as_array().unwrap().iter().filter(|finding| finding["check"] == "records");
    let whats: Vec<&Value> = records.map(|finding| &finding["what"]).collect();
    assert_eq!(whats.len(), 3, "{found}");
    assert_eq!(whats.iter().filter(|what| what.as_str().unwrap().starts_with("it cannot be read")).count(), 1);
}

#[test]
fn a_damaged_record_is_repaired_from_what_was_published() {
    let sound = curated();
    sound.ok("export --out tree");
    let before = sound.ok("export --format ndjson");
    let published = std::fs::read(sound.path(&format!("tree/errors/{ID}/index.json"))).unwrap();
    let key = format!("(SELECT id FROM record WHERE canon_id = '{ID}')");
    let ledger = sound.ok(&format!("evidence list {ID}"));
    let batch = sound.json("verify", 0)["counts"]["batches"].as_i64().unwrap() + 1;
    for change in CHANGES.iter().chain(&[
        "UPDATE record SET canon_id = 'python/flipped' WHERE canon_id = 'ID'",
        "PRAGMA ignore_check_constraints = ON; UPDATE record SET first_seen = 'soon' WHERE canon_id = 'ID'",
    ]) {
        let sandbox = copy(&sound);
        sandbox.write("index.json", &published);
        damage(&sandbox, &change.replace("ID", ID).replace("KEY", &key));
        if change.contains("digest = ") {
            let ran = sandbox.words("verify --repair index.json");
            assert!(ran.code == Some(3) && ran.err.contains("is not as canonry last wrote it"), "{}", ran.err);
            continue;
        }
        let ran = sandbox.words("verify --repair index.json --dry-run");
        assert!(
            ran.code == Some(70) && ran.err.contains(&format!("would be repaired: {ID}")),
            "{}{}",
            ran.out,
            ran.err
        );
        let ran = sandbox.words("verify --repair index.json");
        assert!(
            ran.code == Some(0) && ran.err == format!("repaired: {ID} (stored as batch {batch})\n"),
            "{change}\n{}{}",
            ran.out,
            ran.err
        );
        assert_eq!(sandbox.ok("export --format ndjson"), before, "{change}");
        assert_eq!(sandbox.ok(&format!("evidence list {ID}")), ledger, "{change}");
        // The journal has the batch, and can still undo earlier ones.
        assert!(sandbox.ok("log --limit 1").contains("canonry verify --repair index.json"));
        sandbox.ok(&format!("undo 2 {ID}"));
        sandbox.ok("verify");
    }
}

#[test]
fn a_copy_of_another_state_repairs_nothing() {
    let sandbox = Sandbox::with_two_records();
    damage(&sandbox, "DELETE FROM workaround WHERE record = 1 AND position = 0");
    let ran = sandbox.words("verify --repair a.json");
    assert!(ran.code == Some(3) && ran.err.contains("items of x/a are missing"), "{}", ran.err);
    let other = std::fs::read_to_string(sandbox.path("a.json")).unwrap().replace("Or that", "Or this");
    sandbox.write("other.json", other);
    let ran = sandbox.words("verify --repair other.json");
    assert!(ran.code == Some(3) && ran.err.contains("x/a is not as canonry last wrote it"), "{}", ran.err);
    sandbox.write("none.json", "{}");
    assert_eq!(sandbox.words("verify --repair none.json").code, Some(3));
    assert_eq!(sandbox.words("verify --repair nothing.json").code, Some(2));
}

/// Every byte that is flipped gives the same export, or a refusal; and what is refused is found.
fn flip(sandbox: &Sandbox, bytes: &[u8], at: usize, bit: usize, before: &str) -> bool {
    let mut flipped = bytes.to_vec();
    flipped[at] ^= 1 << bit;
    sandbox.write("canonry.db", &flipped);
    let ran = sandbox.shell("canonry export --format ndjson 2> err; code=$?; cat err >&2; exit $code");
    match ran.code {
        Some(0) => assert!(ran.out == before, "byte {at}, bit {bit}: another export, without a word"),
        code => {
            assert_eq!(code, Some(70), "byte {at}, bit {bit}: {}", ran.out);
            let found = sandbox.words("verify");
            assert_eq!(found.code, Some(70), "byte {at}, bit {bit}: {}{}", found.out, found.err);
        }
    }
    ran.code == Some(0)
}

#[test]
fn a_flipped_bit_in_the_file_never_changes_what_is_published() {
    let sandbox = curated();
    let before = sandbox.ok("export --format ndjson");
    let bytes = std::fs::read(sandbox.path("canonry.db")).unwrap();
    // In the texts of the records, and all over the file.
    let mut texts: Vec<usize> = Vec::new();
    for line in before.lines() {
        let record: Value = serde_json::from_str(line).unwrap();
        let how = record["workarounds"][0]["how"].as_str().unwrap_or_default();
        for text in [record["signature"].as_str().unwrap(), record["root_cause"].as_str().unwrap(), how] {
            let found = bytes.windows(text.len().max(1)).position(|window| window == text.as_bytes());
            texts.extend(found.map(|at| at + text.len() / 2));
        }
    }
    let anywhere = (0..40).map(|n: usize| n.wrapping_mul(2_654_435_761) % bytes.len());
    let refused = texts.into_iter().chain(anywhere).filter(|at| !flip(&sandbox, &bytes, *at, at % 8, &before));
    let refused = refused.count();
    assert!(refused > 10, "{refused}");
}

/// No digest covers the index by which records are read in their order.
#[test]
fn a_flipped_bit_in_the_index_of_ids_never_changes_which_records_are_published() {
    let sandbox = curated();
    let before = sandbox.ok("export --format ndjson");
    let bytes = std::fs::read(sandbox.path("canonry.db")).unwrap();
    let mut refused = 0;
    for id in [ID, "network/reset", "cuda/minimal"] {
        for (at, _) in bytes.windows(id.len()).enumerate().filter(|(_, window)| *window == id.as_bytes()) {
            // Where the entry of an index ends with the id, the key of its record follows.
            for (at, bit) in [(at, 1), (at + id.len() - 1, 0), (at + id.len(), 0), (at + id.len(), 1)] {
                refused += usize::from(!flip(&sandbox, &bytes, at, bit, &before));
            }
        }
    }
    assert!(refused > 6, "{refused}");
}

#[test]
fn records_that_an_index_repeats_or_drops_are_not_exported_without_them() {
    let sandbox = curated();
    let bytes = std::fs::read(sandbox.path("canonry.db")).unwrap();
    let listed = sandbox.json("list", 0);
    let ids = listed["records"].as_array().unwrap().iter().map(|record| record["id"].as_str().unwrap());
    sandbox.write("out.ndjson", "before");
    let mut said = 0;
    for id in ids {
        for (at, _) in bytes.windows(id.len()).enumerate().filter(|(_, window)| *window == id.as_bytes()) {
            let mut flipped = bytes.clone();
            flipped[at + id.len()] ^= 1;
            sandbox.write("canonry.db", &flipped);
            let ran = sandbox.words("export --format ndjson --out out.ndjson");
            if ran.err.contains("its index of ids is damaged") {
                assert!(ran.code == Some(70) && ran.err.contains("`canonry verify`"), "{}", ran.err);
                assert_eq!(std::fs::read_to_string(sandbox.path("out.ndjson")).unwrap(), "before");
                said += 1;
            }
            sandbox.write("out.ndjson", "before");
        }
    }
    assert!(said > 0);
}

#[test]
fn a_record_that_no_batch_withdrew_does_not_leave_the_export() {
    let sandbox = curated();
    damage(&sandbox, &format!("UPDATE record SET withdrawn_in = 0 WHERE canon_id = '{ID}'"));
    for words in ["export --format ndjson", "export --out tree"] {
        let ran = sandbox.words(words);
        assert!(ran.code == Some(70) && ran.err.contains("withdrawn by a batch that does not exist"), "{}", ran.err);
    }
    assert!(checks(&sandbox).contains(&"references".to_owned()));
}

#[test]
fn filtered_records_are_as_many_as_the_table_has() {
    let sandbox = curated();
    for filter in [
        "--domain python",
        "--tag new",
        "--disputed",
        "--id python/*",
        "--source tree",
        "--where root_cause~e",
        "--tier official --below 0.5 --resolvable true",
    ] {
        let ran = sandbox.words(&format!("export --format ndjson {filter}"));
        assert_eq!(ran.code, Some(0), "{filter}: {}", ran.err);
    }
}

#[test]
fn texts_that_are_not_utf_8_are_named_with_table_row_and_column() {
    let sound = curated();
    let text = "CAST(x'61ff62' AS TEXT)";
    for (table, column, row) in [
        ("batch", "command", "id = 2"),
        ("batch", "actor", "id = 2"),
        ("batch", "reason", "id = 2"),
        ("evidence", "note", "id = 1"),
        ("evidence", "reporter", "id = 2"),
    ] {
        let sandbox = copy(&sound);
        damage(&sandbox, &format!("UPDATE {table} SET {column} = {text} WHERE {row}"));
        let ran = sandbox.words("verify");
        let line = format!("texts: {column} in the row of {table} with {row} is not UTF-8\n");
        assert!(ran.code == Some(70) && ran.out.contains(&line), "{line}{}{}", ran.out, ran.err);
        assert!(checks(&sandbox).contains(&"texts".to_owned()));
    }
    // Of an item that went, too; the items that a record has are read with it.
    let sandbox = copy(&sound);
    damage(&sandbox, &format!("UPDATE dead_end SET action = {text} WHERE gone_in IS NOT NULL"));
    let out = sandbox.words("verify").out;
    assert!(out.contains("texts: action in the row of dead_end with record, id = "), "{out}");
    damage(&sound, &format!("UPDATE workaround SET how = {text} WHERE record = 1"));
    assert_eq!(checks(&sound), ["records"]);
}

#[test]
fn a_repair_names_its_batch_whatever_else_is_damaged_and_what_it_left() {
    let sandbox = Sandbox::with_two_records();
    damage(&sandbox, "UPDATE record SET regex = 'flipped' WHERE canon_id IN ('x/a', 'x/b')");
    let again = copy(&sandbox);
    again.write("a.json", std::fs::read(sandbox.path("a.json")).unwrap());
    let ran = sandbox.words("verify --repair a.json");
    assert!(ran.code == Some(70) && ran.err.contains("repaired: x/a (stored as batch 2)\n"), "{}{}", ran.out, ran.err);
    assert!(sandbox.ok("log --limit 1").contains("canonry verify --repair a.json"));
    let told = again.json("verify --repair a.json", 70);
    assert_eq!((&told["batch"], &told["repaired"][0]), (&Value::from(2), &Value::from("x/a")));
    let ran = again.words("verify --repair a.json");
    assert!(ran.code == Some(70) && ran.err.contains("not damaged, not changed: x/a\n"), "{}", ran.err);
    let told = again.json("verify --repair a.json", 70);
    assert_eq!((&told["batch"], &told["sound"][0]), (&Value::Null, &Value::from("x/a")));
}

#[test]
fn derived_data_is_rebuilt_from_the_records() {
    let sound = curated();
    let found = sound.ok("search venv --json");
    for change in [
        "INSERT INTO search (search) VALUES ('delete-all')",
        "DELETE FROM search_docsize WHERE id = 1",
        "INSERT INTO search (rowid, cause) VALUES (99, 'stray')",
        "UPDATE search_data SET block = x'00' WHERE id > 10",
        "DELETE FROM literal",
        "INSERT INTO literal VALUES ('stray', 1, 'stray')",
    ] {
        let sandbox = copy(&sound);
        damage(&sandbox, change);
        let ran = sandbox.words("verify --repair --dry-run");
        assert!(
            ran.code == Some(70) && ran.err.contains("would be rebuilt: the search index and the literals\n"),
            "{change}: {}",
            ran.err
        );
        assert!(ran.out.contains("`canonry verify --repair` rebuilds both"), "{}", ran.out);
        let ran = sandbox.words("verify --repair");
        assert!(ran.code == Some(0), "{change}: {}{}", ran.out, ran.err);
        assert!(ran.err.contains("rebuilt: the search index and the literals (stored as batch "), "{}", ran.err);
        assert_eq!(sandbox.ok("search venv --json"), found, "{change}");
        let ran = sandbox.words("verify --repair");
        assert!(
            ran.code == Some(0) && ran.err == "not damaged, not changed: the search index and the literals\n",
            "{}",
            ran.err
        );
        sandbox.ok(&format!("edit {ID} --set signature=Reworded"));
        sandbox.ok("verify");
    }
    // The words of a damaged record are not those of the repaired one.
    damage(&sound, "INSERT INTO search (search) VALUES ('delete-all'); UPDATE record SET regex = 'x' WHERE id = 1");
    let ran = sound.words("verify --repair");
    assert!(ran.code == Some(70) && ran.err.contains("does not match its digest"), "{}", ran.err);
}

#[test]
fn a_sound_database_is_sound_whatever_was_done_in_it() {
    let sandbox = curated();
    let out = sandbox.ok("verify");
    assert!(out.starts_with("records 8, batches ") && out.ends_with(": sound\n"), "{out}");
}

#[test]
fn databases_of_released_schemas_are_sound_after_the_upgrade() {
    for dump in ["v1.sql", "v2.sql", "v3.sql"] {
        let sandbox = Sandbox::new();
        thaw(&sandbox, dump);
        let ran = sandbox.words("verify");
        assert_eq!(ran.code, Some(0), "{dump}: {}{}", ran.out, ran.err);
    }
}
