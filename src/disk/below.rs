//! Everything below a folder.

use std::io;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::tree::EntryKind;
use super::{Emit, Unreadable};

/// What is below a folder, with its path relative to the folder.
#[derive(Debug)]
pub enum FoundBelow {
    /// A plain file.
    File(PathBuf),
    /// A folder with nothing in it.
    EmptyFolder(PathBuf),
    /// Something that is neither a plain file nor a folder; it was not followed.
    Other(PathBuf, EntryKind),
    /// A file or folder that cannot be read; its path is not relative.
    Unreadable(Unreadable),
}

/// Calls `emit` with what is below a folder, without the folders that have something in them: of each folder first
/// the files, and otherwise in no order. No link is followed.
///
/// # Errors
/// If the folder itself cannot be read.
pub fn below(folder: &Path, emit: Emit<'_, FoundBelow>) -> io::Result<()> {
    std::fs::read_dir(folder)?;
    // What is in a folder follows it at once, so a folder is empty unless the next entry is deeper.
    let mut last: Option<(usize, PathBuf)> = None;
    let files_first = |one: &DirEntry, other: &DirEntry| one.file_type().is_dir().cmp(&other.file_type().is_dir());
    for entry in WalkDir::new(folder).min_depth(1).sort_by(files_first) {
        let depth = entry.as_ref().map_or_else(walkdir::Error::depth, DirEntry::depth);
        let is_error = entry.is_err(); // of a folder that cannot be read it is not known whether it is empty
        let empty = last.take().filter(|(above, _)| !is_error && depth <= *above);
        let found = match entry {
            Ok(entry) if entry.file_type().is_dir() => {
                last = Some((depth, relative(folder, entry.path())));
                None
            }
            Ok(entry) if entry.file_type().is_file() => Some(FoundBelow::File(relative(folder, entry.path()))),
            Ok(entry) => {
                let kind = entry.path().symlink_metadata().map(|metadata| EntryKind::of(&metadata));
                Some(FoundBelow::Other(relative(folder, entry.path()), kind.unwrap_or(EntryKind::Device)))
            }
            Err(error) => Some(FoundBelow::Unreadable(unreadable(folder, error))),
        };
        let empty = empty.map(|(_, path)| FoundBelow::EmptyFolder(path));
        if empty.into_iter().chain(found).any(|one| emit(one).is_break()) {
            return Ok(());
        }
    }
    if let Some((_, path)) = last {
        let _ = emit(FoundBelow::EmptyFolder(path)); // it is the last one
    }
    Ok(())
}

fn relative(folder: &Path, path: &Path) -> PathBuf {
    path.strip_prefix(folder).unwrap_or(path).to_owned()
}

fn unreadable(folder: &Path, error: walkdir::Error) -> Unreadable {
    let path = error.path().unwrap_or(folder).to_owned();
    let text = error.to_string();
    Unreadable { path, source: error.into_io_error().unwrap_or_else(|| io::Error::other(text)) }
}

#[cfg(all(test, unix))]
mod tests {
    use std::ops::ControlFlow;

    use super::*;

    #[test]
    fn files_links_and_empty_folders_are_found_and_no_link_is_followed() {
        let (here, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        for path in ["a/b", "a/empty/deep", "a/other", "empty"] {
            std::fs::create_dir_all(here.path().join(path)).unwrap();
        }
        std::fs::write(here.path().join("a/b/file"), "").unwrap();
        std::fs::write(elsewhere.path().join("file"), "").unwrap();
        std::os::unix::fs::symlink(elsewhere.path(), here.path().join("a/link")).unwrap();
        let mut found = Vec::new();
        let mut emit = |one| {
            found.push(match one {
                FoundBelow::File(path) => path.display().to_string(),
                FoundBelow::EmptyFolder(path) => format!("{}/", path.display()),
                FoundBelow::Other(path, kind) => format!("{} is {kind}", path.display()),
                FoundBelow::Unreadable(error) => panic!("{error}"),
            });
            ControlFlow::Continue(())
        };
        below(here.path(), &mut emit).unwrap();
        assert!(
            found.iter().position(|one| one == "a/link is a link") < found.iter().position(|one| one == "a/b/file")
        );
        found.sort();
        assert_eq!(found, ["a/b/file", "a/empty/deep/", "a/link is a link", "a/other/", "empty/"]);
        assert!(below(&here.path().join("missing"), &mut |_| ControlFlow::Continue(())).is_err());
    }
}
