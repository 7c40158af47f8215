//! A folder of a tree by its path, for systems without handles of folders. Every part of a path below the tree's own
//! folder is checked before it is used.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::kind::EntryKind;
use super::stamp::FileStamp;

/// A folder that existed.
pub(super) struct Handle(PathBuf);

impl Handle {
    /// The tree's own folder. Links in its path are followed: the user named them.
    pub(super) fn root(path: &Path) -> io::Result<Self> {
        match fs::metadata(path)?.is_dir() {
            true => Ok(Handle(path.to_owned())),
            false => Err(io::ErrorKind::NotADirectory.into()),
        }
    }

    /// A folder below this one.
    pub(super) fn folder(&self, relative: &str) -> io::Result<Self> {
        let mut path = self.0.clone();
        for name in relative.split('/') {
            path.push(name);
            if !fs::symlink_metadata(&path)?.is_dir() {
                return Err(io::ErrorKind::NotADirectory.into());
            }
        }
        Ok(Handle(path))
    }

    /// What an entry is; `None` if there is none.
    pub(super) fn kind(&self, name: &str) -> io::Result<Option<EntryKind>> {
        match fs::symlink_metadata(self.0.join(name)) {
            Ok(metadata) => Ok(Some(EntryKind::of(&metadata))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// What an entry is; `None` if there is none. It has no stamp: without the number of a file in its file system
    /// nothing tells that it is still the same.
    pub(super) fn look(&self, name: &str) -> io::Result<Option<(EntryKind, Option<FileStamp>)>> {
        Ok(self.kind(name)?.map(|kind| (kind, None)))
    }

    /// Opens a file for reading.
    pub(super) fn open(&self, name: &str) -> io::Result<File> {
        match self.kind(name)? {
            Some(EntryKind::File(_)) => File::open(self.0.join(name)),
            Some(_) => Err(io::ErrorKind::InvalidInput.into()),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }

    /// Makes a new file.
    pub(super) fn create(&self, name: &str) -> io::Result<File> {
        File::create_new(self.0.join(name))
    }

    /// Renames a file, and replaces a file that has the new name.
    pub(super) fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        fs::rename(self.0.join(from), self.0.join(to))
    }

    /// Removes a file.
    pub(super) fn remove(&self, name: &str) -> io::Result<()> {
        fs::remove_file(self.0.join(name))
    }

    /// Makes a folder.
    pub(super) fn make_folder(&self, name: &str) -> io::Result<()> {
        fs::create_dir(self.0.join(name))
    }

    /// Removes an empty folder.
    pub(super) fn remove_folder(&self, name: &str) -> io::Result<()> {
        fs::remove_dir(self.0.join(name))
    }

    /// The entries. Names that are not Unicode are left out: canonry does not use any.
    pub(super) fn entries(&self) -> io::Result<Vec<(String, EntryKind)>> {
        let mut entries = Vec::new();
        for entry in fs::read_dir(&self.0)? {
            let entry = entry?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            entries.push((name, EntryKind::of(&fs::symlink_metadata(entry.path())?)));
        }
        Ok(entries)
    }
}
