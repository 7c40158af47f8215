//! How a tree differs from what the database publishes.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::files::{folder_of, is_there};
use super::{Args, Outcome};
use crate::cli::console::Console;
use crate::cli::failure::Failure;
use crate::cli::plain::{one_line, plain};
use crate::disk::{Tree, TreeError};
use crate::publish::Form;
use crate::store::{Departure, Gone, Store};

/// A file that is written or removed, or would be.
pub(super) struct Difference {
    /// Its path below the tree's folder.
    pub path: String,
    pub what: What,
}

/// What is the matter with a file.
pub(super) enum What {
    /// It is not there.
    Missing,
    /// Its bytes are others.
    Different,
    /// It is no longer published; and why, if its record is known to have gone.
    Gone(Option<Gone>),
}

impl What {
    fn word(&self) -> &'static str {
        match self {
            What::Missing => "missing",
            What::Different => "different",
            What::Gone(_) => "gone",
        }
    }
}

impl Difference {
    /// The difference for reading.
    pub(super) fn line(&self) -> String {
        let line = format!("{}: {}", self.what.word(), plain(&self.path));
        let What::Gone(Some(Gone { batch, departure, .. })) = &self.what else { return line };
        match departure {
            Departure::Withdrawn(None) => format!("{line} (withdrawn in batch {batch})"),
            Departure::Withdrawn(Some(reason)) => format!("{line} (withdrawn in batch {batch}: {})", one_line(reason)),
            Departure::Renamed(to) => format!("{line} (renamed to {to} in batch {batch})"),
        }
    }

    /// The difference for programs.
    pub(super) fn to_json(&self) -> Value {
        let mut object =
            Map::from_iter([("path".to_owned(), json!(self.path)), ("difference".to_owned(), json!(self.what.word()))]);
        if let What::Gone(Some(Gone { batch, departure, .. })) = &self.what {
            let (key, value) = match departure {
                Departure::Withdrawn(reason) => ("reason", json!(reason)),
                Departure::Renamed(to) => ("renamed_to", json!(to.as_str())),
            };
            object.extend([("batch".to_owned(), json!(batch)), (key.to_owned(), value)]);
        }
        Value::Object(object)
    }
}

/// Names the files of withdrawn and renamed records that still stand in a tree; if nothing is checked, says how many
/// such records there are. Only their paths are looked at, however large the tree is.
pub(super) fn name_gone(
    args: &Args,
    store: &Store,
    tree: &Tree,
    outcome: &mut Outcome,
    console: &mut Console,
) -> Result<(), Failure> {
    let mut records = HashSet::new();
    for gone in store.gone()? {
        let folder = match tree.folder(folder_of(&gone.id)) {
            Ok(folder) => folder,
            // Nothing of the tree lies behind a link or a file.
            Err(TreeError::InTheWay { .. }) => continue,
            Err(error) => return Err(error.into()),
        };
        for name in Form::ALL.map(Form::file_name) {
            if !is_there(folder.kind(name)?) {
                continue;
            }
            records.insert(gone.id.clone());
            if args.check {
                outcome.removed += 1;
                let path = folder.path_of(name);
                outcome.differences.push(Difference { path, what: What::Gone(Some(gone.clone())) });
            }
        }
    }
    if !records.is_empty() && !args.check {
        let records = match records.len() {
            1 => "1 withdrawn or renamed record stands".to_owned(),
            many => format!("{many} withdrawn or renamed records stand"),
        };
        console.note(format!("note: {records} in the tree still; --prune removes what canonry wrote of them"));
    }
    Ok(())
}
