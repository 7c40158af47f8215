//! The delta between two states of the set.

use std::io::Write;
use std::ops::ControlFlow;

use super::delta_states::{DeltaKeys, DeltaStates};
use super::plan::{DeltaPlan, DeltaWriter, published};
use crate::curate::{ExportError, WorkProgress, WorkStage};
use crate::disk::ordered;
use crate::ledger::BatchNumber;
use crate::publish::DeltaRecord;
use crate::record::{Id, SamplesKey};
use crate::store::{Between, Snapshot};

/// Writes what has to be done with the tree of a state so that it is that of another, later or earlier, one record a
/// line, in the order of the ids. Only records that changed are read. Returns the number of lines.
/// `progress` is told these records, when they are compared and when the lines are written.
///
/// # Errors
/// If the database cannot be read, or a record is damaged or cannot be published with its samples; if `out` cannot be
/// written.
pub fn write_delta(
    snapshot: &mut Snapshot<'_>,
    states: (BatchNumber, BatchNumber),
    keys: DeltaKeys<'_>,
    out: impl Write,
    progress: &WorkProgress,
) -> Result<u64, ExportError> {
    let states = DeltaStates::new(states);
    let plan = DeltaPlan::between(snapshot, states, keys, progress)?;
    let mut late = plan.elsewhere().iter().peekable();
    let mut delta = DeltaWriter::new(Some(&plan), out);
    let (read, written) = ordered(
        |emit| {
            let counted = |records| progress.begin(WorkStage::Writing, Some(records));
            let emit = |between| Ok::<ControlFlow<()>, ExportError>(emit(between));
            snapshot.each_between(states.in_order(), counted, emit)
        },
        Between::weight,
        |between| record(between, states, keys.to),
        |records| {
            for record in records {
                progress.step();
                let Some((id, record)) = record? else { continue };
                while let Some((id, record)) = late.next_if(|(late, _)| **late < id) {
                    delta.record(id, record).map_err(ExportError::Write)?;
                }
                delta.record(&id, &record).map_err(ExportError::Write)?;
            }
            Ok::<_, ExportError>(())
        },
    );
    written?;
    read?;
    for (id, record) in late {
        delta.record(id, record).map_err(ExportError::Write)?;
    }
    delta.finish().map_err(ExportError::Write)
}

/// A record as it is published after, under the id that it still has; others are in the plan.
fn record(
    between: Between,
    states: DeltaStates,
    key: Option<&SamplesKey>,
) -> Result<Option<(Id, DeltaRecord)>, ExportError> {
    let now = between.id_now().clone();
    let (_, after) = states.revisions(between)?;
    let published = after.map(|after| published(&after, key)).transpose()?.flatten();
    Ok(published.filter(|(id, _)| *id == now).map(|(id, text)| (id, DeltaRecord::of(&text))))
}
