//! How a command ends that did not do what it was asked: what happened, why, and what to do.

use std::borrow::Cow;
use std::fmt::Display;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use serde_json::{Map, Value};

use super::undo;
use crate::curate::{Cause, Refusal};
use crate::disk::{Kind, dangling};
use crate::store::{StoreError, Stranger};

/// The exit codes that scripts may rely on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exit {
    /// Done.
    Done = 0,
    /// Done, and there is something to look at.
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
    /// The machine's fault.
    Machine = 70,
}

impl Exit {
    pub(super) fn code(self) -> u8 {
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
    /// Whoever read the output went away; that is how `| head` ends, and no failure.
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
            return Failure::usage(format!("there is no file {}", path.display())).hint(found.hint());
        }
        let path = path.display();
        match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
                Failure::usage(format!("there is no file {path}"))
                    .hint("check the path; one that does not begin with / begins in the current folder")
            }
            io::ErrorKind::IsADirectory => Failure::usage(format!("{path} is a folder, and a file is to be read")),
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

impl From<io::Error> for Failure {
    /// An error while writing to stdout or stderr.
    fn from(error: io::Error) -> Self {
        let is_closed_pipe = error.kind() == io::ErrorKind::BrokenPipe;
        Failure {
            is_closed_pipe,
            is_output: true,
            ..Failure::new(Exit::Machine, "the output could not be written").cause(error)
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Store(error) => error.into(),
            Refusal::Obstructed(obstructed) => undo::failure(&obstructed),
            Refusal::Refused { cause, message, details, hint } => {
                let exit = match cause {
                    Cause::Usage | Cause::Declined => Exit::Usage,
                    Cause::Input => Exit::Rejected,
                    Cause::Conflict => Exit::Conflict,
                    Cause::Missing => Exit::Missing,
                    Cause::Policy => Exit::Policy,
                };
                Failure { details, hint, ..Failure::new(exit, message) }
            }
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let failure = Failure::new(Exit::Machine, error.to_string());
        if let StoreError::Missing(path) | StoreError::Exists(path) = &error
            && let Some(found) = dangling(path)
        {
            let target = found.target.display();
            let is_file = found.link == *path; // else one of the folders before it
            let make =
                if is_file { format!("run `canonry --db {target} init`") } else { format!("make {target} first") };
            return Failure::usage(found.to_string()).hint(format!("remove the link, or {make}"));
        }
        match &error {
            StoreError::Missing(_) => Failure { exit: Exit::Usage, ..failure }
                .hint("make one with `canonry init`, or with `canonry import PATH`; or name another with --db FILE"),
            StoreError::Exists(_) => {
                Failure { exit: Exit::Usage, ..failure }.hint("use it as it is, or name another file with --db FILE")
            }
            StoreError::Leftover { .. } => failure.hint(
                "it may hold changes that are nowhere else: put the database back beside it; or else remove it",
            ),
            StoreError::Unfinished { path, .. } => failure.hint(format!(
                "run `canonry --db {} log --limit 1` as a user who may write to both files and to their folder; \
                 or copy both files to a folder of your own, and name the copy with --db",
                path.display()
            )),
            StoreError::ForeignLog { path, log } => failure.hint(format!(
                "if {} was restored from a backup, remove {} and the file beside it that ends with -shm; \
                 or else put the file back that it belongs to",
                path.display(),
                log.display()
            )),
            StoreError::NoFile { kind: Kind::Link, .. } => failure.hint(
                "if it leads to a file that belongs to this database, put that in its place; or else remove the link",
            ),
            StoreError::NoFile { .. } => failure.hint("canonry did not make it: move it away, then run this again"),
            StoreError::Unreadable(_) => failure.hint("run the command as its owner, or let the owner give you the right"),
            StoreError::Strangers { path, strangers } => {
                let drops: String = strangers.iter().map(Stranger::removal).collect();
                let words = [path.to_string_lossy().into_owned(), drops];
                let words = words.iter().map(|word| shlex::try_quote(word).unwrap_or(Cow::Borrowed(word)));
                let (they, them) = if strangers.len() == 1 { ("it", "it") } else { ("they", "them") };
                failure.hint(format!(
                    "{they} could change what is stored or shown; if you trust the file, drop {them}: sqlite3 {}",
                    words.collect::<Vec<_>>().join(" ")
                ))
            }
            StoreError::NotADatabase(_) | StoreError::Foreign(_) => {
                failure.hint("nothing was changed; name canonry's database with --db FILE")
            }
            StoreError::Newer { .. } => failure.hint("install the canonry that made it, or a newer one"),
            StoreError::Migration { copy, .. } => match copy {
                Some(copy) => failure.hint(format!("the database as it was before is in {}", copy.display())),
                None => failure.hint("nothing was lost: it held no records"),
            },
            StoreError::Busy(_) => failure.hint("wait until the other command has ended, then run this one again"),
            StoreError::ReadOnly(_) => {
                failure.hint("check who may write to the file, to what SQLite keeps beside it (-wal, -shm) and to the folder; what only \
                 reads, such as show, export and rates, needs none of it, unless the database is of an older canonry")
            }
            StoreError::Full { source, .. } => {
                failure.cause(source).hint("nothing was written; make room, then run the command again")
            }
            StoreError::RecordDamaged { id, .. } => failure.hint(format!(
                "`canonry verify` says what else is damaged, and how to go on; `canonry show {id}` still prints the record as it is"
            )),
            StoreError::Damaged { .. } => failure.hint(
                "`canonry verify` says what else is damaged; restore a copy that `canonry backup` made; `sqlite3 FILE .recover` may save more than an exported tree holds: \
                 that is the records alone",
            ),
            StoreError::Io { source, .. } => Failure::file(format!("{error} could not be used"), source),
            StoreError::Sqlite { source, .. } => {
                Failure { message: format!("{error}: the database could not be used"), ..failure }.cause(source)
            }
        }
    }
}
