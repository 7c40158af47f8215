//! The three streams of the program: those of the process, or those of a test.

use std::fmt;
use std::fs::Metadata;
use std::io::{self, BufRead, BufReader, IsTerminal, Read, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anstream::AutoStream;

use super::sign::WorkingSign;

/// A terminal at the other end of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terminal {
    /// Its width in columns, if it is known.
    pub columns: Option<usize>,
}

/// A stream that is written to. A clone writes to the same one.
#[derive(Clone)]
pub struct OutputStream {
    to: Arc<Mutex<dyn Write + Send>>,
    terminal: Option<Terminal>,
    sign: Option<WorkingSign>,
}

impl OutputStream {
    /// Writes to `to`, which is said to be a terminal or not.
    pub fn new(to: impl Write + Send + 'static, terminal: Option<Terminal>) -> Self {
        OutputStream { to: Arc::new(Mutex::new(to)), terminal, sign: None }
    }

    // An `AutoStream` that changes nothing: on Windows it makes an old terminal understand colours.
    pub(super) fn stdout() -> Self {
        let out = io::stdout();
        let terminal = terminal(out.is_terminal(), terminal_size::terminal_size_of(&out));
        OutputStream::new(AutoStream::always(out), terminal)
    }

    pub(super) fn stderr() -> Self {
        let err = io::stderr();
        let terminal = terminal(err.is_terminal(), terminal_size::terminal_size_of(&err));
        OutputStream::new(AutoStream::always(err), terminal)
    }

    /// The terminal that it writes to.
    pub fn terminal(&self) -> Option<Terminal> {
        self.terminal
    }

    /// Whether it writes to a terminal.
    pub fn is_terminal(&self) -> bool {
        self.terminal.is_some()
    }

    /// Removes the sign before something is shown on its terminal.
    pub(super) fn with_sign(self, sign: &WorkingSign) -> Self {
        OutputStream { sign: self.terminal.map(|_| sign.clone()), ..self }
    }

    /// A bar of progress is shown on its terminal now, or the command ends.
    pub(in crate::cli) fn remove_sign(&self) {
        self.sign.iter().for_each(WorkingSign::remove);
    }

    /// The bar of progress on its terminal was removed.
    pub(in crate::cli) fn allow_sign(&self) {
        self.sign.iter().for_each(WorkingSign::allow);
    }

    /// Another program has its terminal.
    pub(in crate::cli) fn lent<T>(&self, work: impl FnOnce() -> T) -> T {
        match &self.sign {
            Some(sign) => sign.paused(work),
            None => work(),
        }
    }
}

impl Write for OutputStream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let write = || lock(&self.to).write(bytes);
        match &self.sign {
            Some(sign) => sign.around(bytes, write),
            None => write(),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        lock(&self.to).flush()
    }
}

impl fmt::Debug for OutputStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OutputStream").field("terminal", &self.terminal).finish_non_exhaustive()
    }
}

/// A stream that is read. A clone continues where the other stopped.
#[derive(Clone)]
pub struct InputStream {
    from: Arc<Mutex<dyn BufRead + Send>>,
    terminal: Option<Terminal>,
    metadata: Option<Metadata>,
    sign: Option<WorkingSign>,
}

impl InputStream {
    /// Reads `from`, which is said to be a terminal or not. `metadata` is that of the file that it comes from, if it
    /// comes from one.
    pub fn new(from: impl BufRead + Send + 'static, terminal: Option<Terminal>, metadata: Option<Metadata>) -> Self {
        InputStream { from: Arc::new(Mutex::new(from)), terminal, metadata, sign: None }
    }

    pub(super) fn of_process() -> Self {
        let input = io::stdin();
        let terminal = terminal(input.is_terminal(), stdin_size());
        InputStream::new(BufReader::new(input), terminal, stdin_metadata())
    }

    /// The terminal that it reads.
    pub fn terminal(&self) -> Option<Terminal> {
        self.terminal
    }

    /// Whether a user types it.
    pub fn is_terminal(&self) -> bool {
        self.terminal.is_some()
    }

    /// The metadata of the file, pipe or device that it comes from.
    pub fn metadata(&self) -> Option<&Metadata> {
        self.metadata.as_ref()
    }

    /// Reads up to the end of a line, and returns the number of bytes.
    ///
    /// # Errors
    /// If it cannot be read, or is not UTF-8.
    pub fn read_line(&self, line: &mut String) -> io::Result<usize> {
        self.typed(|from| from.read_line(line))
    }

    /// Removes the sign while a user types.
    pub(super) fn with_sign(self, sign: &WorkingSign) -> Self {
        InputStream { sign: self.terminal.map(|_| sign.clone()), ..self }
    }

    fn typed<T>(&self, read: impl FnOnce(&mut dyn BufRead) -> T) -> T {
        let read = || read(&mut *lock(&self.from));
        match &self.sign {
            Some(sign) => sign.paused(read),
            None => read(),
        }
    }
}

impl Read for InputStream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.typed(|from| from.read(buffer))
    }
}

impl fmt::Debug for InputStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InputStream").field("terminal", &self.terminal).finish_non_exhaustive()
    }
}

/// The lock of a stream is usable after a panic of its thread, because each call is one read or write.
fn lock<T: ?Sized>(stream: &Mutex<T>) -> MutexGuard<'_, T> {
    stream.lock().unwrap_or_else(PoisonError::into_inner)
}

fn terminal(is_terminal: bool, size: Option<(terminal_size::Width, terminal_size::Height)>) -> Option<Terminal> {
    let columns = size.map(|(width, _)| usize::from(width.0)).filter(|columns| *columns > 0);
    is_terminal.then_some(Terminal { columns })
}

#[cfg(unix)]
fn stdin_size() -> Option<(terminal_size::Width, terminal_size::Height)> {
    terminal_size::terminal_size_of(io::stdin())
}

/// Windows reports the size only for files that are written to.
#[cfg(not(unix))]
fn stdin_size() -> Option<(terminal_size::Width, terminal_size::Height)> {
    None
}

#[cfg(unix)]
fn stdin_metadata() -> Option<Metadata> {
    use std::os::fd::AsFd;
    let input = io::stdin().as_fd().try_clone_to_owned();
    input.and_then(|input| std::fs::File::from(input).metadata()).ok()
}

#[cfg(not(unix))]
fn stdin_metadata() -> Option<Metadata> {
    None
}
