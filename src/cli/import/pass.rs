//! One run of an import.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::arguments::ImportOptions;
use super::conflicts::Conflicts;
use super::interactive::{FoundConflicts, ask_about_all};
use super::printer::ImportPrinter;
use super::question::{ApprovedRun, ImportAsking, ImportQuestion, declined};
use super::rejects::RecordRejects;
use super::source::ImportSource;
use crate::cli::console::Console;
use crate::cli::failure::{Exit, Failure};
use crate::cli::plain::plain;
use crate::cli::progress::{self, StageBar, StageLength};
use crate::curate::{Context, Import, ImportRefusal, Pass, Refusal, Resolutions, Stopped, in_passes};
use crate::store::{Store, StoreError};

/// An import, which runs once, or once more after a question.
pub(super) struct ImportPasses<'a> {
    pub options: &'a ImportOptions,
    pub import: Import,
    pub context: Context,
    pub path: &'a Path,
    pub input: ImportSource<'a>,
}

impl ImportPasses<'_> {
    /// Imports, in one run or in two.
    pub(super) fn carry_out(mut self, console: &mut Console) -> Result<Exit, Failure> {
        if self.options.merging.interactive {
            self.import.resolutions = self.ask(console)?;
        }
        in_passes(console, |console, approved| self.pass(approved, console), |console, question| question.ask(console))
    }

    /// Asks about each conflict. The database is not locked meanwhile: the conflicts are found by a rehearsal.
    fn ask(&self, console: &mut Console) -> Result<Resolutions, Failure> {
        let rehearsal = Context { dry_run: true, checks: None, ..self.context.clone() };
        let mut found = FoundConflicts::default();
        let rehearsed = on_database(self.path, &rehearsal, |store| {
            let import = Import { keep_going: true, ..self.import.clone() };
            self.input.import(&import, &rehearsal, store, &StageBar::hidden(), &mut found).1
        });
        rehearsed.map_err(failure)?;
        ask_about_all(found, console)
    }

    /// Imports, unless the user has to be asked, or approved something else.
    fn pass(
        &self,
        approved: Option<ApprovedRun>,
        console: &mut Console,
    ) -> Result<Pass<Exit, Box<ImportQuestion>>, Failure> {
        let ImportPasses { options, import, context, path, input } = self;
        let is_again = approved.is_some();
        let wanted = |file: &Option<PathBuf>| file.clone().filter(|_| !options.writing.dry_run);
        let rejects =
            wanted(&options.rejects).as_deref().map(|path| RecordRejects::create(path, console.env())).transpose()?;
        let conflicts = wanted(&options.merging.conflicts)
            .as_deref()
            .map(|path| Conflicts::create(path, console.env()))
            .transpose()?;
        let bar = Arc::new(match input.bytes() {
            Some(bytes) => progress::bar(console, "importing", StageLength::Bytes(bytes)),
            None => progress::bar(console, "records imported", StageLength::Counted),
        });
        let mut printer = ImportPrinter::new(
            options,
            input,
            console,
            Arc::clone(&bar),
            (rejects, conflicts),
            ImportAsking::new(approved),
        );
        let mut is_empty = false;
        let work = |store: &mut Store| {
            let (notes, applied) = input.import(import, context, store, &bar, &mut printer);
            printer.bar.end();
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
fn on_database<T, E: From<StoreError>>(
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
fn failure(stopped: Stopped<Failure>) -> Failure {
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
