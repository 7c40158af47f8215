//! `canonry import`

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use indicatif::ProgressBar;
use serde_json::{Map, Value, json};

use super::ask::{UNASKED, agrees};
use super::console::{Console, style};
use super::failure::{Exit, Failure};
use super::global::{Global, Writing};
use super::plain::{one_line, plain};
use super::replace::Replacement;
use super::{input, parallel, progress};
use crate::curate::{Counts, Draft, Event, Import, ImportError, Rejection, Side, Watch};
use crate::record::{FieldChange, Id, compact};
use crate::store::{Store, StoreError};

/// Changed records that are printed field by field; more would be read by nobody, and --json has them all.
const PRINTED: usize = 50;

/// Take records in
///
/// Reads records from JSON files (one record, or an array of them), NDJSON files, folders (every index.json below
/// them) and standard input (-). The database is made where there is none.
///
/// Either everything is taken or nothing: where a record breaks a rule, every fault is printed as
/// FILE:LINE:COLUMN: PATH: REASON, and the database stays as it was. With --keep-going the good records are taken.
///
/// A record that is there already is replaced where the input differs, unless it was edited here since it was last
/// imported or exported: that is a conflict, which --on-conflict settles.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// JSON or NDJSON files, folders, or - for standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Take the good records where others are rejected
    #[arg(long)]
    keep_going: bool,
    /// Write what was rejected to this file, as NDJSON with source, line, errors and text
    #[arg(long, value_name = "FILE", requires = "keep_going")]
    rejects: Option<PathBuf>,
    /// Who is right where a record was edited here and changed in the input
    #[arg(long, value_name = "SIDE")]
    on_conflict: Option<SideArg>,
    #[command(flatten)]
    writing: Writing,
}

/// One side of a conflict.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum SideArg {
    /// What stands in the database
    Ours,
    /// What comes in
    Theirs,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    input::check(&args.paths)?;
    let context = global.context(&args.writing)?;
    let import = Import {
        on_conflict: args.on_conflict.map(|side| match side {
            SideArg::Ours => Side::Ours,
            SideArg::Theirs => Side::Theirs,
        }),
        keep_going: args.keep_going,
        dry_run: args.writing.dry_run,
    };
    let rejects = args.rejects.as_deref().filter(|_| !args.writing.dry_run).map(Rejects::create).transpose()?;
    let bar = progress::bar(console, "importing", None);
    let asks = !args.writing.yes && !args.writing.dry_run;
    let mut report =
        Report { console, bar, rejects, asks, added: Vec::new(), changed: Vec::new(), rejected: Vec::new() };
    let mut is_empty = false;
    let mut take = |store: &mut Store| {
        let (notes, outcome) = parallel::ordered(
            |emit| input::documents(&args.paths, emit),
            input::Document::draft,
            |drafts| import.apply(store, &context, drafts, &mut report),
        );
        report.bar.finish_and_clear();
        notes.notes.iter().for_each(|note| report.console.note(plain(note)));
        is_empty = notes.is_empty;
        outcome
    };
    let path = global.database_or_new();
    let outcome = match path.symlink_metadata() {
        Ok(_) if args.writing.dry_run => take(&mut Store::open_read(&path)?),
        Ok(_) => take(&mut Store::open(&path)?),
        Err(_) if args.writing.dry_run => take(&mut Store::in_memory()?),
        Err(_) => Store::create_with(&path, take),
    };
    let (counts, is_taken) = match outcome {
        Ok(counts) => (counts, true),
        Err(ImportError::Rejected(counts)) => (counts, false),
        Err(ImportError::Declined) => return Err(Failure::usage("not approved; nothing was imported")),
        Err(ImportError::Store(StoreError::Exists(path))) => {
            let message = format!("another process made {} meanwhile; nothing was imported", path.display());
            return Err(Failure::new(Exit::Conflict, message).hint("run the command again: it will use that database"));
        }
        Err(ImportError::Store(error)) => return Err(error.into()),
        Err(ImportError::Watch(failure)) => return Err(failure),
    };
    let exit = report.finish(args, counts, is_taken)?;
    // A folder without a record is most likely the wrong folder.
    Ok(if is_empty && exit == Exit::Done { Exit::Look } else { exit })
}

/// Prints what happens during an import.
struct Report<'c> {
    console: &'c mut Console,
    bar: ProgressBar,
    rejects: Option<Rejects>,
    asks: bool,
    added: Vec<Value>,
    changed: Vec<(Id, Vec<FieldChange>)>,
    rejected: Vec<Value>,
}

impl Watch for Report<'_> {
    type Error = Failure;

    fn event(&mut self, event: Event<'_>) -> Result<(), Failure> {
        self.bar.inc(1);
        match event {
            Event::Added(id) if self.console.is_json() => self.added.push(json!(id.as_str())),
            Event::Changed(id, fields) if self.console.is_json() || self.changed.len() < PRINTED => {
                self.changed.push((id.clone(), fields));
            }
            Event::Rejected(draft, rejection) => return self.reject(draft, &rejection),
            Event::Added(_) | Event::Changed(..) | Event::Unchanged | Event::Kept(_) => {}
        }
        Ok(())
    }

    fn approve(&mut self, counts: &Counts) -> Result<bool, Failure> {
        // Before the commit: a record that was not taken has to be in the file, or nothing is taken.
        if let Some(rejects) = self.rejects.take() {
            rejects.finish()?;
        }
        let question = format!("change {} records that are there already?", counts.changed);
        Ok(!self.asks || counts.changed <= UNASKED || self.bar.suspend(|| agrees(&question)))
    }
}

impl Report<'_> {
    fn reject(&mut self, draft: &Draft, rejection: &Rejection) -> Result<(), Failure> {
        let lines: Vec<String> =
            rejection.faults(draft).iter().map(|fault| format!("{}:{fault}", one_line(&draft.origin.source))).collect();
        let console = &mut *self.console;
        self.bar.suspend(|| lines.iter().for_each(|line| console.fault(plain(line))));
        let entry = |text: Option<String>| {
            let mut entry = Map::new();
            entry.insert("source".to_owned(), json!(draft.origin.source.as_ref()));
            entry.insert("line".to_owned(), json!(draft.origin.start.line));
            entry.insert("errors".to_owned(), json!(lines));
            entry.extend(text.map(|text| ("text".to_owned(), json!(text))));
            Value::Object(entry)
        };
        if console.is_json() {
            self.rejected.push(entry(None));
        }
        match &mut self.rejects {
            Some(rejects) => rejects.add(&entry(Some(text(draft)))),
            None => Ok(()),
        }
    }

    fn finish(mut self, args: &Args, counts: Counts, is_taken: bool) -> Result<Exit, Failure> {
        let dry_run = args.writing.dry_run;
        // What was taken back did not happen.
        let shown = if is_taken { counts } else { Counts { added: 0, changed: 0, ..counts } };
        if self.console.is_json() {
            self.print_json(shown, is_taken, dry_run)?;
        } else {
            self.print_text(shown, is_taken)?;
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

    fn print_json(&mut self, counts: Counts, is_taken: bool, dry_run: bool) -> Result<(), Failure> {
        let Counts { added, changed, unchanged, kept, rejected, conflicts: _ } = counts;
        let counts = json!({
            "added": added, "changed": changed, "unchanged": unchanged, "kept": kept, "rejected": rejected,
        });
        let field = |field: &FieldChange| json!({ "field": field.path, "old": field.old, "new": field.new });
        let record = |(id, fields): &(Id, Vec<FieldChange>)| json!({ "id": id.as_str(), "fields": fields.iter().map(field).collect::<Vec<_>>() });
        let (added, changed) = match is_taken {
            true => (std::mem::take(&mut self.added), self.changed.iter().map(record).collect()),
            false => (Vec::new(), Vec::new()),
        };
        let rest = Map::from_iter([
            ("dry_run".to_owned(), json!(dry_run)),
            ("added".to_owned(), Value::Array(added)),
            ("changed".to_owned(), Value::Array(changed)),
            ("rejected".to_owned(), Value::Array(std::mem::take(&mut self.rejected))),
        ]);
        self.console.object(counts, rest)
    }

    fn print_text(&mut self, counts: Counts, is_taken: bool) -> Result<(), Failure> {
        for (id, fields) in self.changed.iter().filter(|_| is_taken) {
            let (strong, bad, good) = (style::STRONG, style::BAD, style::GOOD);
            self.console.line(format!("changed {strong}{id}{strong:#}"))?;
            for FieldChange { path, old, new } in fields {
                let show =
                    |value: &Option<Value>| value.as_ref().map_or("—".to_owned(), |value| one_line(&compact(value)));
                self.console.line(format!("  {path}: {bad}{}{bad:#} → {good}{}{good:#}", show(old), show(new)))?;
            }
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

/// The file of rejected records. It appears whole at the end of the run.
struct Rejects {
    path: PathBuf,
    file: Replacement,
}

impl Rejects {
    fn create(path: &Path) -> Result<Self, Failure> {
        let file = Replacement::of(path).map_err(|error| Rejects::failure(path, &error))?;
        Ok(Rejects { path: path.to_owned(), file })
    }

    fn add(&mut self, entry: &Value) -> Result<(), Failure> {
        writeln!(self.file, "{}", compact(entry)).map_err(|error| Rejects::failure(&self.path, &error))
    }

    fn finish(self) -> Result<(), Failure> {
        let Rejects { path, file } = self;
        file.commit().map_err(|error| Rejects::failure(&path, &error))
    }

    fn failure(path: &Path, error: &std::io::Error) -> Failure {
        Failure::file(format!("the rejects file {} could not be written; nothing was imported", path.display()), error)
    }
}

/// The text of a rejected record: as it came, or written anew where it was read without fault.
fn text(draft: &Draft) -> String {
    match &draft.read {
        Ok(prepared) => compact(&prepared.record),
        Err(_) => String::from_utf8_lossy(&draft.text).into_owned(),
    }
}
