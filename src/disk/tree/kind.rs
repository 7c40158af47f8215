//! Kinds of entries, and errors of a tree.

use std::fmt;
use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};

/// What an entry of a folder is. A link is never followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
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

impl Kind {
    /// The kind of the entry at a path, links followed; `None` if there is none.
    ///
    /// # Errors
    /// If its metadata cannot be read.
    pub fn at(path: &Path) -> io::Result<Option<Self>> {
        match std::fs::metadata(path) {
            Ok(metadata) => Ok(Some(Kind::of(&metadata))),
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The kind that metadata have; that of a link itself if it was not followed.
    pub fn of(metadata: &Metadata) -> Self {
        let kind = metadata.file_type();
        if kind.is_file() {
            return Kind::File(metadata.len());
        }
        if kind.is_dir() {
            return Kind::Folder;
        }
        if kind.is_symlink() {
            return Kind::Link;
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::FileTypeExt;
            if kind.is_fifo() {
                return Kind::Pipe;
            }
            if kind.is_socket() {
                return Kind::Socket;
            }
        }
        Kind::Device
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::File(_) => "a file",
            Kind::Folder => "a folder",
            Kind::Link => "a link",
            Kind::Pipe => "a named pipe",
            Kind::Socket => "a socket",
            Kind::Device => "a device",
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
        kind: Kind,
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
