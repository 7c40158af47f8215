//! The file of rejected records, for fixing them.

use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::cli::env::Env;
use crate::cli::failure::Failure;
use crate::cli::staged::{self, Complete, Staged};
use crate::record::compact;

/// The format of the file, for messages.
const WHAT: &str = "the rejects file";

/// The file of rejected records.
pub(super) struct RecordRejects {
    path: PathBuf,
    file: Staged,
}

impl RecordRejects {
    pub(super) fn create(path: &Path, env: &Env) -> Result<Self, Failure> {
        Ok(RecordRejects { path: path.to_owned(), file: Staged::create(path, WHAT, env)? })
    }

    pub(super) fn add(&mut self, entry: &Value) -> Result<(), Failure> {
        writeln!(self.file, "{}", compact(entry)).map_err(|error| staged::unwritable(&self.path, WHAT, &error))
    }

    /// Called before the commit: rejected records have to be on the disk, or nothing is imported.
    pub(super) fn complete(self) -> Result<Complete, Failure> {
        self.file.complete()
    }
}
