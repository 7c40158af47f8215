//! `canonry feedback import`

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use indicatif::ProgressBar;
use serde_json::{Map, Value, json};

use super::outcomes;
use super::rejects::Rejects;
use super::rows::{self, Line, Opened};
use crate::cli::ask::{UNASKED, agrees};
use crate::cli::console::Console;
use crate::cli::failure::{Exit, Failure};
use crate::cli::global::{Global, Writing};
use crate::cli::plain::{one_line, plain};
use crate::cli::policy::PolicyArgs;
use crate::cli::{parallel, progress};
use crate::curate::{Feedback, FeedbackCounts, FeedbackError, FeedbackFault, FeedbackWatch, RawReport};
use crate::store::Store;

/// Take reports in from a CSV
///
/// The columns, in any order: record_id, item (w1, d2, the exact text of an action, or empty for the record as a whole),
/// observed_at, and either outcome (success, partial, fail, worse) with count, or successes and failures; besides, as you
/// like, report_id, reporter, reporter_kind (maintainer, ci, user, agent), env_os, env_runtime, env_version, source_url and
/// notes. An unknown column is named and ignored.
///
/// Either every row is taken or none: each bad one is printed as FILE:LINE: COLUMN: REASON. With --keep-going the good rows
/// are taken, and --rejects keeps the others for mending. Rows that came before are not taken twice. One `undo` takes the
/// whole file back.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The file, or - for standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// What the file is
    #[arg(long, value_name = "FORMAT", default_value = "csv")]
    format: Format,
    /// Take the good rows where others are rejected
    #[arg(long)]
    keep_going: bool,
    /// Write what was rejected to this CSV, with the columns _line and _error behind; mend it and import it
    #[arg(long, value_name = "FILE", requires = "keep_going")]
    rejects: Option<PathBuf>,
    #[command(flatten)]
    policy: PolicyArgs,
    #[command(flatten)]
    writing: Writing,
}

/// What a file of feedback is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A CSV with a header
    Csv,
    /// JSON lines with error_id, workaround_action, success and timestamp
    Outcomes,
}

/// Prints what happens during the import.
struct Report<'c> {
    console: &'c mut Console,
    bar: ProgressBar,
    name: String,
    rejects: Option<Rejects>,
    rejected: Vec<Value>,
    asks: bool,
}

impl FeedbackWatch for Report<'_> {
    type Error = Failure;

    fn judged(&mut self, row: &RawReport, faults: &[FeedbackFault]) -> Result<(), Failure> {
        self.bar.inc(1);
        if faults.is_empty() {
            return Ok(());
        }
        let texts: Vec<String> = faults.iter().map(|fault| format!("{}: {}", fault.column, fault.reason)).collect();
        let (console, name) = (&mut *self.console, one_line(&self.name));
        self.bar.suspend(|| {
            texts.iter().for_each(|text| console.fault(plain(&format!("{name}:{}: {text}", row.line))));
        });
        if console.is_json() {
            self.rejected.push(json!({ "line": row.line, "errors": texts }));
        }
        self.rejects.as_mut().map_or(Ok(()), |rejects| rejects.add(row, &texts.join("; ")))
    }

    fn approve(&mut self, counts: &FeedbackCounts, records: usize) -> Result<bool, Failure> {
        let question = format!("add {} reports to {records} records?", counts.added);
        let is_small = u64::try_from(records).is_ok_and(|records| records <= UNASKED);
        let approved = !self.asks || is_small || self.bar.suspend(|| agrees(&question));
        // Before the commit: a row that was not taken has to be in the file, or nothing is taken.
        if let Some(rejects) = self.rejects.take().filter(|_| approved) {
            rejects.finish()?;
        }
        Ok(approved)
    }
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let context = global.context(&args.writing)?;
    let (policy, _) = args.policy.policy(global)?;
    let path = global.existing_database()?;
    let name = args.file.to_string_lossy().into_owned();
    let input = open(&args.file)?;
    let rejects = args.rejects.as_deref().filter(|_| !args.writing.dry_run).map(Rejects::create).transpose()?;
    let mut store = Store::open(&path)?;
    let source = match args.format {
        Format::Csv => {
            let Opened { reader, header, ignored } = rows::open(&name, input)?;
            if !ignored.is_empty() {
                console.fault(plain(&format!("warning: {name}: ignored columns: {}", ignored.join(", "))));
            }
            (Source::Csv(Box::new(reader)), header)
        }
        Format::Outcomes => (Source::Log(BufReader::new(input)), outcomes::header()),
    };
    let (source, header) = source;
    let bar = progress::bar(console, "importing", None);
    let asks = !args.writing.yes && !args.writing.dry_run;
    let mut report = Report { console, bar, name: name.clone(), rejects, rejected: Vec::new(), asks };
    let feedback = Feedback { keep_going: args.keep_going };
    let (read, outcome) = parallel::ordered(
        |emit| match source {
            Source::Csv(mut reader) => rows::each(&name, &mut reader, emit),
            Source::Log(reader) => outcomes::each(&name, reader, emit),
        },
        Line::weight,
        |line| match line {
            Line::Row(record, number) => rows::read(&record, number, &header),
            Line::Object(text, number) => outcomes::read(&text, number, &header),
        },
        |rows| feedback.apply(&mut store, &context, &policy, rows, &mut report),
    );
    report.bar.finish_and_clear();
    read?;
    let (counts, batch) = match outcome {
        Ok(outcome) => (outcome.detail, Some(outcome.batch)),
        Err(FeedbackError::Rejected(counts)) => (counts, None),
        Err(FeedbackError::Declined) => return Err(Failure::usage("not approved; nothing was imported")),
        Err(FeedbackError::Refused(refusal)) => return Err(refusal.into()),
        Err(FeedbackError::Watch(failure)) => return Err(failure),
    };
    report.finish(args, counts, batch)
}

/// Where the rows come from.
enum Source {
    Csv(Box<csv::Reader<Box<dyn Read + Send>>>),
    Log(BufReader<Box<dyn Read + Send>>),
}

fn open(path: &Path) -> Result<Box<dyn Read + Send>, Failure> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(std::io::stdin()));
    }
    let file =
        File::open(path).map_err(|error| Failure::file(format!("{} could not be read", path.display()), &error))?;
    Ok(Box::new(file))
}

impl Report<'_> {
    /// Sums up. `batch` is `None` where nothing was taken.
    fn finish(self, args: &Args, counts: FeedbackCounts, batch: Option<Option<i64>>) -> Result<Exit, Failure> {
        let FeedbackCounts { added, duplicate, rejected } = counts;
        let dry_run = args.writing.dry_run;
        // What was taken back did not happen.
        let added = if batch.is_some() { added } else { 0 };
        if self.console.is_json() {
            let rest = Map::from_iter([
                ("dry_run".to_owned(), json!(dry_run)),
                ("batch".to_owned(), json!(batch.flatten().filter(|_| !dry_run))),
                ("rejected".to_owned(), Value::Array(self.rejected)),
            ]);
            let counts = json!({ "added": added, "duplicate": duplicate, "rejected": rejected });
            self.console.object(counts, rest)?;
        } else {
            self.console.summary(format!("added {added}, duplicate {duplicate}, rejected {rejected}"))?;
        }
        match batch {
            _ if dry_run => self.console.note("dry run: nothing was written"),
            Some(Some(batch)) => {
                self.console.note(format!(
                    "batch {batch}; `canonry rates` shows what the reports say, `canonry undo {batch}` takes them back"
                ));
            }
            Some(None) | None => {}
        }
        if rejected == 0 {
            return Ok(Exit::Done);
        }
        let rows = if rejected == 1 { "1 row was".to_owned() } else { format!("{rejected} rows were") };
        let (rest, hint) = match (batch.is_some(), &args.rejects) {
            (true, Some(file)) => {
                ("the others were taken", format!("mend {0}, then `canonry feedback import {0}`", file.display()))
            }
            (true, None) => (
                "the others were taken",
                "mend them in the file and import it again: rows that were taken are not taken twice".to_owned(),
            ),
            (false, _) => {
                ("nothing was imported", "mend them, or take the good rows with --keep-going --rejects FILE".to_owned())
            }
        };
        self.console.fault(format!("error: {rows} rejected; {rest}"));
        self.console.fault(plain(&format!("hint: {hint}")));
        Ok(Exit::Rejected)
    }
}
