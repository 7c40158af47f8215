//! Looking for files below a folder.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::tree::EntryKind;
use super::{Emit, dangling};

/// A file or folder that could not be read.
#[derive(Debug, thiserror::Error)]
#[error("{} could not be read", path.display())]
pub struct Unreadable {
    /// The file or folder.
    pub path: PathBuf,
    /// What the system said.
    pub source: io::Error,
}

impl Unreadable {
    /// The reason in a few words; for a broken link it names the target.
    pub fn reason(&self) -> String {
        dangling(&self.path).map_or_else(|| self.source.to_string(), |found| found.to_string())
    }
}

/// Reads a text that was named, which may come from a device.
///
/// # Errors
/// If it cannot be read, or is not UTF-8.
pub fn read_text(path: &Path) -> Result<String, Unreadable> {
    fs::read_to_string(path).map_err(|source| Unreadable { path: path.to_owned(), source })
}

/// What [`find`] finds.
#[derive(Debug)]
pub enum FoundFile {
    /// A plain file with the name, or a link to one, with its size in bytes.
    File(PathBuf, u64),
    /// Something with the name that is neither a file nor a folder. Opening it could wait forever.
    Other(PathBuf, EntryKind),
    /// Something with the name that cannot be read.
    Unreadable(Unreadable),
    /// A folder that cannot be read.
    Closed(Unreadable),
    /// A link to a folder, which is not followed. If its target is outside of the searched folder, the files there are
    /// not found.
    LinkToFolder {
        /// The link.
        path: PathBuf,
        /// Whether its target is within the searched folder.
        is_within: bool,
    },
    /// A folder with the name that was asked for besides.
    Folder(PathBuf),
    /// A link with another name that cannot be followed. Its target may be a folder.
    DeadLink(Unreadable),
}

/// Finds all files with a name below a folder, in the order of their paths. Links to folders are not followed: a loop
/// would have no end, and the user can name a folder elsewhere. An entry that has the name and is not a file is
/// reported, because otherwise nobody would notice that it is missing.
/// If `subfolder` is a name, folders of that name are reported, too.
pub fn find(folder: &Path, name: &str, subfolder: Option<&str>, emit: Emit<'_, FoundFile>) -> ControlFlow<()> {
    for entry in WalkDir::new(folder).sort_by_file_name() {
        match entry {
            Ok(entry) => {
                let has_name = entry.file_name() == OsStr::new(name);
                if entry.file_type().is_dir() && Some(entry.file_name()) == subfolder.map(OsStr::new) {
                    emit(FoundFile::Folder(entry.path().to_owned()))?;
                }
                if (has_name || entry.path_is_symlink())
                    && let Some(found) = found(entry, folder, has_name)
                {
                    emit(found)?;
                }
            }
            Err(error) => {
                let path = error.path().unwrap_or(folder).to_owned();
                let text = error.to_string();
                let source = error.into_io_error().unwrap_or_else(|| io::Error::other(text));
                emit(FoundFile::Closed(Unreadable { path, source }))?;
            }
        }
    }
    ControlFlow::Continue(())
}

/// What an entry is if it has the name or is a link; `None` for other entries.
fn found(entry: DirEntry, folder: &Path, has_name: bool) -> Option<FoundFile> {
    let is_link_below = entry.path_is_symlink() && entry.depth() > 0;
    let metadata = fs::metadata(entry.path());
    let path = entry.into_path();
    match metadata.map(|metadata| EntryKind::of(&metadata)) {
        Ok(EntryKind::File(size)) if has_name => Some(FoundFile::File(path, size)),
        Ok(EntryKind::Folder) if is_link_below => {
            let place = |path: &Path| fs::canonicalize(path).ok();
            let is_within = place(&path).zip(place(folder)).is_some_and(|(to, all)| to.starts_with(all));
            Some(FoundFile::LinkToFolder { path, is_within })
        }
        Ok(EntryKind::Folder) => None,
        Ok(other) if has_name => Some(FoundFile::Other(path, other)),
        Ok(_) => None,
        Err(source) if has_name => Some(FoundFile::Unreadable(Unreadable { path, source })),
        Err(source) => Some(FoundFile::DeadLink(Unreadable { path, source })),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn files_of_the_name_are_found_in_order_and_no_link_to_a_folder_is_followed() {
        let (here, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let path = |name: &str| here.path().join(name);
        for folder in ["b", "a", "d/index.json"] {
            fs::create_dir_all(path(folder)).unwrap();
        }
        for file in ["b/index.json", "a/index.json", "a/other.json"] {
            fs::write(path(file), "{}").unwrap();
        }
        symlink(path("a/index.json"), path("d/index.json/index.json")).unwrap();
        symlink(path("a"), path("e")).unwrap();
        symlink(elsewhere.path(), path("f")).unwrap();
        symlink("nowhere", path("g")).unwrap();
        fs::create_dir(path("h")).unwrap();
        symlink("nowhere", path("h/index.json")).unwrap();
        let mut all = Vec::new();
        let _ = find(here.path(), "index.json", Some("h"), &mut |found| {
            let name = |path: &Path| path.strip_prefix(here.path()).unwrap().display().to_string();
            all.push(match &found {
                FoundFile::File(path, size) => format!("{} {size}", name(path)),
                FoundFile::Other(path, kind) => format!("{} is {kind}", name(path)),
                FoundFile::Unreadable(error) => format!("{} unreadable", name(&error.path)),
                FoundFile::Folder(path) => format!("{} folder", name(path)),
                FoundFile::Closed(error) => panic!("{error}"),
                FoundFile::LinkToFolder { path, is_within } => format!("{} within {is_within}", name(path)),
                FoundFile::DeadLink(error) => {
                    assert!(error.reason().contains("leads to"), "{}", error.reason());
                    format!("{} dead", name(&error.path))
                }
            });
            ControlFlow::Continue(())
        });
        let expected = [
            "a/index.json 2",
            "b/index.json 2",
            "d/index.json/index.json 2",
            "e within true",
            "f within false",
            "g dead",
            "h folder",
            "h/index.json unreadable",
        ];
        assert_eq!(all, expected);
    }
}
