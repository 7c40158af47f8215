//! Writing the notices into a tree: which records were withdrawn or renamed.
//!
//! As in a ledger no line is ever changed or removed.

use super::mode::ExportMode;
use super::written::{PutFile, put};
use super::{ExportError, ExportRecords, Exported, LeftFile, LeftReason};
use crate::disk::{EntryKind, TOP, Tree};
use crate::publish::{NoticeFile, WITHDRAWN_FILE};
use crate::store::{Filter, Snapshot};

/// Writes or compares the notices, if all records are exported. An earlier state has none.
///
/// # Errors
/// If the database or the tree cannot be read or written.
pub(super) fn write(
    (tree, mode): (&Tree, ExportMode),
    records: &ExportRecords,
    snapshot: &Snapshot<'_>,
    exported: &mut Exported,
) -> Result<(), ExportError> {
    if !matches!(records, ExportRecords::Now(filter) if **filter == Filter::default()) {
        return Ok(());
    }
    let mut file = NoticeFile::of(&snapshot.notices()?);
    let mut folder = tree.folder(TOP.to_owned())?;
    if let Some(EntryKind::File(length)) = folder.kind(WITHDRAWN_FILE)? {
        let there = folder.read(WITHDRAWN_FILE, length.saturating_add(1))?;
        match file.absorb(&there) {
            Ok(unknown) => exported.unknown_lines += unknown,
            Err(_) => {
                let (path, reason) = (folder.path_of(WITHDRAWN_FILE), LeftReason::NotALedger);
                exported.left.push(LeftFile { path, reason });
                return Ok(());
            }
        }
    }
    if file.is_empty() {
        return Ok(());
    }
    let PutFile { difference, .. } = put(tree, &mut folder, (WITHDRAWN_FILE, &file.bytes()), mode.only_looks())?;
    exported.written += u64::from(difference.is_some());
    exported.unchanged += u64::from(difference.is_none());
    exported.differences.extend(difference);
    Ok(())
}
