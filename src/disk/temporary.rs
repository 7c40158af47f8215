//! Temporary files. Their names have the process that writes them, and they are locked while it runs. So the files of
//! processes that have ended can be removed, and no other file is mistaken for one of them.

use std::fs::{self, File, TryLockError};
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::path::Path;

use super::{Partial, open_plain};

/// What SQLite appends to the name of a database to name the files that belong to it.
pub const COMPANIONS: [&str; 3] = ["-journal", "-wal", "-shm"];

/// How every name begins: `.canonry-PID-RANDOM.partial`.
const PREFIX: &str = ".canonry-";

/// Letters and digits in a name that tell the files of one process apart.
const RANDOM: usize = 8;

/// The number of check digits at the end of the random part. They are computed from the part before them, so that no
/// file of a user is mistaken for one of these.
const CHECK: usize = 4;

/// The kind of a temporary file, which is the extension of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Temporary {
    /// A database: `.new`.
    Database,
    /// Any other output: `.partial`.
    Output,
}

impl Temporary {
    const ALL: [Temporary; 2] = [Temporary::Database, Temporary::Output];

    fn suffix(self) -> &'static str {
        match self {
            Temporary::Database => ".new",
            Temporary::Output => ".partial",
        }
    }

    /// Makes a new file in a folder, and removes files there of processes that have ended. It is removed when it is
    /// dropped, unless it is given a name. Others may read it as far as the umask lets them.
    ///
    /// # Errors
    /// If no file can be made there.
    pub fn create_in(self, folder: &Path) -> io::Result<Partial> {
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666)); // reduced by the umask
        self.create(builder, folder)
    }

    /// Makes a new file beside a path that it can be moved to. As [`create_in`](Self::create_in).
    ///
    /// # Errors
    /// If no file can be made there.
    pub fn create_beside(self, place: &Path) -> io::Result<Partial> {
        let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty());
        self.create_in(folder.unwrap_or(Path::new(".")))
    }

    /// As [`create_in`](Self::create_in), but nobody else may read it.
    ///
    /// # Errors
    /// If no file can be made there.
    pub fn create_private_in(self, folder: &Path) -> io::Result<Partial> {
        self.create(tempfile::Builder::new(), folder)
    }

    fn create(self, builder: tempfile::Builder<'_, '_>, folder: &Path) -> io::Result<Partial> {
        clear(folder);
        loop {
            let name = self.name();
            let file = match builder.clone().prefix(&name).rand_bytes(0).tempfile_in(folder) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue, // somebody else's
                file => Partial::of(file?),
            };
            // Another process may remove the file between the two steps; then a new one is made.
            match file.file().try_lock() {
                Err(TryLockError::WouldBlock) => {}
                Ok(()) if file.path().symlink_metadata().is_err() => {}
                // A file system without locks is accepted.
                Ok(()) | Err(TryLockError::Error(_)) => return Ok(file),
            }
        }
    }

    /// A name for a new file of this kind, different from the others of this process. If it is already used, the caller
    /// chooses another one.
    pub fn name(self) -> String {
        let bits = RandomState::new().hash_one(RANDOM); // keys of its own each time
        let stem = format!("{}-{}", std::process::id(), digits::<RANDOM>(bits));
        format!("{PREFIX}{stem}{}{}", check(&stem), self.suffix())
    }

    /// Whether a name is exactly one of this kind.
    pub fn is_name(self, name: &str) -> bool {
        self.process(name).is_some()
    }

    /// Whether no process writes a file of this kind any more, which was opened by its name.
    pub fn is_abandoned(self, name: &str, file: &File) -> bool {
        self.process(name).is_some_and(|process| is_released(file, process))
    }

    /// The process in a name of this kind.
    fn process(self, name: &str) -> Option<u32> {
        let stem = name.strip_prefix(PREFIX)?.strip_suffix(self.suffix())?;
        let (stem, last) = stem.split_at_checked(stem.len().checked_sub(CHECK)?)?;
        let (process, random) = stem.split_once('-')?;
        let is_whole = random.len() == RANDOM && last == check(stem);
        process.parse().ok().filter(|_| is_whole)
    }
}

/// The check digits of the process and the random part of a name.
fn check(stem: &str) -> String {
    // FNV-1a (Fowler, Noll and Vo, draft-eastlake-fnv): the same on every machine and in every version.
    let hash = stem
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    digits::<CHECK>(hash)
}

/// Bits as this number of digits of base 36.
fn digits<const COUNT: usize>(mut bits: u64) -> String {
    let mut digit = || {
        let digit = u32::try_from(bits % 36).ok().and_then(|digit| char::from_digit(digit, 36));
        bits /= 36;
        digit.unwrap_or_default()
    };
    (0..COUNT).map(|_| digit()).collect()
}

/// The kind of temporary file that a name belongs to, and the process that writes it; `None` for every other name.
fn owner(name: &str) -> Option<(&str, u32)> {
    let file = COMPANIONS.iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(name);
    Temporary::ALL.iter().find_map(|kind| Some((file, kind.process(file)?)))
}

/// Removes the files of processes that have ended. Files that cannot be removed stay, and are harmless.
fn clear(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let Some((file, process)) = name.to_str().and_then(owner) else { continue };
        if entry.file_type().is_ok_and(|kind| kind.is_file()) && is_abandoned(&folder.join(file), process) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Whether no process writes a file any more, or it does not exist. Something that is not a plain file is not ours:
/// opening a pipe would wait forever, and a link leads elsewhere.
fn is_abandoned(path: &Path, process: u32) -> bool {
    match fs::symlink_metadata(path).and_then(|metadata| metadata.is_file().then(|| open_plain(path)).transpose()) {
        Ok(Some(file)) => is_released(&file, process),
        Ok(None) => false,
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    }
}

/// Whether the lock of a file is free or, if the file system has no locks, its process has ended.
fn is_released(file: &File, process: u32) -> bool {
    match file.try_lock() {
        Ok(()) => true,
        Err(TryLockError::Error(_)) => is_gone(process),
        Err(TryLockError::WouldBlock) => false,
    }
}

#[cfg(unix)]
fn is_gone(process: u32) -> bool {
    let process = i32::try_from(process).ok().and_then(rustix::process::Pid::from_raw);
    process.is_some_and(|pid| rustix::process::test_kill_process(pid) == Err(rustix::io::Errno::SRCH))
}

#[cfg(not(unix))]
fn is_gone(_process: u32) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_files_of_processes_that_have_ended_are_removed() {
        let folder = tempfile::tempdir().unwrap();
        let (database, output) = (Temporary::Database.name(), Temporary::Output.name());
        let abandoned = [&database, &format!("{database}-journal"), &output];
        let (first, rest) = output.split_at(output.len() - 12);
        let others = [
            ".canonry-notes.new",
            ".canonry-2021-november.new",
            ".canonry-2024-longholidays.partial",
            &format!("{database}.txt"),
            &format!("{first}0{rest}"),
            &output.replace(".canonry-", ".canonry-+"),
            &output.replace(".canonry-", ".canonry-0"),
        ];
        let all = || abandoned.iter().map(|name| name.as_str()).chain(others);
        all().for_each(|name| fs::write(folder.path().join(name), "text").unwrap());
        let at_work = Temporary::Output.create_in(folder.path()).unwrap();
        let second = Temporary::Database.create_in(folder.path()).unwrap();
        let journal = second.path().with_extension("new-journal");
        fs::write(&journal, "text").unwrap();
        let third = Temporary::Database.create_in(folder.path()).unwrap();
        let left: Vec<&str> = all().filter(|name| folder.path().join(name).exists()).collect();
        assert_eq!(left, others);
        assert!([at_work.path(), second.path(), third.path(), &journal].iter().all(|path| path.exists()));
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_of_such_a_name_is_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join(Temporary::Database.name());
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
        let journal = pipe.with_extension("new-journal");
        fs::write(&journal, "text").unwrap();
        Temporary::Output.create_in(folder.path()).unwrap();
        assert!(pipe.symlink_metadata().is_ok() && journal.exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_private_file_is_private_from_the_start() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let file = Temporary::Database.create_private_in(folder.path()).unwrap();
        assert_eq!(file.file().metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
}
