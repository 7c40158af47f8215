//! A published tree on the disk. A file in it is always whole: it is written beside its place and moved into it.
//!
//! Whoever can send a change of the tree, such as a pull request, can put links into it. So none below the tree's own
//! folder is followed, and nothing but plain files and folders is read, replaced or removed.

#[cfg(unix)]
mod by_handle;
#[cfg(any(not(unix), test))]
mod by_path;
mod folder;
#[cfg(test)]
#[cfg(unix)]
mod handles;
mod kind;
mod walk;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

#[cfg(unix)]
use by_handle::Handle;
#[cfg(not(unix))]
use by_path::Handle;
pub use folder::{Change, Folder};
pub use kind::{Kind, TreeError};
pub use walk::Walked;
use walk::is_partial;

/// Lies in the tree's folder while files are written, and is empty. Found at the start of an export, it tells that an
/// earlier one was killed and may have left a file that is not whole.
const MARKER: &str = ".canonry-export";

/// A folder that holds a published tree.
pub struct Tree {
    path: PathBuf,
    /// `None` if there is no such folder yet: then the tree has no files.
    root: Option<Handle>,
    /// Held while files are written, so that no other export writes into the same tree.
    _lock: Option<fs::File>,
    /// Whether the marker is there.
    is_marked: Mutex<bool>,
}

/// Whether a path below a tree's folder is that of a file which lies there only while `files` are written.
pub fn is_own(relative: &Path, files: &[&str]) -> bool {
    let name = relative.file_name().and_then(|name| name.to_str());
    relative == Path::new(MARKER) || name.is_some_and(|name| is_partial(name, files))
}

impl Tree {
    /// Opens a tree to look at it.
    ///
    /// # Errors
    /// If its folder is there and cannot be opened; [`TreeError::InTheWay`] if the marker's name is taken.
    pub fn look(path: &Path) -> Result<Self, TreeError> {
        let failure = |source| TreeError::Io { path: path.to_owned(), what: "read", source };
        let root = match Handle::root(path) {
            Ok(root) => Some(root),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(source) => return Err(failure(source)),
        };
        let is_marked = match root.as_ref().map_or(Ok(None), |root| root.kind(MARKER)).map_err(failure)? {
            None => false,
            Some(Kind::File(0)) => true,
            Some(kind) => return Err(TreeError::InTheWay { path: path.join(MARKER), kind }),
        };
        Ok(Tree { path: path.to_owned(), root, _lock: None, is_marked: Mutex::new(is_marked) })
    }

    /// Makes the tree's folder, claims it until the tree is dropped, and clears away below `folder` what a killed
    /// export of `files` left.
    ///
    /// # Errors
    /// [`TreeError::Busy`] if another export is writing into it; [`TreeError::InTheWay`] if the marker's name is
    /// taken; what the file system says.
    pub fn claim(path: &Path, folder: &str, files: &[&str]) -> Result<Self, TreeError> {
        let failure = |source| TreeError::Io { path: path.to_owned(), what: "written to", source };
        fs::create_dir_all(path).map_err(failure)?;
        let lock = lock(path)?;
        let tree = Tree { _lock: lock, ..Tree::look(path)? };
        if *tree.is_marked.lock().unwrap_or_else(PoisonError::into_inner) {
            tree.clear(folder, files);
        }
        Ok(tree)
    }

    /// Takes away the marker: every file is whole.
    ///
    /// # Errors
    /// If it cannot be removed.
    pub fn finish(&self) -> Result<(), TreeError> {
        let mut is_marked = self.is_marked.lock().unwrap_or_else(PoisonError::into_inner);
        match (&self.root, *is_marked) {
            (Some(root), true) => {
                root.remove(MARKER).map_err(|source| self.io(MARKER, "removed", source))?;
                *is_marked = false;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// The path of what lies in the tree.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.path.join(relative)
    }

    /// A folder of the tree, which need not be there.
    ///
    /// # Errors
    /// [`TreeError::InTheWay`] if something else is in its place or on the way there; what the file system says.
    pub fn folder(&self, relative: String) -> Result<Folder<'_>, TreeError> {
        let handle = match self.root.as_ref().map(|root| root.folder(&relative)) {
            Some(Ok(handle)) => Some(handle),
            None => None,
            Some(Err(error)) if error.kind() == io::ErrorKind::NotFound => None,
            Some(Err(error)) => return Err(self.obstacle(&relative, "read", error)),
        };
        Ok(Folder { tree: self, relative, handle })
    }

    /// Removes a folder if it is empty, and those above it that are empty then, up to the tree's own.
    pub fn remove_empty(&self, relative: &str) {
        let Some(root) = &self.root else { return };
        let mut path = relative;
        while let Some((above, name)) = path.rsplit_once('/') {
            let Ok(folder) = root.folder(above) else { return };
            if folder.remove_folder(name).is_err() {
                return; // not empty, and so not the end of the tree
            }
            path = above;
        }
        let _ = root.remove_folder(path); // as above
    }

    /// Makes a folder, and those above it that are missing.
    fn make(&self, relative: &str) -> Result<Handle, TreeError> {
        let Some(root) = &self.root else {
            return Err(self.io(relative, "written to", io::ErrorKind::NotFound.into()));
        };
        make(root, relative).map_err(|error| self.obstacle(relative, "written to", error))
    }

    /// Makes the marker, if it is not there yet: before the first file is written.
    fn mark(&self) -> Result<(), TreeError> {
        let mut is_marked = self.is_marked.lock().unwrap_or_else(PoisonError::into_inner);
        if let (Some(root), false) = (&self.root, *is_marked) {
            root.create(MARKER).map_err(|source| self.io(MARKER, "written", source))?;
            *is_marked = true;
        }
        Ok(())
    }

    /// What keeps a folder from being opened: the first thing on the way there that is no folder, or what the system
    /// said.
    fn obstacle(&self, relative: &str, what: &'static str, source: io::Error) -> TreeError {
        let ends = relative.match_indices('/').map(|(at, _)| at).chain([relative.len()]);
        for path in ends.filter_map(|end| relative.get(..end)) {
            let (above, name) = path.rsplit_once('/').map_or((None, path), |(above, name)| (Some(above), name));
            let kind = self.root.as_ref().and_then(|root| match above {
                None => root.kind(name).ok(),
                Some(above) => root.folder(above).ok()?.kind(name).ok(),
            });
            match kind.flatten() {
                Some(Kind::Folder) => {}
                Some(kind) => return TreeError::InTheWay { path: self.path(path), kind },
                None => break,
            }
        }
        self.io(relative, what, source)
    }

    fn io(&self, relative: &str, what: &'static str, source: io::Error) -> TreeError {
        TreeError::Io { path: self.path(relative), what, source }
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

/// Locks the folder itself, which any export into this tree opens; the lock ends with the process.
#[cfg(unix)]
fn lock(path: &Path) -> Result<Option<fs::File>, TreeError> {
    let folder = fs::File::open(path);
    let folder = folder.map_err(|source| TreeError::Io { path: path.to_owned(), what: "written to", source })?;
    match folder.try_lock() {
        Err(fs::TryLockError::WouldBlock) => Err(TreeError::Busy(path.to_owned())),
        // A file system without locks: then it is up to the user.
        Ok(()) | Err(fs::TryLockError::Error(_)) => Ok(Some(folder)),
    }
}

#[cfg(not(unix))]
fn lock(_path: &Path) -> Result<Option<fs::File>, TreeError> {
    Ok(None)
}
