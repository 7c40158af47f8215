//! What `--prune` leaves in a tree, and why.

use serde_json::{Value, json};

use super::{Args, Outcome, PRINTED};
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

/// What brings a tree that differs up to date.
pub(super) fn how_to_go_on(args: &Args, Outcome { removed, differences, by_hand, .. }: &Outcome) -> String {
    let differs = "the tree differs from the database";
    if *by_hand == differences.len() {
        return format!("{differs} by what is left alone; delete it by hand, or keep it and the difference");
    }
    let with = if *removed > 0 && !args.prune { "with --prune and " } else { "" };
    let but = if *by_hand > 0 { ", but for what is left: delete that by hand" } else { "" };
    format!("{differs}; the same command {with}without --check brings it up to date{but}")
}
