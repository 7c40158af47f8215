//! `canonry merge-file`

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::console::Console;
use super::failure::{Exit, Failure};
use super::faults::hint;
use super::global::Global;
use super::import;
use super::input;
use super::plain::one_line;
use super::policy::PolicyArgs;
use super::refusal::both_changed;
use super::terminal::GuardedWriter;
use crate::curate::{MergedVersions, OpenConflict, RecordVersions};
use crate::disk::AtomicFile;
use crate::record::{Demands, Fault, Id, Limits, Record, Start, canonical, read_new};

/// Merge two versions of a record file, for git
///
/// Git merges line by line: if both branches changed neighbouring lines of a record, such as its count of evidence, it
/// has a conflict. As git's merge driver this command merges the fields and items of the record, as `import` does. It
/// reads CURRENT, BASE and OTHER, the versions of an index.json in one branch, in what both come from, and in the other
/// branch, and writes the result into CURRENT. It uses no database. If there is a ledger beside the file that NAME is,
/// it says which items were reworded, and which rates are estimates: a published estimate is no change of an author, so
/// two of them are no conflict.
///
/// If both changed a field to different values, the current value stays in the file, each conflict is printed, and the
/// exit code is 4. Git then leaves the file to you: edit it if you prefer another value, and `git add` it.
///
/// docs/together.md shows how to tell git of it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    git config merge.canonry.driver 'canonry merge-file %A %O %B --name %P'\n  \
    echo 'index.json merge=canonry' >> .gitattributes")]
pub(super) struct Args {
    /// The version of the current branch; the result is written to it
    #[arg(value_name = "CURRENT")]
    current: PathBuf,
    /// The version that both come from; an empty file if there is none
    #[arg(value_name = "BASE")]
    base: PathBuf,
    /// The version of the other branch
    #[arg(value_name = "OTHER")]
    other: PathBuf,
    /// What messages call the file, such as its path in the repository [default: CURRENT]
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    #[command(flatten)]
    policy: PolicyArgs,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let name = args.name.as_deref().map_or_else(|| args.current.to_string_lossy(), Into::into);
    let limits = args.policy.policy_of_files(global)?.0.limits;
    let [ours, base, theirs] = [(&args.current, ""), (&args.base, " (base)"), (&args.other, " (other branch)")]
        .map(|(path, version)| version_in(path, &format!("{name}{version}"), &limits));
    let (ours, base, theirs) = (ours?, base?, theirs?);
    let missing = |path: &Path| {
        Failure::new(Exit::Rejected, format!("{} is empty, and only BASE may be", path.display()))
            .hint("the order is CURRENT BASE OTHER; git's names for them are %A %O %B")
    };
    let (text, ours) = ours.ok_or_else(|| missing(&args.current))?;
    let (_, theirs) = theirs.ok_or_else(|| missing(&args.other))?;
    let ledger = input::ledger_beside(Path::new(&*name), &Demands::within(&limits), console.env());
    let versions = RecordVersions { base: base.map(|(_, base)| base), ours, theirs, ledger };
    let MergedVersions { record, open } =
        versions.merge().map_err(|faults| no_record(&format!("{name}, merged,"), &faults))?;
    let merged = canonical(&record);
    if merged.as_bytes() != text {
        let written = AtomicFile::of(&args.current, GuardedWriter::device).and_then(|mut file| {
            file.write_all(merged.as_bytes())?;
            file.commit()
        });
        written.map_err(|error| Failure::file(format!("{} could not be written", args.current.display()), &error))?;
    }
    if !open.is_empty() {
        return Err(in_conflict(&name, &record.id, &open));
    }
    if console.is_json() {
        console.object(json!({ "conflicts": 0 }), Map::new())?;
    }
    Ok(Exit::Done)
}

/// The text and the record of a file; `None` if the file is empty.
fn version_in(path: &Path, name: &str, limits: &Limits) -> Result<Option<(Vec<u8>, Record)>, Failure> {
    let mut text = Vec::new();
    // A larger file is not read to the end, and is too large.
    let most = limits.record_bytes.saturating_add(1);
    File::open(path)
        .and_then(|file| file.take(most).read_to_end(&mut text))
        .map_err(|error| Failure::input(path, &error))?;
    if text.is_empty() {
        return Ok(None);
    }
    match read_new(&text, Start::default(), &Demands::within(limits)) {
        Ok(record) => Ok(Some((text, record))),
        Err(faults) => Err(no_record(name, &faults)),
    }
}

fn no_record(name: &str, faults: &[Fault]) -> Failure {
    let name = one_line(name);
    let details = faults.iter().map(|fault| format!("{name}:{fault}")).collect();
    let failure = Failure::new(Exit::Rejected, format!("{name} is not a valid record, so nothing was merged"));
    Failure { details, hint: hint(faults), ..failure }
}

fn in_conflict(name: &str, id: &Id, open: &[OpenConflict]) -> Failure {
    let name = one_line(name);
    let line = |conflict: &OpenConflict| format!("{name}: {}: {}", conflict.name(), both_changed(id, conflict));
    let shown: Vec<Value> = open.iter().map(|conflict| import::conflict_to_json(conflict).into()).collect();
    let message = match open.len() {
        1 => format!("{name} has a conflict; the current value stays in it"),
        many => format!("{name} has {many} conflicts; the current values stay in it"),
    };
    Failure {
        details: open.iter().map(line).collect(),
        data: Some(Box::new(Map::from_iter([("conflicts".to_owned(), Value::from(shown))]))),
        ..Failure::new(Exit::Conflict, message).hint("edit the file if you want other values, then `git add` it")
    }
}
