//! A single file that is replaced as a whole, or compared with what it would be replaced by.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::terminal::{Escapes, Guarded};
use crate::disk::{Change, Temporary};

/// A file under way. It takes its place when it is whole; until then what was there stays.
pub(super) enum Replacement {
    /// Written beside its place.
    Beside(NamedTempFile, PathBuf),
    /// A pipe or a device, such as /dev/null: it is written to, for moving a file into its place would destroy it.
    Device(Guarded<std::fs::File>),
    /// Standard output, by the name of `-`.
    Stdout(Guarded<io::Stdout>),
}

/// What a name on the command line stands for as an output.
pub(super) enum Target {
    /// A file, which need not exist yet; a link is followed to the file that it names.
    File(PathBuf),
    /// A pipe or a device.
    Device(std::fs::File),
    /// Standard output, by the name of `-`.
    Stdout,
}

impl Target {
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        if path.as_os_str() == "-" {
            return Ok(Target::Stdout);
        }
        let place = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if std::fs::metadata(&place).is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir()) {
            return Ok(Target::Device(std::fs::OpenOptions::new().write(true).open(&place)?));
        }
        Ok(Target::File(place))
    }
}

/// A new file beside a place, under a name of its own. It goes away unless it is moved.
pub(super) fn beside(place: &Path) -> io::Result<NamedTempFile> {
    let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Temporary::Output.create_in(folder)
}

impl Replacement {
    /// Begins to replace a file.
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        Ok(match Target::of(path)? {
            Target::Stdout => Replacement::Stdout(Guarded::new(io::stdout(), Escapes::Json)),
            Target::Device(device) => Replacement::Device(Guarded::new(device, Escapes::Json)),
            Target::File(place) => Replacement::Beside(beside(&place)?, place),
        })
    }

    /// Puts the file into its place.
    pub(super) fn commit(self) -> io::Result<()> {
        match self {
            Replacement::Beside(file, place) => file.persist(place).map(drop).map_err(|error| error.error),
            Replacement::Device(mut file) => file.flush(),
            Replacement::Stdout(mut out) => out.flush(),
        }
    }
}

impl Write for Replacement {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Replacement::Beside(file, _) => file.write(bytes),
            Replacement::Device(file) => file.write(bytes),
            Replacement::Stdout(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Replacement::Beside(file, _) => file.flush(),
            Replacement::Device(file) => file.flush(),
            Replacement::Stdout(out) => out.flush(),
        }
    }
}

/// Compares what is written to it with a file.
pub(super) struct Comparison {
    file: Option<io::BufReader<std::fs::File>>,
    change: Change,
}

impl Comparison {
    pub(super) fn with(path: &Path) -> io::Result<Self> {
        if std::fs::metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
            return Ok(Comparison { file: None, change: Change::Different });
        }
        match std::fs::File::open(path) {
            Ok(file) => Ok(Comparison { file: Some(io::BufReader::new(file)), change: Change::Same }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Ok(Comparison { file: None, change: Change::Missing })
            }
            Err(error) => Err(error),
        }
    }

    /// What the file is, after everything was written.
    pub(super) fn finish(mut self) -> io::Result<Change> {
        let has_more = match (&mut self.file, self.change) {
            (Some(file), Change::Same) => file.read(&mut [0])? > 0,
            _ => false,
        };
        Ok(if has_more { Change::Different } else { self.change })
    }
}

impl Write for Comparison {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let (Some(file), Change::Same) = (&mut self.file, self.change) {
            let mut there = vec![0; bytes.len()];
            let is_same = match file.read_exact(&mut there) {
                Ok(()) => there == bytes,
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => false,
                Err(error) => return Err(error),
            };
            if !is_same {
                self.change = Change::Different;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
