//! The program on a thread of the tests, which takes a fraction of the time that a process takes.
//!
//! Paths begin at the folder of the thread, and on Linux a thread can have one of its own. Elsewhere, or if the system
//! forbids it (as some containers do), there is nothing here, and a test runs a process; so it does for paths that are
//! streams of the process.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread;

use canonry::cli::{Env, InputStream, OutputStream};
use indicatif::ProgressDrawTarget;

use crate::support::Ran;

/// As much as the first thread of a process has, on which the program runs otherwise.
const STACK: usize = 8 * 1024 * 1024;

/// Runs the program in a folder.
pub fn run(folder: &Path, arguments: &[OsString], variables: &BTreeMap<OsString, OsString>) -> Option<Ran> {
    let (out, err) = (Captured::default(), Captured::default());
    let code = run_on_thread(folder, &env(arguments, variables, &out, &err))?;
    Some(Ran { code: Some(code.into()), out: out.text(), err: err.text() })
}

/// Runs the program in a folder; output and messages come together.
pub fn run_merged(folder: &Path, arguments: &[OsString], variables: &BTreeMap<OsString, OsString>) -> Option<Ran> {
    let out = Captured::default();
    let code = run_on_thread(folder, &env(arguments, variables, &out, &out))?;
    Some(Ran { code: Some(code.into()), out: out.text(), err: String::new() })
}

fn env(arguments: &[OsString], variables: &BTreeMap<OsString, OsString>, out: &Captured, err: &Captured) -> Env {
    let temporary = variables.get(&OsString::from("TMPDIR")).map_or_else(std::env::temp_dir, Into::into);
    Env {
        arguments: arguments.to_vec(),
        variables: variables.clone(),
        input: InputStream::new(io::empty(), None, std::fs::metadata("/dev/null").ok()),
        output: OutputStream::new(out.clone(), None),
        messages: OutputStream::new(err.clone(), None),
        day: None, // the environment says which day it is
        temporary,
        progress: ProgressDrawTarget::hidden,
    }
}

/// The streams of the process by their paths. Here they would be those of the tests.
const STREAMS: [&str; 5] = ["/dev/stdin", "/dev/stdout", "/dev/stderr", "/dev/fd/", "/proc/self/"];

/// The exit code. A panic goes on in the test.
fn run_on_thread(folder: &Path, env: &Env) -> Option<u8> {
    let names_stream = |word: &OsString| STREAMS.iter().any(|stream| word.to_string_lossy().contains(stream));
    if env.arguments.iter().any(names_stream) {
        return None;
    }
    thread::scope(|scope| {
        let run = || enter(folder).then(|| canonry::cli::run(env).code());
        let thread = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, run).unwrap();
        thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// Makes a folder the current one of this thread alone, if that can be done.
#[cfg(target_os = "linux")]
fn enter(folder: &Path) -> bool {
    // It is deprecated for what it does to tables of files, which are not asked for here.
    #[expect(deprecated)]
    let unshared = rustix::thread::unshare(rustix::thread::UnshareFlags::FS);
    unshared.is_ok() && std::env::set_current_dir(folder).is_ok()
}

#[cfg(not(target_os = "linux"))]
fn enter(_: &Path) -> bool {
    false
}

/// What a run wrote.
#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Captured {
    fn text(&self) -> String {
        String::from_utf8(std::mem::take(&mut *self.0.lock().unwrap())).unwrap()
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
