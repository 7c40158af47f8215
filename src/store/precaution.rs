//! The backup before a migration, so that a migration that goes wrong loses nothing.

use std::fs::Metadata;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use sha2::{Digest, Sha256};

use super::connect::open_at_rest;
use super::leftover::beside;
use super::{BackupProgress, Store, StoreError};
#[cfg(unix)]
use crate::disk;

/// Copies a database that has records to `FILE.before-vN`, N the version it is brought to. A copy of an earlier attempt
/// is used again if it is a complete copy; any other file of that name stays, and the copy gets a number.
///
/// Nobody may write to the database meanwhile.
pub(super) fn copy_before_upgrade(
    store: &Store,
    found: i32,
    known: i32,
    report: &mut dyn FnMut(BackupProgress),
) -> Result<Option<PathBuf>, StoreError> {
    let wrap = |error| store.error(error);
    let sql = "SELECT EXISTS (SELECT 1 FROM record)";
    if found == 0 || !store.connection.query_row(sql, [], |row| row.get::<_, bool>(0)).map_err(wrap)? {
        return Ok(None);
    }
    let state = state(&store.connection).map_err(wrap)?;
    let name = beside(&store.path, &format!(".before-v{known}"));
    let numbered = (2_u32..).map(|number| beside(&name, &format!(".{number}")));
    for copy in std::iter::once(name.clone()).chain(numbered) {
        let is_taken = copy.symlink_metadata().is_ok();
        if is_taken && is_copy(&copy, &store.path, found, state) {
            return Ok(Some(copy));
        }
        if !is_taken {
            match Store::copy(&store.path, &copy, true, &mut *report) {
                Ok(_) => return Ok(Some(copy)),
                // A file was created there meanwhile, or a file there would belong to the copy according to its name.
                Err(StoreError::Exists(_) | StoreError::Leftover { .. }) => {}
                Err(error) => return Err(error),
            }
        }
    }
    Err(StoreError::Exists(name))
}

/// Whether a file is a complete copy of a database in its current state, and only those who may read the database may
/// read the copy.
fn is_copy(copy: &Path, database: &Path, found: i32, original: [u8; 32]) -> bool {
    let (Ok(file), Ok(metadata)) = (copy.symlink_metadata(), database.metadata()) else { return false };
    if !file.is_file() || !have_same_rights(&file, &metadata) {
        return false;
    }
    let Ok((store, version)) = open_at_rest(copy) else { return false };
    let verdict = store.connection.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0));
    version == found
        && verdict.is_ok_and(|verdict| verdict == "ok")
        && state(&store.connection).is_ok_and(|state| state == original)
}

#[cfg(unix)]
fn have_same_rights(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    // If the owner of a copy could not be changed, it belongs to the user who made it, who can read both.
    one.mode() == other.mode() && (one.uid() == other.uid() || Some(one.uid()) == disk::user())
}

#[cfg(not(unix))]
fn have_same_rights(_one: &Metadata, _other: &Metadata) -> bool {
    true
}

/// What identifies a state of a database: every batch, and the digest of every record.
fn state(connection: &Connection) -> rusqlite::Result<[u8; 32]> {
    let mut hash = Sha256::new();
    let batches = "SELECT id, json_array(day, actor, reason, command) FROM batch ORDER BY id";
    for sql in [batches, "SELECT id, canon_id || hex(digest) FROM record ORDER BY id"] {
        let mut statement = connection.prepare(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            hash.update(row.get::<_, i64>(0)?.to_be_bytes());
            let text: String = row.get(1)?;
            hash.update(text.len().to_string());
            hash.update(text);
        }
    }
    Ok(hash.finalize().into())
}
