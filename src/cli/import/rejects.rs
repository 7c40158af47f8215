//! The records that were not taken, to be fixed.

use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use crate::cli::failure::Failure;
use crate::cli::staged::{self, Complete, Staged};
use crate::curate::Draft;
use crate::record::compact;

/// What the file is, for messages.
const WHAT: &str = "the rejects file";

/// The file of rejected records.
pub(super) struct Rejects {
    path: PathBuf,
    file: Staged,
}

impl Rejects {
    pub(super) fn create(path: &Path) -> Result<Self, Failure> {
        Ok(Rejects { path: path.to_owned(), file: Staged::create(path, WHAT)? })
    }

    pub(super) fn add(&mut self, entry: &Value) -> Result<(), Failure> {
        writeln!(self.file, "{}", compact(entry)).map_err(|error| staged::unwritable(&self.path, WHAT, &error))
    }

    /// Before the commit: a record that is not taken has to be on the disk, or nothing is taken.
    pub(super) fn complete(self) -> Result<Complete, Failure> {
        self.file.complete()
    }
}

/// A rejected record as JSON: where it came from and what is wrong, with its text or without.
pub(super) fn entry(draft: &Draft, errors: &[String], with_text: bool) -> Value {
    let mut entry = Map::new();
    entry.insert("source".to_owned(), json!(draft.origin.source.as_ref()));
    entry.insert("line".to_owned(), json!(draft.origin.start.line));
    entry.insert("errors".to_owned(), json!(errors));
    if with_text {
        entry.insert("text".to_owned(), json!(text(draft)));
    }
    Value::Object(entry)
}

/// The text of a rejected record: as it came, or written anew where it was read without fault.
fn text(draft: &Draft) -> String {
    match &draft.read {
        Ok(prepared) => compact(&prepared.record),
        Err(_) => String::from_utf8_lossy(&draft.text).into_owned(),
    }
}
