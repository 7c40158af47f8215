//! `canonry feedback import`

use std::fs::File;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::asking::{FeedbackAsking, FeedbackQuestion};
use super::closing::Closing;
use super::input::{keeping, listed, open, unread};
use super::printer::FeedbackPrinter;
use super::rejects::FeedbackRejects;
use crate::cli::ask::agrees;
use crate::cli::console::Console;
use crate::cli::failure::{Exit, Failure};
use crate::cli::global::Global;
use crate::cli::input;
use crate::cli::options::Writing;
use crate::cli::outputs::{Output, protect};
use crate::cli::plain::plain;
use crate::cli::policy::PolicyArgs;
use crate::cli::progress;
use crate::curate::{
    Anonymous, Context, Feedback, FeedbackSummary, ImportRefusal, Pass, Policy, Refusal, Stopped, in_passes,
};
use crate::intake::{FeedbackFile, feedback_csv, outcome_log};
use crate::store::Store;

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
    file: PathBuf,
    /// The format of the file
    #[arg(long, value_name = "FORMAT", default_value = "csv")]
    format: FormatArg,
    /// Import the valid rows if others are rejected
    #[arg(long)]
    keep_going: bool,
    /// Write rejected rows to this file, in the same format. A CSV has _line and _error as its last columns; for
    /// outcomes they are in a line before each rejected line. Fix the file and import it
    #[arg(long, value_name = "FILE", requires = "keep_going")]
    rejects: Option<PathBuf>,
    /// How to count anonymous reports: as those of one reporter, so that their total weight is small, or each as that
    /// of a reporter of its own. Use the latter only if the file has one report per person
    #[arg(long, value_name = "HOW", default_value = "one")]
    anonymous: AnonymousArg,
    /// Accept rows without record_id for the record that their error_text matches, as `canonry match` knows it
    #[arg(long)]
    fuzzy: bool,
    #[command(flatten)]
    policy: PolicyArgs,
    #[command(flatten)]
    writing: Writing,
}

/// The format of a file of feedback.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FormatArg {
    /// CSV with a header
    Csv,
    /// JSON lines with error_id, workaround_action, success and timestamp
    Outcomes,
}

/// How anonymous reports count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum AnonymousArg {
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

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    if args.rejects.as_deref().is_some_and(|file| file.as_os_str() == "-") {
        return Err(Failure::usage("the rejects need a file of their own").hint("name one, as --rejects rejects.csv"));
    }
    let path = global.existing_database()?;
    args.protect(global, &path)?;
    let context = global.context(&args.writing)?;
    let (policy, _) = args.policy.policy(global)?;
    let buffered = input::buffer_stream(&args.file, console)?;
    let run = FeedbackPasses { args, path, context, policy, buffered };
    let ask = |_: &mut Console, question: FeedbackQuestion| match agrees(&global.env, &question.text) {
        true => Ok(question),
        false => Err(Failure::usage("not approved; nothing was imported")),
    };
    in_passes(console, |console, answered| run.pass(answered, console), ask)
}

/// An import, which runs once, or once more after a question.
struct FeedbackPasses<'a> {
    args: &'a Args,
    path: PathBuf,
    context: Context,
    policy: Policy,
    /// The buffered content of the file, if it is a pipe.
    buffered: Option<File>,
}

impl FeedbackPasses<'_> {
    /// Imports, unless the user has to be asked, or approved something else.
    fn pass(
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
        let bar = progress::bar(console, "importing", None);
        let may_ask = !args.writing.yes && !args.writing.dry_run && console.env().can_ask();
        let mut asking = FeedbackAsking::new(may_ask, answered);
        let mut report = FeedbackPrinter {
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
        let outcome = feedback.apply_lines(&mut store, context, policy, (&format, lines), &mut report);
        report.bar.finish_and_clear();
        let (summary, batch) = match outcome {
            Ok(outcome) => (outcome.detail, Some(outcome.batch)),
            Err(Stopped::Refused(Refusal::Declined)) => return Ok(Pass::Open(report.question())),
            Err(Stopped::Refused(Refusal::Import(_))) if is_again => return Ok(Pass::Open(report.question())),
            Err(Stopped::Refused(Refusal::Import(ImportRefusal::Reports(counts)))) => {
                (FeedbackSummary { counts, ..FeedbackSummary::default() }, None)
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
        report.finish(&closing, batch, args.writing.dry_run, rejects).map(Pass::Done)
    }
}

impl Args {
    /// Refuses a rejects file that would overwrite the database or what is read.
    fn protect(&self, global: &Global, database: &Path) -> Result<(), Failure> {
        let rejects = self.rejects.as_deref().map(|rejects| Output::new("--rejects", rejects));
        let inputs: Vec<PathBuf> = std::iter::once(self.file.clone()).chain(self.policy.file(global)?).collect();
        protect(rejects.as_slice(), database, &inputs, &global.env)
    }
}
