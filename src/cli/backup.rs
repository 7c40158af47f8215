//! `canonry backup`

use std::path::{Path, PathBuf};

use serde_json::{Map, json};

use super::console::Console;
use super::failure::{Exit, Failure};
use super::global::Global;
use super::outputs::{Output, protect};
use super::plain::plain;
use super::progress::{self, StageLength};
use crate::store::{Backup, BackupProgress, Store, StoreError};

/// Copy the whole database, while others use it
///
/// The copy has everything: the records, also withdrawn ones, the evidence on them and the journal of every change. An
/// export has only the records. The copy is of one state, even if others write meanwhile. It is checked before it gets
/// its name, and has the permissions of the database. If the command fails, there is no file.
///
/// To restore it, end every canonry that uses the database, remove what SQLite may have left beside it (canonry.db-wal,
/// canonry.db-shm and canonry.db-journal: SQLite would apply them to the backup), and copy the backup to canonry.db.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  canonry backup canonry-2026-11-21.db\n  canonry --db canonry-2026-11-21.db list")]
pub(super) struct Args {
    /// The file for the copy; it must not exist yet
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
    let bar = progress::bar(console, "copying pages", StageLength::Of(0));
    let backup = Store::back_up(&path, file, |progress| match progress {
        BackupProgress::Copying { done, total } => bar.reach_in("copying pages", done, total),
        BackupProgress::Checking => bar.begin("checking the copy", StageLength::Uncounted),
    });
    bar.end();
    let Backup { records, batches, bytes } = backup.map_err(|error| match error {
        StoreError::Exists(path) => exists(&path), // another process made it meanwhile
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
