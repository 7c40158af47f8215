//! The file of conflicts: written with `"take": null`, read again once that is filled in.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use crate::cli::changes::tree;
use crate::cli::env::Env;
use crate::cli::failure::{Exit, Failure};
use crate::cli::input;
use crate::cli::staged::{self, Staged};
use crate::curate::{OpenConflict, Resolution, Resolutions, unsuitable};
use crate::ledger::BatchNumber;
use crate::record::{Id, Take, compact, read_json};

/// The format of the file, for messages.
const WHAT: &str = "the conflicts file";

/// The file of conflicts. It appears whole at the end of the run, if there are any.
pub(super) struct Conflicts {
    path: PathBuf,
    file: Staged,
    pub(super) written: u64,
}

impl Conflicts {
    pub(super) fn create(path: &Path, env: &Env) -> Result<Self, Failure> {
        Ok(Conflicts { path: path.to_owned(), file: Staged::create(path, WHAT, env)?, written: 0 })
    }

    pub(super) fn add(&mut self, id: &Id, conflict: &OpenConflict) -> Result<(), Failure> {
        self.written += 1;
        let mut entry = to_json(conflict);
        entry.shift_insert(0, "id".to_owned(), json!(id.as_str()));
        entry.insert("take".to_owned(), Value::Null);
        writeln!(self.file, "{}", compact(&entry)).map_err(|error| staged::unwritable(&self.path, WHAT, &error))
    }

    /// Puts the file in place, after the commit of `batch` if there was one.
    pub(super) fn finish(self, batch: Option<BatchNumber>) -> Result<(), Failure> {
        match self.written {
            0 => Ok(()),
            _ => self.file.complete()?.put_in_place(batch),
        }
    }
}

/// A conflict as JSON: the field, the text of its item, and what each side made of it.
pub(super) fn to_json(conflict: &OpenConflict) -> Map<String, Value> {
    let OpenConflict { item, base, ours, theirs, .. } = conflict;
    Map::from_iter([
        ("field".to_owned(), json!(conflict.name())),
        ("item".to_owned(), json!(item)),
        ("base".to_owned(), tree(base)),
        ("ours".to_owned(), tree(ours)),
        ("theirs".to_owned(), tree(theirs)),
    ])
}

/// Reads files of conflicts that were filled in. Lines whose `take` is still null resolve nothing.
pub(super) fn read(paths: &[PathBuf]) -> Result<Resolutions, Failure> {
    let mut resolutions = Vec::new();
    let mut faults = Vec::new();
    for path in paths {
        let mut text = String::new();
        input::open(path)?
            .read_to_string(&mut text)
            .map_err(|error| Failure::file(format!("{} could not be read", path.display()), &error))?;
        for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
            match read_resolution(line) {
                Ok(entry) => resolutions.extend(entry),
                Err(reason) => faults.push(format!("{}:{number}: {reason}", path.display())),
            }
        }
    }
    if faults.is_empty() {
        return Ok(resolutions.into_iter().collect());
    }
    let message = "some lines do not say how to resolve a conflict";
    let hint = "use the lines that --conflicts wrote, and set \"take\" in each";
    Err(Failure { details: faults, ..Failure::new(Exit::Rejected, message) }.hint(hint))
}

/// Reads a line of such a file; `None` if its `take` is still null.
///
/// # Errors
/// What is wrong with the line.
pub fn read_resolution(line: &str) -> Result<Option<Resolution>, String> {
    let entry = read_json(line).map_err(|error| error.to_string())?;
    let text = |key: &str| {
        entry
            .get(key)
            .and_then(|text| Some(text.as_str()?.into_owned()))
            .ok_or_else(|| format!("{key}: expected a text"))
    };
    let value = |key: &str| entry.get(key).map(Some).ok_or_else(|| format!("{key}: missing"));
    let id = text("id")?.parse::<Id>().map_err(|error| format!("id: {error}"))?;
    let Some(take) = entry.get("take") else {
        return Err("take: missing; expected \"ours\", \"theirs\", \"base\", a value, or null".to_owned());
    };
    let take = match take.as_str().as_deref() {
        None if take.is_null() => return Ok(None),
        Some("ours") => Take::Ours,
        Some("theirs") => Take::Theirs,
        Some("base") => Take::Base,
        _ => Take::Value(take),
    };
    let field = text("field")?;
    if let Some(reason) = unsuitable(&field, &take) {
        return Err(format!("take: {reason}"));
    }
    let item = text("item").ok();
    Ok(Some(Resolution { id, field, item, base: value("base")?, ours: value("ours")?, theirs: value("theirs")?, take }))
}
