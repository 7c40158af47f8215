//! What a delta expects of each id, and what a tree has.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};

use super::error::{ApplyError, LineFault};
use crate::curate::WorkProgress;
use crate::curate::release::told_file::ToldFile;
use crate::disk::{EntryKind, Tree, TreeError};
use crate::publish::{DeltaLine, RECORD_FILE, folder_of};
use crate::record::{Checksum, Id, Record, Start, canonical, read};

/// The most bytes that a line may have.
const MAX_LINE: u64 = 64 << 20;

/// The size of the buffer before a delta, in bytes.
const BUFFER_BYTES: usize = 64 * 1024;

/// What is published under an id before and after a delta; `None` for nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct ExpectedRecord {
    pub was: Option<Checksum>,
    pub now: Option<Checksum>,
}

/// What a delta expects, by ids.
pub(super) type ExpectedRecords = BTreeMap<Id, ExpectedRecord>;

/// What was read of a whole delta.
pub(super) struct DeltaRead {
    /// The number of its lines.
    pub lines: u64,
    pub expected: ExpectedRecords,
}

/// A line of a delta with its record, which has the digest that the line says.
pub(in crate::curate::release) struct ReadLine {
    pub line: DeltaLine,
    pub record: Option<(Record, String)>,
}

impl ReadLine {
    /// Reads a line, without its line break.
    ///
    /// # Errors
    /// [`LineFault`] with the place of what is not a line of a delta.
    pub(in crate::curate::release) fn read(text: &[u8], number: usize) -> Result<Self, LineFault> {
        let fault = |column: usize, reason: String| LineFault { line: number, column, reason };
        let text = std::str::from_utf8(text).map_err(|error| fault(error.valid_up_to() + 1, error.to_string()))?;
        let line = DeltaLine::read(text).map_err(|error| fault(error.column, error.reason))?;
        let Some(record) = line.record() else { return Ok(ReadLine { line, record: None }) };
        let start = Start { line: number, column: 1 };
        let parsed = read(record.line.as_bytes(), start).map_err(|faults| {
            let first = faults.first().map_or_else(String::new, |fault| format!("{}: {}", fault.path, fault.reason));
            fault(1, format!("its record is not valid: {first}"))
        })?;
        let text = canonical(&parsed);
        if Checksum::of(text.as_bytes()) != record.digest {
            return Err(fault(1, format!("its record does not have the digest {}", record.digest)));
        }
        if parsed.id != *line.id() {
            return Err(fault(1, format!("its record has the id {}", parsed.id)));
        }
        Ok(ReadLine { line, record: Some((parsed, text)) })
    }
}

/// Calls `visit` with each line of a delta, in their order.
///
/// # Errors
/// [`ApplyError::Line`] with the place of what is not a line of a delta; if the delta cannot be read; what `visit`
/// returns.
pub(super) fn each_line(
    delta: &mut impl BufRead,
    mut visit: impl FnMut(usize, ReadLine) -> Result<(), ApplyError>,
) -> Result<(), ApplyError> {
    let mut text = Vec::new();
    for number in 1.. {
        text.clear();
        let length = (&mut *delta).take(MAX_LINE).read_until(b'\n', &mut text).map_err(ApplyError::Read)?;
        if length == 0 {
            break;
        }
        let Some(line) = text.strip_suffix(b"\n") else {
            let reason = "the line has no end, or is longer than 64 MiB".to_owned();
            return Err(ApplyError::Line(LineFault { line: number, column: length, reason }));
        };
        visit(number, ReadLine::read(line, number).map_err(ApplyError::Line)?)?;
    }
    Ok(())
}

/// Reads a whole delta, and returns what it expects. `progress` is told its bytes.
///
/// # Errors
/// As [`each_line`]; [`ApplyError::Line`] also if two lines say something else of an id.
pub(super) fn expected(delta: &mut impl BufRead, progress: &WorkProgress) -> Result<DeltaRead, ApplyError> {
    let (mut lines, mut expected) = (0, ExpectedRecords::new());
    let mut told = BufReader::with_capacity(BUFFER_BYTES, ToldFile { file: delta, progress });
    each_line(&mut told, |number, ReadLine { line, .. }| {
        lines += 1;
        let now = line.record().map(|record| record.digest);
        let (of_id, of_former) = match &line {
            DeltaLine::Put { id, was, .. } => ((id, ExpectedRecord { was: *was, now }), None),
            DeltaLine::Withdraw { id, was, .. } => ((id, ExpectedRecord { was: Some(*was), now }), None),
            DeltaLine::Rename { id, from, from_was, was, .. } => {
                let former = ExpectedRecord { was: Some(*from_was), now: None };
                ((id, ExpectedRecord { was: *was, now }), Some((from, former)))
            }
        };
        for (id, record) in std::iter::once(of_id).chain(of_former) {
            if expected.insert(id.clone(), record).is_some() {
                let reason = format!("{id} is in more than one line");
                return Err(ApplyError::Line(LineFault { line: number, column: 1, reason }));
            }
        }
        Ok(())
    })?;
    Ok(DeltaRead { lines, expected })
}

/// The ids under which a tree has neither what a delta expects nor what it makes of that. `progress` is told each that
/// was looked for.
///
/// # Errors
/// If a file cannot be read.
pub(super) fn unexpected(
    tree: &Tree,
    expected: &ExpectedRecords,
    progress: &WorkProgress,
) -> Result<Vec<Id>, TreeError> {
    let mut unexpected = Vec::new();
    for (id, ExpectedRecord { was, now }) in expected {
        let folder = tree.folder(folder_of(id))?;
        let found = match folder.kind(RECORD_FILE)? {
            None => Some(None),
            Some(EntryKind::File(length)) if length < MAX_LINE => {
                Some(Some(Checksum::of(&folder.read(RECORD_FILE, length.saturating_add(1))?)))
            }
            Some(_) => None, // no record
        };
        // What an apply that was killed has already done is expected, too.
        if found != Some(*was) && found != Some(*now) {
            unexpected.push(id.clone());
        }
        progress.step();
    }
    Ok(unexpected)
}
