//! What stands where a snapshot goes: the same release, or something else, which stays.

use std::path::Path;

use super::error::SnapshotError;
use crate::curate::WorkProgress;
use crate::curate::release::verify::{VerifiedSnapshot, verify_archive, verify_folder};
use crate::disk::EntryKind;
use crate::publish::Manifest;

/// Whether a folder of the same release exists.
///
/// # Errors
/// [`SnapshotError::Other`] if something else does.
pub(super) fn is_folder(path: &Path, manifest: &Manifest) -> Result<bool, SnapshotError> {
    is_same(path, manifest, |path| verify_folder(path, &WorkProgress::default()))
}

/// Whether an archive of the same release exists. The compressed bytes may be those of another version of canonry.
///
/// # Errors
/// [`SnapshotError::Other`] if something else does.
pub(super) fn is_archive(path: &Path, manifest: &Manifest) -> Result<bool, SnapshotError> {
    is_same(path, manifest, |path| verify_archive(path, &WorkProgress::default()))
}

fn is_same(
    path: &Path,
    manifest: &Manifest,
    verify: impl FnOnce(&Path) -> std::io::Result<VerifiedSnapshot>,
) -> Result<bool, SnapshotError> {
    let failed = |source| SnapshotError::Read { path: path.to_owned(), source };
    if EntryKind::at(path).map_err(failed)?.is_none() {
        return Ok(false);
    }
    match verify(path).map_err(failed)? {
        VerifiedSnapshot { manifest: Some(found), flaws, .. } if flaws.is_empty() && found == *manifest => Ok(true),
        VerifiedSnapshot { flaws, .. } => Err(SnapshotError::Other { path: path.to_owned(), flaws }),
    }
}
