//! `canonry export`

mod arguments;
mod damaged;
mod difference;
mod left;
mod ndjson;
mod sent;
mod unportable;
mod watch;

use std::path::Path;

use serde_json::{Map, Value, json};

use super::console::Console;
use super::failure::{Exit, Failure};
use super::filter::name_unknown;
use super::global::Global;
use super::{progress, source_name};
use crate::curate::{ExportDatabase, ExportLines, ExportTree, Exported};
use crate::store::{SentBefore, Snapshot};
pub(super) use arguments::Args;
use arguments::{ExportTo, PRINTED};
use watch::Progress;

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let target = args.target()?;
    let filter = args.filter.published(global, "withdrawn records are not exported")?;
    let path = global.existing_database()?;
    target.protect(&path, &global.env)?;
    let name = target.out().and_then(|out| source_name::of_path(&path, out));
    // Only what carries the whole record can come back as an import.
    let notes = name.as_ref().filter(|_| target.carries_all() && !args.mode().only_looks());
    let mut database = ExportDatabase::open(&path, notes.is_some())?;
    let mut snapshot = database.store.snapshot()?;
    name_unknown(&filter, &snapshot, global)?;
    let before = match target.out() {
        Some(_) => snapshot.sent_before(name.as_deref().unwrap_or_default())?,
        None => SentBefore::default(),
    };
    let exported = match &target {
        ExportTo::Tree(out, forms) => {
            let (forms, prune, keep_going) = (forms.clone(), args.prune, args.keep_going);
            let export = ExportTree { out: out.clone(), forms, filter, mode: args.mode(), prune, keep_going };
            let exported = to_tree(args, &export, &mut snapshot, &before, console)?;
            left::print(out, &exported, console);
            unportable::name(&snapshot, console)?;
            exported
        }
        ExportTo::Stream(out) => {
            let export = ExportLines { filter, keep_going: args.keep_going };
            match out {
                Some(out) => ndjson::to_file(args, &export, &mut snapshot, out, &before, console)?,
                None if console.is_json() => {
                    return Err(Failure::usage("--json and records on standard output would mix")
                        .hint("name a file with --out FILE"));
                }
                None => ndjson::to_stdout(&export, &mut snapshot, console)?,
            }
        }
    };
    drop(snapshot);
    if let Some(name) = notes
        && let Err(error) = database.note(name, global.today()?, &before, &exported.sent)
    {
        sent::warn(&error, exported.sent.len(), console);
    }
    if let (Some(out), false) = (target.out(), args.mode().only_looks()) {
        let Exported { written, removed, .. } = &exported;
        console.done(format!("{} is up to date (written {written}, removed {removed})", out.display()));
    }
    if let Some(out) = target.out() {
        print(args, out, &exported, console)?;
    }
    let differs = !exported.differences.is_empty();
    let exit = if args.check && differs { Exit::Look } else { Exit::Done };
    Ok(damaged::name(&exported.damaged, console).unwrap_or(exit))
}

fn to_tree(
    args: &Args,
    export: &ExportTree,
    snapshot: &mut Snapshot<'_>,
    before: &SentBefore,
    console: &Console,
) -> Result<Exported, Failure> {
    let bar = progress::bar(console, "exporting", Some(snapshot.count(&export.filter)?));
    let mut progress = Progress { bar, asked: (!args.yes).then(|| console.env().clone()) };
    let exported = export.apply(snapshot, before, &mut progress);
    progress.bar.finish_and_clear();
    exported.map_err(|error| watch::failure(error, Failure::from))
}

fn print(args: &Args, out: &Path, exported: &Exported, console: &mut Console) -> Result<(), Failure> {
    let Exported { records, written, unchanged, removed, differences, left, damaged, .. } = exported;
    let only_looks = args.mode().only_looks();
    if console.is_json() {
        let rest = Map::from_iter([
            ("records".to_owned(), json!(records)),
            ("dry_run".to_owned(), json!(only_looks)),
            ("differences".to_owned(), Value::Array(differences.iter().map(difference::to_json).collect())),
            ("damaged".to_owned(), json!(damaged)),
            ("left".to_owned(), Value::Array(left.iter().map(|file| left::to_json(out, file)).collect())),
        ]);
        return console.object(json!({ "written": written, "unchanged": unchanged, "removed": removed }), rest);
    }
    if only_looks {
        for difference in differences.iter().take(PRINTED) {
            console.line(difference::line(difference))?;
        }
        console.more(differences.len().saturating_sub(PRINTED), "difference", "--json lists them all");
    }
    let (write, remove) = if only_looks { ("to write", "to remove") } else { ("written", "removed") };
    console.summary(format!("{write} {written}, unchanged {unchanged}, {remove} {removed}"))?;
    if args.check && !differences.is_empty() {
        console.note(left::how_to_go_on(args, exported));
    } else if only_looks {
        console.note("nothing was written");
    }
    Ok(())
}
