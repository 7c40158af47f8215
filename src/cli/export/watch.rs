//! Following an export on a terminal, and what its errors mean for the user.

use std::path::Path;

use super::arguments::OUT;
use crate::cli::ask::{UNASKED, agrees};
use crate::cli::console::Console;
use crate::cli::env::Env;
use crate::cli::failure::{Exit, Failure};
use crate::cli::outputs::{Output, sqlite};
use crate::cli::progress::{self, StageBar, StageLength};
use crate::curate::{ExportError, ExportStage, ExportWatch};

/// Shows progress, and asks before many files are removed.
pub(in crate::cli) struct ExportProgress {
    bar: StageBar,
    /// What is done with the records, and how many they are.
    records: (&'static str, u64),
    /// Where the user is asked; `None` if there are no questions.
    asked: Option<Env>,
}

impl ExportProgress {
    /// The progress of an export of `total` records, with which `what` is done. Only if `asks`, the user is asked.
    pub(in crate::cli) fn begin(console: &Console, what: &'static str, total: u64, asks: bool) -> Self {
        let bar = progress::bar(console, what, StageLength::Of(total));
        ExportProgress { bar, records: (what, total), asked: asks.then(|| console.env().clone()) }
    }

    /// None on the terminal, and no question.
    pub(in crate::cli) fn hidden() -> Self {
        ExportProgress { bar: StageBar::hidden(), records: ("", 0), asked: None }
    }

    /// Removes it from the terminal.
    pub(in crate::cli) fn end(&self) {
        self.bar.end();
    }
}

impl ExportWatch for ExportProgress {
    fn begins(&mut self, stage: ExportStage) {
        begin(&self.bar, stage, self.records);
    }

    fn record(&mut self) {
        self.bar.inc(1);
    }

    fn approve_removals(&mut self, files: usize) -> bool {
        self.bar.end();
        let is_small = u64::try_from(files).is_ok_and(|files| files <= UNASKED);
        let question = format!("remove {files} files that are no longer published?");
        is_small || self.asked.as_ref().is_none_or(|env| agrees(env, &question))
    }
}

/// Shows a stage; `what` is done with `total` records.
pub(in crate::cli) fn begin(bar: &StageBar, stage: ExportStage, (what, total): (&'static str, u64)) {
    match stage {
        ExportStage::Changes => bar.begin("comparing with the release before", StageLength::Uncounted),
        ExportStage::Figures => bar.begin("computing what the pages tell of the set", StageLength::Uncounted),
        ExportStage::Records => bar.begin(what, StageLength::Of(total)),
        ExportStage::Ledgers => bar.begin("ledgers", StageLength::Uncounted),
        ExportStage::Rest => bar.begin("finishing", StageLength::Uncounted),
    }
}

/// The failure for an error; `out` is the file of the lines, and `None` for standard output.
pub(in crate::cli) fn failure(error: ExportError, out: Option<&Path>) -> Failure {
    match error {
        ExportError::Refused(refusal) => refusal.into(),
        ExportError::Tree(error) => error.into(),
        ExportError::Sqlite(path) => sqlite(Output::new(OUT, &path)),
        ExportError::Declined => Failure::usage("not approved; nothing was removed"),
        ExportError::SamplesKey { id, key } => {
            let message = ExportError::SamplesKey { id: id.clone(), key: key.clone() }.to_string();
            Failure::new(Exit::Policy, message)
                .hint(format!("remove it: `canonry edit {id} --remove {key}`, or choose another key in [samples]"))
        }
        ExportError::Write(error) => match out {
            Some(out) => Failure::file(format!("{} could not be written", out.display()), &error),
            None => error.into(),
        },
    }
}
