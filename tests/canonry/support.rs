//! The program in a folder of its own, with a fixed day, actor and environment.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::inside;

/// What a run of the program printed, and its exit code.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

/// With a path, because a process whose PATH is set would be started by a copy of the whole test otherwise.
pub const SHELL: &str = "/bin/sh";

/// A folder that is removed after the test.
pub struct Sandbox {
    folder: TempDir,
}

impl Sandbox {
    pub fn new() -> Self {
        Sandbox { folder: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }

    /// The program, to be run in this folder as a process: for tests of kills, pipes, limits and the like.
    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_canonry"));
        fix_environment(&mut command, self.folder.path());
        command
    }

    /// Runs the program with arguments, without input.
    pub fn run<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Ran {
        self.run_with(arguments, &[])
    }

    /// Runs the program with arguments and with variables besides those of [`environment`].
    pub fn run_with<S: AsRef<OsStr>>(&self, arguments: &[S], variables: &[(&str, &OsStr)]) -> Ran {
        let ran = inside::run(self.folder.path(), &arguments_of(arguments), &with(environment(), variables));
        ran.unwrap_or_else(|| finish(self.command().args(arguments).envs(variables.iter().copied())))
    }

    /// Runs the program with words as a shell would split them.
    pub fn words(&self, words: &str) -> Ran {
        self.run(&words.split_whitespace().collect::<Vec<_>>())
    }

    /// Runs the program and expects success; returns its standard output.
    pub fn ok(&self, words: &str) -> String {
        let ran = self.words(words);
        assert_eq!(ran.code, Some(0), "canonry {words}\n{}{}", ran.out, ran.err);
        ran.out
    }

    /// A folder with a database of records, each with one workaround and one dead end.
    pub fn with_records(ids: &[&str]) -> Self {
        let sandbox = Sandbox::new();
        let lines: Vec<String> = ids.iter().map(|id| record(id)).collect();
        sandbox.write("records.json", format!("[{}]", lines.join(",")));
        sandbox.ok("import records.json");
        sandbox
    }

    /// A folder with a database of two records: x/a with two workarounds, and x/b.
    pub fn with_two_records() -> Self {
        let sandbox = Sandbox::new();
        sandbox.write("a.json", record_with("x/a", &["Do it", "Or that"]));
        sandbox.write("b.json", record("x/b"));
        sandbox.ok("import a.json b.json");
        sandbox
    }

    /// Runs the program with a shell script for an editor, whose `$1` is the file to edit. What is kept of a text lies
    /// in the folder `kept`.
    pub fn edited(&self, script: &str, words: &str) -> Ran {
        std::fs::create_dir_all(self.path("kept")).unwrap();
        self.write("editor.sh", script);
        let kept = self.path("kept");
        let variables = [("VISUAL", "".as_ref()), ("EDITOR", "sh editor.sh".as_ref()), ("TMPDIR", kept.as_os_str())];
        self.run_with(&words.split_whitespace().collect::<Vec<_>>(), &variables)
    }

    /// The JSON object of a run that is expected to end with this code.
    pub fn json(&self, words: &str, code: i32) -> serde_json::Value {
        let ran = self.words(&format!("--json {words}"));
        assert_eq!(ran.code, Some(code), "canonry --json {words}\n{}{}", ran.out, ran.err);
        serde_json::from_str(&ran.out).unwrap()
    }

    /// The program on a terminal, where output and messages come together. Its input is typed there.
    pub fn terminal(&self, words: &[&str]) -> Command {
        // What starts the tests in the background makes them ignore interruptions.
        let program = ["env", "--default-signal=INT", env!("CARGO_BIN_EXE_canonry")];
        let line = shlex::try_join(program.into_iter().chain(words.iter().copied())).unwrap();
        let mut command = Command::new("script");
        fix_environment(&mut command, self.folder.path());
        command.env("SHELL", "/bin/sh").env("TERM", "xterm").args(["-qefc", &line, "/dev/null"]);
        command
    }

    /// Runs a line as a shell would, with `canonry` in the path; output and messages come together.
    pub fn line(&self, line: &str) -> Ran {
        let ran = words_of(line).and_then(|words| {
            let (program, arguments) = words.split_first()?;
            let is_ours = program == "canonry";
            is_ours.then(|| inside::run_merged(self.folder.path(), &arguments_of(arguments), &environment()))?
        });
        ran.unwrap_or_else(|| self.shell(line))
    }

    /// Runs a line in a shell, with `canonry` in the path; output and messages come together.
    pub fn shell(&self, line: &str) -> Ran {
        let mut command = Command::new(SHELL);
        fix_environment(&mut command, self.folder.path());
        let program = Path::new(env!("CARGO_BIN_EXE_canonry")).parent().unwrap();
        let path = std::env::var_os("PATH").unwrap_or_default();
        let paths = std::iter::once(program.to_owned()).chain(std::env::split_paths(&path));
        command.env("PATH", std::env::join_paths(paths).unwrap());
        finish(command.args(["-c", &format!("exec 2>&1\n{line}")]))
    }
}

/// The command line of a run, the program's name first.
fn arguments_of<S: AsRef<OsStr>>(arguments: &[S]) -> Vec<OsString> {
    let name = std::iter::once(OsStr::new("canonry"));
    name.chain(arguments.iter().map(AsRef::as_ref)).map(OsStr::to_owned).collect()
}

/// The words of a line in which a shell has nothing to do but to split it.
fn words_of(line: &str) -> Option<Vec<String>> {
    let mut quote = None;
    for character in line.chars() {
        quote = match (quote, character) {
            (None, '\'' | '"') => Some(character),
            (Some(open), _) if open == character => None,
            (Some('\''), _) => quote,
            (_, '$' | '`' | '\\') => return None,
            (None, '|' | '&' | ';' | '<' | '>' | '(' | ')' | '{' | '}' | '*' | '?' | '[' | '~' | '#' | '!') => {
                return None;
            }
            _ => quote,
        };
    }
    shlex::split(line)
}

/// The environment that the tests are run in, with a fixed day and actor.
fn environment() -> BTreeMap<OsString, OsString> {
    let others = std::env::vars_os().filter(|(name, _)| !name.to_string_lossy().starts_with("CANONRY_"));
    with(others.collect(), &FIXED.map(|(name, value)| (name, OsStr::new(value))))
}

const FIXED: [(&str, &str); 4] =
    [("CANONRY_TODAY", "2026-11-21"), ("CANONRY_ACTOR", "mei"), ("NO_COLOR", "1"), ("LC_ALL", "C.UTF-8")];

fn with(mut all: BTreeMap<OsString, OsString>, variables: &[(&str, &OsStr)]) -> BTreeMap<OsString, OsString> {
    all.extend(variables.iter().map(|(name, value)| (OsString::from(name), (*value).to_owned())));
    all
}

fn fix_environment(command: &mut Command, folder: &Path) {
    command.current_dir(folder).env_clear().envs(environment()).stdin(Stdio::null());
}

/// Runs a command to its end.
pub fn finish(command: &mut Command) -> Ran {
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// A file or folder of the project.
pub fn project(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// A canonical record of an id, with one workaround and one dead end.
pub fn record(id: &str) -> String {
    let domain = id.split('/').next().unwrap();
    let text = format!(
        r#"{{"id": "{id}", "signature": "error of {id}", "regex": "error", "domain": "{domain}", "category": "runtime_error",
        "root_cause": "The cause.", "dead_ends": [{{"why_fails": "It does not help.", "fail_rate": 0.7}}],
        "workarounds": [{{"action": "Do it", "success_rate": 0.8, "how": "Do it"}}], "verification_tier": "ai_generated",
        "confidence": 0.8, "fix_success_rate": 0.7, "resolvable": "true", "first_seen": "2024-01-15",
        "last_confirmed": "2025-06-01", "last_updated": "2025-06-01", "evidence_count": 1}}"#
    );
    canonry::record::canonical(&canonry::record::read(text.as_bytes(), canonry::record::Start::default()).unwrap())
}

/// A canonical record after a change of its JSON.
pub fn changed(record: &str, change: impl FnOnce(&mut serde_json::Value)) -> String {
    let mut tree = serde_json::from_str(record).unwrap();
    change(&mut tree);
    let text = tree.to_string();
    canonry::record::canonical(&canonry::record::read(text.as_bytes(), canonry::record::Start::default()).unwrap())
}

/// A canonical record of an id, with these workarounds.
pub fn record_with(id: &str, actions: &[&str]) -> String {
    let workaround = |action| serde_json::json!({ "action": action, "success_rate": 0.5, "how": "" });
    changed(&record(id), |tree| tree["workarounds"] = actions.iter().map(workaround).collect())
}

/// The files below a folder with their bytes, by relative path.
pub fn files(folder: &Path) -> std::collections::BTreeMap<String, Vec<u8>> {
    let mut found = std::collections::BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            let relative = entry.path().strip_prefix(folder).unwrap().to_string_lossy().into_owned();
            found.insert(relative, std::fs::read(entry.path()).unwrap());
        }
    }
    found
}
