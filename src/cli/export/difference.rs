//! How a tree differs from what the database publishes.

use serde_json::{Map, Value, json};

use super::files::is_there;
use super::judged::{Doomed, Judged};
use super::{Args, Left, Outcome};
use crate::cli::console::Console;
use crate::cli::failure::Failure;
use crate::cli::plain::{one_line, plain};
use crate::disk::{Tree, TreeError};
use crate::publish::{FILE_NAMES, Form, folder_of};
use crate::store::{Departure, Gone, Snapshot};

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
/// such records there are. Nothing else of the tree is looked at, however large it is.
pub(super) fn name_gone(
    args: &Args,
    snapshot: &Snapshot<'_>,
    tree: &Tree,
    outcome: &mut Outcome,
    console: &mut Console,
) -> Result<(), Failure> {
    let mut records = 0_u64;
    let mut judged = Judged::default();
    for gone in snapshot.gone()? {
        let folder = match tree.folder(folder_of(&gone.id)) {
            Ok(folder) => folder,
            // Nothing of the tree lies behind a link or a file.
            Err(TreeError::InTheWay { .. }) => continue,
            Err(error) => return Err(error.into()),
        };
        if args.check {
            // What --prune would leave is not brought up to date by it.
            judged.judge(snapshot, tree, &gone.id, &Form::ALL, Some(&gone))?;
            continue;
        }
        for name in FILE_NAMES {
            if is_there(folder.kind(name)?) {
                records += 1;
                break;
            }
        }
    }
    let Judged { doomed, left, standing } = judged;
    outcome.removed += doomed.len() as u64;
    outcome.differences.extend(doomed.into_iter().map(Doomed::difference));
    outcome.stand_by_hand(standing);
    Left::print(&left, console);
    outcome.left.extend(left);
    if records > 0 {
        let records = match records {
            1 => "1 withdrawn or renamed record stands".to_owned(),
            many => format!("{many} withdrawn or renamed records stand"),
        };
        console.note(format!("note: {records} in the tree still; --prune removes what canonry wrote of them"));
    }
    Ok(())
}
