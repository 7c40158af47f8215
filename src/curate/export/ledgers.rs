//! Writing the ledgers of records into a tree.
//!
//! A line is never changed and never removed: a file of the tree may have lines that the database does not have yet.

use super::mode::ExportMode;
use super::written::{PutFile, put};
use super::{ExportError, ExportRecords, Exported, FileDifference, LeftFile, LeftReason};
use crate::disk::{EntryKind, Folder, Tree, ordered};
use crate::publish::{LedgerFile, ledger_folder_of};
use crate::store::{RecordLedger, Snapshot};

/// The files of a record's ledger.
#[derive(Default)]
struct WrittenLedger {
    differences: Vec<FileDifference>,
    unchanged: u64,
    /// The number of lines of the tree that the database does not have.
    unknown: u64,
    left: Vec<LeftFile>,
}

/// Writes or compares the ledgers of the chosen records. An earlier state has none: a ledger only grows.
///
/// # Errors
/// If the database or the tree cannot be read or written, or a piece of evidence is damaged.
pub(super) fn write(
    (tree, mode): (&Tree, ExportMode),
    records: &ExportRecords,
    snapshot: &mut Snapshot<'_>,
    exported: &mut Exported,
) -> Result<(), ExportError> {
    let ExportRecords::Now(filter) = records else { return Ok(()) };
    let (read, written) = ordered(
        |emit| snapshot.each_ledger(filter, |ledger| Ok::<_, ExportError>(emit(ledger))),
        |ledger: &RecordLedger| ledger.lines.len().saturating_mul(512),
        |ledger| write_one(tree, mode, &ledger),
        |results| {
            for written in results {
                let WrittenLedger { differences, unchanged, unknown, left } = written?;
                exported.written += differences.len() as u64;
                exported.unchanged += unchanged;
                exported.differences.extend(differences);
                exported.unknown_lines += unknown;
                exported.left.extend(left);
            }
            Ok::<_, ExportError>(())
        },
    );
    written?;
    read
}

fn write_one(tree: &Tree, mode: ExportMode, ledger: &RecordLedger) -> Result<WrittenLedger, ExportError> {
    let mut folder = tree.folder(ledger_folder_of(&ledger.id))?;
    let mut written = WrittenLedger::default();
    for (name, mut file) in LedgerFile::of(&ledger.lines) {
        let ours = file.bytes();
        let Some(unknown) = absorb(&mut file, &folder, &name, &ours)? else {
            written.left.push(LeftFile { path: folder.path_of(&name), reason: LeftReason::NotALedger });
            continue;
        };
        written.unknown += unknown;
        let bytes = if unknown == 0 { ours } else { file.bytes() };
        let PutFile { difference, .. } = put(tree, &mut folder, (&name, &bytes), mode.only_looks())?;
        written.unchanged += u64::from(difference.is_none());
        written.differences.extend(difference);
    }
    Ok(written)
}

/// Adds the lines that the file in the tree has besides, and returns their number; `None` if it has others than lines
/// of a ledger.
fn absorb(file: &mut LedgerFile, folder: &Folder<'_>, name: &str, ours: &[u8]) -> Result<Option<u64>, ExportError> {
    let Some(EntryKind::File(length)) = folder.kind(name)? else { return Ok(Some(0)) };
    let there = folder.read(name, length.saturating_add(1))?;
    if there == ours {
        return Ok(Some(0));
    }
    Ok(file.absorb(&there).ok())
}
