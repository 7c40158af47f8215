//! The ledger beside a record, and the notices of a tree.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::cli::env::Env;
use crate::disk::open_found;
use crate::intake::{Draft, ReadLedger, ReadNotices};
use crate::ledger::LedgerLine;
use crate::publish::{LEDGER, LEDGER_EXTENSION};
use crate::record::{Date, Demands};

/// The most bytes of a ledger of one record, or of the notices of a tree, that are read, because they are in memory at
/// once.
const MAX_BYTES: u64 = 64_000_000;

/// The files of a ledger, which are yet to be read.
pub(super) struct LedgerFiles {
    folder: PathBuf,
    /// In the order of their names, each with its size in bytes, or why it cannot be read.
    files: Vec<(PathBuf, Result<u64, String>)>,
}

impl LedgerFiles {
    /// The files in a folder; `None` if there are none. Links are not followed.
    pub(super) fn find(folder: PathBuf) -> Option<Self> {
        let entries = match fs::symlink_metadata(&folder) {
            Ok(metadata) if metadata.is_dir() => fs::read_dir(&folder),
            // The walk names links.
            Ok(metadata) if metadata.is_symlink() => return None,
            Ok(_) => return Some(LedgerFiles::unreadable(folder)),
            Err(_) => return None,
        };
        let mut files = match entries {
            Ok(entries) => {
                entries.flatten().map(|entry| entry.path()).filter(|path| is_ledger(path)).map(sized).collect()
            }
            Err(error) => vec![(folder.clone(), Err(error.to_string()))],
        };
        files.sort_unstable();
        (!files.is_empty()).then_some(LedgerFiles { folder, files })
    }

    /// Something that is in the way of the folder of a ledger.
    fn unreadable(path: PathBuf) -> Self {
        let reason = format!("it is not a folder, as \"{LEDGER}\" beside a record has to be");
        LedgerFiles { folder: path.clone(), files: vec![(path, Err(reason))] }
    }

    /// The folder.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The size of all in bytes.
    pub(super) fn bytes(&self) -> u64 {
        self.files.iter().filter_map(|(_, size)| size.as_ref().ok()).fold(0, |all, size| all.saturating_add(*size))
    }

    /// Reads the files. The demands have the last day and the largest count that a line may name.
    pub(super) fn read(&self, is_alone: bool, demands: &Demands, env: &Env) -> ReadLedger {
        let mut ledger = ReadLedger { is_alone, max_count: Some(demands.max_count), ..ReadLedger::default() };
        let mut left = MAX_BYTES;
        for (path, size) in &self.files {
            let text = size.clone().and_then(|size| {
                let too_many = || format!("with it the ledger of the record has more than {MAX_BYTES} bytes");
                left = left.checked_sub(size).ok_or_else(too_many)?;
                read(path, size).map_err(|error| error.to_string())
            });
            match text {
                Ok(text) => ledger.read(&text, &env.written(path), demands.latest),
                Err(reason) => ledger.faulty.push(unreadable(path, &reason, env)),
            }
        }
        ledger
    }
}

/// What the ledger beside a file says of rates and rewordings, if there is one.
pub(in crate::cli) fn ledger_beside(file: &Path, demands: &Demands, env: &Env) -> Vec<LedgerLine> {
    let folder = file.parent().unwrap_or(Path::new("")).join(LEDGER);
    LedgerFiles::find(folder).map_or_else(Vec::new, |files| files.read(false, demands, env).lines)
}

fn is_ledger(path: &Path) -> bool {
    path.extension() == Some(OsStr::new(LEDGER_EXTENSION))
}

/// A file with its size.
fn sized(path: PathBuf) -> (PathBuf, Result<u64, String>) {
    let size = match fs::symlink_metadata(&path) {
        Ok(metadata) if metadata.is_file() => Ok(metadata.len()),
        Ok(_) => Err("it is not a file, and no link is followed".to_owned()),
        Err(error) => Err(error.to_string()),
    };
    (path, size)
}

/// The content of a file, up to the size that it had.
fn read(path: &Path, size: u64) -> io::Result<Vec<u8>> {
    let mut text = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
    open_found(path)?.0.take(size).read_to_end(&mut text)?;
    Ok(text)
}

/// Reads the notices of a tree. A link is not followed.
pub(super) fn read_notices(file: &Path, latest: Option<Date>, env: &Env) -> ReadNotices {
    let mut notices = ReadNotices::default();
    let (path, size) = sized(file.to_owned());
    let text = size.and_then(|size| match size <= MAX_BYTES {
        true => read(&path, size).map_err(|error| error.to_string()),
        false => Err(format!("it has more than {MAX_BYTES} bytes")),
    });
    match text {
        Ok(text) => notices.read(&text, &env.written(&path), latest),
        Err(reason) => notices.faulty.push(unreadable(&path, &reason, env)),
    }
    notices
}

fn unreadable(path: &Path, reason: &str, env: &Env) -> Draft {
    Draft::broken_ledger(&env.written(path), format!("cannot be read: {reason}"))
}
