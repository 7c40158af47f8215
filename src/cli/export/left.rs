//! Files that an export leaves in a tree, and why, in words.

use std::path::Path;

use serde_json::{Value, json};

use super::arguments::{Args, PRINTED};
use crate::cli::console::Console;
use crate::cli::plain::plain;
use crate::cli::tree_failure::name_kind;
use crate::curate::{ExportRecords, ExportTree, Exported, LeftFile, LeftReason};
use crate::disk::EntryKind;

/// Why a file stays in the tree below `out`: a clause that begins with a lower-case letter.
fn reason(out: &Path, LeftFile { path, reason }: &LeftFile) -> String {
    let what = |kind: EntryKind| name_kind(&out.join(path), kind);
    match reason {
        LeftReason::NotAFile(kind) => format!("it is {}, which canonry never writes", what(*kind)),
        LeftReason::UnknownId => "no record of this database ever had that id".to_owned(),
        LeftReason::OtherBytes => "canonry did not write these bytes".to_owned(),
        LeftReason::Link => format!("it is {}, and no link is followed", what(EntryKind::Link)),
        LeftReason::NotALedger => "it has other lines than those of a ledger".to_owned(),
        LeftReason::TooLarge => "it is larger than any ledger that is read".to_owned(),
        LeftReason::ChangedMeanwhile => "it was just changed".to_owned(),
    }
}

/// The file that was left, for programs.
pub(in crate::cli) fn to_json(out: &Path, left: &LeftFile) -> Value {
    json!({ "path": left.path, "reason": reason(out, left) })
}

/// Names the files that were left, and those that pruning would remove if canonry wrote them.
pub(in crate::cli) fn name(out: &Path, exported: &Exported, console: &mut Console) {
    let Exported { left, stale, .. } = exported;
    if let Some(first) = stale.first() {
        console.note(format!(
            "note: no longer published, but still in the tree: {first} ({} in all); --prune removes the files that \
             canonry wrote",
            stale.len()
        ));
    }
    for file in left.iter().take(PRINTED) {
        let (path, reason) = (plain(&file.path), reason(out, file));
        console.note(format!("left: {path} ({}); delete it yourself if you do not need it", plain(&reason)));
    }
    console.more(left.len().saturating_sub(PRINTED), "file", "--json lists all that are left");
}

/// Names the files that were left, and says how many others pruning would remove.
pub(super) fn print(tree: &ExportTree, exported: &Exported, console: &mut Console) {
    name(&tree.out, exported, console);
    name_unknown_lines(tree, exported.unknown_lines, console);
    let records = match (exported.obsolete, &tree.records) {
        (0, _) => return,
        (1, ExportRecords::Now(_)) => "1 withdrawn or renamed record is".to_owned(),
        (many, ExportRecords::Now(_)) => format!("{many} withdrawn or renamed records are"),
        (1, ExportRecords::AsOf(_)) => "1 record of another state is".to_owned(),
        (many, ExportRecords::AsOf(_)) => format!("{many} records of other states are"),
    };
    console.note(format!("note: {records} still in the tree; --prune removes the files that canonry wrote"));
}

/// Says how many lines in the ledgers of the tree are not in the database.
fn name_unknown_lines(tree: &ExportTree, lines: u64, console: &mut Console) {
    let (lines, stay) = match lines {
        0 => return,
        1 => ("1 line in the ledgers of the tree is".to_owned(), "stays"),
        many => (format!("{many} lines in the ledgers of the tree are"), "stay"),
    };
    let out = plain(&tree.out.display().to_string()).into_owned();
    console.note(format!("note: {lines} not in the database, and {stay}; `canonry import {out}` imports what is new"));
}

/// The command that updates a tree that differs.
pub(super) fn how_to_go_on(args: &Args, Exported { removed, differences, by_hand, .. }: &Exported) -> String {
    let differs = "the tree differs from the database";
    if *by_hand == differences.len() {
        return format!("{differs} only by files that canonry does not remove; delete or keep them");
    }
    let with = if *removed > 0 && !args.prune { "with --prune and " } else { "" };
    let but = if *by_hand > 0 { ", except for the files that are left: delete these yourself" } else { "" };
    format!("{differs}; the same command {with}without --check updates it{but}")
}
