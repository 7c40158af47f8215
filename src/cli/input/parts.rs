//! The texts that an input is cut into, and what is to be said of the reading.

use std::path::{Path, PathBuf};

use super::ledger::{LedgerFiles, read_notices};
use crate::cli::env::Env;
use crate::curate::ImportInput;
use crate::disk::open_plain;
use crate::intake::{self, Draft, ReadLedger, ReadNotices};
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
    /// In a file that holds one record and is yet to be read, with its size in bytes and the ledger beside it: several
    /// threads read faster than one if the disk has to be waited for.
    File(PathBuf, u64, Option<LedgerFiles>),
    /// In no file: there is a ledger and no record.
    Ledger(LedgerFiles),
    /// In no file: this one has the notices of a tree.
    Notices(PathBuf),
}

impl<'e> InputText<'e> {
    /// A text of a file or a stream.
    pub(super) fn cut(draft: Draft<Vec<u8>>, env: &'e Env) -> Self {
        InputText { held: Held::Draft(draft), env }
    }

    /// The text of a file that holds one record, with its size in bytes.
    pub(super) fn in_file(path: PathBuf, size: u64, env: &'e Env) -> Self {
        let ledger = LedgerFiles::find(path.with_file_name(LEDGER));
        InputText { held: Held::File(path, size, ledger), env }
    }

    /// A ledger without a record beside it.
    pub(super) fn ledger(files: LedgerFiles, env: &'e Env) -> Self {
        InputText { held: Held::Ledger(files), env }
    }

    /// The notices of a tree: their file.
    pub(super) fn notices(file: PathBuf, env: &'e Env) -> Self {
        InputText { held: Held::Notices(file), env }
    }

    /// Whether it should be a record.
    pub(in crate::cli) fn is_record(&self) -> bool {
        matches!(self.held, Held::Draft(_) | Held::File(..))
    }

    /// The draft for a text that cannot be read.
    pub(super) fn unreadable(path: &Path, reason: &str, env: &'e Env) -> Self {
        InputText::cut(Draft::unreadable(&env.written(path), reason), env)
    }

    /// The file that is yet to be read; `None` if the text is in memory.
    pub(in crate::cli) fn file(&self) -> Option<&Path> {
        match &self.held {
            Held::Draft(_) | Held::Ledger(_) | Held::Notices(_) => None,
            Held::File(path, ..) => Some(path),
        }
    }

    /// The text, which is still to be read as a record.
    pub(in crate::cli) fn draft(self, limits: &Limits) -> Draft<Vec<u8>> {
        match self.held {
            Held::Draft(draft) => draft,
            Held::Ledger(files) => {
                let reason = format!("evidence on a record that is not here: there is no {RECORD_FILE} beside it");
                Draft::broken_ledger(&self.env.written(files.folder()), reason)
            }
            Held::Notices(file) => Draft::broken_ledger(&self.env.written(&file), "not a record".to_owned()),
            Held::File(path, ..) => {
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
        let in_memory = |bytes: u64| usize::try_from(bytes).unwrap_or(usize::MAX);
        match &self.held {
            Held::Draft(draft) => draft.text().len(),
            Held::File(_, size, ledger) => {
                in_memory(size.saturating_add(ledger.as_ref().map_or(0, LedgerFiles::bytes)))
            }
            Held::Ledger(files) => in_memory(files.bytes()),
            Held::Notices(_) => 0,
        }
    }

    fn read_ledger(&self, demands: &Demands) -> Option<ReadLedger> {
        let (files, is_alone) = match &self.held {
            Held::Draft(_) | Held::Notices(_) => return None,
            Held::File(_, _, ledger) => (ledger.as_ref()?, false),
            Held::Ledger(files) => (files, true),
        };
        Some(files.read(is_alone, demands, self.env))
    }

    fn read_notices(&self, demands: &Demands) -> Option<ReadNotices> {
        match &self.held {
            Held::Notices(file) => Some(read_notices(file, demands.latest, self.env)),
            Held::Draft(_) | Held::File(..) | Held::Ledger(_) => None,
        }
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
