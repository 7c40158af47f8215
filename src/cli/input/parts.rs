//! The parts that what is read is cut into, and what is to be said of the reading.

use std::path::{Path, PathBuf};

use crate::cli::env::Env;
use crate::disk::open_plain;
use crate::intake::{self, Draft};
use crate::record::{Demands, Limits};

/// What an input is cut into.
#[derive(Debug)]
pub(in crate::cli) enum Input {
    /// A text that was cut out of a file or a stream.
    Draft(Draft<Vec<u8>>),
    /// A file that holds one record and is yet to be read, with its size in bytes: several threads read faster than
    /// one if the disk has to be waited for.
    File(PathBuf, u64),
}

impl Input {
    /// Reads the text.
    pub(in crate::cli) fn read(self, demands: &Demands, env: &Env) -> Draft {
        self.draft(&demands.limits, env).read(demands)
    }

    /// The text, which is still to be read.
    pub(in crate::cli) fn draft(self, limits: &Limits, env: &Env) -> Draft<Vec<u8>> {
        match self {
            Input::Draft(draft) => draft,
            Input::File(path, _) => read_record_file(&path, limits, env),
        }
    }

    /// The size of the text in bytes.
    pub(in crate::cli) fn weight(&self) -> usize {
        match self {
            Input::Draft(draft) => draft.text().len(),
            Input::File(_, size) => usize::try_from(*size).unwrap_or(usize::MAX),
        }
    }
}

/// What was passed over or missed while reading.
#[derive(Debug, Default)]
pub(in crate::cli) struct Notes {
    /// In words.
    pub notes: Vec<String>,
    /// Links that were not followed and below which records may lie.
    pub unfollowed: Vec<String>,
    /// Whether a folder held no record.
    pub is_empty: bool,
}

/// A file that holds one record.
fn read_record_file(path: &Path, limits: &Limits, env: &Env) -> Draft<Vec<u8>> {
    let read = || {
        let file = open_plain(path)?;
        let size = file.metadata()?.len();
        intake::draft(file, size, &env.written(path), limits)
    };
    read().unwrap_or_else(|error| unreadable(path, &error.to_string(), env))
}

/// What stands for a text that cannot be read.
pub(super) fn unreadable(path: &Path, reason: &str, env: &Env) -> Draft<Vec<u8>> {
    Draft::unreadable(&env.written(path), reason)
}
