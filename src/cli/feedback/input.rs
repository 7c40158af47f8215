//! Opening a file of feedback.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::Path;
use std::sync::Arc;

use crate::cli::env::Env;
use crate::cli::failure::{Exit, Failure};
use crate::cli::input;
use crate::disk::scratch;
use crate::intake::{FEEDBACK_COLUMNS, FeedbackHeadError, HeaderError, MakeScratch, Scratch, Separator};

/// The number of ignored columns that are named.
const MAX_NAMED: usize = 20;

/// The most characters of a name that are shown.
const MAX_NAME_SHOWN: usize = 60;

/// A file of feedback that cannot be read at all, and why.
pub(super) fn unread(name: &str, error: FeedbackHeadError) -> Failure {
    let (line, error) = match error {
        FeedbackHeadError::Io(error) => return unreadable(name, &error),
        FeedbackHeadError::Header { line, error } => (line, error),
    };
    let failure = Failure::new(Exit::Rejected, format!("{name}:{line}: {error}"));
    match error {
        HeaderError::Lacks { separator: Some(separator), .. } => {
            let what = match separator {
                Separator::Semicolons => "semicolons",
                Separator::Tabs => "tabs",
                Separator::Zeros => "zeros, as UTF-16 has them",
            };
            failure.hint(format!("there are {what} in its names: save the file as CSV with commas, in UTF-8"))
        }
        HeaderError::Lacks { separator: None, .. } => {
            failure.hint(format!("the columns are {}", FEEDBACK_COLUMNS.join(", ")))
        }
        HeaderError::Open | HeaderError::TooLong | HeaderError::Twice(_) => failure,
    }
}

/// The columns that are ignored, for a warning; `None` if there are none.
pub(super) fn listed<'n>(mut ignored: impl Iterator<Item = &'n str>) -> Option<String> {
    let shown = |name: &str| name.chars().take(MAX_NAME_SHOWN).collect();
    let first: Vec<String> = ignored.by_ref().take(MAX_NAMED).map(shown).collect();
    let more = match ignored.count() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    (!first.is_empty()).then(|| format!("{}{more}", first.join(", ")))
}

pub(super) fn unreadable(name: &str, error: &io::Error) -> Failure {
    Failure::file(format!("{name} could not be read"), error)
}

/// Makes room in a folder for rows that are too long for memory, if they are kept.
pub(super) fn keeping(keeps: bool, folder: &Path) -> Option<MakeScratch> {
    let folder = folder.to_owned();
    let make = move || Ok(Box::new(scratch(&folder)?) as Box<dyn Scratch>);
    keeps.then(|| Arc::new(make) as MakeScratch)
}

impl Scratch for File {
    fn truncate(&mut self, length: u64) -> io::Result<()> {
        self.set_len(length)
    }
}

/// Opens the file, or its buffered content if it is a pipe.
pub(super) fn open(path: &Path, buffered: Option<&File>, env: &Env) -> Result<Box<dyn Read + Send>, Failure> {
    let Some(file) = buffered else {
        return Ok(if path.as_os_str() == "-" { Box::new(env.input.clone()) } else { Box::new(input::open(path)?) });
    };
    let again = || -> io::Result<File> {
        let mut file = file.try_clone()?;
        file.rewind()?;
        Ok(file)
    };
    Ok(Box::new(again().map_err(|error| Failure::input(path, &error))?))
}
