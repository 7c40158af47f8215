//! The options of an export, and what they ask for.

use std::path::{Path, PathBuf};

use crate::cli::env::Env;
use crate::cli::failure::Failure;
use crate::cli::filter::FilterArgs;
use crate::cli::global::Global;
use crate::cli::outputs::{Output, protect, protect_tree};
use crate::curate::{Export, ExportFile, ExportLines, ExportMode, ExportRecords, ExportTree, Moment, may_write};
use crate::publish::TreeFormat;
use crate::record::SamplesKey;
use crate::store::Snapshot;

/// The option that names the destination.
pub(super) const OUT: &str = "--out";

/// The word for NDJSON on the command line.
const NDJSON: &str = "ndjson";

/// Differences that are printed one by one outside of --json.
pub(super) const PRINTED: usize = 50;

/// Publish records as files or as NDJSON
///
/// With --out DIR each record is written to a folder DIR/errors/ID with index.json (the record itself), index.md and,
/// if it has Chinese texts, zh.md. Only files whose bytes change are written, each completely or not at all; other
/// files are not changed. DIR may be a link; below it no link is followed, and a link instead of a file or a folder is
/// an error.
///
/// With ledger among the formats the evidence on each record is written beside it, to a file DIR/errors/ID/ledger/NAME
/// for each maintainer who recorded some. And if all records are exported, DIR/withdrawn.ndjson says which were
/// withdrawn, restored or renamed, and why. Such files only grow: lines of the tree that the database does not have
/// stay.
///
/// With --format ndjson the records go to standard output, or to the file that --out names, one per line in the order
/// of their ids.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// The folder of the tree; with ndjson the file, - for standard output
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// What to write: json, md, zh-md, ledger, separated by commas; or ndjson alone [default: that of the policy, or
    /// json,md,zh-md]
    #[arg(long, value_name = "FORMATS", value_delimiter = ',')]
    pub format: Vec<String>,
    /// Write nothing; name files that differ, and files of withdrawn or renamed records. Exit with 1 if there are any
    #[arg(long, conflicts_with = "dry_run")]
    pub check: bool,
    /// Remove the files of withdrawn and renamed records, and pages that records no longer have. A file is removed only
    /// if it is byte for byte what canonry writes for a current or earlier state of the record; others stay and are
    /// named
    #[arg(long)]
    pub prune: bool,
    /// Show what would be done, but change nothing
    #[arg(long, short = 'n')]
    pub dry_run: bool,
    /// Skip damaged records instead of stopping at the first; they are named, and the exit code is 70
    #[arg(long)]
    pub keep_going: bool,
    /// Do not ask, even if many records are removed
    #[arg(long)]
    pub yes: bool,
    /// All records as they were in this release, after this batch, or at the end of this day
    #[arg(long, value_name = "RELEASE|BATCH|DATE")]
    pub at: Option<Moment>,
    #[command(flatten)]
    pub filter: FilterArgs,
}

/// Refuses to overwrite the database, another SQLite file or the policy.
pub(super) fn protect_target(export: &Export, database: &Path, env: &Env) -> Result<(), Failure> {
    match export {
        Export::Tree(tree) => protect_tree(Output::new(OUT, &tree.out), database, may_write),
        Export::File(file) => protect(&[Output::new(OUT, &file.out)], database, &[], env),
        Export::Stream(_) => Ok(()),
    }
}

impl Args {
    /// What is exported, and to where. The filter is for all records until the database is open.
    pub(super) fn export(&self, global: &Global) -> Result<Export, Failure> {
        let is_ndjson = self.format.iter().any(|word| word == NDJSON);
        if is_ndjson && self.format.len() > 1 {
            return Err(Failure::usage("ndjson cannot be combined: it is one stream, the other formats are a tree")
                .hint("run export twice"));
        }
        if is_ndjson && self.prune {
            return Err(Failure::usage("--prune needs a tree, but ndjson is one file"));
        }
        let out = self.out.clone().filter(|out| !(is_ndjson && out.as_os_str() == "-"));
        let (mode, keep_going) = (self.mode(), self.keep_going);
        if self.at.is_some() && self.filter.is_given() {
            return Err(Failure::usage("--at exports all records of a state, but filters choose by the present one")
                .hint("omit the filters"));
        }
        // The filter needs the database.
        let records = ExportRecords::default();
        let (policy, _) = self.filter.policy.policy(global)?;
        let samples_key = policy.samples_key;
        if is_ndjson {
            if out.is_none() && mode.only_looks() {
                return Err(Failure::usage("there is nothing to compare standard output with")
                    .hint("name the file with --out FILE"));
            }
            let lines = ExportLines { records, keep_going, samples_key };
            return Ok(match out {
                Some(out) => Export::File(ExportFile { out, lines, mode }),
                None => Export::Stream(lines),
            });
        }
        let wanted = self.formats()?;
        if self.at.is_some() && wanted.contains(&TreeFormat::Ledger) {
            return Err(Failure::usage("--at exports an earlier state, but a ledger has only the present one")
                .hint("leave ledger out of --format"));
        }
        let mut formats = if wanted.is_empty() { policy.export.formats } else { wanted };
        formats.sort_unstable();
        formats.dedup();
        let forms = formats.iter().filter_map(|format| format.form()).collect();
        // The policy may want ledgers, of which an earlier state has none.
        let ledger = self.at.is_none() && formats.contains(&TreeFormat::Ledger);
        let out = out.ok_or_else(|| {
            Failure::usage("a tree needs a folder").hint("name it with --out DIR, or use --format ndjson")
        })?;
        let prune = self.prune;
        Ok(Export::Tree(ExportTree { out, forms, ledger, records, mode, prune, keep_going, samples_key }))
    }

    /// Which records the database has to say; what they were if --at is given. With the key of their samples, which
    /// is `key` unless a release had another.
    pub(super) fn records(
        &self,
        snapshot: &mut Snapshot<'_>,
        key: Option<&SamplesKey>,
        global: &Global,
    ) -> Result<(ExportRecords, Option<SamplesKey>), Failure> {
        match &self.at {
            None => Ok((ExportRecords::Now(Box::new(self.filter.filter(snapshot, global)?)), key.cloned())),
            Some(at) => Ok((ExportRecords::AsOf(at.batch(snapshot)?), at.samples_key(snapshot, key)?)),
        }
    }

    /// What the command line wants of each record; nothing if it does not say.
    fn formats(&self) -> Result<Vec<TreeFormat>, Failure> {
        let parse =
            |word: &String| word.parse::<TreeFormat>().map_err(|error| Failure::usage(format!("{error} or {NDJSON}")));
        self.format.iter().map(parse).collect()
    }

    /// What is done with a difference.
    pub(super) fn mode(&self) -> ExportMode {
        ExportMode::of(self.check, self.dry_run)
    }
}
