//! `canonry verify`

mod advice;
mod printed;
mod what;

use std::path::PathBuf;

use serde_json::{Map, Value, json};

use super::console::Console;
use super::failure::{Exit, Failure};
use super::global::Global;
use super::options::Writing;
use super::policy::PolicyArgs;
use super::progress::{self, StageBar, StageLength};
use super::verb;
use crate::curate::{Applied, RebuildIndexes, Repair, RepairSummary};
use crate::record::{Id, Start, read};
use crate::store::{Flaw, Inspection, Store, Verified, VerifyStage, VerifyWatch};
use printed::{has, print};

/// Check the database for damage
///
/// Bits on disks and in memory can change, and other programs can write into the file. This checks the pages of the
/// file, that texts are UTF-8, rows that refer to others, the digest of each record, the numbering of lists, the search
/// index and the literals of regexes against the records, the ledger of evidence against the counts, the journal
/// against the records, and what was exchanged with sources against the journal.
///
/// Nothing is written, and others can use the database meanwhile. Each finding is printed with what it means and what
/// to do next, and the exit code is 70. Damage that breaks no rule cannot be detected, such as a change of the reason
/// of a batch.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  canonry verify\n  canonry --db canonry-2026-11-21.db verify\n  canonry verify --repair tree/errors/python/x/index.json"
)]
pub(super) struct Args {
    /// First restore a damaged record from its published JSON. The file must have the digest of the record; items keep
    /// their evidence, and the journal gets no change. Without FILE: first rebuild the search index and
    /// the literals of regexes from the records, if they are damaged
    #[arg(long, value_name = "FILE", num_args = 0..)]
    repair: Option<Vec<PathBuf>>,
    #[command(flatten)]
    policy: PolicyArgs,
    #[command(flatten)]
    writing: Writing,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let repaired = match args.repair.as_deref() {
        None => None,
        Some([]) => Some(rebuild(&args.writing, global, console)?),
        Some(files) => Some(repair(files, args, global, console)?),
    };
    let mut store = global.open_read(&global.existing_database()?)?;
    let (amount, flaws) = verify(&mut store, console)?;
    print(&amount, &flaws, repaired, console)?;
    Ok(if flaws.is_empty() { Exit::Done } else { Exit::Machine })
}

/// Repairs damaged records. Returns the results as JSON.
fn repair(
    files: &[PathBuf],
    args: &Args,
    global: &Global,
    console: &mut Console,
) -> Result<Map<String, Value>, Failure> {
    let (writing, samples_key) = (&args.writing, args.policy.policy(global)?.0.samples_key);
    let mut records = Vec::new();
    for path in files {
        let bytes = std::fs::read(path).map_err(|error| Failure::input(path, &error))?;
        let mut record = read(&bytes, Start::default()).map_err(|faults| {
            let details = faults.iter().map(|fault| format!("{}:{fault}", path.display())).collect();
            Failure { details, ..Failure::new(Exit::Rejected, format!("{} is not a valid record", path.display())) }
        })?;
        // The digest of a record does not include its samples.
        samples_key.iter().for_each(|key| drop(key.split(&mut record)));
        records.push(record);
    }
    let (context, _, applied) = verb::carry_out(global, writing, console, |_, _| Ok(Repair { records }))?;
    let Applied { batch, detail: RepairSummary { repaired, sound }, .. } = applied;
    let batch = batch.filter(|_| !context.dry_run);
    let would = if context.dry_run { "would be " } else { "" };
    let stored = batch.map_or_else(String::new, |batch| format!(" (stored as batch {batch})"));
    repaired.iter().for_each(|id| console.note(format!("{would}repaired: {id}{stored}")));
    sound.iter().for_each(|id| console.note(format!("not damaged, not changed: {id}")));
    let ids = |ids: &[Id]| ids.iter().map(|id| json!(id.as_str())).collect::<Value>();
    Ok(Map::from_iter([
        ("dry_run".to_owned(), json!(context.dry_run)),
        ("batch".to_owned(), json!(batch)),
        ("repaired".to_owned(), ids(&repaired)),
        ("sound".to_owned(), ids(&sound)),
    ]))
}

/// Rebuilds the search index and the table of literals if one of them is damaged. Returns the result as JSON.
fn rebuild(writing: &Writing, global: &Global, console: &mut Console) -> Result<Map<String, Value>, Failure> {
    let (_, flaws) = verify(&mut global.open_read(&global.existing_database()?)?, console)?;
    let is_damaged = has(&flaws, Inspection::Index) || has(&flaws, Inspection::Literals);
    let mut stored = None;
    if is_damaged {
        let (context, _, applied) = verb::carry_out(global, writing, console, |_, _| Ok(RebuildIndexes))?;
        stored = applied.batch.filter(|_| !context.dry_run);
        console.note(match stored {
            Some(batch) => format!("rebuilt: the search index and the literals (stored as batch {batch})"),
            None => "would be rebuilt: the search index and the literals".to_owned(),
        });
    } else {
        console.note("not damaged, not changed: the search index and the literals");
    }
    Ok(Map::from_iter([
        ("dry_run".to_owned(), json!(global.context(writing)?.dry_run)),
        ("batch".to_owned(), json!(stored)),
        ("rebuilt".to_owned(), json!(is_damaged)),
    ]))
}

/// Runs every inspection, on one state of the database.
fn verify(store: &mut Store, console: &Console) -> Result<(Verified, Vec<Flaw>), Failure> {
    let mut shown = Shown { console, bar: StageBar::hidden() };
    let verified = store.verify(&mut shown);
    shown.bar.end();
    Ok(verified?)
}

/// The progress of a verification on the terminal.
struct Shown<'c> {
    console: &'c Console,
    bar: StageBar,
}

impl VerifyWatch for Shown<'_> {
    fn begins(&mut self, stage: VerifyStage, amount: &Verified) {
        match stage {
            VerifyStage::File => self.bar = progress::bar(self.console, "checking the file", StageLength::Uncounted),
            VerifyStage::Records => {
                let length = amount.records.map_or(StageLength::Uncounted, StageLength::Of);
                self.bar.begin("checking the records", length);
            }
            VerifyStage::Index => self.bar.begin("checking what is derived from the records", StageLength::Uncounted),
        }
    }

    fn examined(&mut self) {
        self.bar.inc(1);
    }
}
