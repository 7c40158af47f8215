//! A single file that is replaced as a whole.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::env::{Env, OutputStream};
use super::terminal::{Escapes, Guarded};
use crate::disk::Temporary;

/// A file under way. It takes its place when it is whole; until then what was there stays.
pub(super) enum Replacement {
    /// Written beside its place.
    Beside(NamedTempFile, PathBuf),
    /// A pipe or a device, such as /dev/null: it is written to, for moving a file into its place would destroy it.
    Device(Guarded<std::fs::File>),
    /// Standard output, by the name of `-`.
    Stdout(Guarded<OutputStream>),
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

/// A pipe or a device, which may be a terminal.
pub(super) fn device_guard(device: std::fs::File) -> Guarded<std::fs::File> {
    let is_terminal = device.is_terminal();
    Guarded::new(device, is_terminal, Escapes::Json)
}

impl Replacement {
    /// Begins to replace a file.
    pub(super) fn of(path: &Path, env: &Env) -> io::Result<Self> {
        Ok(match Target::of(path)? {
            Target::Stdout => Replacement::Stdout(Guarded::stdout(env, Escapes::Json)),
            Target::Device(device) => Replacement::Device(device_guard(device)),
            Target::File(place) => Replacement::Beside(Temporary::Output.create_beside(&place)?, place),
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
