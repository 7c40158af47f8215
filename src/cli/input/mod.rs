//! Opening what records come from: files, folders and standard input.

mod aside;
mod folder;

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Seek};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::env::InputStream;
use super::failure::{Exit, Failure};
use crate::disk::{Emit, dangling, open_plain};
use crate::intake::{self, Document, Draft};
use crate::record::{Demands, Limits};
pub(super) use aside::lay_aside;

/// What an input is cut into.
#[derive(Debug)]
pub(super) enum Input {
    Document(Document),
    /// A file that holds one record and is yet to be read, with its size in bytes: several threads read faster than
    /// one if the disk has to be waited for.
    File(PathBuf, u64),
}

impl Input {
    /// Reads the text.
    pub(super) fn draft(self, demands: &Demands) -> Draft {
        let document = match self {
            Input::Document(document) => document,
            Input::File(path, _) => read_record_file(&path, &demands.limits),
        };
        document.draft(demands)
    }

    /// The size of the text in bytes.
    pub(super) fn weight(&self) -> usize {
        match self {
            Input::Document(document) => document.weight(),
            Input::File(_, size) => usize::try_from(*size).unwrap_or(usize::MAX),
        }
    }
}

/// Makes sure that what was named on the command line is there, before any work is done.
pub(super) fn check(paths: &[PathBuf]) -> Result<(), Failure> {
    for path in paths.iter().filter(|path| !is_stdin(path)) {
        fs::metadata(path).map_err(|error| match Failure::input(path, &error) {
            failure if dangling(path).is_some() => failure, // and says where the link leads
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

/// What was passed over or missed while reading.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// In words.
    pub notes: Vec<String>,
    /// Links that were not followed and below which records may lie.
    pub unfollowed: Vec<String>,
    /// Whether a folder held no record.
    pub is_empty: bool,
}

/// Calls `emit` with the texts of what was named. What cannot be read is a broken one.
pub(super) fn documents(path: &Path, input: &InputStream, limits: &Limits, emit: Emit<'_, Input>) -> Notes {
    let mut notes = Notes::default();
    // Whether more is wanted is known to whoever gave `emit`.
    let _ = if is_stdin(path) {
        read_stream(BufReader::with_capacity(256 * 1024, input.clone()), "-", None, limits, emit)
    } else if path.is_dir() {
        folder::read(path, &mut notes, emit)
    } else {
        read_file(path, limits, emit)
    };
    notes
}

/// Calls `emit` with the texts of what came through a pipe and was buffered, from its beginning.
pub(super) fn laid_aside(path: &Path, mut file: &File, limits: &Limits, emit: Emit<'_, Input>) -> Notes {
    // If the file itself cannot be read, the reader finds that out.
    let _ = match file.rewind() {
        Ok(()) => {
            let reader = BufReader::with_capacity(256 * 1024, file);
            read_stream(reader, &path.to_string_lossy(), path.extension(), limits, emit)
        }
        Err(error) => emit(Input::Document(unreadable(path, &error.to_string()))),
    };
    Notes::default()
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// A file that holds one record.
fn read_record_file(path: &Path, limits: &Limits) -> Document {
    let read = || {
        let file = open_plain(path)?;
        let size = file.metadata()?.len();
        intake::document(file, size, &path.to_string_lossy(), limits)
    };
    read().unwrap_or_else(|error| unreadable(path, &error.to_string()))
}

fn read_file(path: &Path, limits: &Limits, emit: Emit<'_, Input>) -> ControlFlow<()> {
    match File::open(path) {
        Ok(file) => {
            let reader = BufReader::with_capacity(256 * 1024, file);
            read_stream(reader, &path.to_string_lossy(), path.extension(), limits, emit)
        }
        Err(error) => emit(Input::Document(unreadable(path, &error.to_string()))),
    }
}

fn read_stream(
    reader: impl BufRead,
    source: &str,
    extension: Option<&OsStr>,
    limits: &Limits,
    emit: Emit<'_, Input>,
) -> ControlFlow<()> {
    intake::documents(reader, source, extension, limits, &mut |document| emit(Input::Document(document)))
}

fn unreadable(path: &Path, reason: &str) -> Document {
    Document::unreadable(&path.to_string_lossy(), reason)
}
