//! Buffering slow input before the database is locked.

use std::fs::{self, File};
use std::io::{self, Read, Seek, Write};
use std::path::Path;

use super::is_stdin;
use crate::cli::console::Console;
use crate::cli::failure::Failure;
use crate::cli::progress::{self, StageLength};
use crate::disk::scratch;

/// Copies a pipe to its end into a file without a name, and rewinds that. The program that writes into the pipe may
/// need a long time, and other processes could not write to the database meanwhile. `None` for a file or folder, which
/// can be read at once.
///
/// # Errors
/// If it cannot be read, or there is no room for the copy.
pub(in crate::cli) fn buffer_stream(path: &Path, console: &Console) -> Result<Option<File>, Failure> {
    let env = console.env();
    // Standard input may be a file too, by `< FILE`.
    let metadata = if is_stdin(path) { env.input.metadata().cloned() } else { fs::metadata(path).ok() };
    if metadata.is_some_and(|metadata| metadata.is_file() || metadata.is_dir()) {
        return Ok(None);
    }
    buffer(path, console).map(Some)
}

/// The same, but also for a file, which can be read again as long as it is open.
///
/// # Errors
/// If it cannot be read, or there is no room for the copy.
pub(in crate::cli) fn buffer(path: &Path, console: &Console) -> Result<File, Failure> {
    let env = console.env();
    let mut from: Box<dyn Read> = match is_stdin(path) {
        true => Box::new(env.input.clone()),
        false => Box::new(File::open(path).map_err(|error| Failure::input(path, &error))?),
    };
    let name = if is_stdin(path) { "standard input".into() } else { path.display().to_string() };
    let unwritable = |error: io::Error| {
        let failure = Failure::file(format!("there is no room for {name} in {}", env.temporary.display()), &error);
        failure.hint("make room there, or name another folder in TMPDIR; nothing was done")
    };
    let mut file = scratch(&env.temporary).map_err(unwritable)?;
    let bar = progress::bar(console, "read", StageLength::AnyBytes);
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let read = match from.read(&mut buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            read => read.map_err(|error| Failure::file(format!("{name} could not be read"), &error))?,
        };
        let Some(bytes) = buffer.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
        file.write_all(bytes).map_err(unwritable)?;
        bar.inc(read as u64);
    }
    bar.end();
    file.rewind().map_err(unwritable)?;
    Ok(file)
}
