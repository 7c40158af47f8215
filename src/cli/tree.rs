//! A published tree on the disk. A file in it is always whole: it is written beside its place and moved into it.

use std::fs::TryLockError;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Once, OnceLock};

use std::fs;
use walkdir::WalkDir;

use super::failure::{Exit, Failure};

/// Lies in the tree's folder while files are written. Found at the start of an export, it tells that an earlier one
/// was killed and may have left a file that is not whole.
const MARKER: &str = ".canonry-export";

/// How the names of files end that are being written.
const PARTIAL: &str = ".canonry-partial";

/// Whether a path below a tree's folder is that of a file which lies there only while files are written.
pub(super) fn is_own(relative: &Path) -> bool {
    relative == Path::new(MARKER) || relative.to_string_lossy().ends_with(PARTIAL)
}

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// Its bytes are what they should be.
    Same,
    /// It is not there.
    Missing,
    /// Its bytes are others.
    Different,
}

/// A folder that holds a published tree.
pub(super) struct Tree {
    root: PathBuf,
    /// Held while files are written, so that no other export writes into the same tree.
    lock: OnceLock<std::fs::File>,
    is_marked: Once,
}

impl Tree {
    pub(super) fn new(root: &Path) -> Self {
        Tree { root: root.to_owned(), lock: OnceLock::new(), is_marked: Once::new() }
    }

    pub(super) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// Makes the tree's folder and claims it, and clears away what a killed export left.
    ///
    /// # Errors
    /// Where another export is writing into it, or the file system refuses.
    pub(super) fn claim(&self) -> Result<(), Failure> {
        let failure =
            |error: &io::Error| Failure::file(format!("{} could not be written to", self.root.display()), error);
        fs::create_dir_all(&self.root).map_err(|error| failure(&error))?;
        #[cfg(unix)]
        {
            // On the folder itself, which any export into this tree opens; the lock ends with the process.
            let folder = std::fs::File::open(&self.root).map_err(|error| failure(&error))?;
            match folder.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    let message = format!("another export is writing into {}", self.root.display());
                    return Err(
                        Failure::new(Exit::Conflict, message).hint("wait until it has ended, then run this one again")
                    );
                }
                // A file system without locks: then it is up to the user.
                Err(TryLockError::Error(_)) => {}
            }
            let _ = self.lock.set(folder);
        }
        if !self.root.join(MARKER).exists() {
            return Ok(());
        }
        for entry in WalkDir::new(&self.root).into_iter().flatten() {
            if entry.file_type().is_file() && entry.file_name().to_string_lossy().ends_with(PARTIAL) {
                fs::remove_file(entry.path()).map_err(|error| failure(&error))?;
            }
        }
        Ok(())
    }

    /// Takes away the marker: every file is whole.
    pub(super) fn finish(&self) -> Result<(), Failure> {
        let marker = self.root.join(MARKER);
        match fs::remove_file(&marker) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(Failure::file(format!("{} could not be removed", marker.display()), &error))
            }
            _ => Ok(()),
        }
    }

    /// Compares a file with what it should be.
    pub(super) fn compare(&self, relative: &str, bytes: &[u8]) -> Result<Change, Failure> {
        let path = self.path(relative);
        let read = || -> io::Result<Change> {
            let mut file = match std::fs::File::open(&path) {
                Ok(file) => file,
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Change::Missing),
                Err(error) => return Err(error),
            };
            if file.metadata()?.len() != bytes.len() as u64 {
                return Ok(Change::Different);
            }
            let mut there = Vec::with_capacity(bytes.len());
            file.read_to_end(&mut there)?;
            Ok(if there == bytes { Change::Same } else { Change::Different })
        };
        read().map_err(|error| Failure::file(format!("{} could not be read", path.display()), &error))
    }

    /// Writes a file: beside its place first, then into it. In the same folder, for moving a file from one folder to
    /// another takes a lock of the whole file system, and two threads wait for each other half of the time.
    pub(super) fn write(&self, relative: &str, bytes: &[u8]) -> Result<(), Failure> {
        let path = self.path(relative);
        let mut partial = path.clone().into_os_string();
        partial.push(PARTIAL);
        let partial = PathBuf::from(partial);
        let mut marked = Ok(());
        self.is_marked.call_once(|| marked = create(&self.root.join(MARKER)).map(drop));
        let write = || {
            in_folder(&partial, || create(&partial)?.write_all(bytes))?;
            std::fs::rename(&partial, &path)
        };
        marked.and_then(|()| write()).map_err(|error| {
            let _ = std::fs::remove_file(&partial); // where that fails too, the next export finds it
            Failure::file(format!("{} could not be written", path.display()), &error)
        })
    }

    /// Removes a file, and the folders that are empty then, up to the tree's own.
    pub(super) fn remove(&self, relative: &str) -> Result<(), Failure> {
        let path = self.path(relative);
        fs::remove_file(&path)
            .map_err(|error| Failure::file(format!("{} could not be removed", path.display()), &error))?;
        for folder in path.ancestors().skip(1).take_while(|folder| *folder != self.root) {
            if std::fs::remove_dir(folder).is_err() {
                break; // not empty, and so not the end of the tree
            }
        }
        Ok(())
    }
}

/// Makes an empty file. One that is there is removed and not written to: it may be a link to a file elsewhere.
fn create(path: &Path) -> io::Result<std::fs::File> {
    std::fs::File::create_new(path).or_else(|error| {
        if error.kind() != io::ErrorKind::AlreadyExists {
            return Err(error);
        }
        fs::remove_file(path)?;
        std::fs::File::create_new(path)
    })
}

/// Does something with a file, and where its folder is missing makes that and does it again: most folders are there.
fn in_folder(path: &Path, act: impl Fn() -> io::Result<()>) -> io::Result<()> {
    match (act(), path.parent()) {
        (Err(error), Some(folder)) if error.kind() == io::ErrorKind::NotFound => {
            std::fs::create_dir_all(folder)?;
            act()
        }
        (outcome, _) => outcome,
    }
}
