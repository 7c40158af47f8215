//! What is printed on a terminal, whatever the records contain.

use std::io::{Read, Write};
use std::process::Stdio;

use rusqlite::Connection;

use crate::support::{Ran, Sandbox, changed, finish, record};

/// Control sequences: into the clipboard, with one byte instead of two, and text that reads backward.
const HOSTILE: &str = "a\u{1b}]52;c;aGk=\u{7}b\u{9b}2Jc\u{202e}d\u{7f}";

/// Runs words of the command line on a terminal; output and messages come together.
fn on_terminal(sandbox: &Sandbox, words: &[&str]) -> Ran {
    let ran = finish(&mut sandbox.terminal(words));
    Ran { out: ran.out.replace("\r\n", "\n"), ..ran }
}

fn hostile_set() -> Sandbox {
    let sandbox = Sandbox::new();
    let text = changed(&record("x/a"), |tree| {
        for field in ["signature", "root_cause", "signature_zh", "root_cause_zh"] {
            tree[field] = HOSTILE.into();
        }
        tree["tags"] = serde_json::json!([HOSTILE]);
        tree["workarounds"][0]["action"] = HOSTILE.into();
    });
    sandbox.write("a.json", &text);
    sandbox.ok("import a.json");
    sandbox.write("bad.ndjson", text.replace("\"x/a\"", "\"x\""));
    sandbox.write("theirs.json", changed(&text, |tree| tree["root_cause"] = format!("{HOSTILE}!").into()));
    let set = |words: &[&str]| assert_eq!(sandbox.run(words).code, Some(0), "{words:?}");
    set(&["evidence", "add", "x/a", "--kind", "review", "--note", HOSTILE, "--by", HOSTILE, "--reason", HOSTILE]);
    set(&["edit", "x/a", "--set", &format!("root_cause={HOSTILE}?"), "--by", HOSTILE]);
    // Not the policy in force: with it nothing that reads one would go on.
    sandbox.write("hostile.toml", format!("ladder = [\"ai_generated\", {}]\n", serde_json::json!(HOSTILE)));
    sandbox
}

/// The control characters of an output.
fn orders(text: &str) -> Vec<char> {
    let is_order = |c: &char| (c.is_control() && *c != '\n' && *c != '\t') || *c == '\u{202e}';
    text.chars().filter(is_order).collect()
}

#[test]
fn no_command_lets_a_record_control_the_terminal() {
    let sandbox = hostile_set();
    let id = &format!("x/{HOSTILE}");
    let lines: &[&[&str]] = &[
        &["show", "x/a"],
        &["show", "x/a", "--format", "md"],
        &["show", "x/a", "--format", "zh-md"],
        &["show", "x/a", "--format", "json"],
        &["show", "x/a", "--json"],
        &["list", "--columns", "signature,tags"],
        &["list", "--columns", "signature,tags", "--csv"],
        &["list", "--columns", "signature,tags", "--json"],
        &["export", "--format", "ndjson"],
        &["export", "--format", "ndjson", "--out", "/dev/tty"],
        &["evidence", "list", "x/a"],
        &["evidence", "list", "x/a", "--json"],
        &["log"],
        &["log", "--json"],
        &["blame", "x/a"],
        &["search", "a"],
        &["policy", "show", "--policy", "hostile.toml"],
        &["policy", "show", "--policy", "hostile.toml", "--json"],
        &["import", "bad.ndjson", "--keep-going", "--rejects", "-", "--dry-run"],
        &["import", "bad.ndjson", "--keep-going", "--rejects", "-"],
        &["import", "theirs.json", "--conflicts", "-"],
        &["import", "theirs.json", "--conflicts", "/dev/tty"],
        &["import", "theirs.json", "--dry-run", "--from", HOSTILE],
        &["import", HOSTILE],
        &["show", id],
        &["list", "--domain", HOSTILE],
        &["edit", "x/a", "--set", &format!("root_cause={HOSTILE}.")],
        &[HOSTILE],
    ];
    for words in lines {
        let mut ran = on_terminal(&sandbox, words);
        ran.out = ran.out.replace("\r\u{1b}[2K", ""); // a bar of progress
        assert!(orders(&ran.out).is_empty(), "{words:?}: {:?}", ran.out);
    }
}

#[test]
fn what_is_shown_on_a_terminal_is_escaped_and_json_stays_the_same() {
    let sandbox = hostile_set();
    let page = on_terminal(&sandbox, &["show", "x/a", "--format", "md"]).out;
    assert!(page.contains("a\\u{1b}]52;c;aGk=\\u{7}b\\u{9b}2Jc\\u{202e}d\\u{7f}"), "{page}");
    let json = on_terminal(&sandbox, &["show", "x/a", "--format", "json"]).out;
    assert!(json.contains("a\\u001b]52;c;aGk=\\u0007b\\u009b2Jc\\u202ed\\u007f"), "{json}");
    let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    assert_eq!(value(&json), value(&sandbox.ok("show x/a --format json")));
    assert_eq!(value(&on_terminal(&sandbox, &["export", "--format", "ndjson"]).out)["signature"], HOSTILE);
    let coloured = on_terminal(&sandbox, &["show", "x/a", "--color", "always"]).out;
    assert!(coloured.contains("\u{1b}[1m") && !coloured.contains("\u{1b}]"), "{coloured:?}");
}

#[test]
fn a_pipe_gets_every_byte() {
    let sandbox = hostile_set();
    for words in ["show x/a --format md", "show x/a --format zh-md", "list --columns signature --csv"] {
        assert!(sandbox.ok(words).contains(HOSTILE), "{words}");
    }
    assert!(sandbox.ok("export --format ndjson").contains("d\u{7f}"));
}

#[test]
fn a_spreadsheet_gets_no_formula() {
    let sandbox = Sandbox::new();
    let texts = ["=1+1", "+cmd", "-2", "@SUM(A1)", "\tx", "＝1", "a=1", "'=1", ""];
    let records: Vec<String> = (0..)
        .zip(texts)
        .map(|(number, text)| changed(&record(&format!("x/{number}")), |tree| tree["root_cause"] = text.into()))
        .collect();
    sandbox.write("records.json", format!("[{}]", records.join(",")));
    sandbox.ok("import records.json");
    let cells = |words: &str| -> Vec<String> {
        let out = sandbox.ok(words);
        csv::Reader::from_reader(out.as_bytes()).records().map(|row| row.unwrap()[0].to_owned()).collect()
    };
    assert_eq!(cells("list --columns root_cause,id --csv"), texts);
    let safe = ["'=1+1", "'+cmd", "'-2", "'@SUM(A1)", "'\tx", "'＝1", "a=1", "'=1", ""];
    assert_eq!(cells("list --columns root_cause,id --safe-csv"), safe);
    // Numbers and ids stay what they are.
    let plain = "id,fix_success_rate,verification_tier";
    let options = |csv: &str| sandbox.ok(&format!("list --columns {plain} {csv}"));
    assert_eq!(options("--safe-csv"), options("--csv"));
    assert_eq!(sandbox.ok("rates --safe-csv"), sandbox.ok("rates --csv"));
}

#[test]
fn a_command_that_waits_for_another_one_shows_that_it_works() {
    let sandbox = hostile_set();
    let other = Connection::open(sandbox.path("canonry.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut command = sandbox.terminal(&["edit", "x/a", "--set", "category=other", "--yes"]);
    let mut running = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
    let mut out = running.stdout.take().unwrap();
    await_sign(&mut out);
    other.execute_batch("ROLLBACK").unwrap();
    let mut rest = String::new();
    out.read_to_string(&mut rest).unwrap();
    assert!(running.wait().unwrap().success(), "{rest}");
    let (_, after) = rest.rsplit_once("\u{1b}[2K").unwrap();
    assert!(after.contains("1 record, batch 4") && !after.contains("working"), "{after}");
}

/// Reads until a sign says that the command works.
fn await_sign(out: &mut impl Read) {
    let (mut shown, mut part) = (Vec::new(), [0; 1024]);
    while !String::from_utf8_lossy(&shown).contains("working for") {
        let read = out.read(&mut part).unwrap();
        assert!(read > 0, "it ended first: {}", String::from_utf8_lossy(&shown));
        shown.extend(&part[..read]);
    }
}

#[test]
fn an_interrupted_command_says_that_nothing_is_half_done() {
    let sandbox = hostile_set();
    let other = Connection::open(sandbox.path("canonry.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut command = sandbox.terminal(&["edit", "x/a", "--set", "category=other", "--yes"]);
    let mut running = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut out = running.stdout.take().unwrap();
    await_sign(&mut out);
    let mut keys = running.stdin.take().unwrap();
    keys.write_all(b"\x03").unwrap();
    keys.flush().unwrap();
    let mut rest = String::new();
    out.read_to_string(&mut rest).unwrap();
    let code = running.wait().unwrap().code();
    other.execute_batch("ROLLBACK").unwrap();
    assert!(rest.contains("interrupted: no batch and no file is half written") && code == Some(130), "{code:?} {rest}");
    assert!(!sandbox.ok("log").contains("category=other"));
}
