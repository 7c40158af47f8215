//! The input of an import: the records of every path, each as one source.

use std::fs::File;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::arguments::Args;
use crate::cli::console::Console;
use crate::cli::env::Env;
use crate::cli::failure::Failure;
use crate::cli::input::{self, InputText};
use crate::cli::progress::StageBar;
use crate::curate::{Applied, Context, Import, ImportInput, Imported, Stopped, Watch};
use crate::disk::Emit;
use crate::store::Store;

/// The input of an import, which can be read more than once.
pub(super) struct ImportPaths<'a> {
    args: &'a Args,
    database: &'a Path,
    env: Env,
    /// The number of bytes; `None` if it is not known before all is read.
    bytes: Option<u64>,
    /// For each path its buffered content, if it is a pipe.
    buffered: Vec<Option<File>>,
    /// The links that were not followed, in the last reading.
    unfollowed: Mutex<Vec<String>>,
}

impl<'a> ImportPaths<'a> {
    /// Reads pipes to their end. The database is not open meanwhile.
    pub(super) fn open(args: &'a Args, database: &'a Path, console: &Console) -> Result<Self, Failure> {
        let buffered = args.paths.iter().map(|path| input::buffer_stream(path, console));
        let buffered = buffered.collect::<Result<Vec<Option<File>>, _>>()?;
        let bytes = args.paths.iter().zip(&buffered).map(|(path, buffered)| size(path, buffered.as_ref())).sum();
        Ok(ImportPaths { args, database, env: console.env().clone(), bytes, buffered, unfollowed: Mutex::default() })
    }

    /// The links that were not followed.
    pub(super) fn unfollowed(&self) -> Vec<String> {
        self.unfollowed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The number of bytes of all paths; `None` if one is a folder, of which only its end tells how large it was.
    pub(super) fn bytes(&self) -> Option<u64> {
        self.bytes
    }

    /// The source that all paths have in common.
    pub(super) fn one_source(&self) -> Option<Arc<str>> {
        self.args.one_source(self.database)
    }

    /// Imports the records of the paths, each path as one source, or all of them as the one that was named.
    pub(super) fn import<W: Watch>(
        &self,
        import: &Import,
        context: &Context,
        store: &mut Store,
        bar: &StageBar,
        watch: &mut W,
    ) -> (input::Notes, Result<Applied<Imported>, Stopped<W::Error>>) {
        let sources = self.args.sources(self.database);
        let keep = |links| self.unfollowed.lock().unwrap_or_else(PoisonError::into_inner).extend::<Vec<String>>(links);
        self.unfollowed.lock().unwrap_or_else(PoisonError::into_inner).clear();
        import.apply_inputs(
            store,
            context,
            |emit| {
                let mut all = input::Notes::default();
                for ((path, buffered), source) in self.args.paths.iter().zip(&self.buffered).zip(&sources) {
                    let mut end = ControlFlow::Continue(());
                    let emit: Emit<'_, InputText<'_>> = &mut |text| {
                        self.bytes.is_some().then(|| bar.inc(text.weight() as u64));
                        end = emit((source.clone(), text));
                        end
                    };
                    let notes = match buffered {
                        Some(file) => input::buffered_texts(path, &self.env, file, &import.policy.limits, emit),
                        None => input::texts(path, &self.env, &import.policy.limits, emit),
                    };
                    all.notes.extend(notes.notes);
                    keep(notes.unfollowed);
                    all.is_empty |= notes.is_empty;
                    if end.is_break() {
                        break;
                    }
                }
                all
            },
            watch,
        )
    }
}

/// The number of bytes of a file, or of a buffered pipe; `None` for a folder.
fn size(path: &Path, buffered: Option<&File>) -> Option<u64> {
    let metadata = buffered.map_or_else(|| path.metadata(), File::metadata).ok()?;
    metadata.is_file().then_some(metadata.len())
}
