//! The file of rejected records, for fixing them.

use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::cli::env::Env;
use crate::cli::failure::Failure;
use crate::cli::staged::{self, Complete, Staged};
use crate::intake::{Draft, Faulty, FaultyText};
use crate::record::{Rule, compact};

/// The format of the file, for messages.
const WHAT: &str = "the rejects file";

/// The numbers of what was rejected and is a part of a ledger.
#[derive(Default)]
pub(super) struct RejectedLedgers {
    lines: u64,
    /// Those of the lines that are sound but for a count beyond the policy.
    large: u64,
    files: u64,
}

impl RejectedLedgers {
    /// Counts a rejected draft, if it is one.
    pub(super) fn count<R>(&mut self, draft: &Draft<R>) {
        match &draft.content {
            Err(Faulty { text: FaultyText::LedgerLine, faults }) => {
                self.lines += 1;
                self.large += u64::from(faults.iter().all(|fault| fault.rule == Rule::LargeCount));
            }
            Err(Faulty { text: FaultyText::LedgerFile, .. }) => self.files += 1,
            Ok(_) | Err(Faulty { text: FaultyText::Kept(_) | FaultyText::TooLarge { .. }, .. }) => {}
        }
    }

    /// How many there are.
    pub(super) fn all(&self) -> u64 {
        self.lines + self.files
    }

    /// Whether something cannot be read as it was written.
    pub(super) fn has_broken(&self) -> bool {
        self.all() > self.large
    }

    /// What was rejected, in words, of `rejected` in all: "2 records and 1 line of a ledger were rejected".
    pub(super) fn sentence(&self, rejected: u64) -> String {
        let parts = [
            (rejected.saturating_sub(self.all()), ["record", "records"]),
            (self.lines, ["line of a ledger", "lines of ledgers"]),
            (self.files, ["file of a ledger", "files of ledgers"]),
        ];
        let words = |(count, [one, many]): (u64, [&str; 2])| {
            if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
        };
        let parts: Vec<String> = parts.into_iter().filter(|(count, _)| *count > 0).map(words).collect();
        format!("{} {} rejected", parts.join(" and "), if rejected == 1 { "was" } else { "were" })
    }
}

/// The file of rejected records.
pub(super) struct RecordRejects {
    path: PathBuf,
    file: Staged,
}

impl RecordRejects {
    pub(super) fn create(path: &Path, env: &Env) -> Result<Self, Failure> {
        Ok(RecordRejects { path: path.to_owned(), file: Staged::create(path, WHAT, env)? })
    }

    pub(super) fn add(&mut self, entry: &Value) -> Result<(), Failure> {
        writeln!(self.file, "{}", compact(entry)).map_err(|error| staged::unwritable(&self.path, WHAT, &error))
    }

    /// Called before the commit: rejected records have to be on the disk, or nothing is imported.
    pub(super) fn complete(self) -> Result<Complete, Failure> {
        self.file.complete()
    }
}
