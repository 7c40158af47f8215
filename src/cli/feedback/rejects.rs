//! The file of rejected rows, for fixing them.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::cli::env::Env;
use crate::cli::failure::Failure;
use crate::cli::staged::{self, Complete, Staged};
use crate::intake::{FeedbackFormat, FeedbackRow};

/// The format of the file, for messages.
const WHAT: &str = "the rejects file";

/// The file of rejected rows; if none is rejected, a CSV has only its header.
pub(super) struct FeedbackRejects<'f> {
    path: PathBuf,
    out: Staged,
    format: &'f FeedbackFormat,
}

impl<'f> FeedbackRejects<'f> {
    /// Begins the file, a CSV with its header.
    pub(super) fn create(path: &Path, format: &'f FeedbackFormat, env: &Env) -> Result<Self, Failure> {
        let mut rejects = FeedbackRejects { path: path.to_owned(), out: Staged::create(path, WHAT, env)?, format };
        rejects.write(|out| out.write_all(&format.rejects_header()))?;
        Ok(rejects)
    }

    /// Adds a row with what is wrong with it.
    pub(super) fn add(&mut self, row: &FeedbackRow, error: &str) -> Result<(), Failure> {
        let format = self.format;
        self.write(|out| format.write_rejected(row, error, out))
    }

    fn write(&mut self, write: impl FnOnce(&mut Staged) -> io::Result<()>) -> Result<(), Failure> {
        write(&mut self.out).map_err(|error| staged::unwritable(&self.path, WHAT, &error))
    }

    /// Called before the commit: rejected rows have to be on the disk, or nothing is imported.
    pub(super) fn complete(self) -> Result<Complete, Failure> {
        self.out.complete()
    }
}
