//! One run of an import of feedback.

use std::fs::File;
use std::path::PathBuf;

use super::arguments::{Args, FormatArg};
use super::closing::Closing;
use super::input::{keeping, listed, open, unread};
use super::printer::{FeedbackEnd, FeedbackPrinter};
use super::question::{FeedbackAsking, FeedbackQuestion};
use super::rejects::FeedbackRejects;
use crate::cli::console::Console;
use crate::cli::failure::{Exit, Failure};
use crate::cli::plain::plain;
use crate::cli::progress::{self, StageLength};
use crate::curate::{Context, Feedback, FeedbackSummary, ImportRefusal, Pass, Policy, Refusal, Stopped};
use crate::intake::{FeedbackFile, feedback_csv, outcome_log};
use crate::store::Store;

/// An import, which runs once, or once more after a question.
pub(super) struct FeedbackPasses<'a> {
    pub args: &'a Args,
    pub path: PathBuf,
    pub context: Context,
    pub policy: Policy,
    /// The buffered content of the file, if it is a pipe.
    pub buffered: Option<File>,
}

impl FeedbackPasses<'_> {
    /// Imports, unless the user has to be asked, or approved something else.
    pub(super) fn pass(
        &self,
        answered: Option<FeedbackQuestion>,
        console: &mut Console,
    ) -> Result<Pass<Exit, FeedbackQuestion>, Failure> {
        let FeedbackPasses { args, path, context, policy, buffered } = self;
        let is_again = answered.is_some();
        let name = console.env().written(&args.file).into_owned();
        let input = open(&args.file, buffered.as_ref(), console.env())?;
        let rejects = args.rejects.as_deref().filter(|_| !args.writing.dry_run);
        let scratch = keeping(rejects.is_some(), &console.env().temporary);
        let FeedbackFile { format, lines } = match args.format {
            FormatArg::Csv => feedback_csv(input, scratch).map_err(|error| unread(&name, error))?,
            FormatArg::Outcomes => outcome_log(input, scratch),
        };
        if let Some(ignored) = listed(format.ignored()).filter(|_| !is_again) {
            console.note(plain(&format!("warning: {name}: ignored columns: {ignored}")));
        }
        let rejects = rejects.map(|path| FeedbackRejects::create(path, &format, console.env())).transpose()?;
        let mut store = Store::open(path)?;
        let bar = progress::bar(console, "rows read", StageLength::Counted);
        let may_ask = !args.writing.yes && !args.writing.dry_run && console.env().can_ask();
        let mut asking = FeedbackAsking::new(may_ask, answered);
        let mut printer = FeedbackPrinter {
            console,
            bar,
            name: name.clone(),
            faults: std::mem::take(&mut asking.question.faults),
            rejects,
            complete: None,
            rejected: Vec::new(),
            asking,
        };
        let feedback = Feedback { keep_going: args.keep_going, anonymous: args.anonymous.into(), fuzzy: args.fuzzy };
        let applied = feedback.apply_lines(&mut store, context, policy, (&format, lines), &mut printer);
        printer.bar.end();
        let (summary, end) = match applied {
            Ok(applied) => (applied.detail, applied.batch.map_or(FeedbackEnd::NothingNew, FeedbackEnd::Recorded)),
            Err(Stopped::Refused(Refusal::Declined)) => return Ok(Pass::Open(printer.question())),
            Err(Stopped::Refused(Refusal::Import(_))) if is_again => return Ok(Pass::Open(printer.question())),
            Err(Stopped::Refused(Refusal::Import(ImportRefusal::Reports(counts)))) => {
                (FeedbackSummary { counts, ..FeedbackSummary::default() }, FeedbackEnd::RolledBack)
            }
            Err(Stopped::Refused(refusal)) => return Err(refusal.into()),
            Err(Stopped::Watch(failure)) => return Err(failure),
        };
        let again = match args.format {
            FormatArg::Csv => "",
            FormatArg::Outcomes => " --format outcomes",
        };
        let rejects = args.rejects.as_deref().map(|file| (file, again));
        let closing = Closing { summary, anonymous: feedback.anonymous };
        printer.finish(&closing, end, args.writing.dry_run, rejects).map(Pass::Done)
    }
}
