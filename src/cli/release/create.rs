//! `canonry release create`

use std::path::{Path, PathBuf};

use serde_json::{Map, json};

use super::written::{self, SnapshotPlace, WritingProgress};
use super::{gate, plan, site};
use crate::cli::console::Console;
use crate::cli::failure::{Exit, Failure};
use crate::cli::global::Global;
use crate::cli::options::Writing;
use crate::cli::policy::PolicyArgs;
use crate::curate::{Cut, CutError, CutRelease, Exported, Policy, Reasoned};
use crate::publish::Form;
use crate::record::ReleaseName;
use crate::store::Filter;

/// Only the first changes of each group are printed, and how to see them all.
const MORE: (bool, &str) = (false, "`canonry release plan --all` prints them");

/// Cut a release: check the gate, write a snapshot, and record it
///
/// The snapshot is a folder DIR/NAME with the published tree, all records as NDJSON, what changed since the release
/// before, and the checksums of all files. It is written beside its place and moved there when it is complete. The
/// release is a batch of its own, which cannot be undone; `release export` writes its snapshot again at any time, byte
/// for byte.
///
/// If a demand of the gate is not met, nothing is written, and the exit code is 6. The demands are those of the
/// table `release` in the policy.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The name of the release, which is the name of its folder: letters, digits, '.', '_' and '-'
    name: ReleaseName,
    /// The folder in which the snapshot's own folder is made, with the name of the release; a dry run needs none
    #[arg(long, value_name = "DIR", required_unless_present = "dry_run")]
    out: Option<PathBuf>,
    /// Also write it as an archive, a tar file compressed with gzip
    #[arg(long, value_name = "FILE")]
    archive: Option<PathBuf>,
    /// What you say of it, in Markdown, above what changed
    #[arg(long, value_name = "FILE")]
    notes: Option<PathBuf>,
    /// The forms in its tree: json, md, zh-md, separated by commas [default: all]
    #[arg(long, value_name = "FORMATS", value_delimiter = ',')]
    format: Vec<Form>,
    /// Cut it although demands are not met; needs --reason, which the journal keeps
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    site: site::SiteArgs,
    #[command(flatten)]
    policy: PolicyArgs,
    #[command(flatten)]
    writing: Writing,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    if args.force {
        args.writing.require_reason(Reasoned::Force)?;
    }
    let context = global.context(&args.writing)?;
    let (policy, _) = args.policy.policy(global)?;
    let path = global.existing_database()?;
    let place = SnapshotPlace { out: args.out.clone().unwrap_or_default(), archive: args.archive.clone() };
    place.protect(&args.name, &path, args.notes.as_deref(), &global.env)?;
    let site = args.site.site(&place.out.join(args.name.as_str()), &path, &policy, global)?;
    let notes = args.notes.as_deref().map(read_notes).transpose()?;
    let mut forms = if args.format.is_empty() { Form::ALL.to_vec() } else { args.format.clone() };
    forms.sort_unstable();
    forms.dedup();
    let release = CutRelease {
        name: args.name.clone(),
        policy: &policy,
        force: args.force,
        forms,
        notes,
        modified: written::source_date(&global.env)?,
        tool: format!("canonry {}", env!("CARGO_PKG_VERSION")),
        out: place.out.clone(),
        archive: place.archive.clone(),
    };
    let mut store = if context.dry_run { global.open_read(&path)? } else { global.open(&path)? };
    let total = store.snapshot()?.count(&Filter::default())?;
    let mut progress = WritingProgress::new(console, total);
    let cut = release.apply(&mut store, &context, &mut progress);
    progress.end();
    match cut {
        Ok(cut) => {
            console.stored(cut.done.as_ref().map(|(batch, _)| *batch));
            if !console.is_json() {
                print(args, &place, &cut, (&policy, console))?;
            }
            let site = match (&site, &cut.done) {
                (Some(site), Some((batch, _))) => Some((site, site::write(site, *batch, &mut store, console)?)),
                _ => None,
            };
            match (console.is_json(), &site) {
                (true, site) => {
                    print_object(args, &cut, site.as_ref().map(|(_, exported)| exported), (&policy, console))?
                }
                (false, Some((site, exported))) => site::print(site, exported, console)?,
                (false, None) => {}
            }
            Ok(Exit::Done)
        }
        Err(CutError::Unmet(unmet)) => {
            match (console.is_json(), context.dry_run) {
                (true, _) => {}
                (false, true) => plan::print(&unmet, &policy, MORE, console)?,
                // What changed would push out of sight what is to be done.
                (false, false) => gate::print(&unmet.gate, console)?,
            }
            Err(gate::failure(args.name.as_str(), &unmet.gate))
        }
        Err(error) => Err(failure(error)),
    }
}

fn print(
    args: &Args,
    place: &SnapshotPlace,
    Cut { plan, done }: &Cut,
    (policy, console): (&Policy, &mut Console),
) -> Result<(), Failure> {
    let Some((batch, written)) = done else {
        plan::print(plan, policy, MORE, console)?;
        console.note("dry run: nothing was written");
        return Ok(());
    };
    written::print(&args.name, place, written, console)?;
    let unmet: Vec<&str> = plan.gate.iter().filter(|one| one.is_unmet()).map(|one| one.demand.as_str()).collect();
    if !unmet.is_empty() {
        console.note(format!("overridden: {}", unmet.join(", ")));
    }
    console.note(format!("batch {batch} recorded it"));
    Ok(())
}

fn print_object(
    args: &Args,
    Cut { plan, done }: &Cut,
    site: Option<&Exported>,
    (policy, console): (&Policy, &mut Console),
) -> Result<(), Failure> {
    let (counts, mut rest) = plan::to_json(plan, policy);
    rest.extend([
        ("name".to_owned(), json!(args.name.as_str())),
        ("dry_run".to_owned(), json!(done.is_none())),
        ("batch".to_owned(), json!(done.as_ref().map(|(batch, _)| batch))),
        ("written".to_owned(), done.as_ref().map_or_else(|| json!(null), |(_, one)| written::to_json(one))),
        ("site".to_owned(), json!(site.map(site::to_json))),
    ]);
    console.object(json!(counts), Map::from_iter(rest))
}

fn read_notes(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| Failure::input(path, &error))
}

fn failure(error: CutError) -> Failure {
    let message = error.to_string();
    match error {
        CutError::Refused(refusal) => refusal.into(),
        CutError::Taken(release) => {
            let name = &release.what.name;
            Failure::new(Exit::Conflict, message)
                .hint(format!("`canonry release export {name} --out DIR` writes it again; else choose another name"))
        }
        CutError::Empty => Failure::new(Exit::Missing, message).hint("import records first"),
        CutError::Unmet(plan) => gate::failure("it", &plan.gate),
        CutError::Snapshot(error) => written::failure(error),
        CutError::NotMoved { source, .. } => {
            let why = written::failure(source);
            let causes = std::iter::once(why.message).chain(why.causes).collect();
            Failure { causes, ..Failure::new(Exit::Machine, message) }
                .hint("`canonry release export NAME --out DIR` writes the snapshot again")
        }
    }
}
