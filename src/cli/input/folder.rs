//! The records below a folder.

use std::ffi::OsStr;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use walkdir::{DirEntry, WalkDir};

use super::{Input, Notes, RECORD_FILE};
use crate::cli::parallel::Emit;
use crate::disk::{Kind, dangling};
use crate::intake::Document;

/// Every `index.json` below a folder, in the order of the paths. Links to folders are not followed: a loop would have
/// no end, and what lies elsewhere can be named by itself.
pub(super) fn read(folder: &Path, notes: &mut Notes, emit: Emit<'_, Input>) -> ControlFlow<()> {
    let mut found = false;
    for entry in WalkDir::new(folder).sort_by_file_name() {
        match entry {
            Ok(entry) => {
                let is_record = entry.file_name() == OsStr::new(RECORD_FILE);
                found |= is_record && !entry.file_type().is_dir();
                if is_record || entry.path_is_symlink() {
                    read_entry(entry, folder, is_record, notes, emit)?;
                }
            }
            Err(error) => {
                let path = error.path().unwrap_or(folder).to_owned();
                let reason = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                emit(broken(&path, &reason))?;
            }
        }
    }
    if !found {
        notes.is_empty = true;
        notes.notes.push(format!(
            "there is no {RECORD_FILE} below {}; name files of other names one by one",
            folder.display()
        ));
    }
    ControlFlow::Continue(())
}

/// An entry that is called as a record is, or a link. A record that cannot be had is not passed over, for nobody would
/// know that it is missing.
fn read_entry(
    entry: DirEntry,
    folder: &Path,
    is_record: bool,
    notes: &mut Notes,
    emit: Emit<'_, Input>,
) -> ControlFlow<()> {
    match fs::metadata(entry.path()).map(|metadata| Kind::of(&metadata)) {
        Ok(Kind::File(size)) if is_record => emit(Input::File(entry.into_path(), size)),
        Ok(Kind::Folder) if entry.path_is_symlink() && entry.depth() > 0 => {
            notes.notes.push(format!("not followed: {} is a link to a folder", entry.path().display()));
            // What lies below the same folder is read where it lies.
            let place = |path: &Path| fs::canonicalize(path).ok();
            let is_read = place(entry.path()).zip(place(folder)).is_some_and(|(to, all)| to.starts_with(all));
            notes.unfollowed.extend((!is_read).then(|| entry.path().display().to_string()));
            ControlFlow::Continue(())
        }
        Ok(Kind::Folder) => ControlFlow::Continue(()),
        // To open it could mean to wait for ever.
        Ok(other) if is_record => emit(broken(entry.path(), &format!("it is {other} and not a file"))),
        Err(error) if is_record => {
            let reason = dangling(entry.path()).map_or(error.to_string(), |found| found.to_string());
            emit(broken(entry.path(), &reason))
        }
        // A folder of records may have stood here, or does where the link leads.
        Err(error) => {
            let reason = dangling(entry.path()).map_or(error.to_string(), |found| found.to_string());
            notes.notes.push(format!("not followed: {}: {reason}", entry.path().display()));
            notes.unfollowed.push(entry.path().display().to_string());
            ControlFlow::Continue(())
        }
        Ok(_) => ControlFlow::Continue(()),
    }
}

fn broken(path: &Path, reason: &str) -> Input {
    Input::Document(Document::unreadable(&path.to_string_lossy(), reason))
}
