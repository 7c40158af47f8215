//! Running the program on a thread of the tests, which takes a fraction of the time of a process.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{MAIN_SEPARATOR, Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread;

use canonry::cli::{Env, InputStream, OutputStream};
use indicatif::ProgressDrawTarget;

use crate::support::Ran;

/// The stack size of the first thread of a process, on which the program normally runs.
const STACK: usize = 8 * 1024 * 1024;

/// Runs the program in a folder. `None` if the command line names a stream of the process, which would be that of the
/// tests.
pub fn run(folder: &Path, arguments: &[OsString], variables: &BTreeMap<OsString, OsString>) -> Option<Ran> {
    let (out, err) = (Captured::default(), Captured::default());
    let env = env(folder, arguments, variables, &out, &err);
    let code = run_on_thread(&env)?;
    Some(Ran { code: Some(code.into()), out: out.text(&env), err: err.text(&env) })
}

/// Runs the program in a folder; output and messages come together.
pub fn run_merged(folder: &Path, arguments: &[OsString], variables: &BTreeMap<OsString, OsString>) -> Option<Ran> {
    let out = Captured::default();
    let env = env(folder, arguments, variables, &out, &out);
    let code = run_on_thread(&env)?;
    Some(Ran { code: Some(code.into()), out: out.text(&env), err: String::new() })
}

fn env(
    folder: &Path,
    arguments: &[OsString],
    variables: &BTreeMap<OsString, OsString>,
    out: &Captured,
    err: &Captured,
) -> Env {
    let temporary = variables.get(&OsString::from("TMPDIR")).map_or_else(std::env::temp_dir, Into::into);
    Env {
        arguments: arguments.to_vec(),
        folder: marked(folder),
        variables: variables.clone(),
        input: InputStream::new(io::empty(), None, std::fs::metadata("/dev/null").ok()),
        output: OutputStream::new(out.clone(), None),
        messages: OutputStream::new(err.clone(), None),
        day: None, // the environment says which day it is
        temporary,
        progress: ProgressDrawTarget::hidden,
    }
}

/// The folder by a name that no test uses. Where it stands in a message, the program put it before a relative path; a
/// path that was absolute from the start does not have it.
fn marked(folder: &Path) -> PathBuf {
    folder.join("..").join(folder.file_name().unwrap())
}

/// The streams of the process by their paths.
const STREAMS: [&str; 5] = ["/dev/stdin", "/dev/stdout", "/dev/stderr", "/dev/fd/", "/proc/self/"];

/// The exit code. A panic goes on in the test.
fn run_on_thread(env: &Env) -> Option<u8> {
    let names_stream = |word: &OsString| STREAMS.iter().any(|stream| word.to_string_lossy().contains(stream));
    if env.arguments.iter().any(names_stream) {
        return None;
    }
    thread::scope(|scope| {
        let run = || canonry::cli::run(env).code();
        let thread = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, run).unwrap();
        Some(thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })
}

/// What a run wrote.
#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Captured {
    /// The text, with relative paths as they were before the program put the folder in front of them.
    fn text(&self, env: &Env) -> String {
        let text = String::from_utf8(std::mem::take(&mut *self.0.lock().unwrap())).unwrap();
        text.replace(&format!("{}{MAIN_SEPARATOR}", env.folder.display()), "")
    }
}

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
