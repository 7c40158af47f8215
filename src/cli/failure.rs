//! The failure of a command: what happened, why, and what to do.

use std::fmt::Display;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use serde_json::{Map, Value};

use crate::disk::{Dangling, dangling};

/// Declares the exit codes: the name, the number, and the meaning, which is also the line of the help.
macro_rules! exit_codes {
    ($(#[doc = $meaning:literal] $name:ident = $code:literal,)*) => {
        /// The exit codes that scripts may rely on.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Exit {
            $(#[doc = $meaning] $name,)*
        }

        impl Exit {
            /// Each code, in the order of the numbers.
            const ALL: &[Exit] = &[$(Exit::$name),*];

            /// The number.
            pub fn code(self) -> u8 {
                match self {
                    $(Exit::$name => $code,)*
                }
            }

            /// What it means, in the words of the help.
            fn meaning(self) -> &'static str {
                match self {
                    $(Exit::$name => $meaning.trim_ascii(),)*
                }
            }
        }
    };
}

exit_codes! {
    /// done
    Done = 0,
    /// done, but check the output
    Look = 1,
    /// the command line is wrong
    Usage = 2,
    /// input was rejected
    Rejected = 3,
    /// conflict
    Conflict = 4,
    /// there is no such record, item, evidence or batch
    Missing = 5,
    /// the policy does not allow it
    Policy = 6,
    /// an error of the system or damaged data
    Machine = 70,
}

/// The exit codes, for the help of the program.
pub(super) fn exit_codes() -> String {
    let lines = Exit::ALL.iter().map(|exit| format!("\n  {:<4}{}", exit.code(), exit.meaning()));
    format!("Exit codes:{}", lines.collect::<String>())
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
    /// Each obstacle, one per line.
    pub details: Vec<String>,
    /// Why, outermost first.
    pub causes: Vec<String>,
    /// What to do.
    pub hint: Option<String>,
    /// What scripts get in addition to the error, by key.
    pub data: Option<Box<Map<String, Value>>>,
    /// The reader of the output closed it. That is how `| head` ends, and not an error. The exit code is that of what
    /// was found out by then.
    pub is_closed_pipe: bool,
    /// The output could not be written, but the work of the command may be done.
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

    /// A file or folder that could not be read or written.
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

/// What is wrong with a broken link, and what to do about it.
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
