//! What `--prune` leaves in a tree, and why.

use serde_json::{Value, json};

use super::PRINTED;
use crate::cli::console::Console;
use crate::cli::plain::plain;

/// Something that nothing is published for and that stays, because canonry did not write it.
pub(super) struct Left {
    /// Its path below the tree's folder.
    pub path: String,
    /// Why it stays: a clause that begins with a lower-case letter.
    pub reason: String,
}

impl Left {
    /// What was left, for programs.
    pub(super) fn to_json(&self) -> Value {
        json!({ "path": self.path, "reason": self.reason })
    }

    /// Names what was left.
    pub(super) fn print(left: &[Left], console: &mut Console) {
        for Left { path, reason } in left.iter().take(PRINTED) {
            console.note(format!("left: {} ({}); delete it by hand if it is to go", plain(path), plain(reason)));
        }
        console.more(left.len().saturating_sub(PRINTED), "file", "--json lists all that are left");
    }
}
