//! Errors of a tree: the exit code, and what to do.

use std::fs;
use std::path::Path;

use super::failure::{Exit, Failure};
use crate::disk::{EntryKind, TreeError};

impl From<TreeError> for Failure {
    fn from(error: TreeError) -> Self {
        let message = error.to_string();
        match error {
            TreeError::Busy(_) => {
                Failure::new(Exit::Conflict, message).hint("wait until it has ended, then run this one again")
            }
            TreeError::InTheWay { path, kind } => {
                let what = name_kind(&path, kind);
                let message = format!("{} is {what}, which is in the way of the tree", path.display());
                Failure::usage(message).hint(
                    "nothing was read, written or removed there or through it; look at it, move or remove it, then run \
                     the command again",
                )
            }
            TreeError::Io { source, .. } => Failure::file(message, &source),
        }
    }
}

/// The kind of the entry at a path; a link with its target.
pub(super) fn name_kind(path: &Path, kind: EntryKind) -> String {
    match (kind, fs::read_link(path)) {
        (EntryKind::Link, Ok(target)) => format!("a link to {}", target.display()),
        _ => kind.to_string(),
    }
}
