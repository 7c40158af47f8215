//! Following an export on a terminal, and what its errors mean for the user.

use std::path::Path;

use indicatif::ProgressBar;

use super::arguments::OUT;
use crate::cli::ask::{UNASKED, agrees};
use crate::cli::env::Env;
use crate::cli::failure::{Exit, Failure};
use crate::cli::outputs::{Output, sqlite};
use crate::curate::{ExportError, ExportWatch};

/// Shows progress, and asks before many files are removed.
pub(in crate::cli) struct ExportProgress {
    pub bar: ProgressBar,
    /// Where the user is asked; `None` if there are no questions.
    pub asked: Option<Env>,
}

impl ExportWatch for ExportProgress {
    fn record(&mut self) {
        self.bar.inc(1);
    }

    fn approve_removals(&mut self, files: usize) -> bool {
        self.bar.finish_and_clear();
        let is_small = u64::try_from(files).is_ok_and(|files| files <= UNASKED);
        let question = format!("remove {files} files that are no longer published?");
        is_small || self.asked.as_ref().is_none_or(|env| agrees(env, &question))
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
