//! The records that were not taken, for mending.

use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use crate::cli::failure::Failure;
use crate::cli::replace::Replacement;
use crate::curate::Draft;
use crate::record::compact;

/// The file of rejected records. It appears whole at the end of the run.
pub(super) struct Rejects {
    path: PathBuf,
    file: Replacement,
}

impl Rejects {
    pub(super) fn create(path: &Path) -> Result<Self, Failure> {
        let file = Replacement::of(path).map_err(|error| Rejects::failure(path, &error))?;
        Ok(Rejects { path: path.to_owned(), file })
    }

    pub(super) fn add(&mut self, entry: &Value) -> Result<(), Failure> {
        writeln!(self.file, "{}", compact(entry)).map_err(|error| Rejects::failure(&self.path, &error))
    }

    pub(super) fn finish(self) -> Result<(), Failure> {
        let Rejects { path, file } = self;
        file.commit().map_err(|error| Rejects::failure(&path, &error))
    }

    fn failure(path: &Path, error: &std::io::Error) -> Failure {
        Failure::file(format!("the rejects file {} could not be written; nothing was imported", path.display()), error)
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
