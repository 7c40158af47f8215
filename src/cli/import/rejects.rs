//! The records that were not taken, to be fixed.

use std::io::Write;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
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

/// The line of a rejected record in the rejects file.
pub fn rejected_line(draft: &Draft, errors: &[String]) -> String {
    compact(&entry(draft, errors, true))
}

/// A rejected record as JSON: where it was read first and what is wrong, with its text or without.
pub(super) fn entry(draft: &Draft, errors: &[String], with_text: bool) -> Value {
    let first = draft.first.as_ref().unwrap_or(&draft.origin);
    let mut entry = Map::new();
    entry.insert("source".to_owned(), json!(first.source.as_ref()));
    entry.insert("line".to_owned(), json!(first.start.line));
    entry.insert("errors".to_owned(), json!(errors));
    match draft.bytes {
        // A text that was not kept cannot be fixed here, and what is not said to be missing would pass for the text.
        Some(bytes) => drop(entry.insert("bytes".to_owned(), json!(bytes))),
        None if with_text => {
            let (key, text) = text(draft);
            entry.insert(key.to_owned(), json!(text));
        }
        None => {}
    }
    Value::Object(entry)
}

/// The text of a rejected record, and the key for it: as it came, or written from its parts if it was read without a
/// fault. What is not UTF-8 has no place in JSON, and goes as base64 so that not a byte of it changes.
fn text(draft: &Draft) -> (&'static str, String) {
    match (&draft.read, std::str::from_utf8(&draft.text)) {
        (Ok(prepared), _) => ("text", compact(&prepared.record)),
        (Err(_), Ok(text)) => ("text", text.to_owned()),
        (Err(_), Err(_)) => ("text_base64", BASE64_STANDARD.encode(&draft.text)),
    }
}
