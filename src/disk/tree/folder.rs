//! A folder of a tree, and the files in it.

use std::io::{self, BufRead, BufReader, Read, Write};

use super::kind::{EntryKind, TreeAccess, TreeError};
use super::stamp::FileStamp;
use super::{Handle, Tree};
use crate::disk::Temporary;

/// How a file compares with its new content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compared {
    /// Its bytes are the same.
    Same,
    /// It does not exist.
    Missing,
    /// Its bytes are different.
    Different,
}

/// The number of bytes of a file that are compared at once.
const COMPARED_BYTES: usize = 64 * 1024;

/// The tree's own folder, as one of its folders.
pub const TOP: &str = ".";

/// A folder of a tree. It is opened once, and its files are looked up in it.
pub struct Folder<'t> {
    tree: &'t Tree,
    relative: String,
    /// `None` if there is no such folder yet.
    pub(super) handle: Option<Handle>,
}

impl Tree {
    /// A folder of the tree, which need not exist.
    ///
    /// # Errors
    /// [`TreeError::InTheWay`] if something else is in its place or in its path; the error of the file system.
    pub fn folder(&self, relative: String) -> Result<Folder<'_>, TreeError> {
        let handle = match self.root.as_ref().map(|root| root.folder(&relative)) {
            Some(Ok(handle)) => Some(handle),
            None => None,
            Some(Err(error)) if error.kind() == io::ErrorKind::NotFound => None,
            Some(Err(error)) => return Err(self.obstacle(&relative, TreeAccess::Read, error)),
        };
        Ok(Folder { tree: self, relative, handle })
    }

    /// Removes a folder if it is empty, and then those above it that are empty, up to the tree's own.
    pub fn remove_empty(&self, relative: &str) {
        let Some(root) = &self.root else { return };
        let mut path = relative;
        while let Some((above, name)) = path.rsplit_once('/') {
            let Ok(folder) = root.folder(above) else { return };
            if folder.remove_folder(name).is_err() {
                return; // not empty, so it stays
            }
            path = above;
        }
        let _ = root.remove_folder(path); // as above
    }
}

impl Folder<'_> {
    /// The path of a file below the tree's folder.
    pub fn path_of(&self, name: &str) -> String {
        if self.relative == TOP { name.to_owned() } else { format!("{}/{name}", self.relative) }
    }

    /// What an entry is; `None` if there is none.
    ///
    /// # Errors
    /// What the file system says.
    pub fn kind(&self, name: &str) -> Result<Option<EntryKind>, TreeError> {
        Ok(self.look(name)?.map(|(kind, _)| kind))
    }

    /// The stamp of a plain file; `None` if there is none, or the system does not tell it.
    ///
    /// # Errors
    /// What the file system says.
    pub fn stamp(&self, name: &str) -> Result<Option<FileStamp>, TreeError> {
        Ok(self.look(name)?.and_then(|(_, stamp)| stamp))
    }

    fn look(&self, name: &str) -> Result<Option<(EntryKind, Option<FileStamp>)>, TreeError> {
        let entry = self.handle.as_ref().map_or(Ok(None), |folder| folder.look(name));
        entry.map_err(|error| self.io(name, TreeAccess::Read, error))
    }

    /// Compares a file with what it should be.
    ///
    /// # Errors
    /// [`TreeError::InTheWay`] if there is no plain file in its place; what the file system says.
    pub fn compare(&self, name: &str, bytes: &[u8]) -> Result<Compared, TreeError> {
        Ok(self.compare_with_stamp(name, bytes)?.0)
    }

    /// The same, with the stamp of the file, if there is one. It is taken before the content is read, so a file that
    /// changes meanwhile has another one then.
    ///
    /// # Errors
    /// As [`compare`](Self::compare).
    pub fn compare_with_stamp(&self, name: &str, bytes: &[u8]) -> Result<(Compared, Option<FileStamp>), TreeError> {
        match self.look(name)? {
            None => Ok((Compared::Missing, None)),
            Some((EntryKind::File(length), stamp)) => {
                let is_same = length == bytes.len() as u64 && self.has_bytes(name, bytes)?;
                Ok((if is_same { Compared::Same } else { Compared::Different }, stamp))
            }
            Some((kind, _)) => Err(self.in_the_way(name, kind)),
        }
    }

    /// Whether a file has some bytes, and no others. A large one is not held in memory.
    fn has_bytes(&self, name: &str, bytes: &[u8]) -> Result<bool, TreeError> {
        let Some(folder) = &self.handle else { return Ok(false) };
        let wrap = |error| self.io(name, TreeAccess::Read, error);
        let (mut file, mut rest) = (folder.open(name).map_err(wrap)?, bytes);
        let mut there = Vec::with_capacity(1 + bytes.len().min(COMPARED_BYTES));
        loop {
            there.clear();
            Read::by_ref(&mut file).take(COMPARED_BYTES as u64).read_to_end(&mut there).map_err(wrap)?;
            match rest.strip_prefix(there.as_slice()) {
                None => return Ok(false),
                Some(behind) if there.len() < COMPARED_BYTES => return Ok(behind.is_empty()),
                Some(behind) => rest = behind,
            }
        }
    }

    /// Calls `visit` with each line of a file, with its line feed, which the last one may lack.
    ///
    /// # Errors
    /// What `visit` returns; if the file cannot be read.
    pub fn each_line<E: From<TreeError>>(
        &self,
        name: &str,
        mut visit: impl FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        let Some(folder) = &self.handle else { return Ok(()) };
        let wrap = |error| E::from(self.io(name, TreeAccess::Read, error));
        let (mut lines, mut line) = (BufReader::new(folder.open(name).map_err(wrap)?), Vec::new());
        while lines.read_until(b'\n', &mut line).map_err(wrap)? > 0 {
            visit(&line)?;
            line.clear();
        }
        Ok(())
    }

    /// How a file begins, up to `most` bytes.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn read(&self, name: &str, most: u64) -> Result<Vec<u8>, TreeError> {
        let Some(folder) = &self.handle else { return Ok(Vec::new()) };
        let mut bytes = Vec::with_capacity(usize::try_from(most).unwrap_or_default());
        let read = folder.open(name).and_then(|file| file.take(most).read_to_end(&mut bytes));
        read.map_err(|error| self.io(name, TreeAccess::Read, error))?;
        Ok(bytes)
    }

    /// Writes a file beside its path first, and moves it then. Both are in the same folder, because moving a file
    /// between folders locks the whole file system, and two threads would wait for each other half of the time.
    ///
    /// # Errors
    /// What the file system says; then the old file stays.
    pub fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), TreeError> {
        self.tree.mark()?;
        let folder = match self.handle.take() {
            Some(folder) => folder,
            None => self.tree.make(&self.relative)?,
        };
        let written = write(&folder, name, bytes);
        self.handle = Some(folder);
        written.map_err(|error| self.io(name, TreeAccess::Write, error))
    }

    /// Writes a new file at its path: for a tree that nobody else sees yet, such as that of a
    /// [`PartialFolder`](crate::disk::PartialFolder).
    ///
    /// # Errors
    /// What the file system says, also if the file exists.
    pub fn create(&mut self, name: &str, bytes: &[u8]) -> Result<(), TreeError> {
        let folder = match self.handle.take() {
            Some(folder) => folder,
            None => self.tree.make(&self.relative)?,
        };
        let written = folder.create(name).and_then(|mut file| file.write_all(bytes));
        self.handle = Some(folder);
        written.map_err(|error| self.io(name, TreeAccess::Write, error))
    }

    /// Removes a plain file.
    ///
    /// # Errors
    /// [`TreeError::InTheWay`] if there is something else in its place; what the file system says.
    pub fn remove(&self, name: &str) -> Result<(), TreeError> {
        match (&self.handle, self.kind(name)?) {
            (Some(folder), Some(EntryKind::File(_))) => {
                folder.remove(name).map_err(|error| self.io(name, TreeAccess::Remove, error))
            }
            (_, Some(kind)) => Err(self.in_the_way(name, kind)),
            (_, None) => Ok(()),
        }
    }

    fn in_the_way(&self, name: &str, kind: EntryKind) -> TreeError {
        TreeError::InTheWay { path: self.tree.path(&self.path_of(name)), kind }
    }

    fn io(&self, name: &str, access: TreeAccess, source: io::Error) -> TreeError {
        self.tree.io(&self.path_of(name), access, source)
    }
}

fn write(folder: &Handle, name: &str, bytes: &[u8]) -> io::Result<()> {
    let (partial, mut file) = loop {
        let partial = Temporary::Output.name();
        match folder.create(&partial) {
            // a file of another process: then another name
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            created => break (partial, created?),
        }
    };
    let written = file.write_all(bytes).and_then(|()| folder.rename(&partial, name));
    if written.is_err() {
        let _ = folder.remove(&partial); // if that fails too, the next export finds it
    }
    written
}
