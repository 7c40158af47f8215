//! What is printed of an import of feedback.

use std::io;
use std::path::Path;

use serde_json::{Map, Value, json};

use super::closing::Closing;
use super::input::unreadable;
use super::misfit;
use super::question::{FeedbackAsking, FeedbackQuestion};
use super::rejects::FeedbackRejects;
use super::row_fault;
use crate::cli::console::Console;
use crate::cli::failure::{Exit, Failure};
use crate::cli::faults::FaultPrinter;
use crate::cli::plain::{one_line, plain};
use crate::cli::progress::{StageBar, StageLength};
use crate::cli::staged::Complete;
use crate::curate::{FeedbackCounts, FeedbackWatch, Misfit, Sealed};
use crate::intake::FeedbackRow;
use crate::ledger::BatchNumber;

/// How an import of feedback ended.
#[derive(Debug, Clone, Copy)]
pub(super) enum FeedbackEnd {
    /// It was rolled back, because rows were rejected.
    RolledBack,
    /// It found no new report, so it wrote no batch.
    NothingNew,
    /// It recorded reports, as this batch.
    Recorded(BatchNumber),
}

impl FeedbackEnd {
    /// Its batch; `None` if nothing was written.
    fn batch(self) -> Option<BatchNumber> {
        match self {
            FeedbackEnd::RolledBack | FeedbackEnd::NothingNew => None,
            FeedbackEnd::Recorded(batch) => Some(batch),
        }
    }
}

/// Prints what happens during the import.
pub(super) struct FeedbackPrinter<'c> {
    pub console: &'c mut Console,
    pub bar: StageBar,
    pub name: String,
    pub faults: FaultPrinter,
    pub rejects: Option<FeedbackRejects<'c>>,
    /// The rejects, to be put in place after the commit.
    pub complete: Option<Complete>,
    pub rejected: Vec<Value>,
    pub asking: FeedbackAsking,
}

impl FeedbackWatch for FeedbackPrinter<'_> {
    type Error = Failure;

    fn may_ask(&self) -> bool {
        self.asking.may_ask
    }

    fn broken(&mut self, error: io::Error) -> Failure {
        unreadable(&self.name, &error)
    }

    fn checked(&mut self, row: &FeedbackRow, misfits: &[Misfit]) -> Result<(), Failure> {
        self.bar.inc(1);
        if row.faults.is_empty() && misfits.is_empty() {
            return Ok(());
        }
        let own = row.faults.iter().map(row_fault::line);
        let texts: Vec<String> = own.chain(misfits.iter().map(misfit::line)).collect();
        let (console, name, faults) = (&mut *self.console, one_line(&self.name), &mut self.faults);
        // Faults that were printed before a question are not printed again.
        let lines = if self.asking.is_answered() { &[] } else { texts.as_slice() };
        self.bar.suspend(|| {
            lines.iter().for_each(|text| faults.print(console, plain(&format!("{name}:{}: {text}", row.line))));
        });
        if console.is_json() {
            self.rejected.push(json!({ "line": row.line, "errors": texts }));
        }
        self.rejects.as_mut().map_or(Ok(()), |rejects| rejects.add(row, &texts.join("; ")))
    }

    fn recording(&mut self, reports: u64) {
        self.bar.begin("recording reports", StageLength::Of(reports));
    }

    fn recorded(&mut self, reports: u64) {
        self.bar.inc(reports);
    }

    fn approve(&mut self, counts: &FeedbackCounts, records: usize, run: Sealed) -> Result<bool, Failure> {
        self.bar.begin("storing", StageLength::Uncounted);
        let approved = self.asking.approves(counts, records, run);
        self.complete = self.rejects.take().filter(|_| approved).map(FeedbackRejects::complete).transpose()?;
        Ok(approved)
    }
}

impl FeedbackPrinter<'_> {
    /// The question to ask after a run that was rolled back for it.
    pub(super) fn question(self) -> FeedbackQuestion {
        let mut question = self.asking.question;
        question.faults = self.faults;
        question
    }

    /// Prints the summary. `rejects` is the file of rejected rows, with the options for importing it.
    pub(super) fn finish(
        mut self,
        closing: &Closing,
        end: FeedbackEnd,
        dry_run: bool,
        rejects: Option<(&Path, &str)>,
    ) -> Result<Exit, Failure> {
        let batch = end.batch();
        self.console.stored(batch.filter(|_| !dry_run));
        if let Some(rejects) = self.complete.take() {
            rejects.put_in_place(batch)?;
        }
        self.faults.finish(self.console);
        let FeedbackCounts { added, duplicate, rejected } = closing.summary.counts;
        // A run that was rolled back added nothing.
        let added = match end {
            FeedbackEnd::RolledBack => 0,
            FeedbackEnd::NothingNew | FeedbackEnd::Recorded(_) => added,
        };
        if self.console.is_json() {
            let rest = Map::from_iter([
                ("dry_run".to_owned(), json!(dry_run)),
                ("batch".to_owned(), json!(batch.filter(|_| !dry_run))),
                ("duplicates".to_owned(), closing.duplicates()),
                ("reporters".to_owned(), closing.reporters()),
                ("matched".to_owned(), closing.matched()),
                ("rejected".to_owned(), Value::Array(self.rejected)),
            ]);
            let counts = json!({ "added": added, "duplicate": duplicate, "rejected": rejected });
            self.console.object(counts, rest)?;
        } else {
            self.console.summary(format!("added {added}, duplicate {duplicate}, rejected {rejected}"))?;
            closing.lines().into_iter().for_each(|line| self.console.note(plain(&line)));
        }
        match end {
            _ if dry_run => self.console.note("dry run: nothing was written"),
            FeedbackEnd::Recorded(batch) => {
                self.console.note(format!(
                    "batch {batch}; `canonry rates` shows what the reports say, `canonry undo {batch}` undoes the \
                     import"
                ));
            }
            FeedbackEnd::NothingNew | FeedbackEnd::RolledBack => {}
        }
        if rejected == 0 {
            return Ok(Exit::Done);
        }
        let rows = if rejected == 1 { "1 row was".to_owned() } else { format!("{rejected} rows were") };
        let (rest, hint) = match end {
            FeedbackEnd::RolledBack => (
                "nothing was imported",
                "fix them, or import the valid rows with --keep-going --rejects FILE".to_owned(),
            ),
            FeedbackEnd::NothingNew | FeedbackEnd::Recorded(_) if dry_run => (
                "the others would be imported",
                "fix them, or run it without --dry-run and with --rejects FILE".to_owned(),
            ),
            FeedbackEnd::NothingNew | FeedbackEnd::Recorded(_) if added + duplicate > 0 => {
                ("the others were imported", how_to_fix(rejects))
            }
            FeedbackEnd::NothingNew | FeedbackEnd::Recorded(_) => ("there were no others", how_to_fix(rejects)),
        };
        self.console.error(&format!("{rows} rejected; {rest}"));
        self.console.hint(&hint);
        Ok(Exit::Rejected)
    }
}

/// What to do about rows that were rejected while the others were imported.
fn how_to_fix(rejects: Option<(&Path, &str)>) -> String {
    match rejects {
        Some((file, again)) => {
            let file = file.display();
            format!("fix {file}, then `canonry feedback import {file}{again}`")
        }
        None => "fix them in the file and import it again: rows that were imported are not imported twice".to_owned(),
    }
}
