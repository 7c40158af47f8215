//! Checking the folder of a snapshot.

use std::io;
use std::path::Path;

use super::flaw::SnapshotFlaw;
use super::found::{FoundSnapshot, ReadFile, VerifiedSnapshot};
use crate::disk::{FoundBelow, below, open_plain, ordered_reads};

/// Checks the folder of a snapshot by its manifest: every file below it is read, and no link is followed.
/// A folder with nothing in it is in no snapshot.
///
/// # Errors
/// If the folder itself cannot be read. A file that cannot be read is a flaw.
pub fn verify_folder(folder: &Path) -> io::Result<VerifiedSnapshot> {
    let (walked, found) = ordered_reads(
        |emit| below(folder, emit),
        |_| 1,
        |one| read(folder, one),
        |all| {
            let mut found = FoundSnapshot::default();
            for one in all {
                match one {
                    Ok(file) => found.add(file),
                    Err(flaw) => found.flaws.push(flaw),
                }
            }
            found
        },
    );
    walked?;
    Ok(found.verify())
}

fn read(folder: &Path, one: FoundBelow) -> Result<ReadFile, SnapshotFlaw> {
    let text = |path: &Path| {
        let names: Vec<_> = path.iter().map(|name| name.to_string_lossy()).collect();
        names.join("/")
    };
    match one {
        FoundBelow::File(path) => {
            let mut file = open_plain(&folder.join(&path));
            let read = file.as_mut().map_err(|error| error.to_string());
            let read = read.and_then(|file| ReadFile::of(&text(&path), file).map_err(|error| error.to_string()));
            read.map_err(|reason| SnapshotFlaw::Unreadable { path: text(&path), reason })
        }
        FoundBelow::EmptyFolder(path) => Err(SnapshotFlaw::Extra(format!("{}/", text(&path)))),
        FoundBelow::Other(path, kind) => Err(SnapshotFlaw::not_a_file(text(&path), kind)),
        FoundBelow::Unreadable(error) => {
            let path = error.path.strip_prefix(folder).unwrap_or(&error.path);
            Err(SnapshotFlaw::Unreadable { path: text(path), reason: error.source.to_string() })
        }
    }
}
