//! Output files of a change of the database: complete on the disk before the commit, and moved to their paths after it.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::env::{Env, OutputStream};
use super::failure::{Exit, Failure};
use super::terminal::{Escapes, GuardedWriter};
use crate::disk::{Destination, Partial, Temporary, Unmoved};
use crate::ledger::BatchNumber;

/// A file that is being written, such as the rejects of an import. If it is dropped, it is removed, and the file that
/// it was to replace stays.
pub(super) struct Staged {
    text: BufWriter<Partial>,
    goal: Goal,
}

/// Where a file goes.
struct Goal {
    /// `None` is standard output, whose name is `-`.
    destination: Option<Destination>,
    /// The path on the command line.
    path: PathBuf,
    /// What it is, for messages: "the rejects file".
    what: &'static str,
    stdout: GuardedWriter<OutputStream>,
}

/// A file that is complete on the disk, and not moved to its path yet. If it is dropped, it is removed.
pub(super) struct Complete {
    text: Partial,
    goal: Goal,
}

impl Staged {
    /// Begins the file: beside its path, or in the folder for temporary files if it goes to a pipe, a device or
    /// standard output.
    ///
    /// # Errors
    /// If no file can be written there.
    pub(super) fn create(path: &Path, what: &'static str, env: &Env) -> Result<Self, Failure> {
        let open = || {
            let destination = if path.as_os_str() == "-" { None } else { Some(Destination::of(path)?) };
            let file = match &destination {
                Some(Destination::File(place)) => Temporary::Output.create_beside(place)?,
                Some(Destination::Device(_)) | None => Temporary::Output.create_private_in(&env.temporary)?,
            };
            Ok((destination, BufWriter::with_capacity(64 * 1024, file)))
        };
        let stdout = GuardedWriter::stdout(env, Escapes::Json);
        let (destination, text) = open().map_err(|error| unwritable(path, what, &error))?;
        Ok(Staged { text, goal: Goal { destination, path: path.to_owned(), what, stdout } })
    }

    /// Makes sure that all of it is on the disk, so that a full disk is detected before the commit.
    ///
    /// # Errors
    /// If it is not.
    pub(super) fn complete(mut self) -> Result<Complete, Failure> {
        let written = self.text.flush().and_then(|()| self.text.get_ref().file().sync_all());
        written.map_err(|error| unwritable(&self.goal.path, self.goal.what, &error))?;
        let (text, _) = self.text.into_parts();
        Ok(Complete { text, goal: self.goal })
    }
}

impl Write for Staged {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.text.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.text.flush()
    }
}

impl Complete {
    /// Moves the file to its path after the commit of `batch`.
    ///
    /// # Errors
    /// If that fails. The change of the database stays, and the failure says where the file is kept.
    pub(super) fn put_in_place(self, batch: Option<BatchNumber>) -> Result<(), Failure> {
        let Goal { destination, path, what, stdout } = self.goal;
        let placed = match destination {
            Some(Destination::File(place)) => self.text.move_to(&place),
            Some(Destination::Device(device)) => self.text.copy_to(GuardedWriter::device(device)),
            None => self.text.copy_to(stdout),
        };
        let Err(Unmoved { error, file }) = placed else { return Ok(()) };
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Err(error.into()); // the reader closed the pipe
        }
        let done =
            batch.map_or("the import is done".to_owned(), |batch| format!("the import is done, as batch {batch}"));
        let message = format!("{done}, but {what} could not be moved to {}", path.display());
        let failure = Failure::new(Exit::Machine, message).cause(error);
        Err(match file.keep() {
            Ok(kept) => failure.hint(format!("it is complete in {}; move it from there", kept.display())),
            Err(error) => failure.cause(format!("nor could it be kept: {error}")),
        })
    }
}

/// A file that could not be written before the commit.
pub(super) fn unwritable(path: &Path, what: &str, error: &io::Error) -> Failure {
    Failure::file(format!("{what} {} could not be written; nothing was imported", path.display()), error)
}
