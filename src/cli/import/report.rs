//! What an import prints.

use indicatif::ProgressBar;
use serde_json::{Map, Value, json};

use super::Args;
use super::rejects::{Rejects, entry};
use crate::cli::ask::{UNASKED, agrees};
use crate::cli::changes::{self, PRINTED};
use crate::cli::console::{Console, style};
use crate::cli::failure::{Exit, Failure};
use crate::cli::plain::{one_line, plain};
use crate::curate::{Counts, Draft, Event, Rejection, Watch};
use crate::record::{FieldChange, Id};

/// Prints what happens during an import.
pub(super) struct Report<'c> {
    pub(super) console: &'c mut Console,
    pub(super) bar: ProgressBar,
    pub(super) rejects: Option<Rejects>,
    pub(super) asks: bool,
    pub(super) added: Vec<Value>,
    pub(super) changed: Vec<(Id, Vec<FieldChange>)>,
    pub(super) rejected: Vec<Value>,
}

impl Watch for Report<'_> {
    type Error = Failure;

    fn event(&mut self, event: Event<'_>) -> Result<(), Failure> {
        self.bar.inc(u64::from(!matches!(event, Event::StaysWithdrawn(_))));
        match event {
            Event::Added(id) if self.console.is_json() => self.added.push(json!(id.as_str())),
            Event::Changed(id, fields) if self.console.is_json() || self.changed.len() < PRINTED => {
                self.changed.push((id.clone(), fields));
            }
            Event::Rejected(draft, rejection) => return self.reject(draft, &rejection),
            Event::StaysWithdrawn(id) => {
                let note = format!("{id} changed, and is withdrawn here; `canonry restore {id}` brings it back");
                let console = &mut *self.console;
                self.bar.suspend(|| console.note(note));
            }
            Event::Added(_) | Event::Changed(..) | Event::Unchanged | Event::Kept(_) => {}
        }
        Ok(())
    }

    fn approve(&mut self, counts: &Counts) -> Result<bool, Failure> {
        let question = format!("change {} records that are there already?", counts.changed);
        let approved = !self.asks || counts.changed <= UNASKED || self.bar.suspend(|| agrees(&question));
        // Before the commit: a record that was not taken has to be in the file, or nothing is taken.
        if let Some(rejects) = self.rejects.take().filter(|_| approved) {
            rejects.finish()?;
        }
        Ok(approved)
    }
}

impl Report<'_> {
    fn reject(&mut self, draft: &Draft, rejection: &Rejection) -> Result<(), Failure> {
        let lines: Vec<String> =
            rejection.faults(draft).iter().map(|fault| format!("{}:{fault}", one_line(&draft.origin.source))).collect();
        let console = &mut *self.console;
        self.bar.suspend(|| lines.iter().for_each(|line| console.fault(plain(line))));
        if console.is_json() {
            self.rejected.push(entry(draft, &lines, false));
        }
        match &mut self.rejects {
            Some(rejects) => rejects.add(&entry(draft, &lines, true)),
            None => Ok(()),
        }
    }

    /// Sums up. `batch` is `None` where nothing was taken.
    pub(super) fn finish(mut self, args: &Args, counts: Counts, batch: Option<Option<i64>>) -> Result<Exit, Failure> {
        let is_taken = batch.is_some();
        let dry_run = args.writing.dry_run;
        // What was taken back did not happen.
        let shown = if is_taken { counts } else { Counts { added: 0, changed: 0, ..counts } };
        if self.console.is_json() {
            self.print_json(shown, batch, dry_run)?;
        } else {
            self.print_text(shown, is_taken)?;
        }
        if let Some(batch) = batch.flatten().filter(|_| !dry_run && !self.console.is_json()) {
            self.console.note(format!("batch {batch}; `canonry undo {batch}` takes it back"));
        }
        if counts.rejected == 0 {
            if dry_run {
                self.console.note("dry run: nothing was written");
            }
            return Ok(Exit::Done);
        }
        self.explain(args, counts, is_taken);
        Ok(if counts.conflicts > 0 { Exit::Conflict } else { Exit::Rejected })
    }

    fn print_json(&mut self, counts: Counts, batch: Option<Option<i64>>, dry_run: bool) -> Result<(), Failure> {
        let Counts { added, changed, unchanged, kept, rejected, conflicts: _ } = counts;
        let counts = json!({
            "added": added, "changed": changed, "unchanged": unchanged, "kept": kept, "rejected": rejected,
        });
        let record = |(id, fields): &(Id, Vec<FieldChange>)| changes::to_json(id, fields);
        let (added, changed) = match batch.is_some() {
            true => (std::mem::take(&mut self.added), self.changed.iter().map(record).collect()),
            false => (Vec::new(), Vec::new()),
        };
        let rest = Map::from_iter([
            ("dry_run".to_owned(), json!(dry_run)),
            ("batch".to_owned(), json!(batch.flatten().filter(|_| !dry_run))),
            ("added".to_owned(), Value::Array(added)),
            ("changed".to_owned(), Value::Array(changed)),
            ("rejected".to_owned(), Value::Array(std::mem::take(&mut self.rejected))),
        ]);
        self.console.object(counts, rest)
    }

    fn print_text(&mut self, counts: Counts, is_taken: bool) -> Result<(), Failure> {
        for (id, fields) in self.changed.iter().filter(|_| is_taken) {
            changes::print_record(self.console, id, fields)?;
        }
        let unprinted = counts.changed.saturating_sub(PRINTED as u64);
        if unprinted > 0 {
            self.console.line(format!("… and {unprinted} more changed records; --json lists them all"))?;
        }
        let Counts { added, changed, unchanged, kept, rejected, conflicts: _ } = counts;
        let line = format!("added {added}, changed {changed}, unchanged {unchanged}, kept {kept}, rejected {rejected}");
        self.console.summary(line)
    }

    /// What the rejections mean, and what to do.
    fn explain(&mut self, args: &Args, counts: Counts, is_taken: bool) {
        let rejected = match counts.rejected {
            1 => "1 record was rejected".to_owned(),
            many => format!("{many} records were rejected"),
        };
        let (bad, strong) = (style::BAD.bold(), style::STRONG);
        let mut hints = Vec::new();
        if counts.conflicts > 0 {
            hints
                .push("settle conflicts with --on-conflict ours (keep the edits made here) or theirs (take the input)");
        }
        let rest = if is_taken {
            if args.rejects.is_some() {
                hints.push("mend what the rejects file says, then import those records again");
            }
            "the others were taken"
        } else {
            if counts.rejected > counts.conflicts {
                hints.push("mend them, or take the good records with --keep-going --rejects FILE");
            }
            "nothing was imported"
        };
        let rest = if args.writing.dry_run { "this was a dry run, nothing was written" } else { rest };
        self.console.fault(format!("{bad}error:{bad:#} {rejected}; {rest}"));
        for hint in hints {
            self.console.fault(format!("{strong}hint:{strong:#} {hint}"));
        }
    }
}
