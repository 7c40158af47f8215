//! Realistic files of feedback, and reports that are imported again.

use std::io::Write;
use std::process::Stdio;

use serde_json::Value;

use crate::support::{Ran, Sandbox, changed, record};

fn sandbox() -> Sandbox {
    Sandbox::with_records(&["cicd/a", "cicd/b"])
}

/// Imports rows with sums and the reporter's keys.
fn sums(sandbox: &Sandbox, rows: &str) -> String {
    let header = "record_id,item,outcome,count,successes,failures,observed_at,report_id\n";
    sandbox.write("feedback.csv", format!("{header}{rows}"));
    sandbox.words("feedback import feedback.csv").out
}

fn import(sandbox: &Sandbox, text: &str) -> Ran {
    sandbox.write("feedback.csv", text);
    sandbox.words("feedback import feedback.csv")
}

fn count(sandbox: &Sandbox, id: &str) -> u64 {
    sandbox.json(&format!("show {id}"), 0)["records"][0]["evidence_count"].as_u64().unwrap()
}

/// The reports on a record that count: how they ended, and how many they are.
fn counting(sandbox: &Sandbox, id: &str) -> Vec<(String, u64)> {
    let ledger = sandbox.json(&format!("evidence list {id}"), 0);
    let rows = ledger["evidence"].as_array().unwrap().iter().filter(|row| row["withdrawn_in"].is_null());
    rows.map(|row| (row["outcome"].as_str().unwrap().to_owned(), row["count"].as_u64().unwrap())).collect()
}

fn added(many: u64, duplicate: u64) -> String {
    format!("added {many}, duplicate {duplicate}, rejected 0\n")
}

#[test]
fn a_report_that_was_fixed_after_an_undo_is_a_new_one() {
    let sandbox = sandbox();
    sums(&sandbox, "cicd/a,w1,success,4,,,2026-03-01,R1\n");
    sandbox.ok("undo");
    assert_eq!(sums(&sandbox, "cicd/a,w1,fail,1,,,2026-03-01,R1\n"), added(1, 0));
    assert_eq!(counting(&sandbox, "cicd/a"), [("fail".to_owned(), 1)]);
    assert_eq!(count(&sandbox, "cicd/a"), 1 + 1);
    // It is known from now on, and can move to another record after another undo.
    assert_eq!(sums(&sandbox, "cicd/a,w1,fail,1,,,2026-03-01,R1\n"), added(0, 1));
    sandbox.ok("undo");
    assert_eq!(sums(&sandbox, "cicd/b,w1,fail,1,,,2026-03-01,R1\n"), added(1, 0));
    assert_eq!((counting(&sandbox, "cicd/a"), count(&sandbox, "cicd/a")), (vec![], 1));
    assert_eq!((counting(&sandbox, "cicd/b").len(), count(&sandbox, "cicd/b")), (1, 2));
    // The first one is imported again as it was: it counts again, once.
    sandbox.ok("undo");
    assert_eq!(sums(&sandbox, "cicd/a,w1,success,4,,,2026-03-01,R1\n"), added(1, 0));
    assert_eq!(counting(&sandbox, "cicd/a"), [("success".to_owned(), 4)]);
    assert_eq!(count(&sandbox, "cicd/a"), 1 + 4);
}

#[test]
fn a_report_is_recorded_completely_or_not_at_all() {
    let sandbox = sandbox();
    assert_eq!(sums(&sandbox, "cicd/a,w1,,,2,,2026-03-01,R1\n"), added(1, 0));
    assert_eq!(sums(&sandbox, "cicd/a,w1,,,2,5,2026-03-01,R1\n"), added(0, 1));
    assert_eq!(counting(&sandbox, "cicd/a"), [("success".to_owned(), 2)]);
    // The first row of a key counts, whichever record it is about.
    assert_eq!(sums(&sandbox, "cicd/b,w1,,,3,2,2026-03-01,R2\ncicd/a,w1,,,,7,2026-03-01,R2\n"), added(1, 1));
    assert_eq!(counting(&sandbox, "cicd/b"), [("success".to_owned(), 3), ("fail".to_owned(), 2)]);
    assert_eq!(counting(&sandbox, "cicd/a").len(), 1);
    // Fixed after an undo, both of its rows are those of the fixed one.
    sandbox.ok("undo");
    assert_eq!(sums(&sandbox, "cicd/b,w1,,,3,1,2026-03-01,R2\n"), added(1, 0));
    assert_eq!(counting(&sandbox, "cicd/b"), [("success".to_owned(), 3), ("fail".to_owned(), 1)]);
    assert_eq!(count(&sandbox, "cicd/b"), 1 + 4);
    // So are they if it gains its second row, and the whole of it is known then.
    sandbox.ok("undo");
    assert_eq!(sums(&sandbox, "cicd/b,w1,,,4,,2026-03-01,R2\n"), added(1, 0));
    sandbox.ok("undo");
    let gained = "cicd/b,w1,,,4,2,2026-03-01,R2\n";
    assert_eq!(sums(&sandbox, gained), added(1, 0));
    assert_eq!(counting(&sandbox, "cicd/b"), [("success".to_owned(), 4), ("fail".to_owned(), 2)]);
    assert_eq!(sums(&sandbox, gained), added(0, 1));
    assert_eq!(sandbox.words("feedback import feedback.csv").err, "duplicate 1: 1 imported before\n");
}

#[test]
fn a_report_that_was_imported_again_counts_from_then_on() {
    let sandbox = sandbox();
    let rows = "cicd/a,w1,fail,5,,,2026-03-01,\n";
    sums(&sandbox, rows);
    sandbox.ok("undo");
    sandbox.ok("edit cicd/a --set w1.success_rate=0.5");
    assert_eq!(sums(&sandbox, rows), added(1, 0));
    let rated = &sandbox.json("rates", 0)["claims"][0];
    assert_eq!(rated["baseline"], 0.5);
    assert!((rated["reports"].as_f64().unwrap() - 5.0 / 2.2).abs() < 1e-12, "{rated}");
    // A withdrawal that is undone does not make it younger.
    sandbox.ok("edit cicd/a --set w1.success_rate=0.6");
    sandbox.ok("evidence withdraw e1 --reason spam");
    sandbox.ok("undo");
    assert_eq!(sandbox.json("rates", 0)["counts"]["claims"], 0);
}

#[test]
fn a_withdrawal_that_stands_again_is_not_mistaken_for_an_undone_import() {
    let sandbox = sandbox();
    let rows = "cicd/a,w1,fail,5,,,2026-03-01,\n";
    sums(&sandbox, rows);
    sandbox.ok("evidence withdraw e1 --reason spam");
    sandbox.ok("undo 3");
    sandbox.ok("undo 4");
    assert_eq!(sums(&sandbox, rows), added(0, 1));
    assert!(counting(&sandbox, "cicd/a").is_empty());
}

#[test]
fn a_success_of_a_dead_end_confirms_nothing() {
    let sandbox = sandbox();
    sandbox.write("canonry.toml", "[rates]\nconfirming_successes = 3\n");
    sums(&sandbox, "cicd/a,d1,success,5,,,2026-11-01,\ncicd/b,w1,success,5,,,2026-11-01,\n");
    let day = |id: &str| sandbox.json(&format!("show {id}"), 0)["records"][0]["last_confirmed"].clone();
    assert_eq!((day("cicd/a"), day("cicd/b")), (Value::from("2025-06-01"), Value::from("2026-11-01")));
}

#[test]
fn lines_are_counted_as_an_editor_does() {
    let sandbox = sandbox();
    let good = "cicd/a,w1,fail,2026-01-02,\"two\nlines\"";
    let bad = "cicd/a,w9,fail,2026-01-02,";
    let text = ["record_id,item,outcome,observed_at,notes", good, "", "", bad, good, bad].join("\n");
    for (text, lines) in [
        (format!("{text}\n"), [6, 9]),
        (text.clone(), [6, 9]),
        (text.replace('\n', "\r\n"), [6, 9]),
        (format!("{}\r\n", text.replace('\n', "\r\n")), [6, 9]),
        (format!("\u{feff}{text}"), [6, 9]),
        (format!("record_id,item,outcome,observed_at\n\n{bad}\n{bad}").replace("-02,", "-02"), [3, 4]),
    ] {
        let ran = import(&sandbox, &text);
        let named: Vec<u64> = ran.err.lines().filter_map(|line| line.split(':').nth(1)?.parse().ok()).collect();
        assert_eq!(named, lines, "{text:?}\n{}", ran.err);
    }
}

#[test]
fn a_quote_that_is_never_closed_loses_no_row_unnoticed() {
    let sandbox = sandbox();
    let row = "cicd/a,w1,fail,2026-01-02,";
    for newline in ["\n", "\r\n"] {
        let lines = [
            "record_id,item,outcome,observed_at,notes",
            row,
            &format!("{}\"open", row.replace("02,", "03,")),
            row,
            row,
        ]
        .join(newline);
        for text in [lines.clone(), format!("{lines}{newline}")] {
            let ran = import(&sandbox, &text);
            assert_eq!(ran.code, Some(3), "{}", ran.out);
            let said = "feedback.csv:3: row: a quote in this row is never closed";
            assert!(ran.err.contains(said) && ran.out.starts_with("added 0, duplicate 0, rejected 1"), "{}", ran.err);
        }
        sandbox.write("feedback.csv", lines);
        sandbox.words("feedback import feedback.csv --keep-going --rejects rejects.csv");
        // With the quote closed, the row is valid, and is imported once somebody has looked at it.
        let rejects = std::fs::read_to_string(sandbox.path("rejects.csv")).unwrap();
        assert!(rejects.contains(&format!("\"open{newline}{row}{newline}{row}\",3,\"row: a quote")), "{rejects:?}");
        let again = sandbox.words("feedback import rejects.csv");
        assert_eq!((again.code, again.err.contains("rejects.csv:2: row: a quote in this row")), (Some(3), true));
        let error = rejects.rfind(",\"row: ").unwrap();
        sandbox.write("fixed.csv", format!("{},\n", &rejects[..error]));
        assert_eq!(sandbox.ok("feedback import fixed.csv"), added(1, 0));
        sandbox.ok("undo");
        sandbox.ok("undo");
    }
    let ran = import(&sandbox, "record_id,\"item,outcome,observed_at\ncicd/a,w1,fail,2026-01-02\n");
    assert!(ran.err.contains("a quote in the header is never closed"), "{}", ran.err);
}

#[test]
fn spreadsheets_leave_empty_columns() {
    let sandbox = sandbox();
    let ran = import(&sandbox, "record_id,item,outcome,observed_at,,\ncicd/a,w1,fail,2026-01-02,,\n");
    assert_eq!((ran.out, ran.err.contains("ignored")), (added(1, 0), false));
}

#[test]
fn a_text_with_a_blank_at_its_end_is_found() {
    let sandbox = Sandbox::new();
    let blank = changed(&record("cicd/a"), |tree| tree["workarounds"][0]["action"] = "Do it ".into());
    sandbox.write("a.json", blank);
    sandbox.ok("import a.json");
    assert_eq!(
        import(&sandbox, "record_id,item,outcome,observed_at\ncicd/a,Do it ,fail,2026-01-02\n").out,
        added(1, 0)
    );
}

#[test]
fn a_name_of_ten_megabytes_is_refused_at_once() {
    let sandbox = sandbox();
    let name = "x".repeat(10 << 20);
    let ran = import(&sandbox, &format!("record_id,item,outcome,observed_at\n{name},w1,fail,2026-01-02\n"));
    assert_eq!(ran.code, Some(3));
    assert!(ran.err.len() < 1_000, "{} bytes", ran.err.len());
}

#[test]
fn a_log_of_outcomes_is_read_strictly_and_its_rejects_can_be_fixed() {
    let sandbox = sandbox();
    let mut log = b"\xef\xbb\xbf".to_vec();
    log.extend(
        br#"{"error_id": "cicd/a", "workaround_action": "Do it", "success": true, "timestamp": "2026-03-01 08:00:00"}
{"error_id": "cicd/a", "workaround_action": "Do it", "success": "yes", "timestamp": "2026-03-01"}
{"error_id": "cicd/a", "record_id": "cicd/b", "workaround_action": "", "success": true, "timestamp": "2026-03-01"}
{"error_id": "cicd/a", "workaround_action": "", "success": true, "outcome": "fail", "timestamp": "2026-03-01"}
{"error_id": "cicd/a", 
"#,
    );
    log.extend(
        b"{\"error_id\": \"cicd/a\", \"reporter\": \"Ren\xe9\", \"success\": true, \"timestamp\": \"2026-03-01\"}\n",
    );
    sandbox.write("log.jsonl", &log);
    let ran = sandbox.words("feedback import log.jsonl --format outcomes --keep-going --rejects rejects.jsonl");
    assert!(ran.err.contains("`canonry feedback import rejects.jsonl --format outcomes`"), "{}", ran.err);
    assert_eq!((ran.code, ran.out.as_str()), (Some(3), "added 1, duplicate 0, rejected 5\n"), "{}", ran.err);
    for said in [
        "log.jsonl:2: outcome: success is true or false, not \"yes\"",
        "log.jsonl:3: record_id: given twice, by record_id too; keep one of the two",
        "log.jsonl:4: outcome: given twice, by outcome too; keep one of the two",
        "log.jsonl:5: row: the text ends in the middle",
        "log.jsonl:6: row: not UTF-8; save the file as UTF-8",
    ] {
        assert!(ran.err.contains(said), "{said}\n{}", ran.err);
    }
    // The lines are unchanged, each after what is wrong with it.
    let rejects = std::fs::read(sandbox.path("rejects.jsonl")).unwrap();
    let lines: Vec<&[u8]> = rejects.split(|byte| *byte == b'\n').collect();
    assert_eq!(lines.len(), 2 * 5 + 1);
    for (pair, (number, line)) in lines.chunks_exact(2).zip((2..).zip(log.split(|byte| *byte == b'\n').skip(1))) {
        let mark: Value = serde_json::from_slice(pair[0]).unwrap();
        assert_eq!((mark["_line"].as_u64(), pair[1]), (Some(number), line));
        assert!(mark["_error"].as_str().is_some_and(|error| ran.err.contains(error)), "{mark}");
    }
    let again = sandbox.words("feedback import rejects.jsonl --format outcomes");
    assert_eq!((again.code, again.out.as_str()), (Some(3), "added 0, duplicate 0, rejected 5\n"), "{}", again.err);
    assert!(again.err.contains("rejects.jsonl:2: outcome: success is true or false"), "{}", again.err);
    let fixed = String::from_utf8([lines[0], b"\n", lines[1]].concat()).unwrap();
    sandbox.write("fixed.jsonl", fixed.replace("\"success\": \"yes\"", "\"success\": false"));
    assert_eq!(sandbox.ok("feedback import fixed.jsonl --format outcomes"), added(1, 0));
}

#[test]
fn rejects_are_a_file_with_a_header_even_if_there_are_none() {
    let sandbox = sandbox();
    sandbox.write("feedback.csv", "record_id,item,outcome,observed_at\ncicd/a,w1,fail,2026-01-02\n");
    sandbox.ok("feedback import feedback.csv --keep-going --rejects rejects.csv");
    assert_eq!(sandbox.ok("feedback import rejects.csv"), added(0, 0));
    assert_eq!(sandbox.words("feedback import feedback.csv --keep-going --rejects -").code, Some(2));
    sandbox.write("bad.csv", "record_id,item,outcome,observed_at\ncicd/a,w9,fail,2026-01-02\n");
    let ran = sandbox.words("feedback import bad.csv --keep-going --rejects other.csv --dry-run");
    assert!(ran.err.contains("the others would be imported") && !sandbox.path("other.csv").exists(), "{}", ran.err);
}

/// While a process still writes into the pipe, others write to the database.
#[cfg(unix)]
#[test]
fn a_slow_pipe_does_not_block_others() {
    const ROWS: usize = 200;
    let sandbox = sandbox();
    let mut import = sandbox.command();
    let mut import = import.args(["feedback", "import", "-", "--quiet"]).stdin(Stdio::piped()).spawn().unwrap();
    let mut pipe = import.stdin.take().unwrap();
    // More than a pipe holds: once it is written, the import has read the first rows of it.
    let row = |number: usize| format!("cicd/a,w1,fail,2026-01-02,{number}{}\n", "x".repeat(9_000));
    let rows: String = (0..ROWS).map(row).collect();
    write!(pipe, "record_id,item,outcome,observed_at,notes\n{rows}").unwrap();
    sandbox.ok("edit cicd/b --set category=other --quiet");
    writeln!(pipe, "cicd/a,w1,fail,2026-01-02,last").unwrap();
    drop(pipe);
    assert!(import.wait().unwrap().success());
    assert_eq!(count(&sandbox, "cicd/a"), ROWS as u64 + 2);
    // The edit came second and was done first: it did not even wait.
    assert!(sandbox.ok("log --limit 1").contains("canonry feedback import -"));
}

/// A copy that SQLite made has no log, in which one reads while another writes.
#[test]
fn a_vacuumed_copy_gets_a_log_again() {
    let sandbox = sandbox();
    let connection = rusqlite::Connection::open(sandbox.path("canonry.db")).unwrap();
    connection.execute_batch(&format!("VACUUM INTO '{}'", sandbox.path("copy.db").display())).unwrap();
    sandbox.ok("edit cicd/a --set category=other --db copy.db");
    let copy = rusqlite::Connection::open(sandbox.path("copy.db")).unwrap();
    assert_eq!(copy.pragma_query_value(None, "journal_mode", |row| row.get::<_, String>(0)).unwrap(), "wal");
}
