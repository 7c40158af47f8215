//! The records below a folder.

use std::ffi::OsStr;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::ledger::LedgerFiles;
use super::parts::{InputText, Notes};
use crate::cli::env::Env;
use crate::disk::{Emit, FoundFile, find};
use crate::publish::{LEDGER, RECORD_FILE, WITHDRAWN_FILE};

/// Every record below a folder, in the order of the paths.
pub(super) fn read<'e>(
    folder: &Path,
    env: &'e Env,
    notes: &mut Notes,
    emit: Emit<'_, InputText<'e>>,
) -> ControlFlow<()> {
    let withdrawn = folder.join(WITHDRAWN_FILE);
    // All records of a tree may be withdrawn.
    let mut is_empty = fs::symlink_metadata(&withdrawn).is_err();
    if !is_empty {
        // Before the records, so that each is known under the id that it has.
        emit(InputText::notices(withdrawn, env))?;
    }
    find(folder, RECORD_FILE, Some(LEDGER), &mut |found| {
        is_empty &= match &found {
            FoundFile::File(..) | FoundFile::Other(..) | FoundFile::Unreadable(_) => false,
            FoundFile::LinkToFolder { path, .. } => path.file_name() != Some(OsStr::new(RECORD_FILE)),
            FoundFile::Folder(_) | FoundFile::Closed(_) | FoundFile::DeadLink(_) => true,
        };
        match found {
            FoundFile::File(path, size) => emit(InputText::in_file(path, size, env)),
            FoundFile::Folder(path) => match alone(path) {
                Some(files) => emit(InputText::ledger(files, env)),
                None => ControlFlow::Continue(()),
            },
            FoundFile::Other(path, kind) => {
                emit(InputText::unreadable(&path, &format!("it is {kind}, not a file"), env))
            }
            FoundFile::Unreadable(error) | FoundFile::Closed(error) => {
                emit(InputText::unreadable(&error.path, &error.reason(), env))
            }
            FoundFile::LinkToFolder { path, is_within } => {
                notes.notes.push(format!("not followed: {} is a link to a folder", path.display()));
                // The files of a folder below the same folder are read there.
                notes.unfollowed.extend((!is_within).then(|| path.display().to_string()));
                ControlFlow::Continue(())
            }
            FoundFile::DeadLink(error) => {
                notes.notes.push(format!("not followed: {}: {}", error.path.display(), error.reason()));
                notes.unfollowed.push(error.path.display().to_string());
                ControlFlow::Continue(())
            }
        }
    })?;
    if is_empty {
        notes.is_empty = true;
        notes.notes.push(format!("there is no {RECORD_FILE} below {}; name other files one by one", folder.display()));
    }
    ControlFlow::Continue(())
}

/// The ledger in a folder without a record beside it: the record was withdrawn or renamed there.
fn alone(folder: PathBuf) -> Option<LedgerFiles> {
    if folder.with_file_name(RECORD_FILE).exists() { None } else { LedgerFiles::find(folder) }
}
