//! Everything below a folder.

use std::io;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::tree::EntryKind;
use super::{Emit, Unreadable};

/// What is below a folder, with its path relative to the folder.
#[derive(Debug)]
pub enum FoundBelow {
    /// A plain file.
    File(PathBuf),
    /// Something that is neither a plain file nor a folder; it was not followed.
    Other(PathBuf, EntryKind),
    /// A file or folder that cannot be read; its path is not relative.
    Unreadable(Unreadable),
}

/// Calls `emit` with what is below a folder, in no order, without the folders themselves. No link is followed.
///
/// # Errors
/// If the folder itself cannot be read.
pub fn below(folder: &Path, emit: Emit<'_, FoundBelow>) -> io::Result<()> {
    std::fs::read_dir(folder)?;
    for entry in WalkDir::new(folder).min_depth(1) {
        let found = match entry {
            Ok(entry) if entry.file_type().is_dir() => continue,
            Ok(entry) => {
                let path = entry.path().strip_prefix(folder).unwrap_or(entry.path()).to_owned();
                match entry.file_type().is_file() {
                    true => FoundBelow::File(path),
                    false => {
                        let kind = entry.path().symlink_metadata().map(|metadata| EntryKind::of(&metadata));
                        FoundBelow::Other(path, kind.unwrap_or(EntryKind::Device))
                    }
                }
            }
            Err(error) => {
                let path = error.path().unwrap_or(folder).to_owned();
                let text = error.to_string();
                let source = error.into_io_error().unwrap_or_else(|| io::Error::other(text));
                FoundBelow::Unreadable(Unreadable { path, source })
            }
        };
        if emit(found).is_break() {
            break;
        }
    }
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use std::ops::ControlFlow;

    use super::*;

    #[test]
    fn files_and_links_are_found_and_no_link_is_followed() {
        let (here, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        std::fs::create_dir_all(here.path().join("a/b")).unwrap();
        std::fs::write(here.path().join("a/b/file"), "").unwrap();
        std::fs::write(elsewhere.path().join("file"), "").unwrap();
        std::os::unix::fs::symlink(elsewhere.path(), here.path().join("a/link")).unwrap();
        let mut found = Vec::new();
        let mut emit = |one| {
            found.push(match one {
                FoundBelow::File(path) => path.display().to_string(),
                FoundBelow::Other(path, kind) => format!("{} is {kind}", path.display()),
                FoundBelow::Unreadable(error) => panic!("{error}"),
            });
            ControlFlow::Continue(())
        };
        below(here.path(), &mut emit).unwrap();
        found.sort();
        assert_eq!(found, ["a/b/file", "a/link is a link"]);
        assert!(below(&here.path().join("missing"), &mut |_| ControlFlow::Continue(())).is_err());
    }
}
