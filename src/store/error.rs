//! What can go wrong with a database, told apart by what the user can do about it.

use std::path::{Path, PathBuf};

use rusqlite::{ErrorCode, ffi};

use super::leftover::{JOURNAL, companion, has_hot_journal, target};
use super::stranger::Stranger;
use crate::disk::EntryKind;

/// Why the database could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no such file.
    #[error("there is no database {}", .0.display())]
    Missing(PathBuf),
    /// A file already exists where a new database should go.
    #[error("{} already exists and was not changed", .0.display())]
    Exists(PathBuf),
    /// There is no database, but the log of one that was there.
    #[error("there is no {}, but {} of an earlier database", path.display(), log.display())]
    Leftover {
        /// Where the database should be.
        path: PathBuf,
        /// What is left of it.
        log: PathBuf,
    },
    /// A command was killed in the middle of a change, and what is needed to read the database is beside it, in a
    /// place that may not be written to.
    #[error("{} cannot be read alone: a command that was killed left {} beside it", path.display(), log.display())]
    Unfinished {
        /// The database.
        path: PathBuf,
        /// The file with the changes, or with what undoes them.
        log: PathBuf,
    },
    /// The log beside the database belongs to another state of it, and SQLite would apply it to this one.
    #[error("{} is not the log of {}, but of another state of it", log.display(), path.display())]
    ForeignLog {
        /// The database.
        path: PathBuf,
        /// The log.
        log: PathBuf,
    },
    /// Something that is not a file has the name of one of SQLite's files of the database.
    #[error("{} is {kind}, but SQLite needs a file of {} or none", file.display(), path.display())]
    NoFile {
        /// The database.
        path: PathBuf,
        /// Its path.
        file: PathBuf,
        /// What that is.
        kind: EntryKind,
    },
    /// There are triggers or views that canonry did not make.
    #[error("{} has {}, which canonry did not create", path.display(), list(strangers))]
    Strangers {
        /// The database.
        path: PathBuf,
        /// What they are.
        strangers: Vec<Stranger>,
    },
    /// The file is not an SQLite database.
    #[error("{} is not a database", .0.display())]
    NotADatabase(PathBuf),
    /// The file is an SQLite database of another program.
    #[error("{} is an SQLite database, but not one of canonry's", .0.display())]
    Foreign(PathBuf),
    /// The database was written by a newer canonry.
    #[error("{} has schema version {found}, but this canonry knows only {known}", path.display())]
    Newer {
        /// The database.
        path: PathBuf,
        /// Its schema version.
        found: i32,
        /// The newest version that this program knows.
        known: i32,
    },
    /// The database was written by an older canonry, and is not to be brought up to date.
    #[error("{} has schema version {found}, and this canonry reads version {known}", path.display())]
    Older {
        /// The database.
        path: PathBuf,
        /// Its schema version.
        found: i32,
        /// The version of this program.
        known: i32,
    },
    /// A migration failed or left broken references.
    #[error("the schema of {} could not be upgraded: {detail}", path.display())]
    Migration {
        /// The database.
        path: PathBuf,
        /// What happened.
        detail: String,
        /// The copy that was made before, if the database had records.
        copy: Option<PathBuf>,
    },
    /// Another process is writing and did not finish in time.
    #[error("{} is busy: another process is writing to it", .0.display())]
    Busy(PathBuf),
    /// This user may not read the database.
    #[error("{} cannot be read: you may not read it", .0.display())]
    Unreadable(PathBuf),
    /// The database may not be written to.
    #[error("{} cannot be written to", .0.display())]
    ReadOnly(PathBuf),
    /// The disk is full, or a limit on the size of files is reached.
    #[error("{} could not be written: the disk is full or a file-size limit is reached", path.display())]
    Full {
        /// The database.
        path: PathBuf,
        /// What SQLite said.
        source: rusqlite::Error,
    },
    /// The content is not what canonry wrote.
    #[error("{} is damaged: {detail}", path.display())]
    Damaged {
        /// The database.
        path: PathBuf,
        /// What was found, and where.
        detail: String,
    },
    /// The content of a record is not what canonry wrote.
    #[error("the record {id} in {} is damaged: its content does not match its digest", path.display())]
    RecordDamaged {
        /// The database.
        path: PathBuf,
        /// The record's id, as it reads now.
        id: String,
    },
    /// The file system refused.
    #[error("{} could not be used", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Anything else that SQLite says.
    #[error("{}: the database could not be used", path.display())]
    Sqlite {
        /// The database.
        path: PathBuf,
        /// What SQLite said.
        source: rusqlite::Error,
    },
}

impl StoreError {
    /// What an error of SQLite means for the user of this database.
    pub(super) fn new(path: &Path, source: rusqlite::Error) -> Self {
        let code = source.sqlite_error().map(|error| error.extended_code);
        // A journal that was applied, but cannot be removed from its folder, would be applied again.
        let is_stuck = code == Some(ffi::SQLITE_IOERR_DELETE) && has_hot_journal(path);
        if is_stuck || code == Some(ffi::SQLITE_READONLY_ROLLBACK) {
            return StoreError::Unfinished { log: companion(path, JOURNAL), path: target(path) };
        }
        let path = path.to_owned();
        match source.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => StoreError::NotADatabase(path),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy(path),
            Some(ErrorCode::ReadOnly) => StoreError::ReadOnly(path),
            Some(ErrorCode::DiskFull) => StoreError::Full { path, source },
            Some(ErrorCode::SystemIoFailure) if is_write(&source) => StoreError::Full { path, source },
            Some(ErrorCode::DatabaseCorrupt) => StoreError::Damaged { path, detail: source.to_string() },
            _ => match source {
                rusqlite::Error::FromSqlConversionFailure(..) | rusqlite::Error::InvalidColumnType(..) => {
                    StoreError::Damaged { path, detail: source.to_string() }
                }
                _ => StoreError::Sqlite { path, source },
            },
        }
    }
}

/// Whether a failed input or output was a write: SQLite reports a file-size limit like this, and not as a full disk.
fn is_write(error: &rusqlite::Error) -> bool {
    use ffi::{SQLITE_IOERR_FSYNC, SQLITE_IOERR_SHMSIZE, SQLITE_IOERR_TRUNCATE, SQLITE_IOERR_WRITE};
    let code = error.sqlite_error().map(|error| error.extended_code);
    [SQLITE_IOERR_WRITE, SQLITE_IOERR_TRUNCATE, SQLITE_IOERR_FSYNC, SQLITE_IOERR_SHMSIZE].map(Some).contains(&code)
}

fn list(strangers: &[Stranger]) -> String {
    strangers.iter().map(|stranger| format!("the {} {}", stranger.kind, stranger.name)).collect::<Vec<_>>().join(", ")
}
