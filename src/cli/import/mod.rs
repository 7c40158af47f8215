//! `canonry import`

mod ceasing;
mod conflicts;
mod explain;
mod feed;
mod interactive;
mod json;
mod merging;
mod pass;
mod question;
mod rejects;
mod remarks;
mod report;
mod seal;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::console::Console;
use super::env::Env;
use super::failure::{Exit, Failure};
use super::global::{Global, Writing};
use super::outputs::{Output, protect};
use super::policy::PolicyArgs;
use super::{input, source};
use crate::curate::{Context, Import, Resolutions, in_passes};
pub use conflicts::read_resolution;
use feed::Feed;
use merging::Merging;
use pass::{Run, failure, on_database};
use seal::Seal;

/// Import records
///
/// Reads records from JSON files (one record, or an array of them), NDJSON files, folders (every index.json below
/// them) and standard input (-). The database is created if there is none.
///
/// Either all records are imported or none: if a record breaks a rule, every fault is printed as
/// FILE:LINE:COLUMN: PATH: REASON, and the database stays as it is. With --keep-going the good records are imported.
/// A line of a rejects file is read as the record in its text, so such a file can be fixed and imported as it is.
///
/// A record that already exists is merged with what comes in. The base of the merge is what this source last had of the
/// record: a source is a file or a folder by its path, or what --from calls it. What only one side changed is taken from
/// that side; a field that both sides changed to different values is a conflict. Then nothing is imported until every
/// conflict is settled: one by one with -i, or with --conflicts and --resolve, or all alike with --on-conflict.
///
/// From a source that never had the record, a value that the field once had here is not a change: an old copy reverts
/// nothing.
///
/// A rate that the input changes starts again from its new value: reports that were recorded before no longer count for
/// it. Before the commit a note says how many reports these are, on which claims, and what --keep takes to keep our rates.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    canonry import upstream\n  \
    canonry import --from upstream ~/checkouts/canon/errors --keep verification_tier,confidence\n  \
    canonry import upstream --conflicts conflicts.ndjson   # then fill in \"take\"\n  \
    canonry import upstream --resolve conflicts.ndjson")]
pub(super) struct Args {
    /// JSON or NDJSON files, folders, or - for standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Import the good records if others are rejected
    #[arg(long)]
    keep_going: bool,
    /// Write what was rejected to this file (- for standard output), as NDJSON with source, line, errors and text. Fix
    /// the texts in it and import the file as it is
    #[arg(long, value_name = "FILE", requires = "keep_going")]
    rejects: Option<PathBuf>,
    #[command(flatten)]
    merging: Merging,
    #[command(flatten)]
    policy: PolicyArgs,
    #[command(flatten)]
    writing: Writing,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    input::check(&args.paths)?;
    let path = global.database_or_new()?;
    protect(&args.outputs(), &path, &args.inputs(global)?, &global.env)?;
    if args.merging.whole && args.sources(&path).iter().any(Option::is_none) {
        return Err(Failure::usage("--whole is about a source, and what comes through a pipe has none")
            .hint("name the source with --from NAME"));
    }
    let context = global.context(&args.writing)?;
    let mut import = args.import(global, &path)?;
    if args.writes_records() && console.is_json() {
        let failure = Failure::usage("--json and records on standard output would mix");
        return Err(failure.hint("name a file for the rejects and the conflicts"));
    }
    let feed = Feed::open(args, &path, console)?;
    if args.merging.interactive {
        import.resolutions = args.ask(&import, &context, &path, &feed, console)?;
    }
    let run = Run { args, import, context, path: &path, feed };
    in_passes(console, |console, approved| run.pass(approved, console), |console, question| question.ask(console))
}

impl Args {
    fn outputs(&self) -> Vec<Output<'_>> {
        let rejects = self.rejects.as_deref().map(|path| Output::new("--rejects", path));
        let conflicts = self.merging.conflicts.as_deref().map(|path| Output::new("--conflicts", path));
        rejects.into_iter().chain(conflicts).collect()
    }

    fn inputs(&self, global: &Global) -> Result<Vec<PathBuf>, Failure> {
        let policy = self.policy.file(global)?;
        Ok(self.paths.iter().chain(&self.merging.resolve).chain(&policy).cloned().collect())
    }

    /// Whether somebody may be asked during the run.
    fn may_ask(&self, env: &Env) -> bool {
        !self.writing.yes && !self.writing.dry_run && env.can_ask()
    }

    /// Whether standard output takes rejects or conflicts, and nothing else.
    fn writes_records(&self) -> bool {
        [&self.rejects, &self.merging.conflicts].into_iter().flatten().any(|file| file.as_os_str() == "-")
    }

    fn import(&self, global: &Global, database: &Path) -> Result<Import, Failure> {
        let (policy, _) = self.policy.policy(global)?;
        let sources = self.sources(database).into_iter().flatten().collect();
        Ok(Import { sources, ..self.merging.import(self.keep_going, policy)? })
    }

    /// The source of each path: the one that was named, or the path itself.
    fn sources(&self, database: &Path) -> Vec<Option<Arc<str>>> {
        let named: Option<Arc<str>> = self.merging.from.as_deref().map(Arc::from);
        self.paths.iter().map(|path| named.clone().or_else(|| source::name(database, path))).collect()
    }

    /// The source that all paths have in common.
    fn one_source(&self, database: &Path) -> Option<Arc<str>> {
        let sources = self.sources(database);
        let first = sources.first().cloned().flatten()?;
        sources.iter().all(|source| source.as_ref() == Some(&first)).then_some(first)
    }

    /// Asks about each conflict. The database is not locked meanwhile: the conflicts are found by a rehearsal.
    fn ask(
        &self,
        import: &Import,
        context: &Context,
        database: &Path,
        feed: &Feed<'_>,
        console: &mut Console,
    ) -> Result<Resolutions, Failure> {
        interactive::check(&self.paths, console.env())?;
        let rehearsal = Context { dry_run: true, ..context.clone() };
        let mut found = interactive::Found::default();
        let outcome = on_database(database, true, |store| {
            let import = Import { keep_going: true, ..import.clone() };
            feed.import(&import, &rehearsal, store, &Seal::new(false), &mut found).1
        });
        outcome.map_err(failure)?;
        interactive::settle(found, console)
    }
}
