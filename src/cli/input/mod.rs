//! The texts of records in files, folders and standard input.

mod array;
mod aside;
mod bounded;
mod folder;
mod framed;
mod lines;
mod rejected;

use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader, Seek};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use std::fs::{self, File};

use super::failure::{Exit, Failure};
use super::parallel::Emit;
use crate::curate::{Draft, Origin, Reading};
use crate::disk::{dangling, open_plain};
use crate::record::{Excess, Limits, Start};
pub(super) use aside::lay_aside;
use bounded::Bounded;

pub use framed::{Framed, frame};

/// The file that holds a record in a published tree.
pub(super) const RECORD_FILE: &str = "index.json";

/// A text that should be a record, or a place where none can be had.
#[derive(Debug)]
pub(super) enum Document {
    Text(Origin, Vec<u8>),
    /// A file that holds one record and is yet to be read, with its size in bytes: several threads read faster than
    /// one if the disk has to be waited for.
    File(PathBuf, usize),
    Broken(Origin, Vec<u8>, String),
    /// A text that is too large and was passed over.
    TooLarge(Origin, Excess),
}

impl Document {
    /// Reads the text.
    pub(super) fn draft(self, reading: &Reading) -> Draft {
        match self {
            Document::File(path, _) => read_record_file(&path, &reading.demands.limits).draft(reading),
            Document::Text(origin, text) => {
                let draft = Draft::new(origin, text, reading);
                // A rejected line is no record, so nothing but what is at fault is looked at twice.
                let rejected =
                    draft.read.as_ref().err().and_then(|_| rejected::read(&draft.origin, &draft.text, reading));
                rejected.unwrap_or(draft)
            }
            Document::Broken(origin, text, reason) => Draft::broken(origin, text, reason),
            Document::TooLarge(origin, excess) => Draft::too_large(origin, excess),
        }
    }

    /// The size of the text in bytes.
    pub(super) fn weight(&self) -> usize {
        match self {
            Document::Text(_, text) | Document::Broken(_, text, _) => text.len(),
            Document::File(_, size) => *size,
            Document::TooLarge(..) => 0,
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

/// Hands out the texts of everything that was named, in that order. What cannot be read is handed out as broken.
pub(super) fn documents(paths: &[PathBuf], limits: &Limits, emit: Emit<'_, Document>) -> Notes {
    let mut notes = Notes::default();
    for path in paths {
        let end = if is_stdin(path) {
            read_stream(io::stdin().lock(), "-", None, limits, emit)
        } else if path.is_dir() {
            folder::read(path, &mut notes, emit)
        } else {
            read_file(path, limits, emit)
        };
        if end.is_break() {
            break;
        }
    }
    notes
}

/// Hands out the texts of what came through a pipe and was laid aside, from its beginning.
pub(super) fn laid_aside(path: &Path, mut file: &File, limits: &Limits, emit: Emit<'_, Document>) -> Notes {
    // If the file itself cannot be read, the reader finds that out.
    let _ = match file.rewind() {
        Ok(()) => {
            let reader = BufReader::with_capacity(256 * 1024, file);
            read_stream(reader, &path.to_string_lossy(), path.extension(), limits, emit)
        }
        Err(error) => emit(unreadable(path, &error.to_string())),
    };
    Notes::default()
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// A file that holds one record.
fn read_record_file(path: &Path, limits: &Limits) -> Document {
    let open = || {
        let file = open_plain(path)?;
        let size = file.metadata()?.len();
        let mut text = Bounded::new(limits);
        if Excess::of_record(size, limits).is_some() {
            text.pass_over(size);
        } else {
            text.reserve(size);
            // What is written meanwhile may have no end.
            text.read_all(file)?;
        }
        Ok::<_, io::Error>(text)
    };
    match open() {
        Ok(text) => text.document(origin(path.to_string_lossy().as_ref())),
        Err(error) => unreadable(path, &error.to_string()),
    }
}

fn read_file(path: &Path, limits: &Limits, emit: Emit<'_, Document>) -> ControlFlow<()> {
    match File::open(path) {
        Ok(file) => {
            let reader = BufReader::with_capacity(256 * 1024, file);
            read_stream(reader, &path.to_string_lossy(), path.extension(), limits, emit)
        }
        Err(error) => emit(unreadable(path, &error.to_string())),
    }
}

/// A record, an array of records or NDJSON, told apart by how it begins.
fn read_stream(
    mut reader: impl BufRead,
    source: &str,
    extension: Option<&OsStr>,
    limits: &Limits,
    emit: Emit<'_, Document>,
) -> ControlFlow<()> {
    let source: Arc<str> = Arc::from(source);
    let is_ndjson = extension.is_some_and(|extension| extension == "ndjson" || extension == "jsonl");
    let outcome = match lines::leading_blank(&mut reader) {
        Ok((start, Some(b'['))) if !is_ndjson => array::read(reader, &source, start, limits, emit),
        Ok((start, _)) => lines::read(reader, &source, start, (is_ndjson, limits), emit),
        Err(error) => Err(error),
    };
    match outcome {
        Ok(end) => end,
        Err(error) => emit(unreadable(Path::new(source.as_ref()), &error.to_string())),
    }
}

fn origin(source: &str) -> Origin {
    Origin { source: Arc::from(source), start: Start::default() }
}

fn unreadable(path: &Path, reason: &str) -> Document {
    Document::Broken(origin(&path.to_string_lossy()), Vec::new(), format!("cannot be read: {reason}"))
}
