//! `canonry release export`

use serde_json::{Map, Value, json};

use super::written::{self, SnapshotPlace, WritingProgress};
use crate::cli::console::Console;
use crate::cli::failure::{Exit, Failure};
use crate::cli::global::Global;
use crate::curate::{ExportAgainError, WriteSnapshot, export_again, facts_of};
use crate::record::ReleaseName;

/// Write the snapshot of an earlier release again, byte for byte
///
/// The journal gives its state back, and the database has all else that decides its bytes. The digest of its content is
/// compared with the one that was recorded when it was cut. A snapshot that is already there and is the same stays.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The release
    name: ReleaseName,
    #[command(flatten)]
    place: SnapshotPlace,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let path = global.existing_database()?;
    args.place.protect(&args.name, &path, None, &global.env)?;
    let mut store = global.open_read(&path)?;
    let mut snapshot = store.snapshot()?;
    let (release, facts) = facts_of(&snapshot, &args.name)?;
    let name = facts.name.clone();
    let write = WriteSnapshot { facts, out: args.place.out.clone(), archive: args.place.archive.clone() };
    let mut progress = WritingProgress::new(console, release.what.records);
    let written = export_again(&write, &release, &mut snapshot, &mut progress);
    progress.end();
    let written = written.map_err(failure)?;
    if console.is_json() {
        let rest = [("name", json!(name.as_str())), ("written", written::to_json(&written))];
        let rest = Map::from_iter(rest.map(|(key, value): (&str, Value)| (key.to_owned(), value)));
        console.object(json!({ "records": written.counts.records }), rest)?;
        return Ok(Exit::Done);
    }
    written::print(&name, &args.place, &written, console)?;
    Ok(Exit::Done)
}

fn failure(error: ExportAgainError) -> Failure {
    let message = error.to_string();
    match error {
        ExportAgainError::Snapshot(error) => written::failure(error),
        ExportAgainError::OtherContent { .. } => {
            Failure::new(Exit::Machine, message).hint("`canonry verify` compares the journal with the records")
        }
    }
}
