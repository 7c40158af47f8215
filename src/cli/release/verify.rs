//! `canonry release verify`

use std::path::PathBuf;

use serde_json::{Map, Value, json};

use super::written;
use crate::cli::console::Console;
use crate::cli::failure::{Exit, Failure};
use crate::cli::global::Global;
use crate::cli::plain::one_line;
use crate::curate::{SnapshotFlaw, VerifiedSnapshot, digest_again, facts_of, verify_archive, verify_folder};
use crate::disk::EntryKind;
use crate::publish::{MANIFEST, SUMS};
use crate::record::{Checksum, ReleaseName};

/// Findings that are printed one by one outside of --json.
const PRINTED: usize = 1_000;

/// Check a snapshot of a release by its manifest
///
/// PATH is the snapshot's folder or its archive (.tar.gz or .tar), which is not unpacked. No database is needed. Every
/// file is read: files that are missing, extra, altered or renamed are named, and so is what the manifest and
/// SHA256SUMS say differently. The exit code is 1 if anything is found.
///
/// With --against the release is also made again from the database, and its content is compared.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder or the archive
    #[arg(value_name = "PATH")]
    path: PathBuf,
    /// Make this release again from the database, and compare the digests of the content
    #[arg(long, value_name = "RELEASE")]
    against: Option<ReleaseName>,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let failed = |error| Failure::input(&args.path, &error);
    let verification = match EntryKind::at(&args.path).map_err(failed)? {
        Some(EntryKind::Folder) => verify_folder(&args.path, &global.progress()),
        _ => verify_archive(&args.path, &global.progress()),
    };
    let VerifiedSnapshot { manifest, flaws, files, bytes } = verification.map_err(failed)?;
    let against = args.against.as_ref().map(|name| Ok::<_, Failure>((name, made_again(name, global)?))).transpose()?;
    let found = manifest.as_ref().map(|manifest| manifest.content_digest);
    let other = against.filter(|(_, digest)| found != Some(*digest));
    let exit = if flaws.is_empty() && other.is_none() { Exit::Done } else { Exit::Look };
    if console.is_json() {
        let rest = [
            ("name", json!(manifest.as_ref().map(|manifest| manifest.name.to_string()))),
            ("day", json!(manifest.as_ref().map(|manifest| manifest.day.to_string()))),
            ("content_digest", json!(manifest.as_ref().map(|manifest| manifest.content_digest.to_string()))),
            ("against", against.map_or(Value::Null, |(name, digest)| against_to_json(name, digest, other.is_none()))),
            ("findings", flaws.iter().map(flaw_to_json).collect()),
        ];
        let rest = Map::from_iter(rest.map(|(name, value)| (name.to_owned(), value)));
        console.object(json!({ "files": files, "bytes": bytes, "findings": flaws.len() }), rest)?;
        return Ok(exit);
    }
    for flaw in flaws.iter().take(PRINTED) {
        console.line(one_line(&sentence(flaw)))?;
    }
    console.more(flaws.len().saturating_sub(PRINTED), "finding", "--json lists them all");
    if let Some((name, digest)) = other {
        console.line(format!("it is not release {name}, which has the content_digest {digest}"))?;
    }
    match &manifest {
        Some(manifest) if flaws.is_empty() => {
            console.summary(format!("{} of {} is whole: {files} files", manifest.name, manifest.day))?;
            console.summary(format!("content_digest {}", manifest.content_digest))?;
        }
        _ => console.summary(format!("found {}, read {files} files", flaws.len()))?,
    }
    Ok(exit)
}

/// The digest of the content of a release that is made again from the database.
fn made_again(name: &ReleaseName, global: &Global) -> Result<Checksum, Failure> {
    let mut store = global.open_read(&global.existing_database()?)?;
    let mut snapshot = store.snapshot()?;
    let (release, facts) = facts_of(&snapshot, name)?;
    digest_again(&facts, &mut snapshot, (release.what.records, &global.progress()))
        .map_err(|error| written::failure(error.into()))
}

fn against_to_json(name: &ReleaseName, digest: Checksum, is_same: bool) -> Value {
    json!({ "name": name.as_str(), "content_digest": digest.to_string(), "same": is_same })
}

/// A finding as a sentence, which begins with the path that it is about.
pub(super) fn sentence(flaw: &SnapshotFlaw) -> String {
    match flaw {
        SnapshotFlaw::Missing(path) => format!("{path} is missing"),
        SnapshotFlaw::Extra(path) => format!("{path} is not in the manifest"),
        SnapshotFlaw::Altered(path) => format!("{path} has another content"),
        SnapshotFlaw::Renamed { from, to } => format!("{from} is missing, and {to} has its content"),
        SnapshotFlaw::NotAFile { path, kind } => format!("{path} is {kind} instead of a file"),
        SnapshotFlaw::Unreadable { path, reason } => format!("{path} could not be read: {reason}"),
        SnapshotFlaw::Unknown { path, reason } => format!("{path} is not valid: {reason}"),
        SnapshotFlaw::Sum(path) => format!("{path} has another checksum in {SUMS}, or none"),
        SnapshotFlaw::ExtraSum(path) => format!("{path} is in {SUMS}, but not in the manifest"),
        SnapshotFlaw::ContentDigest => {
            format!("{MANIFEST} has a content_digest that is not that of the files that it names")
        }
        SnapshotFlaw::Counts => format!("{MANIFEST} has a count of files that is not that of the files that it names"),
        SnapshotFlaw::Name(folder) => format!("{folder} is the folder in the archive, but not the name of the release"),
        SnapshotFlaw::Twice(path) => format!("{path} is in the archive more than once"),
        SnapshotFlaw::Path(path) => format!("{path} is in the archive, but cannot be a path of a snapshot"),
        SnapshotFlaw::EntryKind(path) => format!("{path} is in the archive, but is not a plain file"),
        SnapshotFlaw::OtherFolder(path) => format!("{path} is in another folder of the archive than the first file"),
        SnapshotFlaw::Damaged(reason) => format!("the archive is damaged or incomplete: {reason}"),
        SnapshotFlaw::Trailing => "something follows the end of the archive".to_owned(),
    }
}

fn flaw_to_json(flaw: &SnapshotFlaw) -> Value {
    let to = if let SnapshotFlaw::Renamed { to, .. } = flaw { Some(to) } else { None };
    json!({ "kind": flaw.as_str(), "path": flaw.path(), "to": to, "message": sentence(flaw) })
}
