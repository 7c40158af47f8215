//! The ledger beside a record.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use crate::cli::env::Env;
use crate::disk::read_plain;
use crate::intake::{Draft, ReadLedger};
use crate::publish::LEDGER_EXTENSION;
use crate::record::Date;

/// The most bytes of a ledger of one record that are read, because they are in memory at once.
const MAX_BYTES: u64 = 64_000_000;

/// Reads the files of a ledger, in the order of their names; `None` if there are none. Links are not followed.
pub(super) fn read(folder: &Path, is_alone: bool, latest: Option<Date>, env: &Env) -> Option<ReadLedger> {
    if !fs::symlink_metadata(folder).is_ok_and(|metadata| metadata.is_dir()) {
        return None;
    }
    let mut ledger = ReadLedger { is_alone, ..ReadLedger::default() };
    let unreadable = |path: &Path, reason: &str| Draft::unreadable(&env.written(path), reason);
    let mut files: Vec<PathBuf> = match fs::read_dir(folder) {
        Ok(entries) => entries.flatten().map(|entry| entry.path()).collect(),
        Err(error) => {
            ledger.faulty.push(unreadable(folder, &error.to_string()));
            return Some(ledger);
        }
    };
    files.retain(|path| path.extension() == Some(OsStr::new(LEDGER_EXTENSION)));
    files.sort_unstable();
    let mut left = MAX_BYTES;
    for path in &files {
        let size = match fs::symlink_metadata(path) {
            Ok(metadata) if metadata.is_file() => metadata.len(),
            Ok(_) => {
                ledger.faulty.push(unreadable(path, "it is not a file, and no link is followed"));
                continue;
            }
            Err(error) => {
                ledger.faulty.push(unreadable(path, &error.to_string()));
                continue;
            }
        };
        let Some(rest) = left.checked_sub(size) else {
            let reason = format!("with it the ledger of the record has more than {MAX_BYTES} bytes");
            ledger.faulty.push(unreadable(path, &reason));
            continue;
        };
        left = rest;
        match read_plain(path) {
            Ok(text) => ledger.read(&text, &env.written(path), latest),
            Err(error) => ledger.faulty.push(unreadable(path, &error.to_string())),
        }
    }
    (!files.is_empty()).then_some(ledger)
}
