//! The arguments of `canonry feedback import`.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::cli::failure::Failure;
use crate::cli::global::Global;
use crate::cli::options::Writing;
use crate::cli::outputs::{Output, protect};
use crate::cli::policy::PolicyArgs;
use crate::curate::Anonymous;

/// Import reports from a CSV file
///
/// The columns, in any order: record_id, item (w1, d2, the exact text of an action, or empty for the record as a
/// whole), observed_at, and either outcome (success, partial, fail, worse) with count, or successes and failures.
/// Optional columns are error_text (see --fuzzy), report_id, reporter, reporter_kind (maintainer, ci, user, agent),
/// env_os, env_runtime, env_version, source_url and notes. An unknown column is named and ignored. A count can be up to
/// rates.max_count of the policy.
///
/// Either all rows are imported or none: each fault is printed as FILE:LINE: COLUMN: REASON. With --keep-going the
/// valid rows are imported, and --rejects keeps the others byte for byte, so that you can fix and import them. One
/// `undo` undoes the whole import.
///
/// A row that was imported before is a duplicate and changes nothing. A row is identified by its reporter and
/// report_id, or by its content if it has no report_id. Different reporters may use the same report_id.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The file, or - for standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The format of the file
    #[arg(long, value_name = "FORMAT", default_value = "csv")]
    pub format: FormatArg,
    /// Import the valid rows if others are rejected
    #[arg(long)]
    pub keep_going: bool,
    /// Write rejected rows to this file, in the same format. A CSV has _line and _error as its last columns; for
    /// outcomes they are in a line before each rejected line. Fix the file and import it
    #[arg(long, value_name = "FILE", requires = "keep_going")]
    pub rejects: Option<PathBuf>,
    /// How to count anonymous reports: as those of one reporter, so that their total weight is small, or each as that
    /// of a reporter of its own. Use the latter only if the file has one report per person
    #[arg(long, value_name = "HOW", default_value = "one")]
    pub anonymous: AnonymousArg,
    /// Accept rows without record_id for the record that their error_text matches, as `canonry match` knows it
    #[arg(long)]
    pub fuzzy: bool,
    #[command(flatten)]
    pub policy: PolicyArgs,
    #[command(flatten)]
    pub writing: Writing,
}

/// The format of a file of feedback.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FormatArg {
    /// CSV with a header
    Csv,
    /// JSON lines with error_id, workaround_action, success and timestamp
    Outcomes,
}

/// How anonymous reports count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum AnonymousArg {
    /// All as those of one reporter
    One,
    /// Each as that of a reporter of its own
    Each,
}

impl From<AnonymousArg> for Anonymous {
    fn from(how: AnonymousArg) -> Self {
        match how {
            AnonymousArg::One => Anonymous::One,
            AnonymousArg::Each => Anonymous::Each,
        }
    }
}

impl Args {
    /// Refuses a rejects file that would overwrite the database or what is read.
    pub(super) fn protect(&self, global: &Global, database: &Path) -> Result<(), Failure> {
        let rejects = self.rejects.as_deref().map(|rejects| Output::new("--rejects", rejects));
        let inputs: Vec<PathBuf> = std::iter::once(self.file.clone()).chain(self.policy.file(global)?).collect();
        protect(rejects.as_slice(), database, &inputs, &global.env)
    }
}
