//! `canonry backup`

use std::path::{Path, PathBuf};

use serde_json::{Map, json};

use super::console::Console;
use super::failure::{Exit, Failure};
use super::global::Global;
use super::outputs::{Output, protect};
use super::plain::plain;
use super::progress;
use crate::store::{Backup, BackupProgress, Store, StoreError};

/// Copy the whole database, while others use it
///
/// The copy holds everything: the records, withdrawn ones too, the evidence on them and the journal of every change.
/// An export holds the records alone. The copy is of one moment, whatever is written meanwhile. It is checked before it
/// gets its name, has the permissions of the database, and is complete or not there.
///
/// To restore it, end every canonry that is at work, remove what SQLite may have left beside the database
/// (canonry.db-wal, canonry.db-shm and canonry.db-journal: they would be played back into it), and copy the backup to
/// canonry.db.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  canonry backup canonry-2026-11-21.db\n  canonry --db canonry-2026-11-21.db list")]
pub(super) struct Args {
    /// The copy; nothing may be there yet
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let file = &args.file;
    if file.as_os_str() == "-" {
        return Err(Failure::usage("a backup goes to a file, not to standard output").hint("name the file"));
    }
    let exists = |path: &Path| {
        Failure::usage(format!("{} exists, and a backup replaces nothing", path.display()))
            .hint("name another file, such as one with the day in its name")
    };
    if file.symlink_metadata().is_ok() {
        return Err(exists(file));
    }
    let path = global.existing_database()?;
    protect(&[Output::new("the backup", file)], &path, &[], &global.env)?;
    let bar = progress::bar(console, "copying pages", Some(0));
    let backup = Store::back_up(&path, file, |progress| match progress {
        BackupProgress::Copying { done, total } => {
            bar.set_length(total);
            bar.set_position(done);
        }
        BackupProgress::Checking => bar.set_message("checking the copy"),
    });
    bar.finish_and_clear();
    let Backup { records, batches, bytes } = backup.map_err(|error| match error {
        StoreError::Exists(path) => exists(&path), // made by another process meanwhile
        error => error.into(),
    })?;
    console.done(format!("{} is complete", file.display()));
    if console.is_json() {
        let rest = Map::from_iter([("file".to_owned(), json!(file.to_string_lossy()))]);
        console.object(json!({ "records": records, "batches": batches, "bytes": bytes }), rest)?;
    } else {
        let file = file.to_string_lossy();
        console.summary(plain(&format!("{file}: records {records}, batches {batches}, bytes {bytes}")))?;
    }
    Ok(Exit::Done)
}
