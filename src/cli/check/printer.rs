//! The output of a run in any format, and its counts.

use std::io::{BufWriter, Write};

use serde_json::Value;

use super::arguments::{Args, FindingFormat};
use super::counts::FindingCounts;
use super::printed::Printed;
use super::sarif::SarifRun;
use super::scan::Sink;
use super::waived::Waived;
use super::{github, json, text};
use crate::check::{Finding, Severity};
use crate::cli::console::Console;
use crate::cli::failure::{Exit, Failure};
use crate::cli::terminal::{Data, Escapes};
use crate::curate::KnownFindings;
use crate::record::{Waiver, compact};
use crate::store::{Snapshot, Stored};

/// Prints findings one by one, or keeps them for one object, and counts them.
pub(super) struct FindingPrinter<'c> {
    console: &'c mut Console,
    args: &'c Args,
    tally: FindingCounts,
    /// What was found earlier, which is not printed.
    before: Option<KnownFindings>,
    /// What is waived, if the form has it.
    waived: Vec<Waived>,
    form: FindingOutput,
}

/// Where findings go.
enum FindingOutput {
    /// Nowhere: only the numbers are printed.
    Silent,
    Text,
    /// Into the object of --json.
    Json(Vec<Value>),
    /// Lines of JSON. There may be hundreds of thousands.
    Ndjson(BufWriter<Data>),
    Github,
    Sarif(SarifRun),
    /// Nowhere any more: the reader closed the output, as `head` does. The exit code is still that of all findings.
    Unread,
}

impl<'c> FindingPrinter<'c> {
    /// Begins a report; the findings `before` are not printed.
    pub(super) fn new(
        args: &'c Args,
        before: Option<KnownFindings>,
        console: &'c mut Console,
    ) -> Result<Self, Failure> {
        let format = if console.is_json() { FindingFormat::Json } else { args.format };
        let form = match format {
            FindingFormat::Json => FindingOutput::Json(Vec::new()),
            FindingFormat::Ndjson => FindingOutput::Ndjson(BufWriter::new(console.data(Escapes::Json)?)),
            FindingFormat::Github => FindingOutput::Github,
            FindingFormat::Sarif => FindingOutput::Sarif(SarifRun::default()),
            FindingFormat::Text if args.statistics => FindingOutput::Silent,
            FindingFormat::Text => FindingOutput::Text,
        };
        let tally = if before.is_some() { FindingCounts::since() } else { FindingCounts::default() };
        Ok(FindingPrinter { console, args, tally, before, waived: Vec::new(), form })
    }

    /// Whether findings of a severity are printed, and not only counted.
    pub(super) fn prints(args: &Args, severity: Severity) -> bool {
        !args.statistics && (args.all || severity != Severity::Note)
    }

    /// The counts, if nothing else is made of the findings.
    pub(super) fn only_counts(&mut self) -> Option<&mut FindingCounts> {
        (self.args.statistics && self.before.is_none()).then_some(&mut self.tally)
    }

    /// Looks up why findings are waived.
    pub(super) fn explain(&mut self, snapshot: &Snapshot<'_>) -> Result<(), Failure> {
        self.waived.iter_mut().try_for_each(|one| one.explain(snapshot))
    }

    /// Sums up.
    pub(super) fn finish(self) -> Result<Exit, Failure> {
        let exit = self.exit();
        match self.sum_up() {
            Err(failure) if failure.is_closed_pipe => Ok(exit),
            summed => summed.map(|()| exit),
        }
    }

    /// The exit code for the findings so far.
    fn exit(&self) -> Exit {
        self.tally.exit(self.args.fail_on, self.args.all)
    }

    fn sum_up(self) -> Result<(), Failure> {
        let FindingPrinter { console, args, tally, waived, form, .. } = self;
        match form {
            FindingOutput::Json(kept) => json::print(&kept, &tally, console)?,
            FindingOutput::Ndjson(mut lines) => lines.flush()?,
            FindingOutput::Sarif(mut run) => {
                waived.iter().for_each(|one| run.add_waived(one));
                run.print(console)?;
            }
            FindingOutput::Github => console.note(text::sum(&tally)),
            FindingOutput::Silent => text::statistics(&tally, console)?,
            FindingOutput::Text => text::summary(&tally, args.all, console)?,
            FindingOutput::Unread => {}
        }
        Ok(())
    }

    fn print(&mut self, printed: Printed<'_>) -> Result<(), Failure> {
        match &mut self.form {
            FindingOutput::Silent | FindingOutput::Unread => {}
            FindingOutput::Text => text::print(printed, self.console)?,
            FindingOutput::Json(kept) => kept.push(json::object(printed)),
            FindingOutput::Ndjson(lines) => writeln!(lines, "{}", compact(&json::object(printed)))?,
            FindingOutput::Github => self.console.line(github::command(printed))?,
            FindingOutput::Sarif(run) => run.add(printed),
        }
        Ok(())
    }
}

impl Sink for FindingPrinter<'_> {
    fn record(&mut self) {
        self.tally.records += 1;
    }

    fn waived(&mut self, stored: Option<&Stored>, finding: &Finding, waiver: &Waiver) {
        self.tally.waived += 1;
        match self.form {
            FindingOutput::Sarif(_) if Self::prints(self.args, finding.severity) => {
                self.waived.push(Waived::new(stored, finding, waiver));
            }
            FindingOutput::Silent
            | FindingOutput::Text
            | FindingOutput::Json(_)
            | FindingOutput::Ndjson(_)
            | FindingOutput::Github
            | FindingOutput::Unread => {}
            FindingOutput::Sarif(_) => {}
        }
    }

    fn add(&mut self, printed: Printed<'_>) -> Result<(), Failure> {
        if self.before.as_ref().is_some_and(|before| printed.was_known(before)) {
            self.tally.before = self.tally.before.map(|before| before + 1);
            return Ok(());
        }
        self.tally.add(printed);
        if !Self::prints(self.args, printed.severity()) {
            return Ok(());
        }
        match self.print(printed) {
            // The exit code is already decided.
            Err(failure) if failure.is_closed_pipe && self.exit() == Exit::Look => {
                Err(Failure { exit: Exit::Look, ..failure })
            }
            Err(failure) if failure.is_closed_pipe => {
                self.form = FindingOutput::Unread;
                Ok(())
            }
            printed => printed,
        }
    }
}
