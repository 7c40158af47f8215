//! A folder of a tree by an open handle. Names are looked up relative to it, and no link is followed on the way.

use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::path::Path;

use rustix::fs::{AtFlags, CWD, Dir, FileType, Mode, OFlags, Stat, mkdirat, openat, renameat, statat, unlinkat};

use super::kind::EntryKind;
use super::stamp::{FileStamp, nanoseconds};

/// A handle for looking names up does not need permission to read the folder.
#[cfg(any(target_os = "linux", target_os = "android"))]
const SEARCH: OFlags = OFlags::PATH;
#[cfg(not(any(target_os = "linux", target_os = "android")))]
const SEARCH: OFlags = OFlags::RDONLY;

const FOLDER: OFlags = SEARCH.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);

/// An open folder.
pub(super) struct Handle(OwnedFd);

impl Handle {
    /// The tree's own folder. Links in its path are followed: the user named them.
    pub(super) fn root(path: &Path) -> io::Result<Self> {
        Ok(Handle(openat(CWD, path, FOLDER, Mode::empty())?))
    }

    /// A folder below this one.
    pub(super) fn folder(&self, relative: &str) -> io::Result<Self> {
        #[cfg(any(target_os = "linux", target_os = "android"))]
        {
            use rustix::fs::{ResolveFlags, openat2};
            use rustix::io::Errno;
            let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS;
            match openat2(&self.0, relative, FOLDER | OFlags::NOFOLLOW, Mode::empty(), resolve) {
                // An old kernel, a sandbox that does not know the call, or folders that were moved meanwhile.
                Err(Errno::NOSYS | Errno::PERM | Errno::AGAIN) => {}
                opened => return Ok(Handle(opened?)),
            }
        }
        self.folder_by_steps(relative)
    }

    /// The same, a folder at a time.
    pub(super) fn folder_by_steps(&self, relative: &str) -> io::Result<Self> {
        let step = |from: &OwnedFd, name: &str| openat(from, name, FOLDER | OFlags::NOFOLLOW, Mode::empty());
        let mut names = relative.split('/');
        let first = step(&self.0, names.next().unwrap_or_default())?;
        Ok(Handle(names.try_fold(first, |folder, name| step(&folder, name))?))
    }

    /// What an entry is, with its stamp if it is a plain file; `None` if there is none.
    pub(super) fn look(&self, name: &str) -> io::Result<Option<(EntryKind, Option<FileStamp>)>> {
        match statat(&self.0, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => {
                let kind = kind(FileType::from_raw_mode(stat.st_mode), || length(&stat));
                Ok(Some((kind, matches!(kind, EntryKind::File(_)).then(|| stamp(&stat)))))
            }
            Err(rustix::io::Errno::NOENT) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// What an entry is; `None` if there is none.
    pub(super) fn kind(&self, name: &str) -> io::Result<Option<EntryKind>> {
        Ok(self.look(name)?.map(|(kind, _)| kind))
    }

    /// Opens a file for reading. If something else has replaced it, that is neither followed nor waited for.
    pub(super) fn open(&self, name: &str) -> io::Result<File> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        Ok(openat(&self.0, name, flags, Mode::empty())?.into())
    }

    /// Makes a new file.
    pub(super) fn create(&self, name: &str) -> io::Result<File> {
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        Ok(openat(&self.0, name, flags, Mode::from_raw_mode(0o666))?.into()) // less what the umask takes away
    }

    /// Renames a file, and replaces a file that has the new name.
    pub(super) fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        Ok(renameat(&self.0, from, &self.0, to)?)
    }

    /// Removes a file.
    pub(super) fn remove(&self, name: &str) -> io::Result<()> {
        Ok(unlinkat(&self.0, name, AtFlags::empty())?)
    }

    /// Makes a folder.
    pub(super) fn make_folder(&self, name: &str) -> io::Result<()> {
        Ok(mkdirat(&self.0, name, Mode::from_raw_mode(0o777))?)
    }

    /// Removes an empty folder.
    pub(super) fn remove_folder(&self, name: &str) -> io::Result<()> {
        Ok(unlinkat(&self.0, name, AtFlags::REMOVEDIR)?)
    }

    /// The entries. Names that are not UTF-8 are left out: canonry does not use any.
    pub(super) fn entries(&self) -> io::Result<Vec<(String, EntryKind)>> {
        let mut entries = Vec::new();
        // a handle for looking names up cannot be read
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        for entry in Dir::new(openat(&self.0, ".", flags, Mode::empty())?)? {
            let entry = entry?;
            let Ok(name) = entry.file_name().to_str() else { continue };
            match entry.file_type() {
                _ if matches!(name, "." | "..") => {}
                // Some file systems do not report it here, and the size of a file is needed.
                FileType::Unknown | FileType::RegularFile => {
                    entries.extend(self.kind(name)?.map(|kind| (name.to_owned(), kind)));
                }
                other => entries.push((name.to_owned(), kind(other, || 0))),
            }
        }
        Ok(entries)
    }
}

fn stamp(stat: &Stat) -> FileStamp {
    FileStamp {
        bytes: stat.st_size,
        modified: nanoseconds(stat.st_mtime, stat.st_mtime_nsec),
        changed: nanoseconds(stat.st_ctime, stat.st_ctime_nsec),
        inode: stat.st_ino.cast_signed(),
    }
}

fn length(stat: &Stat) -> u64 {
    u64::try_from(stat.st_size).unwrap_or_default()
}

fn kind(file_type: FileType, length: impl Fn() -> u64) -> EntryKind {
    match file_type {
        FileType::RegularFile => EntryKind::File(length()),
        FileType::Directory => EntryKind::Folder,
        FileType::Symlink => EntryKind::Link,
        FileType::Fifo => EntryKind::Pipe,
        FileType::Socket => EntryKind::Socket,
        FileType::CharacterDevice | FileType::BlockDevice | FileType::Unknown => EntryKind::Device,
    }
}
