//! The options of an import, and what they ask for.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::merging::Merging;
use crate::cli::console::Console;
use crate::cli::env::Env;
use crate::cli::failure::Failure;
use crate::cli::global::Global;
use crate::cli::options::Writing;
use crate::cli::outputs::Output;
use crate::cli::policy::PolicyArgs;
use crate::curate::{AskedChecks, Context, Import, source_of_path};

/// Import records
///
/// Reads records from JSON files (one record, or an array of them), NDJSON files, folders (every index.json below
/// them) and standard input (-). The database is created if there is none.
///
/// Either all records are imported or none: if a record breaks a rule, every fault is printed as FILE:LINE:COLUMN:
/// PATH: REASON, and the database does not change. With --keep-going the valid records are imported. From a rejects
/// file the text in each line is read as a record, so you can fix such a file and import it.
///
/// A record that already exists is merged with the imported one. The base of the merge is what this source last had of
/// the record: a source is the path of a file or a folder, or the name given with --from. If only one side changed a
/// field, its value is used; if both sides changed it to different values, it is a conflict. Then nothing is imported
/// until you resolve every conflict: one by one with -i or with --conflicts and --resolve, or all of them the same way
/// with --on-conflict.
///
/// From a source that never had the record, a value that the field once had here is not a change, so an old copy
/// reverts nothing.
///
/// A folder may have the evidence of other maintainers beside its records, as `export --format json,ledger` writes it.
/// What is new of it is added to the ledger here, each piece once. Records that withdrawn.ndjson in that folder names
/// are withdrawn, restored and renamed here, unless that was decided otherwise here later.
///
/// If the input changes a rate, reports that were recorded before no longer count for it. Before the commit a note says
/// how many reports these are, on which claims, and which value of --keep keeps our rates.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    canonry import upstream\n  \
    canonry import --from upstream ~/checkouts/canon/errors --keep verification_tier,confidence\n  \
    canonry import upstream --conflicts conflicts.ndjson   # then set \"take\"\n  \
    canonry import upstream --resolve conflicts.ndjson")]
pub(in crate::cli) struct Args {
    /// JSON or NDJSON files, folders, or - for standard input
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    #[command(flatten)]
    pub options: ImportOptions,
}

/// Merge another database
///
/// Imports the published records of another canonry database and the evidence on them, straight from its file, such as
/// that of a colleague. It is the same as importing a tree that the other database exports with its ledgers. The other
/// database is only read, and has to have the same schema version. If there is no database here, it is created.
///
/// Records that both have are merged as by `import`: what only one side changed is used; what both changed differently
/// is a conflict. New evidence is added, each piece once. Merging again changes nothing.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    canonry merge ../tom/canonry.db\n  \
    canonry merge ../tom/canonry.db --conflicts conflicts.ndjson   # then set \"take\"\n  \
    canonry merge ../tom/canonry.db --resolve conflicts.ndjson")]
pub(in crate::cli) struct MergeArgs {
    /// The other database
    #[arg(value_name = "FILE")]
    pub other: PathBuf,
    #[command(flatten)]
    pub options: ImportOptions,
}

/// The options of commands that import records.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct ImportOptions {
    /// Import the valid records if others are rejected
    #[arg(long)]
    pub keep_going: bool,
    /// Write what was rejected to this file (- for standard output), as NDJSON with source, line, errors and text. Fix
    /// the texts in it and import the file
    #[arg(long, value_name = "FILE", requires = "keep_going")]
    pub rejects: Option<PathBuf>,
    /// Also print what `canonry check` finds in the records that are added, and what is new in those that change
    #[arg(long)]
    pub(super) check: bool,
    #[command(flatten)]
    pub(super) merging: Merging,
    #[command(flatten)]
    pub policy: PolicyArgs,
    #[command(flatten)]
    pub writing: Writing,
}

impl Args {
    /// The files that are read.
    pub(super) fn inputs(&self, global: &Global) -> Result<Vec<PathBuf>, Failure> {
        Ok(self.paths.iter().cloned().chain(self.options.inputs(global)?).collect())
    }

    /// The source of each path: the one that was named, or the path itself.
    pub(super) fn sources(&self, database: &Path) -> Vec<Option<Arc<str>>> {
        let of_path = |path: &PathBuf| {
            if path.as_os_str() == "-" { self.options.named() } else { self.options.source(database, path) }
        };
        self.paths.iter().map(of_path).collect()
    }

    /// The source that all paths have in common.
    pub(super) fn one_source(&self, database: &Path) -> Option<Arc<str>> {
        let sources = self.sources(database);
        let first = sources.first().cloned().flatten()?;
        sources.iter().all(|source| source.as_ref() == Some(&first)).then_some(first)
    }
}

impl ImportOptions {
    pub(super) fn outputs(&self) -> Vec<Output<'_>> {
        let rejects = self.rejects.as_deref().map(|path| Output::new("--rejects", path));
        let conflicts = self.merging.conflicts.as_deref().map(|path| Output::new("--conflicts", path));
        rejects.into_iter().chain(conflicts).collect()
    }

    /// The files that are read in addition to the records.
    pub(super) fn inputs(&self, global: &Global) -> Result<Vec<PathBuf>, Failure> {
        let policy = self.policy.file(global)?;
        Ok(self.merging.resolve.iter().chain(&policy).cloned().collect())
    }

    /// Whether the user may be asked during the run.
    pub(super) fn may_ask(&self, env: &Env) -> bool {
        !self.writing.yes && !self.writing.dry_run && env.can_ask()
    }

    /// Whether standard output has rejects or conflicts, and nothing else.
    pub(super) fn writes_records(&self) -> bool {
        [&self.rejects, &self.merging.conflicts].into_iter().flatten().any(|file| file.as_os_str() == "-")
    }

    /// Refuses output of records between the JSON of the command.
    pub(super) fn refuse_mixed_output(&self, console: &Console) -> Result<(), Failure> {
        if self.writes_records() && console.is_json() {
            let failure = Failure::usage("--json and records on standard output would mix");
            return Err(failure.hint("name a file for the rejects and the conflicts"));
        }
        Ok(())
    }

    /// Who imports, and which checks run on the records.
    pub(super) fn context(&self, global: &Global) -> Result<Context, Failure> {
        let context = global.context(&self.writing)?;
        if !self.check {
            return Ok(context);
        }
        let (policy, _) = self.policy.policy(global)?;
        Ok(Context { checks: Some(policy.check_settings(&AskedChecks::default(), context.day)), ..context })
    }

    /// The import of these sources.
    pub(super) fn import(&self, global: &Global, sources: Vec<Arc<str>>) -> Result<Import, Failure> {
        let (policy, _) = self.policy.policy(global)?;
        Ok(Import { sources, ..self.merging.import(self.keep_going, policy)? })
    }

    /// The source that was named.
    fn named(&self) -> Option<Arc<str>> {
        self.merging.from.as_deref().map(Arc::from)
    }

    /// The source of a path: the one that was named, or the path itself.
    pub(super) fn source(&self, database: &Path, path: &Path) -> Option<Arc<str>> {
        self.named().or_else(|| source_of_path(database, path))
    }
}
