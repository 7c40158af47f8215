//! `canonry status`

mod json;
mod words;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::console::Console;
use super::export::{ExportProgress, export_failure, name_damaged};
use super::failure::{Exit, Failure};
use super::global::Global;
use super::input::{self, Notes};
use super::plain::plain;
use super::policy::PolicyArgs;
use super::progress::{self, StageLength};
use super::refusal::{place_of, rejection_faults};
use crate::curate::{
    Context, Export, ExportMode, ExportRecords, ExportStage, ExportTree, ExportWatch, Exported, HereChanges, Import,
    LedgerCounts, Policy, Rejection, Stopped, ThereChanges, TreeStatus, source_of_path,
};
use crate::intake::Draft;
use crate::publish::TreeFormat;
use crate::record::{Id, Rewordings, SamplesKey};
use crate::store::{Prepared, Snapshot};
use words::NextCommands;

/// Show how a tree stands to the database
///
/// Compares the records and ledgers of a published tree with the database, and says what an export to the tree and an
/// import from it would change, before either is done: what only the database has (ahead), what only the tree has
/// (behind), what both changed and an import merges, what is in conflict, and which files are left alone. Nothing is
/// written.
///
/// As for an import, the base of the comparison is what the source last had. The source is the path of the tree, or the
/// name given with --from.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  canonry status tree\n  canonry status tree --exit-code && echo equal")]
pub(super) struct Args {
    /// The folder of the tree
    #[arg(value_name = "DIR")]
    tree: PathBuf,
    /// What an export would write: json, md, zh-md, ledger, separated by commas [default: that of the policy, or
    /// json,md,zh-md]
    #[arg(long, value_name = "FORMATS", value_delimiter = ',')]
    format: Vec<TreeFormat>,
    /// The source of the records [default: the path of the folder]
    #[arg(long, value_name = "NAME", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    from: Option<String>,
    /// Exit with 1 if anything differs
    #[arg(long)]
    exit_code: bool,
    #[command(flatten)]
    policy: PolicyArgs,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    input::check(std::slice::from_ref(&args.tree))?;
    if !args.tree.is_dir() {
        return Err(Failure::usage(format!("{} is not a folder", args.tree.display()))
            .hint("`canonry import --dry-run` says what an import of a file would change"));
    }
    let path = global.existing_database()?;
    let (policy, _) = args.policy.policy(global)?;
    let mut rejected = Vec::new();
    let reject = |draft: &Draft<Prepared>, rejection: &Rejection| {
        let source = place_of(rejection, draft);
        rejected.extend(rejection_faults(rejection, draft).iter().map(|fault| format!("{source}:{fault}")));
    };
    let mut there = ThereChanges::new(reject);
    let (notes, ledgers) = args.behind(&path, &policy, global, (&mut there, console))?;
    let (here, exported) = args.ahead(&path, &policy, global, (&there.rewordings, console))?;
    let status = TreeStatus::of(here, there, exported.left, ledgers);
    if console.is_json() {
        json::print(&args.tree, &status, &rejected, console)?;
    } else {
        let next = NextCommands::new(&args.tree, &args.formats(&policy), args.from.as_deref());
        words::print(&status, &next, &rejected, console)?;
    }
    if !notes.is_empty {
        notes.notes.iter().for_each(|note| console.note(plain(note)));
    }
    let differs = status.differs() || !rejected.is_empty();
    let exit = if args.exit_code && differs { Exit::Look } else { Exit::Done };
    Ok(name_damaged(&exported.damaged, ExportMode::Check, console).unwrap_or(exit))
}

impl Args {
    fn formats(&self, policy: &Policy) -> Vec<TreeFormat> {
        let mut formats = if self.format.is_empty() { policy.export.formats.clone() } else { self.format.clone() };
        formats.sort_unstable();
        formats.dedup();
        formats
    }

    /// What an export would bring to the tree, of which the items are known that it has with another text.
    fn ahead(
        &self,
        path: &Path,
        policy: &Policy,
        global: &Global,
        (reworded, console): (&BTreeMap<Id, Rewordings>, &Console),
    ) -> Result<(HereChanges, Exported), Failure> {
        let formats = self.formats(policy);
        let tree = ExportTree {
            out: self.tree.clone(),
            forms: formats.iter().filter_map(|format| format.form()).collect(),
            ledger: formats.contains(&TreeFormat::Ledger),
            records: ExportRecords::default(),
            mode: ExportMode::Check,
            prune: false,
            keep_going: true,
            samples_key: policy.samples_key.clone(),
        };
        let mut progress = ExportProgress::hidden();
        let mut here = HereChanges::default();
        let mut export = Export::Tree(tree.clone());
        let all = |_: &mut Snapshot<'_>, key: Option<&SamplesKey>| Ok((ExportRecords::default(), key.cloned()));
        let source = source_of_path(path, &self.tree);
        let exported = export.run(path, source, global.today()?, all, |_, snapshot, place| {
            progress = ExportProgress::begin(console, "comparing", tree.records.count(snapshot)?, false);
            let exported = tree.apply(snapshot, place, &mut progress)?;
            progress.begins(ExportStage::Rest);
            here = HereChanges::find(&tree, &exported.differences, reworded, (&policy.limits, snapshot))?;
            Ok(exported)
        });
        progress.end();
        let exported = exported.map_err(|error| export_failure(error, Some(&self.tree)))?;
        Ok((here, exported))
    }

    /// What an import would bring from the tree.
    fn behind<F: FnMut(&Draft<Prepared>, &Rejection)>(
        &self,
        path: &Path,
        policy: &Policy,
        global: &Global,
        (there, console): (&mut ThereChanges<F>, &Console),
    ) -> Result<(Notes, LedgerCounts), Failure> {
        let source: Option<Arc<str>> = match &self.from {
            Some(name) => Some(Arc::from(name.as_str())),
            None => source_of_path(path, &self.tree),
        };
        let policy = policy.clone();
        let import =
            Import { keep_going: true, policy, sources: source.iter().cloned().collect(), ..Import::default() };
        let context = Context { dry_run: true, ..Context::new(global.today()?, "status", "status") };
        let bar = progress::bar(console, "records of the tree compared", StageLength::Counted);
        let (env, limits) = (console.env().clone(), &import.policy.limits);
        let mut store = global.open_read(path)?;
        let (notes, imported) = import.apply_inputs(
            &mut store,
            &context,
            |emit| {
                input::texts(&self.tree, &env, limits, &mut |text| {
                    bar.inc(u64::from(text.is_record()));
                    emit((source.clone(), text))
                })
            },
            there,
        );
        bar.end();
        match imported {
            Ok(applied) => Ok((notes, applied.detail.ledgers)),
            Err(Stopped::Refused(refusal)) => Err(refusal.into()),
            Err(Stopped::Watch(never)) => match never {},
        }
    }
}
