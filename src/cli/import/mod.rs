//! `canonry import`

mod rejects;
mod report;

use std::path::PathBuf;

use clap::ValueEnum;

use super::console::Console;
use super::failure::{Exit, Failure};
use super::global::{Global, Writing};
use super::plain::plain;
use super::{input, parallel, progress};
use crate::curate::{Import, ImportError};
use crate::record::Side;
use crate::store::{Store, StoreError};
use rejects::Rejects;
use report::Report;

/// Take records in
///
/// Reads records from JSON files (one record, or an array of them), NDJSON files, folders (every index.json below
/// them) and standard input (-). The database is made where there is none.
///
/// Either everything is taken or nothing: where a record breaks a rule, every fault is printed as
/// FILE:LINE:COLUMN: PATH: REASON, and the database stays as it was. With --keep-going the good records are taken.
///
/// A record that is there already is replaced where the input differs. Where it was edited here since it was last
/// imported or exported, the changes of both sides stay. A field that both sides changed is a conflict, named with what
/// it was, what it is here and what comes in; then nothing is taken, unless --on-conflict settles it.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// JSON or NDJSON files, folders, or - for standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Take the good records where others are rejected
    #[arg(long)]
    keep_going: bool,
    /// Write what was rejected to this file (- for standard output), as NDJSON with source, line, errors and text
    #[arg(long, value_name = "FILE", requires = "keep_going")]
    rejects: Option<PathBuf>,
    /// Whose value is taken where a field was edited here and changed in the input
    #[arg(long, value_name = "SIDE")]
    on_conflict: Option<SideArg>,
    #[command(flatten)]
    writing: Writing,
}

/// One side of a conflict.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum SideArg {
    /// What stands in the database
    Ours,
    /// What comes in
    Theirs,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    input::check(&args.paths)?;
    let context = global.context(&args.writing)?;
    let import = Import {
        on_conflict: args.on_conflict.map(|side| match side {
            SideArg::Ours => Side::Ours,
            SideArg::Theirs => Side::Theirs,
        }),
        keep_going: args.keep_going,
    };
    let rejects_to_stdout = args.rejects.as_deref().is_some_and(|path| path.as_os_str() == "-");
    if rejects_to_stdout && console.is_json() {
        return Err(
            Failure::usage("--json and rejects on standard output would mix").hint("name a file for the rejects")
        );
    }
    let rejects = args.rejects.as_deref().filter(|_| !args.writing.dry_run).map(Rejects::create).transpose()?;
    let bar = progress::bar(console, "importing", None);
    let asks = !args.writing.yes && !args.writing.dry_run;
    let mut report =
        Report { console, bar, rejects, asks, added: Vec::new(), changed: Vec::new(), rejected: Vec::new() };
    let mut is_empty = false;
    let mut take = |store: &mut Store| {
        let known = store.known_digests()?;
        let (notes, outcome) = parallel::ordered(
            |emit| input::documents(&args.paths, emit),
            input::Document::weight,
            |document| document.draft(&known),
            |drafts| import.apply(store, &context, drafts, &mut report),
        );
        report.bar.finish_and_clear();
        notes.notes.iter().for_each(|note| report.console.note(plain(note)));
        is_empty = notes.is_empty;
        outcome
    };
    let path = global.database_or_new();
    let outcome = match path.symlink_metadata() {
        Ok(_) if args.writing.dry_run => take(&mut Store::open_read(&path)?),
        Ok(_) => take(&mut Store::open(&path)?),
        Err(_) if args.writing.dry_run => take(&mut Store::in_memory()?),
        Err(_) => Store::create_with(&path, take),
    };
    let (counts, batch) = match outcome {
        Ok(imported) => (imported.counts, Some(imported.batch)),
        Err(ImportError::Rejected(counts)) => (counts, None),
        Err(ImportError::Declined) => return Err(Failure::usage("not approved; nothing was imported")),
        Err(ImportError::Store(StoreError::Exists(path))) => {
            let message = format!("another process made {} meanwhile; nothing was imported", path.display());
            return Err(Failure::new(Exit::Conflict, message).hint("run the command again: it will use that database"));
        }
        Err(ImportError::Store(error)) => return Err(error.into()),
        Err(ImportError::Watch(failure)) => return Err(failure),
    };
    let exit = report.finish(args, counts, batch)?;
    // A folder without a record is most likely the wrong folder.
    Ok(if is_empty && exit == Exit::Done { Exit::Look } else { exit })
}
