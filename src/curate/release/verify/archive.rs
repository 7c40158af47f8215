//! Checking the archive of a snapshot.

use std::io;
use std::path::Path;

use super::flaw::SnapshotFlaw;
use super::found::{FoundSnapshot, ReadFile, VerifiedSnapshot};
use crate::curate::release::told_file::ToldFile;
use crate::curate::{WorkProgress, WorkStage};
use crate::disk::open_plain;
use crate::publish::read_archive;

/// The length of most files of a snapshot, or more, in bytes. What is unpacked is already in memory, so a larger buffer
/// is no faster.
const TYPICAL_BYTES: u64 = 8 * 1024;

/// Checks the archive of a snapshot by its manifest, compressed with gzip or not. Nothing is unpacked.
/// `progress` is told the bytes of the archive that were read.
///
/// # Errors
/// If the file cannot be read. A damaged archive is a flaw.
pub fn verify_archive(path: &Path, progress: &WorkProgress) -> io::Result<VerifiedSnapshot> {
    let mut found = FoundSnapshot::default();
    let mut flaws = Vec::new();
    let visit = |path: &str, content: &mut dyn io::Read| {
        found.add(ReadFile::of(path, content, TYPICAL_BYTES)?);
        Ok(())
    };
    let file = open_plain(path)?;
    progress.begin(WorkStage::Unpacking, file.metadata().ok().map(|about| about.len()));
    let name = read_archive(ToldFile { file, progress }, visit, |flaw| flaws.push(SnapshotFlaw::from(flaw)));
    progress.end();
    let name = name?;
    found.flaws = flaws;
    let mut verification = found.verify();
    if let (Some(manifest), Some(name)) = (&verification.manifest, name)
        && manifest.name.as_str() != name
    {
        verification.flaws.push(SnapshotFlaw::Name(name));
    }
    Ok(verification)
}
