//! The texts of files, which are read more than once.

use std::collections::HashSet;
use std::fs::File;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use crate::cli::console::Console;
use crate::cli::env::Env;
use crate::cli::failure::Failure;
use crate::cli::input::{self, InputText};
use crate::curate::ImportInput;
use crate::disk::{Emit, ordered, place};
use crate::intake::Draft;
use crate::record::Limits;

/// The texts of files, folders and pipes.
pub(super) struct FileTexts<'a> {
    paths: &'a [PathBuf],
    /// For each path its buffered content, if it can be read only once.
    buffered: Vec<Option<File>>,
    limits: Limits,
    env: Env,
}

impl<'a> FileTexts<'a> {
    /// Reads pipes to their end.
    pub(super) fn open(paths: &'a [PathBuf], limits: Limits, console: &Console) -> Result<Self, Failure> {
        input::check(paths)?;
        let buffered = paths.iter().map(|path| match input::is_stdin(path) {
            true => input::buffer(path, console).map(Some),
            false => input::buffer_stream(path, console),
        });
        Ok(FileTexts { paths, buffered: buffered.collect::<Result<_, _>>()?, limits, env: console.env().clone() })
    }

    /// Works on each text, on several threads; `consume` gets the results in the order of the texts, each with the
    /// number of the path that it comes from. Returns notes about the reading.
    pub(super) fn each<R: Send, O>(
        &self,
        work: impl Fn(Draft<Vec<u8>>) -> R + Sync,
        consume: impl FnOnce(&mut dyn Iterator<Item = (usize, R)>) -> O,
    ) -> (input::Notes, O) {
        ordered(
            |emit| self.read(emit),
            |(_, text)| text.weight(),
            |(path, text): (usize, InputText<'_>)| (path, work(text.draft(&self.limits))),
            consume,
        )
    }

    fn read<'t>(&'t self, emit: Emit<'_, (usize, InputText<'t>)>) -> input::Notes {
        let mut all = input::Notes::default();
        let mut known = VisitedFiles::of(self.paths);
        for (number, (path, buffered)) in self.paths.iter().zip(&self.buffered).enumerate() {
            if known.is_again(path, path.is_dir()) {
                continue;
            }
            let mut end = ControlFlow::Continue(());
            let emit: Emit<'_, InputText<'t>> = &mut |text| {
                if !text.is_record() {
                    return end;
                }
                if let Some(file) = text.file()
                    && known.is_again(file, false)
                {
                    return end;
                }
                end = emit((number, text));
                end
            };
            let notes = match buffered {
                Some(file) => input::buffered_texts(path, &self.env, file, &self.limits, emit),
                None => input::texts(path, &self.env, &self.limits, emit),
            };
            all.notes.extend(notes.notes);
            all.is_empty |= notes.is_empty;
            if end.is_break() {
                break;
            }
        }
        all
    }
}

/// The files that were read, of paths that may contain each other: a file is read once, even if several paths contain
/// it.
struct VisitedFiles(Option<HashSet<PathBuf>>);

impl VisitedFiles {
    /// An empty set; files are only noted if the paths overlap.
    fn of(paths: &[PathBuf]) -> Self {
        let mut places: Vec<PathBuf> =
            paths.iter().filter(|path| !input::is_stdin(path)).map(|one| place(one)).collect();
        places.sort();
        // Sorted by components, the paths within a folder follow it.
        let overlap = places.windows(2).any(|pair| matches!(pair, [outer, inner] if inner.starts_with(outer)));
        VisitedFiles(overlap.then(HashSet::new))
    }

    /// Whether a file was read before; notes it. A folder is walked again to find new files.
    fn is_again(&mut self, path: &Path, is_folder: bool) -> bool {
        let VisitedFiles(Some(known)) = self else { return false };
        !is_folder && !input::is_stdin(path) && !known.insert(place(path))
    }
}
