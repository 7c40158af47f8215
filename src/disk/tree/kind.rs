//! Kinds of entries, and errors of a tree.

use std::fmt;
use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};

/// What an entry of a folder is. A link is never followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryKind {
    /// A plain file, and its length in bytes.
    File(u64),
    /// A folder.
    Folder,
    /// A symbolic link, whatever its target is.
    Link,
    /// A named pipe.
    Pipe,
    /// A socket.
    Socket,
    /// A device.
    Device,
}

impl EntryKind {
    /// The kind of the entry at a path, links followed; `None` if there is none.
    ///
    /// # Errors
    /// If its metadata cannot be read.
    pub fn at(path: &Path) -> io::Result<Option<Self>> {
        EntryKind::found(std::fs::metadata(path))
    }

    /// The kind of the entry at a path, a link itself if it is one; `None` if there is none.
    ///
    /// # Errors
    /// If its metadata cannot be read.
    pub fn of_entry(path: &Path) -> io::Result<Option<Self>> {
        EntryKind::found(std::fs::symlink_metadata(path))
    }

    fn found(metadata: io::Result<Metadata>) -> io::Result<Option<Self>> {
        match metadata {
            Ok(metadata) => Ok(Some(EntryKind::of(&metadata))),
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The kind that metadata have; that of a link itself if it was not followed.
    pub fn of(metadata: &Metadata) -> Self {
        let kind = metadata.file_type();
        if kind.is_file() {
            return EntryKind::File(metadata.len());
        }
        if kind.is_dir() {
            return EntryKind::Folder;
        }
        if kind.is_symlink() {
            return EntryKind::Link;
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::FileTypeExt;
            if kind.is_fifo() {
                return EntryKind::Pipe;
            }
            if kind.is_socket() {
                return EntryKind::Socket;
            }
        }
        EntryKind::Device
    }
}

impl fmt::Display for EntryKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            EntryKind::File(_) => "a file",
            EntryKind::Folder => "a folder",
            EntryKind::Link => "a link",
            EntryKind::Pipe => "a named pipe",
            EntryKind::Socket => "a socket",
            EntryKind::Device => "a device",
        })
    }
}

/// What is done with a file or folder of a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TreeAccess {
    /// Its content or its kind is read.
    Read,
    /// The file is created, or its content replaced.
    Write,
    /// Files are created in the folder.
    WriteInto,
    /// It is removed.
    Remove,
}

impl TreeAccess {
    /// The participle, for a message that it could not be done.
    fn done(self) -> &'static str {
        match self {
            TreeAccess::Read => "read",
            TreeAccess::Write => "written",
            TreeAccess::WriteInto => "written to",
            TreeAccess::Remove => "removed",
        }
    }
}

/// Why a tree could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum TreeError {
    /// Another process is writing into the tree.
    #[error("another export is writing into {}", .0.display())]
    Busy(PathBuf),
    /// Something else is where a plain file or a folder of the tree has to be. It is not changed.
    #[error("{} is {kind}", path.display())]
    InTheWay {
        /// Where.
        path: PathBuf,
        /// What it is.
        kind: EntryKind,
    },
    /// The file system refused.
    #[error("{} could not be {}", path.display(), access.done())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What was to be done with it.
        access: TreeAccess,
        /// What the system said.
        source: io::Error,
    },
}
