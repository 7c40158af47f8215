//! Writing the ledgers of records into a tree.
//!
//! A line is never changed and never removed: a file of the tree may have lines that the database does not have yet.
//! Evidence on a withdrawn record is written, too: others may know the record, and it can be restored.

use std::collections::HashSet;
use std::ops::ControlFlow;

use super::known_ledgers::LedgerStates;
use super::mode::ExportMode;
use super::written::{PutFile, put};
use super::{ExportError, ExportRecords, Exported, FileDifference, LeftFile, LeftReason};
use crate::disk::{Compared, EntryKind, Folder, Tree, ordered};
use crate::ledger::{LedgerLine, NoticedRecords};
use crate::publish::{LedgerFile, ledger_folder_of};
use crate::record::Id;
use crate::store::{Digest, Filter, KnownTree, NotedRecord, RecordLedger, Snapshot};

/// By how many bytes a file in the tree may be larger than that of the database, because both are in memory at once.
/// An import reads no larger ledger.
const MAX_OTHERS: u64 = 64_000_000;

/// The files of a record's ledger.
#[derive(Default)]
struct WrittenLedger {
    differences: Vec<FileDifference>,
    unchanged: u64,
    /// The number of lines of the tree that the database does not have.
    unknown: u64,
    /// Whether a file of the tree has lines that the file of the database does not have.
    has_others: bool,
    left: Vec<LeftFile>,
    /// What the files are now, if all of them are known to have the lines of the database and no others.
    noted: Option<NotedRecord>,
}

/// A file of the database with the lines that the file in the tree has besides.
struct JoinedFile {
    bytes: Vec<u8>,
    /// The lines that only the file in the tree has.
    others: Vec<Vec<u8>>,
}

/// Writes or compares the ledgers of the chosen records, and with all records those of withdrawn ones, but for those
/// whose files are known to be unchanged. An earlier state has none: a ledger only grows.
///
/// # Errors
/// If the database or the tree cannot be read or written, or a piece of evidence is damaged.
pub(super) fn write(
    place: (&Tree, ExportMode),
    records: &ExportRecords,
    known: Option<&KnownTree>,
    snapshot: &mut Snapshot<'_>,
    exported: &mut Exported,
) -> Result<(), ExportError> {
    let ExportRecords::Now(filter) = records else { return Ok(()) };
    write_those(place, (filter, |_| true), known, snapshot, exported)?;
    if **filter != Filter::default() {
        return Ok(());
    }
    // One whose arrival was undone is not withdrawn for others.
    let noticed = NoticedRecords::of(&snapshot.notices()?);
    if noticed.records().is_empty() {
        return Ok(());
    }
    let filter = Filter { withdrawn: true, ..Filter::default() };
    write_those(place, (&filter, |id| noticed.is_withdrawn(id)), known, snapshot, exported)
}

/// Writes or compares the ledgers of a filter that are chosen by their ids.
fn write_those(
    (tree, mode): (&Tree, ExportMode),
    (filter, is_chosen): (&Filter, impl Fn(&Id) -> bool + Sync),
    known: Option<&KnownTree>,
    snapshot: &mut Snapshot<'_>,
    exported: &mut Exported,
) -> Result<(), ExportError> {
    let states =
        known.map(|known| LedgerStates::find(tree, (known, filter), snapshot)).transpose()?.unwrap_or_default();
    exported.unchanged += states.unchanged;
    let (read, written) = ordered(
        |emit| {
            let is_unchanged = |row| states.proven.contains(&row);
            snapshot.each_ledger(filter, is_unchanged, |ledger| {
                let chosen = is_chosen(&ledger.id);
                Ok::<_, ExportError>(if chosen { emit(ledger) } else { ControlFlow::Continue(()) })
            })
        },
        |ledger: &RecordLedger| ledger.lines.len().saturating_mul(512),
        |ledger| write_one(tree, mode, &ledger, states.others.get(&ledger.row).copied()),
        |results| {
            for written in results {
                let WrittenLedger { differences, unchanged, unknown, has_others: _, left, noted } = written?;
                exported.written += differences.len() as u64;
                exported.unchanged += unchanged;
                exported.differences.extend(differences);
                exported.unknown_lines += unknown;
                exported.left.extend(left);
                exported.noted.extend(noted.filter(|_| !mode.only_looks()));
            }
            Ok::<_, ExportError>(())
        },
    );
    written?;
    read
}

fn write_one(
    tree: &Tree,
    mode: ExportMode,
    ledger: &RecordLedger,
    state: Option<Digest>,
) -> Result<WrittenLedger, ExportError> {
    let mut folder = tree.folder(ledger_folder_of(&ledger.id))?;
    let mut written = WrittenLedger::default();
    let files = LedgerFile::of(&ledger.lines);
    // No larger than necessary: it is kept for every record.
    let (number, mut stamps) = (files.len(), Vec::with_capacity(files.len()));
    for (name, file) in files {
        let ours = file.bytes();
        let (compared, stamp) = folder.compare_with_stamp(&name, &ours)?;
        let bytes = match compared {
            Compared::Same => {
                written.unchanged += 1;
                stamps.extend(stamp.map(|stamp| (name.into(), Some(stamp))));
                continue;
            }
            Compared::Missing => ours,
            Compared::Different => match with_lines_of(&folder, &name, (file, ours))? {
                Ok(JoinedFile { bytes, others }) => {
                    written.has_others |= !others.is_empty();
                    written.unknown += unknown_lines(ledger, &others);
                    bytes
                }
                Err(reason) => {
                    written.left.push(LeftFile { path: folder.path_of(&name), reason });
                    continue;
                }
            },
        };
        let PutFile { difference, stamp } = put(tree, &mut folder, (&name, &bytes), mode.only_looks())?;
        written.unchanged += u64::from(difference.is_none());
        written.differences.extend(difference);
        stamps.extend(stamp.map(|stamp| (name.into(), Some(stamp))));
    }
    let is_all = stamps.len() == number && !written.has_others;
    let noted = |digest| NotedRecord { row: ledger.row, digest, files: stamps };
    written.noted = state.filter(|_| is_all).map(noted);
    Ok(written)
}

/// The number of lines that the database does not have. It may have one that is in the file of another recorder.
fn unknown_lines(ledger: &RecordLedger, others: &[Vec<u8>]) -> u64 {
    if others.is_empty() {
        return 0;
    }
    let known: HashSet<Vec<u8>> = ledger.lines.iter().map(LedgerLine::written).collect();
    others.iter().filter(|line| !known.contains(*line)).count() as u64
}

/// A file with the lines that the file in the tree has besides; or why it has to stay.
fn with_lines_of(
    folder: &Folder<'_>,
    name: &str,
    (mut file, ours): (LedgerFile, Vec<u8>),
) -> Result<Result<JoinedFile, LeftReason>, ExportError> {
    let most = MAX_OTHERS.saturating_add(ours.len() as u64);
    match folder.kind(name)? {
        Some(EntryKind::File(length)) if length > most => return Ok(Err(LeftReason::TooLarge)),
        _ => {}
    }
    let there = folder.read(name, most)?;
    Ok(match file.absorb(&there) {
        Ok(others) if others.is_empty() => Ok(JoinedFile { bytes: ours, others }),
        Ok(others) => Ok(JoinedFile { bytes: file.bytes(), others }),
        Err(_) => Err(LeftReason::NotALedger),
    })
}
