//! The file of conflicts: written with `"take": null`, read again once that is filled in.

use std::io::{BufReader, Write};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use crate::cli::env::Env;
use crate::cli::failure::{Exit, Failure};
use crate::cli::input;
use crate::cli::staged::{self, Staged};
use crate::curate::{OpenConflict, Resolution, Resolutions};
use crate::intake::{ConflictKey, ConflictLine, ResolvedLine, resolved_conflicts};
use crate::ledger::BatchNumber;
use crate::record::Id;

/// The format of the file, for messages.
const WHAT: &str = "the conflicts file";

/// The file of conflicts. It appears completely at the end of the run, if there are any.
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
        let line = line(conflict, &conflict.name().to_string()).line(id);
        writeln!(self.file, "{line}").map_err(|error| staged::unwritable(&self.path, WHAT, &error))
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
pub(in crate::cli) fn to_json(conflict: &OpenConflict) -> Map<String, Value> {
    line(conflict, &conflict.name().to_string()).members()
}

/// The line of a conflict with a name.
fn line<'c>(conflict: &'c OpenConflict, name: &'c str) -> ConflictLine<'c> {
    let OpenConflict { item, base, ours, theirs, .. } = conflict;
    let (item, base) = (item.as_deref(), base.as_ref());
    ConflictLine { field: name, item, base, ours: ours.as_ref(), theirs: theirs.as_ref() }
}

/// Reads files of conflicts that were filled in. Lines whose `take` is still null resolve nothing.
pub(super) fn read(paths: &[PathBuf]) -> Result<Resolutions, Failure> {
    let mut resolutions = Vec::new();
    let mut faults = Vec::new();
    for path in paths {
        for line in resolved_conflicts(BufReader::new(input::open(path)?)) {
            let unreadable = |error| Failure::file(format!("{} could not be read", path.display()), &error);
            let ResolvedLine { line, content } = line.map_err(unreadable)?;
            let mut fault = |reason: String| faults.push(format!("{}:{line}: {reason}", path.display()));
            match content.map(Resolution::try_from) {
                Ok(Ok(resolution)) => resolutions.push(resolution),
                Ok(Err(reason)) => fault(format!("{}: {reason}", ConflictKey::Take)),
                Err(reason) => fault(reason.to_string()),
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
