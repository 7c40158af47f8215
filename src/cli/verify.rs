//! `canonry verify`

use std::path::PathBuf;

use serde_json::{Map, Value, json};

use super::console::Console;
use super::failure::{Exit, Failure};
use super::global::Global;
use super::options::Writing;
use super::plain::plain;
use super::{progress, verb};
use crate::curate::{Outcome, RebuildSearch, Repair, RepairOutcome};
use crate::disk::ordered;
use crate::record::{Id, Start, read};
use crate::store::{Check, Dossier, Finding, Fingerprints, Folding, Store, Verified};

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
    writing: Writing,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let repaired = match args.repair.as_deref() {
        None => None,
        Some([]) => Some(rebuild(&args.writing, global, console)?),
        Some(files) => Some(repair(files, &args.writing, global, console)?),
    };
    let mut store = Store::open_read(&global.existing_database()?)?;
    let (amount, findings) = verify(&mut store, console)?;
    print(&amount, &findings, repaired, console)?;
    Ok(if findings.is_empty() { Exit::Done } else { Exit::Machine })
}

/// Writes damaged records back as they were. What became of them, as JSON.
fn repair(
    files: &[PathBuf],
    writing: &Writing,
    global: &Global,
    console: &mut Console,
) -> Result<Map<String, Value>, Failure> {
    let mut records = Vec::new();
    for path in files {
        let bytes = std::fs::read(path).map_err(|error| Failure::input(path, &error))?;
        let record = read(&bytes, Start::default()).map_err(|faults| {
            let details = faults.iter().map(|fault| format!("{}:{fault}", path.display())).collect();
            Failure { details, ..Failure::new(Exit::Rejected, format!("{} is not a valid record", path.display())) }
        })?;
        records.push(record);
    }
    let (context, _, outcome) = verb::carry_out(global, writing, console, |_, _| Ok(Repair { records }))?;
    let Outcome { batch, detail: RepairOutcome { repaired, sound }, .. } = outcome;
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
    let (_, findings) = verify(&mut Store::open_read(&global.existing_database()?)?, console)?;
    let is_damaged = has(&findings, Check::Index);
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
fn verify(store: &mut Store, console: &Console) -> Result<(Verified, Vec<Finding>), Failure> {
    let mut verification = store.verify()?;
    let amount = verification.amount();
    let bar = progress::bar(console, "checking the file", Some(amount.records));
    let mut findings = verification.file();
    findings.extend(verification.texts());
    findings.extend(verification.tables());
    findings.extend(verification.uids());
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
                findings.extend(examined.findings);
                bar.inc(1);
            }
            fingerprints
        },
    );
    findings.extend(unread);
    bar.set_message("checking the search index");
    findings.extend(verification.index(fingerprints));
    bar.finish_and_clear();
    findings.sort_by_key(|finding| finding.check); // those of one check stay in their order
    Ok((amount, findings))
}

/// Prints what was found. `repaired` is what --json tells besides.
fn print(
    amount: &Verified,
    findings: &[Finding],
    repaired: Option<Map<String, Value>>,
    console: &mut Console,
) -> Result<(), Failure> {
    let Verified { records, batches, changes, evidence } = amount;
    if console.is_json() {
        let one = |finding: &Finding| json!({ "check": finding.check.word(), "record": finding.record, "what": finding.what });
        let advice = |check: &Check| json!({ "check": check.word(), "means": meaning(*check), "hint": remedy(*check) });
        let advice: Vec<Value> = Check::ALL.iter().filter(|check| has(findings, **check)).map(advice).collect();
        let mut rest = Map::from_iter([
            ("findings".to_owned(), findings.iter().map(one).collect()),
            ("advice".to_owned(), Value::Array(advice)),
        ]);
        rest.extend(repaired.unwrap_or_default());
        let counts = json!({
            "records": records, "batches": batches, "changes": changes, "evidence": evidence, "findings": findings.len(),
        });
        return console.object(counts, rest);
    }
    for check in Check::ALL {
        let of_check: Vec<&Finding> = findings.iter().filter(|finding| finding.check == check).collect();
        for finding in of_check.iter().take(PRINTED) {
            let about = finding.record.as_ref().map_or(String::new(), |id| format!("{id}: "));
            console.line(plain(&format!("{}: {about}{}", check.word(), finding.what)))?;
        }
        console.more(of_check.len().saturating_sub(PRINTED), "finding", "--json lists them all");
        if !of_check.is_empty() {
            console.line(format!("  means: {}", meaning(check)))?;
            console.line(format!("  next: {}", remedy(check)))?;
        }
    }
    let verdict = match findings.len() {
        0 => "sound".to_owned(),
        1 => "1 finding".to_owned(),
        many => format!("{many} findings"),
    };
    console
        .summary(format!("records {records}, batches {batches}, changes {changes}, evidence {evidence}: {verdict}"))?;
    if !findings.is_empty() {
        console.fault("first copy the database and its -wal: damaged files may still help to repair it");
    }
    Ok(())
}

fn has(findings: &[Finding], check: Check) -> bool {
    findings.iter().any(|finding| finding.check == check)
}

/// What damage of a kind means for who uses the database.
fn meaning(check: Check) -> &'static str {
    match check {
        Check::File => "SQLite can no longer rely on the file; what it reads may be incomplete",
        Check::Texts => "commands that print them cannot run, such as `log`, `blame`, `why` and `evidence list`",
        Check::References => "rows are missing, or refer to the wrong ones",
        Check::Records => "content changed without canonry; such a record is not exported, merged or edited",
        Check::Lists => "items may be in another order, or be lost at the next edit of their list",
        Check::Index => "`search` may not find these records; the records themselves are not affected",
        Check::Ledger => "rates and counts may be based on wrong evidence",
        Check::Journal => "`log`, `blame` and `show --at` show wrong values, and `undo` would write them",
        Check::Bases => "an import from there cannot tell who changed what, and fails",
    }
}

/// How to go on.
fn remedy(check: Check) -> &'static str {
    match check {
        Check::File | Check::References | Check::Lists | Check::Ledger => {
            "restore a copy that `canonry backup` made, and import what was published since"
        }
        Check::Texts => "restore a copy that `canonry backup` made; the records themselves can still be exported",
        Check::Records => {
            "if the published index.json is intact: `canonry verify --repair FILE`; else restore a copy that \
             `canonry backup` made"
        }
        Check::Index => "`canonry verify --repair` rebuilds it; repair damaged records first",
        Check::Journal | Check::Bases => {
            "restore a copy that `canonry backup` made; the records themselves are sound, so you can export them"
        }
    }
}
