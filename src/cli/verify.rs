//! `canonry verify`

use std::path::PathBuf;

use serde_json::{Map, Value, json};

use super::console::Console;
use super::failure::{Exit, Failure};
use super::global::Global;
use super::options::Writing;
use super::plain::plain;
use super::policy::PolicyArgs;
use super::{progress, verb};
use crate::curate::{Applied, RebuildSearch, Repair, RepairOutcome};
use crate::disk::ordered;
use crate::record::{Id, Start, read};
use crate::store::{Dossier, Fingerprints, Flaw, Folding, Inspection, Store, Verified};

/// Findings of one kind that are printed one by one outside of --json.
const PRINTED: usize = 50;

/// Check the database for damage
///
/// Bits on disks and in memory can change, and other programs can write into the file. This checks the pages of the
/// file, that texts are UTF-8, rows that refer to others, the digest of each record, the numbering of lists, the search
/// index against the records, the ledger of evidence against the counts, the journal against the records, and what was
/// exchanged with sources against the journal.
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
    /// their evidence, and the journal gets no change. Without FILE: first rebuild the search index from the records,
    /// if it is damaged
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
    let mut store = Store::open_read(&global.existing_database()?)?;
    let (amount, flaws) = verify(&mut store, console)?;
    print(&amount, &flaws, repaired, console)?;
    Ok(if flaws.is_empty() { Exit::Done } else { Exit::Machine })
}

/// Writes damaged records back as they were. What became of them, as JSON.
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
        // The digest of a record does not tell of its samples.
        samples_key.iter().for_each(|key| drop(key.split(&mut record)));
        records.push(record);
    }
    let (context, _, outcome) = verb::carry_out(global, writing, console, |_, _| Ok(Repair { records }))?;
    let Applied { batch, detail: RepairOutcome { repaired, sound }, .. } = outcome;
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

/// Rebuilds the search index if it is damaged. What became of it, as JSON.
fn rebuild(writing: &Writing, global: &Global, console: &mut Console) -> Result<Map<String, Value>, Failure> {
    let (_, flaws) = verify(&mut Store::open_read(&global.existing_database()?)?, console)?;
    let is_damaged = has(&flaws, Inspection::Index);
    let mut stored = None;
    if is_damaged {
        let (context, _, outcome) = verb::carry_out(global, writing, console, |_, _| Ok(RebuildSearch))?;
        stored = outcome.batch.filter(|_| !context.dry_run);
        console.note(match stored {
            Some(batch) => format!("rebuilt: the search index (stored as batch {batch})"),
            None => "would be rebuilt: the search index".to_owned(),
        });
    } else {
        console.note("not damaged, not changed: the search index");
    }
    Ok(Map::from_iter([
        ("dry_run".to_owned(), json!(global.context(writing)?.dry_run)),
        ("batch".to_owned(), json!(stored)),
        ("rebuilt".to_owned(), json!(is_damaged)),
    ]))
}

/// Runs every check, on one state of the database.
fn verify(store: &mut Store, console: &Console) -> Result<(Verified, Vec<Flaw>), Failure> {
    let mut verification = store.verify()?;
    let (amount, mut flaws) = verification.amount();
    let bar = progress::bar(console, "checking the file", amount.records);
    flaws.extend(verification.file());
    flaws.extend(verification.texts());
    flaws.extend(verification.tables());
    flaws.extend(verification.uids());
    bar.set_message("checking the records");
    let folding = Folding::new()?;
    let (unread, fingerprints) = ordered(
        |emit| verification.each_dossier(emit),
        Dossier::weight,
        |dossier| dossier.examine(&folding),
        |all| {
            let mut fingerprints = Fingerprints::default();
            for examined in all {
                fingerprints.add(&examined);
                flaws.extend(examined.flaws);
                bar.inc(1);
            }
            fingerprints
        },
    );
    flaws.extend(unread);
    bar.set_message("checking the search index");
    flaws.extend(verification.index(fingerprints));
    bar.finish_and_clear();
    flaws.sort_by_key(|flaw| flaw.inspection); // those of one check stay in their order
    Ok((amount, flaws))
}

/// Prints what was found. `repaired` is what --json tells besides.
fn print(
    amount: &Verified,
    flaws: &[Flaw],
    repaired: Option<Map<String, Value>>,
    console: &mut Console,
) -> Result<(), Failure> {
    let Verified { records, batches, changes, evidence } = amount;
    if console.is_json() {
        let one = |flaw: &Flaw| json!({ "check": flaw.inspection.as_str(), "record": flaw.record, "what": flaw.what });
        let advice =
            |check: &Inspection| json!({ "check": check.as_str(), "means": meaning(*check), "hint": remedy(*check) });
        let advice: Vec<Value> = Inspection::ALL.iter().filter(|check| has(flaws, **check)).map(advice).collect();
        let mut rest = Map::from_iter([
            ("findings".to_owned(), flaws.iter().map(one).collect()),
            ("advice".to_owned(), Value::Array(advice)),
        ]);
        rest.extend(repaired.unwrap_or_default());
        let counts = json!({
            "records": records, "batches": batches, "changes": changes, "evidence": evidence, "findings": flaws.len(),
        });
        return console.object(counts, rest);
    }
    for check in Inspection::ALL.iter().copied() {
        let of_check: Vec<&Flaw> = flaws.iter().filter(|flaw| flaw.inspection == check).collect();
        for flaw in of_check.iter().take(PRINTED) {
            let about = flaw.record.as_ref().map_or(String::new(), |id| format!("{id}: "));
            console.line(plain(&format!("{}: {about}{}", check.as_str(), flaw.what)))?;
        }
        console.more(of_check.len().saturating_sub(PRINTED), "finding", "--json lists them all");
        if !of_check.is_empty() {
            console.line(format!("  means: {}", meaning(check)))?;
            console.line(format!("  next: {}", remedy(check)))?;
        }
    }
    let verdict = match flaws.len() {
        0 => "sound".to_owned(),
        1 => "1 finding".to_owned(),
        many => format!("{many} findings"),
    };
    let [records, batches, changes, evidence] = [records, batches, changes, evidence]
        .map(|counted| counted.map_or("not counted".to_owned(), |count| count.to_string()));
    console
        .summary(format!("records {records}, batches {batches}, changes {changes}, evidence {evidence}: {verdict}"))?;
    if !flaws.is_empty() {
        console.fault("first copy the database and its -wal: damaged files may still help to repair it");
    }
    Ok(())
}

fn has(flaws: &[Flaw], check: Inspection) -> bool {
    flaws.iter().any(|flaw| flaw.inspection == check)
}

/// What damage of a kind means for who uses the database.
fn meaning(check: Inspection) -> &'static str {
    match check {
        Inspection::File => "SQLite can no longer rely on the file; what it reads may be incomplete",
        Inspection::Texts => "commands that print them cannot run, such as `log`, `blame`, `why` and `evidence list`",
        Inspection::References => "rows are missing, or refer to the wrong ones",
        Inspection::Records => "content changed without canonry; such a record is not exported, merged or edited",
        Inspection::Lists => "items may be in another order, or be lost at the next edit of their list",
        Inspection::Index => "`search` may not find these records; the records themselves are not affected",
        Inspection::Ledger => "rates and counts may be based on wrong evidence",
        Inspection::Journal => "`log`, `blame` and `show --at` show wrong values, and `undo` would write them",
        Inspection::Bases => "an import from there cannot tell who changed what, and fails",
    }
}

/// How to go on.
fn remedy(check: Inspection) -> &'static str {
    match check {
        Inspection::File | Inspection::References | Inspection::Lists | Inspection::Ledger => {
            "restore a copy that `canonry backup` made, and import what was published since"
        }
        Inspection::Texts => "restore a copy that `canonry backup` made; the records themselves can still be exported",
        Inspection::Records => {
            "if the published index.json is intact: `canonry verify --repair FILE`; else restore a copy that \
             `canonry backup` made"
        }
        Inspection::Index => "`canonry verify --repair` rebuilds it; repair damaged records first",
        Inspection::Journal | Inspection::Bases => {
            "restore a copy that `canonry backup` made; the records themselves are sound, so you can export them"
        }
    }
}
