//! The texts that an input is cut into, and what is to be said of the reading.

use std::path::{Path, PathBuf};

use super::ledger;
use crate::cli::env::Env;
use crate::curate::ImportInput;
use crate::disk::open_plain;
use crate::intake::{self, Draft, Origin, ReadLedger};
use crate::publish::{LEDGER, RECORD_FILE};
use crate::record::{Demands, Limits};

/// A text that should be a record, from an input of the command.
pub(in crate::cli) struct InputText<'e> {
    held: Held,
    env: &'e Env,
}

/// Where the text is.
enum Held {
    /// In memory: it was cut out of a file or a stream.
    Draft(Draft<Vec<u8>>),
    /// In a file that holds one record and is yet to be read, with its size in bytes: several threads read faster than
    /// one if the disk has to be waited for.
    File(PathBuf, u64),
    /// In no file: the folder has a ledger and no record.
    Ledger(PathBuf),
}

impl<'e> InputText<'e> {
    /// A text of a file or a stream.
    pub(super) fn cut(draft: Draft<Vec<u8>>, env: &'e Env) -> Self {
        InputText { held: Held::Draft(draft), env }
    }

    /// The text of a file that holds one record, with its size in bytes.
    pub(super) fn in_file(path: PathBuf, size: u64, env: &'e Env) -> Self {
        InputText { held: Held::File(path, size), env }
    }

    /// A ledger without a record beside it: its folder.
    pub(super) fn ledger(folder: PathBuf, env: &'e Env) -> Self {
        InputText { held: Held::Ledger(folder), env }
    }

    /// The draft for a text that cannot be read.
    pub(super) fn unreadable(path: &Path, reason: &str, env: &'e Env) -> Self {
        InputText::cut(Draft::unreadable(&env.written(path), reason), env)
    }

    /// The file that is yet to be read; `None` if the text is in memory.
    pub(in crate::cli) fn file(&self) -> Option<&Path> {
        match &self.held {
            Held::Draft(_) | Held::Ledger(_) => None,
            Held::File(path, _) => Some(path),
        }
    }

    /// The text, which is still to be read as a record.
    pub(in crate::cli) fn draft(self, limits: &Limits) -> Draft<Vec<u8>> {
        match self.held {
            Held::Draft(draft) => draft,
            Held::Ledger(folder) => {
                let reason = format!("evidence on a record that is not here: there is no {RECORD_FILE} beside it");
                Draft::broken(Origin::of(&self.env.written(&folder)), reason)
            }
            Held::File(path, _) => {
                let read = || {
                    let file = open_plain(&path)?;
                    let size = file.metadata()?.len();
                    intake::draft(file, size, &self.env.written(&path), limits)
                };
                read().unwrap_or_else(|error| Draft::unreadable(&self.env.written(&path), &error.to_string()))
            }
        }
    }
}

impl ImportInput for InputText<'_> {
    fn weight(&self) -> usize {
        match &self.held {
            Held::Draft(draft) => draft.text().len(),
            Held::File(_, size) => usize::try_from(*size).unwrap_or(usize::MAX),
            Held::Ledger(_) => 0,
        }
    }

    fn read_ledger(&self, demands: &Demands) -> Option<ReadLedger> {
        let (folder, is_alone) = match &self.held {
            Held::Draft(_) => return None,
            Held::File(path, _) => (path.with_file_name(LEDGER), false),
            Held::Ledger(folder) => (folder.clone(), true),
        };
        ledger::read(&folder, is_alone, demands.latest, self.env)
    }

    fn read(self, demands: &Demands) -> Draft {
        self.draft(&demands.limits).read(demands)
    }
}

/// What was skipped or missing while reading.
#[derive(Debug, Default)]
pub(in crate::cli) struct Notes {
    /// In words.
    pub notes: Vec<String>,
    /// Links that were not followed and below which records may lie.
    pub unfollowed: Vec<String>,
    /// Whether a folder held no record.
    pub is_empty: bool,
}
