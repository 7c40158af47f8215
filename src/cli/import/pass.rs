//! One run of an import.

use std::path::{Path, PathBuf};

use super::Args;
use super::conflicts::Conflicts;
use super::feed::Feed;
use super::question::{Approved, Asking, Question, declined};
use super::rejects::Rejects;
use super::report::Report;
use super::seal::Seal;
use crate::cli::console::Console;
use crate::cli::failure::{Exit, Failure};
use crate::cli::plain::plain;
use crate::cli::progress;
use crate::curate::{Context, Import, ImportError};
use crate::store::{Store, StoreError};

/// An import, which runs once, or once more after a question.
pub(super) struct Run<'a> {
    pub args: &'a Args,
    pub import: Import,
    pub context: Context,
    pub path: &'a Path,
    pub feed: Feed<'a>,
}

/// How a run came out.
pub(super) enum Pass {
    Done(Exit),
    /// Nothing was done: somebody has to be asked first, or what was approved is not what would be done.
    Open(Box<Question>),
}

impl Run<'_> {
    /// Imports, unless somebody has to be asked, or something else was approved.
    pub(super) fn pass(&self, approved: Option<Approved>, console: &mut Console) -> Result<Pass, Failure> {
        let Run { args, import, context, path, feed } = self;
        let is_again = approved.is_some();
        let wanted = |file: &Option<PathBuf>| file.clone().filter(|_| !args.writing.dry_run);
        let rejects = wanted(&args.rejects).as_deref().map(Rejects::create).transpose()?;
        let conflicts = wanted(&args.merging.conflicts).as_deref().map(Conflicts::create).transpose()?;
        let bar = progress::bar(console, "importing", None);
        let seal = Seal::new(args.may_ask());
        let mut report = Report::new(args, feed, console, bar, (rejects, conflicts), Asking::new(&seal, approved));
        let mut is_empty = false;
        let take = |store: &mut Store| {
            let (notes, outcome) = feed.import(import, context, store, &seal, &mut report);
            report.bar.finish_and_clear();
            notes.notes.iter().filter(|_| !is_again).for_each(|note| report.console.note(plain(note)));
            is_empty = notes.is_empty;
            outcome
        };
        let outcome = on_database(path, args.writing.dry_run, take);
        let (counts, imported) = match outcome {
            Ok(imported) => (imported.counts, Some(imported)),
            Err(ImportError::Declined) => return Ok(Pass::Open(Box::new(report.question()))),
            Err(ImportError::Rejected(_) | ImportError::NotWhole { .. }) if is_again => {
                return Ok(Pass::Open(Box::new(report.question())));
            }
            Err(ImportError::Rejected(counts)) => (counts, None),
            Err(error) => return Err(failure(error)),
        };
        let exit = report.finish(counts, imported)?;
        // A folder without a record is most likely the wrong folder.
        Ok(Pass::Done(if is_empty && exit == Exit::Done { Exit::Look } else { exit }))
    }
}

/// Does something with the database; one that does not exist is created by it, or not at all.
pub(super) fn on_database<T, E: From<StoreError>>(
    path: &Path,
    dry_run: bool,
    take: impl FnOnce(&mut Store) -> Result<T, E>,
) -> Result<T, E> {
    match path.symlink_metadata() {
        Ok(_) if dry_run => take(&mut Store::open_read(path)?),
        Ok(_) => take(&mut Store::open(path)?),
        Err(_) if dry_run => take(&mut Store::in_memory()?),
        Err(_) => Store::create_with(path, take),
    }
}

pub(super) fn failure(error: ImportError<Failure>) -> Failure {
    match error {
        ImportError::Rejected(counts) => {
            Failure::new(Exit::Rejected, format!("{} records were rejected; nothing was imported", counts.rejected))
        }
        ImportError::Declined => declined(),
        ImportError::NotWhole { unread, unfollowed } => not_whole(unread, &unfollowed),
        ImportError::Store(StoreError::Exists(path)) => {
            let message = format!("another process created {} meanwhile; nothing was imported", path.display());
            Failure::new(Exit::Conflict, message).hint("run the command again: it will use that database")
        }
        ImportError::Store(error) => error.into(),
        ImportError::Watch(failure) => failure,
    }
}

fn not_whole(unread: u64, unfollowed: &[String]) -> Failure {
    let why = match unfollowed {
        [] => format!("{unread} records were rejected, so nobody knows whether they are gone"),
        [one] => format!("{one} was not followed, so nobody knows which records are gone"),
        [one, ..] => {
            format!(
                "{one} was not followed ({} links in all), so nobody knows which records are gone",
                unfollowed.len()
            )
        }
    };
    let hint = match unfollowed {
        [] => "fix them, or leave --whole out",
        _ => "replace the link by the folder itself, or leave --whole out",
    };
    Failure::new(Exit::Rejected, format!("{why}; nothing was imported")).hint(hint)
}
