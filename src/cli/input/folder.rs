//! The records below a folder.

use std::ffi::OsStr;
use std::ops::ControlFlow;
use std::path::Path;

use super::parts::{InputText, Notes};
use crate::cli::env::Env;
use crate::disk::{Emit, FoundFile, find};
use crate::publish::RECORD_FILE;

/// Every record below a folder, in the order of the paths.
pub(super) fn read<'e>(
    folder: &Path,
    env: &'e Env,
    notes: &mut Notes,
    emit: Emit<'_, InputText<'e>>,
) -> ControlFlow<()> {
    let mut is_empty = true;
    find(folder, RECORD_FILE, &mut |found| {
        is_empty &= match &found {
            FoundFile::File(..) | FoundFile::Other(..) | FoundFile::Unreadable(_) => false,
            FoundFile::LinkToFolder { path, .. } => path.file_name() != Some(OsStr::new(RECORD_FILE)),
            FoundFile::Closed(_) | FoundFile::DeadLink(_) => true,
        };
        match found {
            FoundFile::File(path, size) => emit(InputText::in_file(path, size, env)),
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
