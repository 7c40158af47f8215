//! Applying the delta since the release before to what that release published.

use std::collections::HashMap;
use std::io::{self, Write};
use std::ops::ControlFlow;

use super::base::GateBase;
use super::sums::{RecordSums, each_published};
use crate::curate::release::apply::ReadLine;
use crate::curate::release::delta::write_delta;
use crate::curate::release::delta_states::DeltaKeys;
use crate::curate::{ExportError, ExportRecords, Refusal, WorkProgress};
use crate::publish::DeltaLine;
use crate::record::{Checksum, Id, SamplesKey};
use crate::store::Snapshot;

/// The ids under which the release before with the delta does not give what is published now.
///
/// # Errors
/// If the database cannot be read, its journal does not lead to a record, or a record is damaged.
pub(super) fn unmatched(
    snapshot: &mut Snapshot<'_>,
    before: &GateBase,
    key: Option<&SamplesKey>,
    published: &[(Id, RecordSums)],
) -> Result<Vec<Id>, Refusal> {
    let mut was = HashMap::new();
    each_published(snapshot, &ExportRecords::AsOf(before.state), before.samples_key.as_ref(), |one| {
        was.extend(one.ok().map(|one| (one.id, one.sums.text)));
        ControlFlow::Continue(())
    })?;
    let states = (before.state, snapshot.last_batch()?);
    let mut replay = Replay { now: was.clone(), was, line: Vec::new() };
    let keys = DeltaKeys { from: before.samples_key.as_ref(), to: key };
    match write_delta(snapshot, states, keys, &mut replay, &WorkProgress::default()) {
        Ok(_) => {}
        Err(ExportError::Refused(refusal)) => return Err(refusal),
        // What is not among the lines is not replayed, which the comparison finds.
        Err(ExportError::SamplesKey { .. } | ExportError::Write(_)) => {}
        Err(ExportError::Tree(_) | ExportError::Sqlite(_) | ExportError::Declined) => {}
    }
    let mut now = replay.now;
    let differs = |(id, sums): &&(Id, RecordSums)| now.remove(id) != Some(sums.text);
    let mut unmatched: Vec<Id> = published.iter().filter(differs).map(|(id, _)| id.clone()).collect();
    unmatched.extend(now.into_keys());
    unmatched.sort_unstable();
    Ok(unmatched)
}

/// Applies the lines that are written to it, to what was published before.
struct Replay {
    /// What was published before, by ids.
    was: HashMap<Id, Checksum>,
    /// What is published after the lines so far.
    now: HashMap<Id, Checksum>,
    /// The line that is not yet complete.
    line: Vec<u8>,
}

impl Replay {
    /// Applies a line. One that cannot be read, or does not fit what was published, is not applied.
    fn apply(&mut self, line: &[u8]) {
        let Ok(ReadLine { line, .. }) = ReadLine::read(line, 1) else { return };
        let was = |id: &Id| self.was.get(id).copied();
        let (fits, former) = match &line {
            DeltaLine::Put { id, was: expected, .. } => (was(id) == *expected, None),
            DeltaLine::Withdraw { id, was: expected, .. } => (was(id) == Some(*expected), Some(id)),
            DeltaLine::Rename { id, from, from_was, was: expected, .. } => {
                (was(from) == Some(*from_was) && was(id) == *expected, Some(from))
            }
        };
        if !fits {
            return;
        }
        former.map(|id| self.now.remove(id));
        self.now.extend(line.record().map(|record| (line.id().clone(), record.digest)));
    }
}

impl Write for Replay {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for part in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.line.extend_from_slice(part);
            if self.line.last() == Some(&b'\n') {
                let line = std::mem::take(&mut self.line);
                self.apply(line.trim_ascii_end());
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
