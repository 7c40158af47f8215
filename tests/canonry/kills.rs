//! Every command that writes, killed at points spread over its run and stopped by a full disk: the database is as it
//! was before or as it is after, every other file is whole, and the same command run again completes.
//!
//! A point is a number of changes that the command has made to files. The command continues until the kill, but the
//! invariants have to hold at any point.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};

use crate::followed::Followed;
use crate::generate;
use crate::migrations::thaw;
use crate::support::{Sandbox, files, record, record_with};

/// Points of a run at which it is killed in the normal tests.
const KILLS: usize = 10;
/// The same in the tests that are run by `--ignored`.
const KILLS_OF_LONG_TESTS: usize = 100;

/// A command that writes, and the folder in which it is run.
struct Case {
    begin: fn() -> Sandbox,
    words: &'static str,
}

const DATABASES: [Case; 9] = [
    Case { begin: Sandbox::new, words: "init" },
    Case { begin: inputs, words: "import more.ndjson" },
    Case { begin: curated, words: "import --from upstream upstream.ndjson" },
    Case { begin: curated, words: "import --keep-going --rejects rejects.ndjson more.ndjson bad.ndjson" },
    Case { begin: curated, words: "import --from upstream --conflicts conflicts.ndjson conflict.ndjson" },
    Case { begin: curated, words: "import --from upstream --whole --yes upstream.ndjson" },
    Case { begin: exchanging, words: "import --from lena theirs" },
    Case { begin: || old("v1.sql"), words: "list" },
    Case { begin: damaged, words: "verify --repair tree/errors/x/a/index.json" },
];

const RECORDS: [Case; 11] = [
    Case { begin: curated, words: "new x/n --from new.json" },
    Case { begin: curated, words: "edit --id * --set category=later" },
    Case { begin: curated, words: "edit x/a --remove w1" },
    Case { begin: curated, words: "rename x/a x/z" },
    Case { begin: curated, words: "withdraw x/a --reason r" },
    Case { begin: curated, words: "withdraw x/a --merge-into x/b --reason r" },
    Case { begin: curated, words: "restore x/gone" },
    Case { begin: curated, words: "confirm --id * --note n" },
    Case { begin: curated, words: "promote x/a --force --reason r" },
    Case { begin: curated, words: "demote x/b --to ai_generated --reason r" },
    Case { begin: curated, words: "undo" },
];

const LEDGER: [Case; 7] = [
    Case { begin: curated, words: "evidence add --id * --kind review" },
    Case { begin: curated, words: "evidence move e1 x/b --reason r" },
    Case { begin: curated, words: "evidence withdraw e1 --reason r" },
    Case { begin: curated, words: "feedback import reports.csv --yes" },
    Case { begin: curated, words: "feedback import bad.csv --yes --keep-going --rejects rejects.csv" },
    Case { begin: curated, words: "feedback import outcomes.jsonl --format outcomes --yes" },
    Case { begin: curated, words: "rates --apply --yes" },
];

const RELEASES: [Case; 4] = [
    Case { begin: released, words: CREATE },
    Case { begin: recorded, words: "release export v2 --out again --archive again.tar.gz" },
    Case { begin: released, words: "release delta v1 4 --out new.ndjson" },
    Case { begin: released, words: "release apply delta.ndjson tree" },
];

/// Cuts the second release of [`released`].
pub const CREATE: &str = "release create v2 --out site --archive v2.tar.gz";

const OUTPUTS: [Case; 9] = [
    Case { begin: curated, words: "export --out tree" },
    Case { begin: exported, words: "export --out tree --prune" },
    Case { begin: curated, words: "export --out tree --format json,ledger" },
    Case { begin: exchanging, words: "export --out theirs --format json,ledger" },
    Case { begin: curated, words: "export --format ndjson --out all.ndjson" },
    Case { begin: exported, words: "export --format ndjson --out all.ndjson" },
    Case { begin: curated, words: "site --out site" },
    Case { begin: exported, words: "site --out site --prune" },
    Case { begin: curated, words: "backup copy.db" },
];

/// A folder with files to be imported, and no database.
fn inputs() -> Sandbox {
    let sandbox = Sandbox::new();
    generate::ndjson(&sandbox.path("more.ndjson"), 12).unwrap();
    sandbox.write("a.json", record_with("x/a", &["Do it", "Or that"]));
    sandbox.write("b.json", record("x/b"));
    sandbox.write("gone.json", record("x/gone"));
    sandbox.write("new.json", record("x/n"));
    sandbox.write("bad.ndjson", "{\"id\": \"x/bad\"}\n");
    let line = |id, cause| {
        let text = record(id).replace("The cause.", cause).replace("2025-06-01", "2025-07-01");
        format!("{}\n", text.lines().map(str::trim).collect::<String>())
    };
    sandbox.write("upstream.ndjson", line("x/b", "Theirs.") + &line("x/new", "Theirs."));
    sandbox.write("conflict.ndjson", line("x/a", "Theirs."));
    let rows = ["x/a,w1,fail,9,2026-01-02,li", "x/a,w2,success,5,2026-01-03,ops", "x/b,d1,fail,7,2026-01-04,li"];
    let header = "record_id,item,outcome,count,observed_at,reporter\n";
    sandbox.write("reports.csv", format!("{header}{}\n", rows.join("\n")));
    let outcome = r#"{"error_id": "x/a", "workaround_action": "Do it", "success": true, "timestamp": "2026-01-02"}"#;
    sandbox.write("outcomes.jsonl", outcome);
    sandbox.write("bad.csv", format!("{header}{}\nx/none,w1,fail,1,2026-01-02,li\n", rows.join("\n")));
    sandbox
}

/// A folder with a database that has something of everything.
fn curated() -> Sandbox {
    let sandbox = inputs();
    for words in [
        "import --from upstream a.json b.json gone.json",
        "evidence add x/a#w1 --kind outcome --outcome fail --count 9",
        "evidence add x/a#w1 --kind outcome --outcome fail --count 9 --reporter ann",
        "promote x/b --force --reason r",
        "withdraw x/gone --reason r",
        "edit x/a --set root_cause=Ours.",
    ] {
        sandbox.ok(words);
    }
    sandbox
}

/// A folder with a database, and the tree of another maintainer with evidence, rulings and edits that it does not have,
/// and without those that it has.
fn exchanging() -> Sandbox {
    let sandbox = curated();
    let other = curated();
    for words in [
        "evidence add x/b#w1 --kind outcome --outcome success --reporter lena --by lena",
        "evidence withdraw e1 --reason wrong --by lena",
        "edit x/b --set category=theirs --by lena",
        "export --out theirs --format json,ledger",
    ] {
        other.ok(words);
    }
    for (path, bytes) in files(&other.path("theirs")) {
        sandbox.write(&format!("theirs/{path}"), bytes);
    }
    sandbox.ok("evidence add x/a#d1 --kind outcome --outcome fail --reporter omar");
    sandbox.ok("evidence add x/b --kind review --note looked --reporter omar --by omar");
    sandbox
}

/// A folder with a database that was exported and has changed since.
fn exported() -> Sandbox {
    let sandbox = curated();
    sandbox.ok("export --out tree");
    sandbox.ok("export --format ndjson --out all.ndjson");
    sandbox.ok("site --out site");
    sandbox.ok("edit --id * --set category=later");
    sandbox.ok("withdraw x/b --reason r");
    sandbox
}

/// A folder with a database that changed since its release v1, the tree of v1, and the delta from there.
pub fn released() -> Sandbox {
    let sandbox = Sandbox::with_records(&["x/a", "x/b", "x/c", "y/d"]);
    sandbox.ok("release create v1 --out site --archive v1.tar.gz --force --reason r");
    sandbox.ok("export --out tree");
    for words in ["edit x/a --set root_cause=Known.", "rename x/b x/z", "withdraw y/d --reason r"] {
        sandbox.ok(words);
    }
    sandbox.write("canonry.toml", "[release]\noff = []\n");
    sandbox.ok("release delta v1 5 --out delta.ndjson");
    sandbox
}

/// The same with a release v2, the snapshot of which is somewhere else.
fn recorded() -> Sandbox {
    let sandbox = released();
    sandbox.ok("release create v2 --out other");
    sandbox
}

/// A folder with a database whose text another program changed, and the tree that was exported before.
fn damaged() -> Sandbox {
    let sandbox = curated();
    sandbox.ok("export --out tree");
    let connection = Connection::open(sandbox.path("canonry.db")).unwrap();
    connection.execute("UPDATE record SET root_cause = 'F' WHERE canon_id = 'x/a'", []).unwrap();
    sandbox
}

/// A folder with a database of an old schema.
fn old(dump: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    thaw(&sandbox, dump);
    sandbox
}

/// What a folder holds: every database by its rows, every other file by its bytes. Temporary files are told apart.
#[derive(PartialEq, Eq)]
struct State {
    files: BTreeMap<String, Vec<u8>>,
    temporary: Vec<String>,
}

impl State {
    fn of(sandbox: &Sandbox) -> Self {
        let folder = sandbox.path("");
        let mut state = State { files: BTreeMap::new(), temporary: Vec::new() };
        for (path, bytes) in files(&folder) {
            let name = path.rsplit('/').next().unwrap();
            if path.split('/').any(is_temporary) {
                state.temporary.push(path);
            } else if ["-wal", "-shm", "-journal"].iter().all(|ending| !name.ends_with(ending)) {
                let content = if bytes.starts_with(b"SQLite format 3\0") { rows(&folder.join(&path)) } else { bytes };
                state.files.insert(path, content);
            }
        }
        state
    }

    /// Whether every file is as in one of two states, and missing only if one of them does not have it.
    fn assert_between(&self, before: &State, after: &State, when: &str) {
        for path in self.files.keys().chain(before.files.keys()).chain(after.files.keys()) {
            let content = self.files.get(path);
            let is_whole = content == before.files.get(path) || content == after.files.get(path);
            assert!(is_whole, "{when}: {path} is neither as before nor as after");
        }
    }
}

/// Temporary files, and the marker of a tree that is being written.
pub fn is_temporary(name: &str) -> bool {
    name.starts_with(".canonry-") || name.ends_with(".canonry-partial")
}

/// All rows of all tables of a database, as text, once SQLite has put it right; except for the time of a migration, and
/// for what is known of the files of a tree, which depends on how fast they were written.
fn rows(path: &Path) -> Vec<u8> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap();
    let verdict: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(verdict, "ok", "{}", path.display());
    let broken: i64 =
        connection.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0)).unwrap();
    assert_eq!(broken, 0);
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name";
    let mut statement = connection.prepare(sql).unwrap();
    let tables: Vec<String> = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let mut text = String::new();
    for table in tables.into_iter().filter(|table| !matches!(table.as_str(), "tree" | "tree_file")) {
        let sql = match table.as_str() {
            "refinery_schema_history" => "SELECT version FROM refinery_schema_history".to_owned(),
            table => format!("SELECT * FROM \"{table}\""),
        };
        let mut statement = connection.prepare(&sql).unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        let mut lines = Vec::new();
        while let Some(row) = rows.next().unwrap() {
            let values: Vec<ValueRef<'_>> = (0..columns).map(|at| row.get_ref(at).unwrap()).collect();
            lines.push(format!("{table}: {values:?}\n"));
        }
        lines.sort_unstable();
        text.extend(lines);
    }
    text.into_bytes()
}

/// A copy of a folder, before any command.
pub fn copy(of: &Sandbox) -> Sandbox {
    let copy = Sandbox::new();
    for (path, bytes) in files(&of.path("")) {
        copy.write(&path, bytes);
    }
    copy
}

/// A command with the states before it and after it, its exit code and how many changes of files it took.
struct Run {
    words: &'static str,
    begin: Sandbox,
    before: State,
    after: State,
    code: Option<i32>,
    changes: usize,
}

impl Run {
    fn of(case: &Case) -> Self {
        let begin = (case.begin)();
        let before = State::of(&begin);
        let whole = copy(&begin);
        let command = Followed::start(&whole, case.words);
        let changes = std::iter::repeat_with(|| command.changes()).take_while(|is_one| *is_one).count();
        let code = command.finish().code;
        let after = State::of(&whole);
        assert!(after.temporary.is_empty() && code < Some(70), "{}: {code:?}", case.words);
        assert!(after.files != before.files, "{} changes nothing", case.words);
        Run { words: case.words, begin, before, after, code, changes }
    }

    /// The invariants in a folder in which the command was killed; it completes there.
    fn check(&self, sandbox: &Sandbox, when: &str) {
        let when = format!("canonry {} {when}", self.words);
        let state = State::of(sandbox);
        let database = |state: &State| state.files.get("canonry.db").cloned();
        if self.is_migration() {
            // It goes in steps, each of which the next command goes on from.
            assert!(database(&state).is_some(), "{when}: no database");
        } else {
            state.assert_between(&self.before, &self.after, &when);
        }
        // What is complete stays: only the rest is tried again.
        let is_undone = database(&state) == database(&self.before) && state.files != self.after.files;
        if is_undone || self.is_migration() {
            let ran = sandbox.words(self.words);
            assert_eq!(ran.code, self.code, "{when}, then again: {}{}", ran.out, ran.err);
            let again = State::of(sandbox);
            again.assert_between(&self.after, &self.after, &format!("{when}, then again"));
            assert!(again.temporary.is_empty(), "{when}, then again: {:?} stay", again.temporary);
        }
    }

    fn is_migration(&self) -> bool {
        self.words == "list"
    }
}

fn kill_at_each_of(points: usize, cases: &[Case]) {
    for case in cases {
        let run = Run::of(case);
        let mut killed = 0;
        for point in 0..points {
            let sandbox = copy(&run.begin);
            let command = Followed::start(&sandbox, run.words);
            let change = run.changes * point / points;
            let _ = (0..change).all(|_| command.changes());
            killed += usize::from(command.kill().code() != run.code);
            run.check(&sandbox, &format!("killed at change {change} of {}", run.changes));
        }
        assert!(killed > 0, "{} was never killed", run.words);
    }
}

#[test]
fn a_killed_import_leaves_the_state_before_or_after() {
    kill_at_each_of(KILLS, &DATABASES);
}

#[test]
fn a_killed_change_of_records_leaves_the_state_before_or_after() {
    kill_at_each_of(KILLS, &RECORDS);
}

#[test]
fn a_killed_change_of_the_ledger_leaves_the_state_before_or_after() {
    kill_at_each_of(KILLS, &LEDGER);
}

#[test]
fn a_killed_command_of_releases_leaves_whole_files() {
    kill_at_each_of(KILLS, &RELEASES);
}

#[test]
fn a_killed_export_or_backup_leaves_whole_files() {
    kill_at_each_of(KILLS, &OUTPUTS);
}

#[test]
#[ignore = "takes minutes"]
fn kills_at_a_hundred_points_of_every_command() {
    for cases in [DATABASES.as_slice(), &RECORDS, &LEDGER, &RELEASES, &OUTPUTS] {
        kill_at_each_of(KILLS_OF_LONG_TESTS, cases);
    }
}

/// Calls that alter files.
const CALLS: &str = "openat,write,pwrite64,ftruncate,fsync,fdatasync,rename,renameat,renameat2,link,linkat,unlink,\
    unlinkat,mkdir,mkdirat,chmod,fchmod";

pub fn is_strace_there() -> bool {
    Command::new("strace").arg("-V").stdout(Stdio::null()).status().is_ok_and(|status| status.success())
}

fn traced(sandbox: &Sandbox, words: &str, options: &[&str]) -> ExitStatus {
    let mut command = Command::new("strace");
    command.args(["-f", "-qq", "-o", "/dev/null"]).args(options).arg(env!("CARGO_BIN_EXE_canonry"));
    let own = sandbox.command();
    command.envs(own.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.current_dir(sandbox.path("")).args(words.split_whitespace());
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap()
}

/// How often a command makes each of the calls that alter files.
pub fn calls_of(sandbox: &Sandbox, words: &str) -> BTreeMap<String, usize> {
    let calls = tempfile::NamedTempFile::new().unwrap();
    let (log, trace) = (calls.path().to_string_lossy().into_owned(), format!("trace={CALLS}"));
    traced(sandbox, words, &["-o", &log, "-e", &trace]);
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for line in std::fs::read_to_string(&log).unwrap().lines() {
        let call = line.split_whitespace().nth(1).and_then(|call| call.split_once('('));
        call.into_iter().for_each(|(name, _)| *counts.entry(name.to_owned()).or_default() += 1);
    }
    counts.retain(|call, _| CALLS.split(',').any(|one| one == *call));
    counts
}

/// Kills a command as it makes a call for the n-th time.
pub fn kill_at_call(sandbox: &Sandbox, words: &str, call: &str, number: usize) -> ExitStatus {
    let inject = format!("inject={call}:signal=KILL:when={number}");
    traced(sandbox, words, &["-e", &format!("trace={call}"), "-e", &inject])
}

/// By strace, if it is installed: the process is killed as it makes its n-th call of a kind.
#[cfg(target_os = "linux")]
#[test]
#[ignore = "takes minutes"]
fn kills_at_each_call_of_every_command_that_alters_a_file() {
    if !is_strace_there() {
        return; // then the kills between changes have to do
    }
    for case in [DATABASES.as_slice(), &RECORDS, &LEDGER, &RELEASES, &OUTPUTS].into_iter().flatten() {
        let run = Run::of(case);
        for (call, count) in &calls_of(&copy(&run.begin), run.words) {
            let step = (count / KILLS_OF_LONG_TESTS).max(1);
            for number in (1..=*count).step_by(step) {
                let sandbox = copy(&run.begin);
                kill_at_call(&sandbox, run.words, call, number);
                run.check(&sandbox, &format!("killed at {call} {number} of {count}"));
            }
        }
    }
}

/// A limit on the size of files, in blocks of 512 bytes, stands for a full disk.
#[cfg(unix)]
fn full_disk(blocks: &[u32]) {
    for case in [DATABASES.as_slice(), &RECORDS, &LEDGER, &RELEASES, &OUTPUTS].into_iter().flatten() {
        let run = Run::of(case);
        for limit in blocks {
            let sandbox = copy(&run.begin);
            let ran = crate::faults::limited(&sandbox, *limit, &run.words.replace('*', "'*'"));
            let when = format!("with {limit} blocks");
            let is_said = ran.code == Some(70) && ran.err.contains("error: ") && ran.err.contains("hint: ");
            assert!(is_said || ran.code == run.code, "canonry {} {when}: {:?} {}", run.words, ran.code, ran.err);
            let stays: Vec<String> = State::of(&sandbox).temporary;
            let is_marker = |path: &String| path.ends_with("/.canonry-export");
            assert!(stays.iter().all(is_marker), "canonry {} {when}: {stays:?} stay", run.words);
            run.check(&sandbox, &when);
        }
    }
}

#[cfg(unix)]
#[test]
fn a_full_disk_leaves_the_state_before_or_after_every_command() {
    full_disk(&[1, 300]);
}

#[cfg(unix)]
#[test]
#[ignore = "takes minutes"]
fn full_disks_of_many_sizes_leave_the_state_before_or_after_every_command() {
    full_disk(&[2, 8, 16, 32, 64, 100, 128, 200, 256, 400, 512, 700, 800, 900, 1000, 1200, 1600, 2048]);
}
