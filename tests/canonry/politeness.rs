//! Other processes do not wait for an answer, a pipe or an editor; and what is stored is reported as stored.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use crate::support::{Ran, Sandbox, changed, project, record};

const IDS: [&str; 5] = ["x/a", "x/b", "x/c", "x/d", "x/e"];

/// The program running on a terminal.
struct Session {
    child: Child,
    keys: ChildStdin,
    screen: BufReader<ChildStdout>,
}

impl Session {
    fn begin(sandbox: &Sandbox, words: &str) -> Self {
        let mut command = sandbox.terminal(&words.split_whitespace().collect::<Vec<_>>());
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let (keys, screen) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        Session { child, keys, screen }
    }

    /// Waits until a question is asked, and returns what was shown.
    fn question(&mut self) -> String {
        let mut shown = Vec::new();
        while !shown.ends_with(b"[y/N] ") {
            let before = shown.len();
            self.screen.read_until(b' ', &mut shown).unwrap();
            assert!(shown.len() > before, "no question: {}", String::from_utf8_lossy(&shown));
        }
        String::from_utf8(shown).unwrap()
    }

    fn answer(mut self, answer: &str) -> Ran {
        writeln!(self.keys, "{answer}").unwrap();
        self.end()
    }

    fn end(mut self) -> Ran {
        let mut out = String::new();
        self.screen.read_to_string(&mut out).unwrap();
        let code = self.child.wait().unwrap().code();
        Ran { code, out, err: String::new() }
    }
}

#[test]
fn the_question_of_an_import_tells_how_many_reports_will_no_longer_count() {
    let sandbox = Sandbox::with_records(&IDS);
    sandbox.ok("evidence add x/a#w1 x/b#w1 --kind outcome --outcome success --count 3");
    let set = |id: &&str| changed(&record(id), |tree| tree["workarounds"][0]["success_rate"] = 0.6.into());
    sandbox.write("records.json", format!("[{}]", IDS.iter().map(set).collect::<Vec<_>>().join(",")));
    for (answer, is_done) in [("n", false), ("y", true)] {
        let mut session = Session::begin(&sandbox, "import records.json");
        let asked = session.question();
        let says = "change 5 records that already exist; 6 reports on 2 claims will no longer count? [y/N] ";
        assert!(asked.ends_with(says) && asked.contains("note: 6 reports on 2 claims"), "{asked}");
        let ran = session.answer(answer);
        assert!(ran.code == Some(if is_done { 0 } else { 2 }) && !ran.out.contains("note: 6"), "{}", ran.out);
    }
}

/// Every command that asks, with what it needs.
fn commands(sandbox: &Sandbox) -> [&'static str; 4] {
    let edited: Vec<String> = IDS.iter().map(|id| changed(&record(id), |tree| tree["regex"] = "new".into())).collect();
    sandbox.write("records.json", format!("[{}]", edited.join(",")));
    let rows: String = IDS.iter().map(|id| format!("{id},w1,2026-11-01,success,1\n")).collect();
    sandbox.write("feedback.csv", format!("record_id,item,observed_at,outcome,count\n{rows}"));
    [
        "edit --id x/* --set category=new",
        "confirm --id x/* --note seen",
        "import records.json",
        "feedback import feedback.csv",
    ]
}

#[test]
fn while_a_question_is_open_others_write_and_the_answer_is_still_valid() {
    let sandbox = Sandbox::with_records(&IDS);
    sandbox.write("y.json", record("y/y"));
    for words in commands(&sandbox) {
        let mut session = Session::begin(&sandbox, words);
        let asked = session.question();
        assert!(asked.contains(" 5 records"), "{words}: {asked}");
        // A change that does not concern the question does not matter.
        sandbox.write("y.json", changed(&record("y/y"), |tree| tree["regex"] = words.into()));
        sandbox.ok("import y.json");
        let ran = session.answer("y");
        assert_eq!(ran.code, Some(0), "{words}: {}", ran.out);
        let batch = sandbox.json("log --limit 1", 0)["batches"][0].clone();
        assert_eq!(batch["records"], 5, "{words}: {batch}");
    }
}

#[test]
fn an_answer_to_a_question_that_was_overtaken_changes_nothing() {
    let meanwhile = ["edit x/a --set category=theirs", "confirm x/a --note theirs", "edit x/a --set regex=theirs"];
    for (number, meanwhile) in meanwhile.into_iter().chain(["withdraw x/a --reason theirs"]).enumerate() {
        let sandbox = Sandbox::with_records(&IDS);
        let words = commands(&sandbox)[number];
        let mut session = Session::begin(&sandbox, words);
        session.question();
        sandbox.ok(meanwhile);
        let before = sandbox.ok("export --format ndjson");
        let ran = session.answer("y");
        assert_eq!(ran.code, Some(4), "{words}: {}", ran.out);
        assert!(ran.out.contains("while the question was open"), "{words}: {}", ran.out);
        assert_eq!(sandbox.ok("export --format ndjson"), before, "{words}");
    }
}

#[test]
fn while_withdrawals_and_removals_are_asked_about_others_write() {
    let sandbox = Sandbox::with_records(&IDS);
    sandbox.ok("export --out tree");
    let rest = || format!("[{}]", record("x/e"));
    // Records that are no longer in their source.
    sandbox.write("records.json", rest());
    let mut session = Session::begin(&sandbox, "import records.json --whole");
    let asked = session.question();
    assert!(asked.contains("withdraw 4 records?"), "{asked}");
    sandbox.ok("withdraw x/a --reason theirs");
    let ran = session.answer("y");
    assert!(ran.code == Some(4) && ran.out.contains("while the question was open"), "{}", ran.out);
    let mut session = Session::begin(&sandbox, "import records.json --whole");
    session.question();
    // The input is what was approved, too.
    sandbox.write("records.json", format!("[{},{}]", record("x/d"), record("x/e")));
    assert_eq!(session.answer("y").code, Some(4));
    sandbox.write("records.json", rest());
    let mut session = Session::begin(&sandbox, "import records.json --whole");
    session.question();
    sandbox.ok("edit x/e --set regex=other");
    assert_eq!(session.answer("y").code, Some(0));
    // Their files, while one of them is restored.
    let mut session = Session::begin(&sandbox, "export --out tree --prune");
    let asked = session.question();
    assert!(asked.contains("remove 8 files"), "{asked}");
    sandbox.ok("restore x/a");
    let ran = session.answer("y");
    assert!(ran.code == Some(4) && ran.out.contains("while the question was open"), "{}", ran.out);
    assert!(sandbox.path("tree/errors/x/b/index.json").is_file());
}

#[test]
fn what_changes_while_removals_are_asked_about_is_not_removed() {
    let sandbox = Sandbox::with_records(&IDS);
    sandbox.write("zh.json", std::fs::read(project("fixtures/records/chinese/index.json")).unwrap());
    sandbox.ok("import zh.json");
    let page = sandbox.path("tree/errors/cicd/registry-unauthorized/zh.md");
    sandbox.ok("export --out tree");
    assert!(page.is_file());
    for id in &IDS[..2] {
        sandbox.ok(&format!("withdraw {id} --reason r"));
    }
    // A file that was edited meanwhile, though to the same length.
    let edited = sandbox.path("tree/errors/x/a/index.md");
    let mine = std::fs::read_to_string(&edited).unwrap().replacen('#', "*", 1);
    let mut session = Session::begin(&sandbox, "export --out tree --prune");
    assert!(session.question().contains("remove 4 files"));
    std::fs::write(&edited, &mine).unwrap();
    let ran = session.answer("y");
    assert_eq!(ran.code, Some(0), "{}", ran.out);
    assert!(ran.out.contains("left: errors/x/a/index.md (it was just changed)"), "{}", ran.out);
    assert!(ran.out.contains("removed 3"), "{}", ran.out);
    assert_eq!(std::fs::read_to_string(&edited).unwrap(), mine);
    assert!(!sandbox.path("tree/errors/x/b").exists() && !sandbox.path("tree/errors/x/a/index.json").exists());
    // A page that a record has again.
    sandbox.ok("edit cicd/registry-unauthorized --set signature_zh=null");
    for id in &IDS[2..4] {
        sandbox.ok(&format!("withdraw {id} --reason r"));
    }
    let mut session = Session::begin(&sandbox, "export --out tree --prune");
    assert!(session.question().contains("remove 5 files"));
    sandbox.ok("undo 5");
    let ran = session.answer("y");
    assert!(ran.code == Some(4) && ran.out.contains("while the question was open"), "{}", ran.out);
    assert!(page.is_file() && sandbox.path("tree/errors/x/c/index.json").is_file());
}

#[test]
fn answering_no_changes_nothing() {
    let sandbox = Sandbox::with_records(&IDS);
    let before = sandbox.ok("export --format ndjson");
    for words in commands(&sandbox) {
        let mut session = Session::begin(&sandbox, words);
        session.question();
        let ran = session.answer("n");
        assert_eq!(ran.code, Some(2), "{words}: {}", ran.out);
        assert!(ran.out.contains("not approved; nothing was "), "{words}: {}", ran.out);
    }
    assert_eq!(sandbox.ok("export --format ndjson"), before);
}

#[test]
fn while_input_comes_through_a_pipe_others_write() {
    let sandbox = Sandbox::with_two_records();
    let records: String = (0..300).map(|number| record(&format!("y/{number}")).replace('\n', "") + "\n").collect();
    let rows: String = (0..9_000).map(|number| format!("x/a,,2026-11-01,success,{}\n", number % 90 + 1)).collect();
    let rows = format!("record_id,item,observed_at,outcome,count\n{rows}");
    assert!(sandbox.shell("mkfifo records.ndjson rows.csv").code == Some(0));
    let inputs = [
        ("import -", None, &records),
        ("import records.ndjson", Some("records.ndjson"), &records),
        ("feedback import -", None, &rows),
        ("feedback import rows.csv", Some("rows.csv"), &rows),
    ];
    for (number, (words, pipe, text)) in inputs.into_iter().enumerate() {
        let mut command = sandbox.command();
        command.args(words.split_whitespace()).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut input: Box<dyn Write> = match pipe {
            Some(pipe) => Box::new(std::fs::OpenOptions::new().write(true).open(sandbox.path(pipe)).unwrap()),
            None => Box::new(child.stdin.take().unwrap()),
        };
        // More than a pipe holds: when it is written, most of it was read.
        assert!(text.len() > 200_000, "{}", text.len());
        input.write_all(text.as_bytes()).unwrap();
        sandbox.ok(&format!("edit x/b --set regex=other{number}"));
        drop(input);
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{words}: {}", String::from_utf8_lossy(&output.stderr));
    }
    assert_eq!(sandbox.json("list --domain y", 0)["counts"]["records"], 300);
}

#[test]
fn a_pipe_that_is_larger_than_the_room_for_it_is_refused() {
    let sandbox = Sandbox::with_two_records();
    for words in ["import -", "feedback import -"] {
        // The limit on the size of files stands for a full disk; it counts blocks of 512 or 1,024 bytes.
        let ran = sandbox.shell(&format!("ulimit -f 200; head -c 900000 /dev/zero | canonry {words}"));
        assert_eq!(ran.code, Some(70), "{words}: {}", ran.out);
        assert!(ran.out.contains("error: there is no room for standard input in /"), "{}", ran.out);
        assert!(ran.out.contains("hint: make room there, or name another folder in TMPDIR"), "{}", ran.out);
    }
}

#[test]
fn while_an_editor_is_open_others_write() {
    let sandbox = Sandbox::with_two_records();
    let other = |number| format!("{} edit x/b --set regex=other{number}", env!("CARGO_BIN_EXE_canonry"));
    let script = format!("{} && sed -i s/runtime_error/new/ $1", other(1));
    let ran = sandbox.edited(&script, "edit x/a");
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    let script = format!("{} && sed -i 's/the error text as users see it/text/' $1", other(2));
    let ran = sandbox.edited(&script, "new y/y");
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    assert_eq!(
        sandbox.ok("list --columns regex,category --csv"),
        "regex,category\nerror,new\nother2,runtime_error\n,runtime_error\n"
    );
}

/// Commands that write to the database and print something.
const WRITING: [&str; 12] = [
    "evidence add x/a --kind review --note seen",
    "evidence move e1 x/b --reason why",
    "evidence withdraw e2 --reason why",
    "edit x/a --set category=new",
    "confirm x/a --note seen",
    "undo",
    "promote x/a --to human_reviewed --force --reason why",
    "demote x/a --to ai_generated --reason why",
    "rename x/b y/b",
    "withdraw x/a --reason why",
    "restore x/a",
    "import more.json",
];

#[test]
#[cfg(target_os = "linux")]
fn what_was_stored_and_could_not_be_printed_is_reported_as_stored() {
    for json in ["", " --json"] {
        let sandbox = Sandbox::with_two_records();
        sandbox.write("more.json", record("z/z"));
        sandbox.write("rows.csv", "record_id,item,observed_at,outcome,count\nx/a,,2026-11-01,success,2\n");
        for words in WRITING.into_iter().chain(["feedback import rows.csv"]) {
            let before = sandbox.json("log --limit 1", 0)["batches"][0]["batch"].as_i64().unwrap();
            let ran = sandbox.shell(&format!("canonry {words}{json} > /dev/full"));
            let stored = format!("error: stored as batch {}, but the result could not be printed\n", before + 1);
            assert!(ran.out.contains(&stored), "{words}{json}: {}", ran.out);
            assert!(ran.out.contains("caused by: No space left on device"), "{words}{json}: {}", ran.out);
            assert_eq!(ran.code, Some(70), "{words}{json}: {}", ran.out);
            let now = sandbox.json("log --limit 1", 0)["batches"][0]["batch"].as_i64().unwrap();
            assert_eq!(now, before + 1, "{words}{json}");
        }
        let ran = sandbox.shell(&format!("canonry export --out tree{json} > /dev/full"));
        assert_eq!(ran.code, Some(70), "{}", ran.out);
        assert!(ran.out.contains("error: tree is up to date (written "), "{}", ran.out);
        let ran = sandbox.shell(&format!("canonry edit x/a --set category=never --dry-run{json} > /dev/full"));
        assert!(ran.code == Some(70) && ran.out.contains("error: the output could not be written\n"), "{}", ran.out);
    }
}

#[test]
fn a_reader_that_closed_the_pipe_is_not_a_failure() {
    let sandbox = Sandbox::with_two_records();
    sandbox.write("more.json", record("z/z"));
    for words in WRITING {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let status = sandbox.command().args(words.split_whitespace()).stdout(writer).status().unwrap();
        assert_eq!(status.code(), Some(0), "{words}");
    }
}
