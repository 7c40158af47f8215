//! What an import prints.

use std::sync::Arc;

use serde_json::{Value, json};

use super::arguments::ImportOptions;
use super::ceasing::CeasingClaims;
use super::checked::ArrivalFindings;
use super::conflicts::{self, Conflicts};
use super::question::{ImportAsking, ImportQuestion};
use super::rejects::{RecordRejects, RejectedLedgers};
use super::source::ImportSource;
use super::{ledgers, remarks};
use crate::cli::changes::{self, PRINTED};
use crate::cli::console::Console;
use crate::cli::failure::{Exit, Failure};
use crate::cli::faults::FaultPrinter;
use crate::cli::plain::{one_line, plain};
use crate::cli::progress::{StageBar, StageLength};
use crate::cli::refusal::{place_of, rejection_faults};
use crate::cli::staged::Complete;
use crate::curate::{Applied, Counts, Event, Imported, Rejection, Sealed, Watch};
use crate::intake::{Draft, rejected};
use crate::record::{Id, RecordChange};
use crate::store::Prepared;

/// Prints what happens during an import.
pub(super) struct ImportPrinter<'c> {
    pub(super) options: &'c ImportOptions,
    input: &'c ImportSource<'c>,
    /// The source of all records, if they have one in common.
    pub(super) from: Option<Arc<str>>,
    pub(super) console: &'c mut Console,
    pub(super) bar: Arc<StageBar>,
    faults: FaultPrinter,
    rejects: Option<RecordRejects>,
    /// The rejects, to be put in place after the commit.
    complete: Option<Complete>,
    conflicts: Option<Conflicts>,
    pub(super) added: Vec<Value>,
    pub(super) withdrawn: Vec<Value>,
    pub(super) changed: Vec<(Id, Vec<RecordChange>)>,
    pub(super) rejected: Vec<Value>,
    pub(super) of_ledgers: RejectedLedgers,
    pub(super) ceasing: CeasingClaims,
    pub(super) checked: ArrivalFindings,
    pub(super) asking: ImportAsking,
}

impl Watch for ImportPrinter<'_> {
    type Error = Failure;

    fn event(&mut self, event: Event<'_>) -> Result<(), Failure> {
        if let Event::Ceased(ceased) = event {
            self.ceasing.add(ceased, self.console.is_json());
            return Ok(());
        }
        if let Event::Checked { revision, changes } = event {
            self.checked.add(revision, changes, self.console.is_json());
            return Ok(());
        }
        self.bar.inc(u64::from(self.input.bytes().is_none()));
        match event {
            Event::Added(id) if self.console.is_json() => self.added.push(json!(id.as_str())),
            Event::Withdrawn(id) if self.console.is_json() => self.withdrawn.push(json!(id.as_str())),
            Event::Changed(id, fields) if self.console.is_json() || self.changed.len() < PRINTED => {
                self.changed.push((id.clone(), fields));
            }
            Event::Rejected(draft, rejection) => return self.reject(draft, &rejection),
            Event::Added(_) | Event::Withdrawn(_) | Event::Changed(..) => {}
            Event::Unchanged | Event::Kept(_) | Event::Stale(_) | Event::Ceased(_) | Event::Checked { .. } => {}
        }
        Ok(())
    }

    fn may_ask(&self) -> bool {
        self.options.may_ask(self.console.env())
    }

    fn unfollowed(&mut self) -> Vec<String> {
        self.input.unfollowed()
    }

    fn approve_withdrawals(&mut self, ids: &[Id], is_many: bool) -> Result<bool, Failure> {
        let (asking, writing) = (&mut self.asking, &self.options.writing);
        let what = "no longer in the source, to be withdrawn";
        self.bar.suspend(|| asking.approve_withdrawals(what, (ids, is_many), writing, self.console))
    }

    fn approve_followed(&mut self, ids: &[Id]) -> Result<bool, Failure> {
        let (asking, writing) = (&mut self.asking, &self.options.writing);
        let what = "withdrawn elsewhere, to be withdrawn here";
        self.bar.suspend(|| asking.approve_withdrawals(what, (ids, true), writing, self.console))
    }

    fn approve(&mut self, counts: &Counts, run: Sealed) -> Result<bool, Failure> {
        self.bar.begin("storing", StageLength::Uncounted);
        self.warn_of_ceasing(counts);
        let is_approved = self.asking.approves(self.may_ask(), counts, run);
        self.complete = self.rejects.take().filter(|_| is_approved).map(RecordRejects::complete).transpose()?;
        Ok(is_approved)
    }
}

impl<'c> ImportPrinter<'c> {
    pub(super) fn new(
        options: &'c ImportOptions,
        input: &'c ImportSource<'c>,
        console: &'c mut Console,
        bar: Arc<StageBar>,
        (rejects, conflicts): (Option<RecordRejects>, Option<Conflicts>),
        mut asking: ImportAsking,
    ) -> Self {
        let (added, withdrawn, changed, rejected) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let (faults, complete) = (asking.faults(), None);
        ImportPrinter {
            options,
            input,
            from: input.one_source(),
            console,
            bar,
            faults,
            rejects,
            complete,
            conflicts,
            added,
            withdrawn,
            changed,
            rejected,
            of_ledgers: RejectedLedgers::default(),
            ceasing: CeasingClaims::default(),
            checked: ArrivalFindings::default(),
            asking,
        }
    }

    /// Says once which reports will no longer count.
    fn warn_of_ceasing(&mut self, counts: &Counts) {
        if let Some(note) = self.ceasing.note(counts).filter(|_| !self.asking.is_answered()) {
            self.bar.suspend(|| self.console.note(note));
        }
    }

    /// The question to ask after a run that was rolled back for it.
    pub(super) fn question(self) -> ImportQuestion {
        self.asking.question(self.changed, self.faults)
    }

    fn reject(&mut self, draft: &Draft<Prepared>, rejection: &Rejection) -> Result<(), Failure> {
        let source = place_of(rejection, draft);
        let first =
            draft.first.as_ref().map_or(String::new(), |first| format!(" (from {})", one_line(&first.to_string())));
        self.of_ledgers.count(draft);
        let found = rejection_faults(rejection, draft);
        self.faults.advise(&found);
        let lines: Vec<String> = found.iter().map(|fault| format!("{source}:{fault}{first}")).collect();
        let (console, faults) = (&mut *self.console, &mut self.faults);
        if !self.asking.is_answered() {
            self.bar.suspend(|| lines.iter().for_each(|line| faults.print(console, plain(line))));
        }
        if let (Some(file), Rejection::Conflict { id, conflicts, .. }) = (&mut self.conflicts, rejection) {
            conflicts.iter().try_for_each(|conflict| file.add(id, conflict))?;
        }
        if console.is_json() {
            let mut shown = rejected(draft, &lines, false);
            if let (Value::Object(members), Rejection::Conflict { id, conflicts, .. }) = (&mut shown, rejection) {
                members.insert("id".to_owned(), json!(id.as_str()));
                let conflicts = conflicts.iter().map(|one| Value::Object(conflicts::to_json(one))).collect();
                members.insert("conflicts".to_owned(), conflicts);
            }
            self.rejected.push(shown);
        }
        self.rejects.as_mut().map_or(Ok(()), |rejects| rejects.add(&rejected(draft, &lines, true)))
    }

    /// Prints the summary. `imported` is `None` if nothing was imported.
    pub(super) fn finish(mut self, counts: Counts, imported: Option<Applied<Imported>>) -> Result<Exit, Failure> {
        let batch = imported.as_ref().and_then(|imported| imported.batch);
        self.console.stored(batch.filter(|_| !self.options.writing.dry_run));
        if let Some(rejects) = self.complete.take() {
            rejects.put_in_place(batch)?;
        }
        self.faults.finish(self.console);
        let dry_run = self.options.writing.dry_run;
        let written = self.conflicts.as_ref().map_or(0, |conflicts| conflicts.written);
        self.conflicts.take().map(|conflicts| conflicts.finish(batch)).transpose()?;
        // A run that was rolled back imported nothing.
        let shown = match imported {
            Some(_) => counts,
            None => Counts { added: 0, changed: 0, withdrawn: 0, claims_ceased: 0, reports_ceased: 0, ..counts },
        };
        if self.console.is_json() {
            self.print_json(shown, imported.as_ref())?;
        } else {
            // With --quiet the changes are printed only for a dry run, which has no other purpose.
            let is_shown = (dry_run || !self.console.is_quiet()) && !self.options.writes_records();
            self.print_text(shown, imported.is_some() && is_shown)?;
            imported.iter().for_each(|imported| remarks::print(self.console, &imported.detail.remarks));
            imported.iter().for_each(|imported| ledgers::print(self.console, &imported.detail));
        }
        if let Some(batch) = batch.filter(|_| !dry_run && !self.console.is_json()) {
            self.console.note(format!("batch {batch}; `canonry undo {batch}` undoes it"));
        }
        if counts.rejected == 0 {
            if dry_run {
                self.console.note("dry run: nothing was written");
            }
            return Ok(Exit::Done);
        }
        self.explain(counts, imported.is_some(), written);
        Ok(if counts.conflicts > 0 { Exit::Conflict } else { Exit::Rejected })
    }

    fn print_text(&mut self, counts: Counts, with_changes: bool) -> Result<(), Failure> {
        for (id, fields) in self.changed.iter().filter(|_| with_changes) {
            changes::print_record(self.console, id, fields)?;
        }
        let changed = usize::try_from(counts.changed).unwrap_or(usize::MAX);
        let unprinted = if with_changes { changed.saturating_sub(PRINTED) } else { 0 };
        self.console.more(unprinted, "changed record", "--json lists them all");
        if self.options.check && with_changes {
            self.checked.print(self.console)?;
        }
        let Counts { added, changed, unchanged, kept, stale, rejected, withdrawn, .. } = counts;
        let withdrawn = if withdrawn > 0 { format!(", withdrawn {withdrawn}") } else { String::new() };
        let line = format!(
            "added {added}, changed {changed}, unchanged {unchanged}, kept {kept}, stale {stale}, rejected {rejected}{withdrawn}"
        );
        if self.options.writes_records() {
            self.console.note(line);
            return Ok(());
        }
        self.console.summary(line)
    }
}
