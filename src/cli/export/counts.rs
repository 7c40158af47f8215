//! What an export wrote and removed, or would, with each difference.

use std::path::Path;

use serde_json::{Map, Value, json};

use super::arguments::PRINTED;
use super::{difference, left};
use crate::cli::console::Console;
use crate::cli::failure::Failure;
use crate::curate::Exported;

/// Prints the counts of an export to a folder or file, and its differences if it only looked for them.
pub(in crate::cli) fn print(
    out: &Path,
    exported: &Exported,
    only_looks: bool,
    console: &mut Console,
) -> Result<(), Failure> {
    let Exported { records, written, unchanged, removed, differences, left, damaged, .. } = exported;
    if console.is_json() {
        let rest = Map::from_iter([
            ("records".to_owned(), json!(records)),
            ("dry_run".to_owned(), json!(only_looks)),
            ("differences".to_owned(), Value::Array(differences.iter().map(difference::to_json).collect())),
            ("damaged".to_owned(), json!(damaged)),
            ("left".to_owned(), Value::Array(left.iter().map(|file| left::to_json(out, file)).collect())),
        ]);
        return console.object(json!({ "written": written, "unchanged": unchanged, "removed": removed }), rest);
    }
    if only_looks {
        for difference in differences.iter().take(PRINTED) {
            console.line(difference::line(difference))?;
        }
        console.more(differences.len().saturating_sub(PRINTED), "difference", "--json lists them all");
    }
    let (write, remove) = if only_looks { ("to write", "to remove") } else { ("written", "removed") };
    console.summary(format!("{write} {written}, unchanged {unchanged}, {remove} {removed}"))
}
