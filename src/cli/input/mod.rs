//! Opening the inputs of records: files, folders and standard input.

mod buffered;
mod folder;
mod ledger;
mod parts;

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Seek};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::env::Env;
use super::failure::{Exit, Failure};
use crate::disk::{Emit, dangling};
use crate::intake;
use crate::record::Limits;
pub(super) use buffered::{buffer, buffer_stream};
pub(super) use ledger::ledger_beside;
pub(super) use parts::{InputText, Notes};

/// Checks that the inputs on the command line exist, before any work is done.
pub(super) fn check(paths: &[PathBuf]) -> Result<(), Failure> {
    for path in paths.iter().filter(|path| !is_stdin(path)) {
        fs::metadata(path).map_err(|error| match Failure::input(path, &error) {
            failure if dangling(path).is_some() => failure, // and names the target of the link
            Failure { exit: Exit::Usage, message, .. } => Failure::usage(message)
                .hint("name JSON or NDJSON files, folders with index.json files in them, or - for standard input"),
            failure => failure,
        })?;
    }
    Ok(())
}

/// Opens a file that the command line names.
pub(super) fn open(path: &Path) -> Result<File, Failure> {
    let open = || match fs::metadata(path)?.is_dir() {
        true => Err(io::ErrorKind::IsADirectory.into()),
        false => File::open(path),
    };
    open().map_err(|error| Failure::input(path, &error))
}

/// Calls `emit` with the texts of an input. For an input that cannot be read, that is a broken one.
pub(super) fn texts<'e>(path: &Path, env: &'e Env, limits: &Limits, emit: Emit<'_, InputText<'e>>) -> Notes {
    let mut notes = Notes::default();
    // The caller knows whether `emit` broke.
    let _ = if is_stdin(path) {
        read_stream(BufReader::with_capacity(256 * 1024, env.input.clone()), Path::new("-"), env, limits, emit)
    } else if path.is_dir() {
        folder::read(path, env, &mut notes, emit)
    } else {
        read_file(path, env, limits, emit)
    };
    notes
}

/// Calls `emit` with the texts of a buffered pipe, from its beginning.
pub(super) fn buffered_texts<'e>(
    path: &Path,
    env: &'e Env,
    mut file: &File,
    limits: &Limits,
    emit: Emit<'_, InputText<'e>>,
) -> Notes {
    // If the file itself cannot be read, the reader finds that out.
    let _ = match file.rewind() {
        Ok(()) => {
            let reader = BufReader::with_capacity(256 * 1024, file);
            read_stream(reader, path, env, limits, emit)
        }
        Err(error) => emit(InputText::unreadable(path, &error.to_string(), env)),
    };
    Notes::default()
}

pub(super) fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

fn read_file<'e>(path: &Path, env: &'e Env, limits: &Limits, emit: Emit<'_, InputText<'e>>) -> ControlFlow<()> {
    match File::open(path) {
        Ok(file) => {
            let reader = BufReader::with_capacity(256 * 1024, file);
            read_stream(reader, path, env, limits, emit)
        }
        Err(error) => emit(InputText::unreadable(path, &error.to_string(), env)),
    }
}

fn read_stream<'e>(
    reader: impl BufRead,
    path: &Path,
    env: &'e Env,
    limits: &Limits,
    emit: Emit<'_, InputText<'e>>,
) -> ControlFlow<()> {
    let source = env.written(path);
    intake::drafts(reader, &source, path.extension(), limits, &mut |draft| emit(InputText::cut(draft, env)))
}
