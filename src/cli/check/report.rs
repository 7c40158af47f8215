//! What a run prints, in whatever form, and what it counts.

use std::collections::HashSet;
use std::io::{BufWriter, Write};

use serde_json::Value;

use super::arguments::{Args, Format};
use super::printed::Printed;
use super::sarif::Run;
use super::scan::Sink;
use super::tally::Tally;
use super::waived::Waived;
use super::{github, json, text};
use crate::check::{Finding, Fingerprint, Severity};
use crate::cli::console::Console;
use crate::cli::failure::{Exit, Failure};
use crate::cli::terminal::{Data, Escapes};
use crate::record::{Waiver, compact};
use crate::store::{Snapshot, Stored};

/// Prints findings as they come, or keeps them for one object, and counts them.
pub(super) struct Report<'c> {
    console: &'c mut Console,
    args: &'c Args,
    tally: Tally,
    /// By what everything is known that was wrong before: of that nothing is printed.
    before: Option<HashSet<Fingerprint>>,
    /// What is waived, if the form has it.
    waived: Vec<Waived>,
    form: Form,
}

/// Where findings go.
enum Form {
    /// Nowhere: only the numbers are wanted.
    Silent,
    Text,
    /// Into the object of --json.
    Json(Vec<Value>),
    /// Lines of JSON. There may be hundreds of thousands.
    Ndjson(BufWriter<Data>),
    Github,
    Sarif(Run),
    /// Nowhere any more: the reader has left, as `head` does. The exit code is still that of all findings.
    Unread,
}

impl<'c> Report<'c> {
    /// Begins a report; of what was wrong `before`, nothing is printed.
    pub(super) fn new(
        args: &'c Args,
        before: Option<HashSet<Fingerprint>>,
        console: &'c mut Console,
    ) -> Result<Self, Failure> {
        let format = if console.is_json() { Format::Json } else { args.format };
        let form = match format {
            Format::Json => Form::Json(Vec::new()),
            Format::Ndjson => Form::Ndjson(BufWriter::new(console.data(Escapes::Json)?)),
            Format::Github => Form::Github,
            Format::Sarif => Form::Sarif(Run::default()),
            Format::Text if args.statistics => Form::Silent,
            Format::Text => Form::Text,
        };
        let tally = if before.is_some() { Tally::since() } else { Tally::default() };
        Ok(Report { console, args, tally, before, waived: Vec::new(), form })
    }

    /// Whether findings of a severity are printed, and not only counted.
    pub(super) fn prints(args: &Args, severity: Severity) -> bool {
        !args.statistics && (args.all || severity != Severity::Note)
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

    /// How the command ends by what was found so far.
    fn exit(&self) -> Exit {
        self.tally.exit(self.args.fail_on, self.args.all)
    }

    fn sum_up(self) -> Result<(), Failure> {
        let Report { console, args, tally, waived, form, .. } = self;
        match form {
            Form::Json(kept) => json::print(&kept, &tally, console)?,
            Form::Ndjson(mut lines) => lines.flush()?,
            Form::Sarif(mut run) => {
                waived.iter().for_each(|one| run.add_waived(one));
                run.print(console)?;
            }
            Form::Github => console.note(text::sum(&tally)),
            Form::Silent => text::statistics(&tally, console)?,
            Form::Text => text::summary(&tally, args.all, console)?,
            Form::Unread => {}
        }
        Ok(())
    }

    fn print(&mut self, printed: Printed<'_>) -> Result<(), Failure> {
        match &mut self.form {
            Form::Silent | Form::Unread => {}
            Form::Text => text::print(printed, self.console)?,
            Form::Json(kept) => kept.push(json::object(printed)),
            Form::Ndjson(lines) => writeln!(lines, "{}", compact(&json::object(printed)))?,
            Form::Github => self.console.line(github::command(printed))?,
            Form::Sarif(run) => run.add(printed),
        }
        Ok(())
    }
}

impl Sink for Report<'_> {
    fn record(&mut self) {
        self.tally.records += 1;
    }

    fn waived(&mut self, stored: Option<&Stored>, finding: &Finding, waiver: &Waiver) {
        self.tally.waived += 1;
        match self.form {
            Form::Sarif(_) if Self::prints(self.args, finding.severity) => {
                self.waived.push(Waived::new(stored, finding, waiver));
            }
            Form::Silent | Form::Text | Form::Json(_) | Form::Ndjson(_) | Form::Github | Form::Unread => {}
            Form::Sarif(_) => {}
        }
    }

    fn add(&mut self, printed: Printed<'_>) -> Result<(), Failure> {
        if self.before.as_ref().is_some_and(|before| before.contains(&printed.fingerprint())) {
            self.tally.before = self.tally.before.map(|before| before + 1);
            return Ok(());
        }
        self.tally.add(printed);
        if !Self::prints(self.args, printed.severity()) {
            return Ok(());
        }
        match self.print(printed) {
            // There is nothing left to find out.
            Err(failure) if failure.is_closed_pipe && self.exit() == Exit::Look => {
                Err(Failure { exit: Exit::Look, ..failure })
            }
            Err(failure) if failure.is_closed_pipe => {
                self.form = Form::Unread;
                Ok(())
            }
            printed => printed,
        }
    }
}
