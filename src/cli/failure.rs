//! How a command ends that did not do what it was asked: what happened, why, and what to do.

use std::fmt::Display;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use serde_json::{Map, Value};

use crate::disk::{Dangling, dangling};

/// The exit codes that scripts may rely on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// Done, but the output needs attention.
    Look = 1,
    /// The command line itself is wrong.
    Usage = 2,
    /// Input was rejected.
    Rejected = 3,
    /// Somebody else changed it in between.
    Conflict = 4,
    /// No such record, item, evidence or batch.
    Missing = 5,
    /// The policy does not allow it.
    Policy = 6,
    /// An error of the system, or damaged data.
    Machine = 70,
}

/// The exit codes, for the help of the program.
pub(super) const EXIT_CODES: &str = "Exit codes:
  0   done
  1   done, but check the output
  2   the command line is wrong
  3   input was rejected
  4   conflict
  5   there is no such record, item, evidence or batch
  6   the policy does not allow it
  70  an error of the system or damaged data";

impl Exit {
    /// The number.
    pub fn code(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::Look => 1,
            Exit::Usage => 2,
            Exit::Rejected => 3,
            Exit::Conflict => 4,
            Exit::Missing => 5,
            Exit::Policy => 6,
            Exit::Machine => 70,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit.code())
    }
}

/// Why a command stopped.
#[derive(Debug)]
pub(super) struct Failure {
    pub exit: Exit,
    /// What happened.
    pub message: String,
    /// Each thing that stands in the way, in a line of its own.
    pub details: Vec<String>,
    /// Why, outermost first.
    pub causes: Vec<String>,
    /// What to do.
    pub hint: Option<String>,
    /// What scripts get besides the error, by key.
    pub data: Option<Box<Map<String, Value>>>,
    /// The reader of the output went away; that is how `| head` ends, and no failure. The exit code is that of what was
    /// found out by then.
    pub is_closed_pipe: bool,
    /// The output could not be written; what the command was to do may be done.
    pub is_output: bool,
}

impl Failure {
    pub(super) fn new(exit: Exit, message: impl Into<String>) -> Self {
        Failure {
            exit,
            message: message.into(),
            details: Vec::new(),
            causes: Vec::new(),
            hint: None,
            data: None,
            is_closed_pipe: false,
            is_output: false,
        }
    }

    pub(super) fn usage(message: impl Into<String>) -> Self {
        Failure::new(Exit::Usage, message)
    }

    pub(super) fn cause(mut self, cause: impl Display) -> Self {
        self.causes.push(cause.to_string());
        self
    }

    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// A file that the command line names as input, and that could not be opened or read.
    pub(super) fn input(path: &Path, error: &io::Error) -> Self {
        if let Some(found) = dangling(path) {
            return Failure::usage(format!("there is no file {}", path.display())).hint(dangling_hint(&found));
        }
        let path = path.display();
        match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
                Failure::usage(format!("there is no file {path}"))
                    .hint("check the path; a path that does not begin with / is relative to the current folder")
            }
            io::ErrorKind::IsADirectory => Failure::usage(format!("{path} is a folder, not a file")),
            io::ErrorKind::InvalidData => {
                Failure::new(Exit::Rejected, format!("{path} is not UTF-8")).hint("save the file as UTF-8")
            }
            _ => Failure::file(format!("{path} could not be read"), error),
        }
    }

    /// A file or folder that the system did not let be read or written.
    pub(super) fn file(what: impl Into<String>, error: &io::Error) -> Self {
        let failure = Failure::new(Exit::Machine, what).cause(error);
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
                failure.hint("make room on the disk (or raise the file-size limit), then run the command again")
            }
            io::ErrorKind::PermissionDenied => failure.hint("check who may write there"),
            io::ErrorKind::ReadOnlyFilesystem => {
                failure.hint("the file system is mounted read-only; name another place")
            }
            _ => failure,
        }
    }
}

/// What a link is that leads nowhere, and what can be done about it.
pub(super) fn dangling_hint(found: &Dangling) -> String {
    format!("{found}: remove the link, or create {} first", found.target.display())
}

impl From<io::Error> for Failure {
    /// An error while writing to stdout or stderr.
    fn from(error: io::Error) -> Self {
        let is_closed_pipe = error.kind() == io::ErrorKind::BrokenPipe;
        let exit = if is_closed_pipe { Exit::Done } else { Exit::Machine };
        let failure = Failure::new(exit, "the output could not be written").cause(error);
        Failure { is_closed_pipe, is_output: true, ..failure }
    }
}
