//! One run of an import.

use std::path::{Path, PathBuf};

use super::arguments::Args;
use super::conflicts::Conflicts;
use super::input::ImportPaths;
use super::printer::ImportPrinter;
use super::question::{ApprovedRun, ImportAsking, ImportQuestion, declined};
use super::rejects::RecordRejects;
use crate::cli::console::Console;
use crate::cli::failure::{Exit, Failure};
use crate::cli::plain::plain;
use crate::cli::progress;
use crate::curate::{Context, Import, ImportRefusal, Pass, Refusal, Stopped};
use crate::store::{Store, StoreError};

/// An import, which runs once, or once more after a question.
pub(super) struct ImportPasses<'a> {
    pub args: &'a Args,
    pub import: Import,
    pub context: Context,
    pub path: &'a Path,
    pub input: ImportPaths<'a>,
}

impl ImportPasses<'_> {
    /// Imports, unless the user has to be asked, or approved something else.
    pub(super) fn pass(
        &self,
        approved: Option<ApprovedRun>,
        console: &mut Console,
    ) -> Result<Pass<Exit, Box<ImportQuestion>>, Failure> {
        let ImportPasses { args, import, context, path, input } = self;
        let is_again = approved.is_some();
        let wanted = |file: &Option<PathBuf>| file.clone().filter(|_| !args.writing.dry_run);
        let rejects =
            wanted(&args.rejects).as_deref().map(|path| RecordRejects::create(path, console.env())).transpose()?;
        let conflicts = wanted(&args.merging.conflicts)
            .as_deref()
            .map(|path| Conflicts::create(path, console.env()))
            .transpose()?;
        let bar = progress::bar(console, "importing", None);
        let mut printer =
            ImportPrinter::new(args, input, console, bar, (rejects, conflicts), ImportAsking::new(approved));
        let mut is_empty = false;
        let work = |store: &mut Store| {
            let (notes, applied) = input.import(import, context, store, &mut printer);
            printer.bar.finish_and_clear();
            notes.notes.iter().filter(|_| !is_again).for_each(|note| printer.console.note(plain(note)));
            is_empty = notes.is_empty;
            applied
        };
        let applied = on_database(path, context, work);
        let (counts, imported) = match applied {
            Ok(applied) => (applied.detail.counts, Some(applied)),
            Err(Stopped::Refused(Refusal::Declined)) => return Ok(Pass::Open(Box::new(printer.question()))),
            Err(Stopped::Refused(Refusal::Import(_))) if is_again => {
                return Ok(Pass::Open(Box::new(printer.question())));
            }
            Err(Stopped::Refused(Refusal::Import(ImportRefusal::Records(counts)))) => (*counts, None),
            Err(stopped) => return Err(failure(stopped)),
        };
        let exit = printer.finish(counts, imported)?;
        // A folder without a record is most likely the wrong folder.
        Ok(Pass::Done(if is_empty && exit == Exit::Done { Exit::Look } else { exit }))
    }
}

/// Calls `work` with the database. One that does not exist is created with the result, or not at all.
pub(super) fn on_database<T, E: From<StoreError>>(
    path: &Path,
    context: &Context,
    work: impl FnOnce(&mut Store) -> Result<T, E>,
) -> Result<T, E> {
    match path.symlink_metadata() {
        Ok(_) if context.only_reads() => work(&mut Store::open_read(path)?),
        Ok(_) => work(&mut Store::open(path)?),
        Err(_) if context.dry_run => work(&mut Store::in_memory()?),
        Err(_) => Store::create_with(path, work),
    }
}

/// Why an import stopped.
pub(super) fn failure(stopped: Stopped<Failure>) -> Failure {
    match stopped {
        Stopped::Refused(Refusal::Declined) => declined(),
        Stopped::Refused(Refusal::Store(StoreError::Exists(path))) => {
            let message = format!("another process created {} meanwhile; nothing was imported", path.display());
            Failure::new(Exit::Conflict, message).hint("run the command again: it will use that database")
        }
        Stopped::Refused(refusal) => refusal.into(),
        Stopped::Watch(failure) => failure,
    }
}
