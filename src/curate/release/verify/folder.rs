//! Checking the folder of a snapshot.

use std::io::{self, Read};
use std::path::Path;

use super::flaw::SnapshotFlaw;
use super::found::{FoundSnapshot, ReadFile, VerifiedSnapshot};
use crate::curate::{WorkProgress, WorkStage};
use crate::disk::{FoundBelow, below, open_found, reads};
use crate::publish::SUMS;

/// Checks the folder of a snapshot by its manifest: every file below it is read, and no link is followed.
/// A folder with nothing in it is in no snapshot. `progress` is told the files, of those that its checksums name.
///
/// # Errors
/// If the folder itself cannot be read. A file that cannot be read is a flaw.
pub fn verify_folder(folder: &Path, progress: &WorkProgress) -> io::Result<VerifiedSnapshot> {
    progress.begin(WorkStage::Verifying, named_files(folder));
    let (walked, found) = reads(
        |emit| below(folder, emit),
        weight,
        |one| read(folder, one),
        |all| {
            let mut found = FoundSnapshot::default();
            for one in all {
                progress.step();
                match one {
                    Ok(file) => found.add(file),
                    Err(flaw) => found.flaws.push(flaw),
                }
            }
            found
        },
    );
    progress.end();
    walked?;
    Ok(found.verify())
}

/// The number of files that a folder says it has: the lines of its checksums, and that file; `None` if it cannot be
/// read.
fn named_files(folder: &Path) -> Option<u64> {
    let (mut file, _) = open_found(&folder.join(SUMS)).ok()?;
    let (mut buffer, mut lines) = (vec![0; 64 * 1024], 1);
    loop {
        let length = file.read(&mut buffer).ok().filter(|length| *length > 0);
        let Some(part) = length.and_then(|length| buffer.get(..length)) else { return Some(lines) };
        lines += part.iter().filter(|byte| **byte == b'\n').count() as u64;
    }
}

/// What is beside the tree is as large as thousands of its files.
fn weight(one: &FoundBelow) -> usize {
    match one {
        FoundBelow::File(path) if path.parent().is_none_or(|parent| parent.as_os_str().is_empty()) => usize::MAX,
        FoundBelow::File(_) | FoundBelow::EmptyFolder(_) | FoundBelow::Other(..) | FoundBelow::Unreadable(_) => 1,
    }
}

fn read(folder: &Path, one: FoundBelow) -> Result<ReadFile, SnapshotFlaw> {
    let text = |path: &Path| {
        let names: Vec<_> = path.iter().map(|name| name.to_string_lossy()).collect();
        names.join("/")
    };
    match one {
        FoundBelow::File(path) => {
            let read = open_found(&folder.join(&path));
            let read = read.and_then(|(mut file, bytes)| ReadFile::of(&text(&path), &mut file, bytes));
            read.map_err(|error| SnapshotFlaw::Unreadable { path: text(&path), reason: error.to_string() })
        }
        FoundBelow::EmptyFolder(path) => Err(SnapshotFlaw::Extra(format!("{}/", text(&path)))),
        FoundBelow::Other(path, kind) => Err(SnapshotFlaw::not_a_file(text(&path), kind)),
        FoundBelow::Unreadable(error) => {
            let path = error.path.strip_prefix(folder).unwrap_or(&error.path);
            Err(SnapshotFlaw::Unreadable { path: text(path), reason: error.source.to_string() })
        }
    }
}
