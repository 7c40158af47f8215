//! A file that is being written, and is moved to its path when it is complete.

use std::fs::File;
use std::io::{self, Seek, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// A file that is being written. If it is dropped, it is removed, and the file that it was to replace stays.
#[derive(Debug)]
pub struct Partial(NamedTempFile);

/// A file that is complete, but could not be moved to its path.
#[derive(Debug)]
pub struct Unmoved {
    /// What the system said.
    pub error: io::Error,
    /// The file, which is still removed if it is dropped.
    pub file: Partial,
}

impl Partial {
    /// Makes a file that only this user may read, with a name that begins and ends as given.
    ///
    /// # Errors
    /// If no file can be made there.
    pub fn named(folder: &Path, prefix: &str, suffix: &str) -> io::Result<Self> {
        Ok(Partial(tempfile::Builder::new().prefix(prefix).suffix(suffix).tempfile_in(folder)?))
    }

    pub(super) fn of(file: NamedTempFile) -> Self {
        Partial(file)
    }

    /// Its path while it is being written.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// The open file.
    pub fn file(&self) -> &File {
        self.0.as_file()
    }

    /// Moves it to its path, and replaces the file there.
    ///
    /// # Errors
    /// What the system says, with the file.
    pub fn move_to(self, place: &Path) -> Result<(), Unmoved> {
        self.0.persist(place).map(drop).map_err(|error| Unmoved { error: error.error, file: Partial(error.file) })
    }

    /// Moves it to its path, unless something exists there.
    ///
    /// # Errors
    /// [`io::ErrorKind::AlreadyExists`] if something does; else what the system says.
    pub fn move_to_free(self, place: &Path) -> io::Result<()> {
        self.0.persist_noclobber(place).map(drop).map_err(|error| error.error)
    }

    /// Copies it from its beginning, for a destination that a file cannot be moved to.
    ///
    /// # Errors
    /// What the system says, with the file.
    pub fn copy_to(mut self, mut to: impl Write) -> Result<(), Unmoved> {
        let from = self.0.as_file_mut();
        let copied = from.rewind().and_then(|()| io::copy(from, &mut to)).and_then(|_| to.flush());
        copied.map_err(|error| Unmoved { error, file: self })
    }

    /// Keeps it where it is, and returns its path.
    ///
    /// # Errors
    /// What the system says.
    pub fn keep(self) -> io::Result<PathBuf> {
        self.0.keep().map(|(_, path)| path).map_err(|error| error.error)
    }
}

impl Write for Partial {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// A file without a name, for data that does not fit into memory. It disappears when it is closed.
///
/// # Errors
/// If no file can be made in the folder.
pub fn scratch(folder: &Path) -> io::Result<File> {
    tempfile::tempfile_in(folder)
}

#[cfg(test)]
mod tests {
    use std::fs::{read, read_dir, write};

    use super::*;
    use crate::disk::Temporary;

    #[test]
    fn a_file_is_replaced_completely_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("file");
        write(&place, "old").unwrap();
        let begin = || {
            let mut file = Temporary::Output.create_beside(&place).unwrap();
            file.write_all(b"new").unwrap();
            file
        };
        drop(begin());
        assert_eq!(read(&place).unwrap(), b"old");
        assert_eq!(begin().move_to_free(&place).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!((read(&place).unwrap(), read_dir(folder.path()).unwrap().count()), (b"old".to_vec(), 1));
        begin().move_to(&place).unwrap();
        assert_eq!(read(&place).unwrap(), b"new");
    }

    #[test]
    fn a_file_that_cannot_be_placed_can_be_kept() {
        let folder = tempfile::tempdir().unwrap();
        let mut file = Partial::named(folder.path(), "text-", ".json").unwrap();
        file.write_all(b"new").unwrap();
        let Unmoved { file, .. } = file.move_to(&folder.path().join("missing/file")).unwrap_err();
        let mut copy = Vec::new();
        file.copy_to(&mut copy).unwrap();
        assert_eq!((copy.as_slice(), read_dir(folder.path()).unwrap().count()), (b"new".as_slice(), 0));
        let kept = Partial::named(folder.path(), "text-", ".json").unwrap().keep().unwrap();
        assert!(kept.starts_with(folder.path()) && kept.extension().is_some_and(|ending| ending == "json"));
        assert_eq!(read(kept).unwrap(), b"");
    }
}
