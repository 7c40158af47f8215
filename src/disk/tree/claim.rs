//! Claiming a tree to write into it, and what a killed export left there.

use std::fs;
use std::path::Path;

use super::kind::{EntryKind, TreeAccess, TreeError};
use super::lock::FolderLock;
use super::root::MARKER;
use super::{Handle, Tree};
use crate::disk::Temporary;

/// The extension that earlier versions gave to a file while it was written, after its final name.
const FORMER_PARTIAL: &str = ".canonry-partial";

/// Whether a path below a tree's folder is that of a file that exists only while `files` are written.
pub fn is_own(relative: &Path, files: &[&str]) -> bool {
    let name = relative.file_name().and_then(|name| name.to_str());
    relative == Path::new(MARKER) || name.is_some_and(|name| is_partial(name, files))
}

/// Whether a file of this name in a tree is one that was being written, as one of `files`.
pub(super) fn is_partial(name: &str, files: &[&str]) -> bool {
    let former = name.strip_suffix(FORMER_PARTIAL);
    Temporary::Output.is_name(name) || former.is_some_and(|name| files.contains(&name))
}

impl Tree {
    /// Makes the tree's folder, claims it until the tree is dropped, and removes what a killed export of `files` left
    /// in it and below `folder`.
    ///
    /// # Errors
    /// [`TreeError::Busy`] if another export is writing into it; [`TreeError::InTheWay`] if the marker's name is
    /// taken; what the file system says.
    pub fn claim(path: &Path, folder: &str, files: &[&str]) -> Result<Self, TreeError> {
        let failure = |source| TreeError::Io { path: path.to_owned(), access: TreeAccess::WriteInto, source };
        fs::create_dir_all(path).map_err(failure)?;
        let lock = lock(path)?;
        let tree = Tree::look(path)?.held_by(lock);
        if tree.is_marked() {
            tree.clear(folder, files);
        }
        Ok(tree)
    }

    /// Removes what a killed export left in the tree's own folder and below another one. Files that cannot be read or
    /// removed stay, and are harmless.
    fn clear(&self, folder: &str, files: &[&str]) {
        let clear_one = |folder: &Handle, entries: &[(String, EntryKind)], files: &[&str]| {
            for (name, kind) in entries {
                if matches!(kind, EntryKind::File(_)) && is_partial(name, files) && is_abandoned(folder, name) {
                    let _ = folder.remove(name);
                }
            }
        };
        if let Some((root, entries)) = self.root.as_ref().and_then(|root| Some((root, root.entries().ok()?))) {
            clear_one(root, &entries, &[]); // earlier versions wrote no file there
        }
        self.each_folder(folder, |_, found| {
            if let Ok((folder, entries)) = found {
                clear_one(folder, entries, files);
            }
        });
    }
}

/// Locks the folder itself, which any export into this tree opens; the lock ends with the process.
#[cfg(unix)]
fn lock(path: &Path) -> Result<Option<FolderLock>, TreeError> {
    let folder = fs::File::open(path);
    let folder =
        folder.map_err(|source| TreeError::Io { path: path.to_owned(), access: TreeAccess::WriteInto, source })?;
    match folder.try_lock() {
        Err(fs::TryLockError::WouldBlock) => Err(TreeError::Busy(path.to_owned())),
        // A file system without locks: then the user has to take care.
        Ok(()) | Err(fs::TryLockError::Error(_)) => Ok(Some(FolderLock::new(folder))),
    }
}

#[cfg(not(unix))]
fn lock(_path: &Path) -> Result<Option<FolderLock>, TreeError> {
    Ok(None)
}

/// Whether no process writes a file any more. The tree is claimed, so no export does, but another command may write its
/// output there.
fn is_abandoned(folder: &Handle, name: &str) -> bool {
    name.ends_with(FORMER_PARTIAL) || folder.open(name).is_ok_and(|file| Temporary::Output.is_abandoned(name, &file))
}
