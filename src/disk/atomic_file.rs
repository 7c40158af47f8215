//! A single file that is replaced as a whole.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{Partial, Temporary};

/// What kind of output a path is.
#[derive(Debug)]
pub enum Destination {
    /// A file, which need not exist yet; a link is followed to the file that it names.
    File(PathBuf),
    /// A pipe or a device, such as /dev/null. It is written to directly, because replacing it by a file would destroy
    /// it.
    Device(File),
}

impl Destination {
    /// The kind of the output at a path.
    ///
    /// # Errors
    /// If a pipe or a device cannot be opened.
    pub fn of(path: &Path) -> io::Result<Self> {
        let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if fs::metadata(&place).is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir()) {
            return Ok(Destination::Device(OpenOptions::new().write(true).open(&place)?));
        }
        Ok(Destination::File(place))
    }
}

/// A file that replaces another when it is complete; until then the old one stays. A device, as `D`, is written to
/// directly.
#[derive(Debug)]
pub enum AtomicFile<D> {
    /// Written beside its place.
    File(Partial, PathBuf),
    /// A pipe or a device.
    Device(D),
}

impl<D: Write> AtomicFile<D> {
    /// Begins to replace the file at a path. `device` wraps a pipe or a device.
    ///
    /// # Errors
    /// If nothing can be written there.
    pub fn of(path: &Path, device: impl FnOnce(File) -> D) -> io::Result<Self> {
        Ok(match Destination::of(path)? {
            Destination::File(place) => AtomicFile::File(Temporary::Output.create_beside(&place)?, place),
            Destination::Device(file) => AtomicFile::Device(device(file)),
        })
    }

    /// Puts the file into its place.
    ///
    /// # Errors
    /// The error of the system; then the old file stays.
    pub fn commit(self) -> io::Result<()> {
        match self {
            AtomicFile::File(file, place) => file.move_to(&place).map_err(|unplaced| unplaced.error),
            AtomicFile::Device(mut device) => device.flush(),
        }
    }
}

impl<D: Write> Write for AtomicFile<D> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            AtomicFile::File(file, _) => file.write(bytes),
            AtomicFile::Device(device) => device.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            AtomicFile::File(file, _) => file.flush(),
            AtomicFile::Device(device) => device.flush(),
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn the_file_that_a_link_names_is_replaced_and_a_device_is_written_to() {
        let folder = tempfile::tempdir().unwrap();
        let [file, link] = ["file", "link"].map(|name| folder.path().join(name));
        fs::write(&file, "old").unwrap();
        std::os::unix::fs::symlink("file", &link).unwrap();
        let mut replacement = AtomicFile::of(&link, |device| device).unwrap();
        replacement.write_all(b"new").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"old");
        replacement.commit().unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"new");
        assert!(link.symlink_metadata().unwrap().is_symlink());
        let null = AtomicFile::of(Path::new("/dev/null"), |device| device).unwrap();
        assert!(matches!(null, AtomicFile::Device(_)));
    }
}
