//! Records whose content does not match their digest, if the others are to be exported all the same.

use crate::cli::console::Console;
use crate::cli::failure::Exit;
use crate::cli::plain::plain;
use crate::curate::ExportMode;

/// Damaged records that are named one by one outside of --json.
const PRINTED: usize = 50;

/// Names the records that were left out, and returns the exit code if there are any.
pub(in crate::cli) fn name(damaged: &[String], mode: ExportMode, console: &mut Console) -> Option<Exit> {
    for id in damaged.iter().take(PRINTED) {
        console.fault(plain(&format!("damaged and skipped: {id}")));
    }
    if damaged.len() > PRINTED {
        console.fault(format!("… and {} more", damaged.len() - PRINTED));
    }
    if damaged.is_empty() {
        return None;
    }
    let others = match mode {
        ExportMode::Write => "all others were exported",
        ExportMode::Rehearse | ExportMode::Check => "all others were compared with the files, and nothing was written",
    };
    console.error(&format!("the content of these records does not match their digests; {others}"));
    console.hint("`canonry verify` says what it means and what to do next");
    Some(Exit::Machine)
}
