//! The tree's own folder, and the marker in it that tells whether every file below is complete.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::Handle;
use super::kind::{EntryKind, TreeAccess, TreeError};
use super::lock::FolderLock;

/// An empty file that exists in the tree's folder while files are written. If an export finds it at its start, an
/// earlier one was killed and may have left an incomplete file.
pub(super) const MARKER: &str = ".canonry-export";

/// A folder that holds a published tree.
pub struct Tree {
    path: PathBuf,
    /// `None` if there is no such folder yet: then the tree has no files.
    pub(super) root: Option<Handle>,
    /// Held while files are written, so that no other export writes into the same tree.
    _lock: Option<FolderLock>,
    /// Whether the marker exists.
    is_marked: Mutex<bool>,
}

impl Tree {
    /// Opens a tree for reading.
    ///
    /// # Errors
    /// If its folder is there and cannot be opened; [`TreeError::InTheWay`] if the marker's name is used by something
    /// else.
    pub fn look(path: &Path) -> Result<Self, TreeError> {
        let failure = |source| TreeError::Io { path: path.to_owned(), access: TreeAccess::Read, source };
        let root = match Handle::root(path) {
            Ok(root) => Some(root),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(source) => return Err(failure(source)),
        };
        let is_marked = match root.as_ref().map_or(Ok(None), |root| root.kind(MARKER)).map_err(failure)? {
            None => false,
            Some(EntryKind::File(0)) => true,
            Some(kind) => return Err(TreeError::InTheWay { path: path.join(MARKER), kind }),
        };
        Ok(Tree { path: path.to_owned(), root, _lock: None, is_marked: Mutex::new(is_marked) })
    }

    /// The tree with a lock that claims it as long as it exists.
    pub(super) fn held_by(self, lock: Option<FolderLock>) -> Self {
        Tree { _lock: lock, ..self }
    }

    /// Removes the marker: every file is complete.
    ///
    /// # Errors
    /// If it cannot be removed.
    pub fn finish(&self) -> Result<(), TreeError> {
        let mut is_marked = self.is_marked.lock().unwrap_or_else(PoisonError::into_inner);
        match (&self.root, *is_marked) {
            (Some(root), true) => {
                root.remove(MARKER).map_err(|source| self.io(MARKER, TreeAccess::Remove, source))?;
                *is_marked = false;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// The time of the tree's file system in nanoseconds since 1970, which need not be that of this machine; `None` if
    /// no file can be made in the tree's folder, or the system does not tell.
    ///
    /// The marker is made again for it, so every file has to be complete. [`finish`](Self::finish) removes it.
    pub fn now(&self) -> Option<i64> {
        self.finish().and_then(|()| self.mark()).ok()?;
        let (_, stamp) = self.root.as_ref()?.look(MARKER).ok()??;
        stamp.map(|stamp| stamp.changed)
    }

    /// The path of what lies in the tree.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.path.join(relative)
    }

    /// Whether files of it are being written, or were when their writer was killed: the marker was there when the tree
    /// was opened, or has been made since.
    pub fn is_marked(&self) -> bool {
        *self.is_marked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes a folder, and those above it that are missing.
    pub(super) fn make(&self, relative: &str) -> Result<Handle, TreeError> {
        let Some(root) = &self.root else {
            return Err(self.io(relative, TreeAccess::WriteInto, io::ErrorKind::NotFound.into()));
        };
        make(root, relative).map_err(|error| self.obstacle(relative, TreeAccess::WriteInto, error))
    }

    /// Makes the marker, if it is not there yet: before the first file is written.
    pub(super) fn mark(&self) -> Result<(), TreeError> {
        let mut is_marked = self.is_marked.lock().unwrap_or_else(PoisonError::into_inner);
        if let (Some(root), false) = (&self.root, *is_marked) {
            root.create(MARKER).map_err(|source| self.io(MARKER, TreeAccess::Write, source))?;
            *is_marked = true;
        }
        Ok(())
    }

    /// What keeps a folder from being opened: the first thing on the way there that is no folder, or what the system
    /// said.
    pub(super) fn obstacle(&self, relative: &str, access: TreeAccess, source: io::Error) -> TreeError {
        let ends = relative.match_indices('/').map(|(at, _)| at).chain([relative.len()]);
        for path in ends.filter_map(|end| relative.get(..end)) {
            let (above, name) = path.rsplit_once('/').map_or((None, path), |(above, name)| (Some(above), name));
            let kind = self.root.as_ref().and_then(|root| match above {
                None => root.kind(name).ok(),
                Some(above) => root.folder(above).ok()?.kind(name).ok(),
            });
            match kind.flatten() {
                Some(EntryKind::Folder) => {}
                Some(kind) => return TreeError::InTheWay { path: self.path(path), kind },
                None => break,
            }
        }
        self.io(relative, access, source)
    }

    pub(super) fn io(&self, relative: &str, access: TreeAccess, source: io::Error) -> TreeError {
        TreeError::Io { path: self.path(relative), access, source }
    }
}

fn make(root: &Handle, relative: &str) -> io::Result<Handle> {
    let make_in = |folder: &Handle, name: &str| match folder.make_folder(name) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => folder.folder(name), // made here, or by another thread
    };
    let Some((above, name)) = relative.rsplit_once('/') else { return make_in(root, relative) };
    let folder = match root.folder(above) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => make(root, above)?,
        folder => folder?,
    };
    make_in(&folder, name)
}
