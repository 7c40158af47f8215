//! `canonry export`

mod damaged;
mod difference;
mod left;
mod ndjson;
mod sent;
mod unportable;
mod watch;

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::console::Console;
use super::env::Env;
use super::failure::{Exit, Failure};
use super::filter::{FilterArgs, name_unknown};
use super::global::Global;
use super::outputs::{Output, protect, protect_tree};
use super::{progress, source};
use crate::curate::{ExportLines, ExportMode, ExportTree, Exported, may_write};
use crate::publish::Form;
use crate::store::{SentBefore, Snapshot};
use sent::Opened;
use watch::Progress;

/// The option that names where the records go.
const OUT: &str = "--out";

/// The word for NDJSON on the command line.
const NDJSON: &str = "ndjson";

/// Differences that are printed one by one outside of --json.
const PRINTED: usize = 50;

/// Write records out, byte for byte as their consumers expect
///
/// With --out DIR each record becomes a folder DIR/errors/ID with index.json (the record itself), index.md and, where
/// it has Chinese texts, zh.md. Only files whose bytes change are written, each one whole or not at all; other files
/// are left alone. DIR may be a link; below it no link is followed, and one instead of a file or a folder is an
/// error.
///
/// With --format ndjson the records go to standard output, or to the file that --out names, one a line in the order
/// of their ids.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder of the tree; with ndjson the file, - for standard output
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// What to write: json, md, zh-md, with commas between; or ndjson alone [default: json,md,zh-md]
    #[arg(long, value_name = "FORMATS", value_delimiter = ',')]
    format: Vec<String>,
    /// Write nothing; name what differs, and files of withdrawn or renamed records that still stand there. Exit with
    /// 1 if there are any
    #[arg(long, conflicts_with = "dry_run")]
    check: bool,
    /// Remove canonry's files of records, and pages of records, that are gone. Only what is byte for byte what canonry
    /// writes for the record as it is or once was goes; what else lies in their places is named and left
    #[arg(long)]
    prune: bool,
    /// Show what would be done, and do nothing
    #[arg(long, short = 'n')]
    dry_run: bool,
    /// Leave damaged records out instead of stopping at the first; they are named, and the exit code is 70
    #[arg(long)]
    keep_going: bool,
    /// Do not ask, however many records are removed
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    filter: FilterArgs,
}

/// What is to be written.
enum Target {
    Tree(PathBuf, Vec<Form>),
    Stream(Option<PathBuf>),
}

impl Target {
    /// Refuses to overwrite the database, another SQLite file or the policy.
    fn protect(&self, database: &Path, env: &Env) -> Result<(), Failure> {
        match self {
            Target::Tree(out, _) => protect_tree(Output::new(OUT, out), database, may_write),
            Target::Stream(Some(out)) => protect(&[Output::new(OUT, out)], database, &[], env),
            Target::Stream(None) => Ok(()),
        }
    }
}

impl Target {
    /// The place that is written to.
    fn out(&self) -> Option<&Path> {
        match self {
            Target::Tree(out, _) => Some(out),
            Target::Stream(out) => out.as_deref(),
        }
    }

    /// Whether what is written is the whole record.
    fn carries_all(&self) -> bool {
        match self {
            Target::Tree(_, forms) => forms.contains(&Form::Json),
            Target::Stream(_) => true,
        }
    }
}

impl Args {
    fn target(&self) -> Result<Target, Failure> {
        let is_ndjson = self.format.iter().any(|word| word == NDJSON);
        if is_ndjson && self.format.len() > 1 {
            return Err(Failure::usage("ndjson goes alone: it is one stream, the other formats are a tree")
                .hint("run export twice"));
        }
        if is_ndjson && self.prune {
            return Err(Failure::usage("--prune goes with a tree, and ndjson is one file"));
        }
        let out = self.out.clone().filter(|out| !(is_ndjson && out.as_os_str() == "-"));
        if is_ndjson {
            if out.is_none() && (self.check || self.dry_run) {
                return Err(Failure::usage("there is nothing to compare standard output with")
                    .hint("name the file with --out FILE"));
            }
            return Ok(Target::Stream(out));
        }
        let parse =
            |word: &String| word.parse::<Form>().map_err(|error| Failure::usage(format!("{error}, nor is it ndjson")));
        let mut forms = match self.format.as_slice() {
            [] => Form::ALL.to_vec(),
            words => words.iter().map(parse).collect::<Result<_, _>>()?,
        };
        forms.sort_unstable();
        forms.dedup();
        let out = out.ok_or_else(|| {
            Failure::usage("a tree needs a folder").hint("name it with --out DIR, or use --format ndjson")
        })?;
        Ok(Target::Tree(out, forms))
    }

    /// What is done with a difference.
    fn mode(&self) -> ExportMode {
        match (self.check, self.dry_run) {
            (true, _) => ExportMode::Check,
            (false, true) => ExportMode::Rehearse,
            (false, false) => ExportMode::Write,
        }
    }
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let target = args.target()?;
    let filter = args.filter.published(global, "withdrawn records are not exported")?;
    let path = global.existing_database()?;
    target.protect(&path, &global.env)?;
    let name = target.out().and_then(|out| source::name(&path, out));
    // Only what carries the whole record can come back as an import.
    let notes = name.as_ref().filter(|_| target.carries_all() && !args.mode().only_looks());
    let mut opened = Opened::open(&path, notes.is_some())?;
    let mut snapshot = opened.store.snapshot()?;
    name_unknown(&filter, &snapshot, global)?;
    let before = match target.out() {
        Some(_) => snapshot.sent_before(name.as_deref().unwrap_or_default())?,
        None => SentBefore::default(),
    };
    let exported = match &target {
        Target::Tree(out, forms) => {
            let (forms, prune, keep_going) = (forms.clone(), args.prune, args.keep_going);
            let export = ExportTree { out: out.clone(), forms, filter, mode: args.mode(), prune, keep_going };
            let exported = to_tree(args, &export, &mut snapshot, &before, console)?;
            left::print(out, &exported, console);
            unportable::name(&snapshot, console)?;
            exported
        }
        Target::Stream(out) => {
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
    if let Some(name) = notes {
        opened.mark(name, global.today()?, (&before, &exported.sent), console);
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
