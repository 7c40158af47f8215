//! What a delta between two states has to say, before its lines are written.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{self, Write};
use std::iter::Peekable;
use std::ops::ControlFlow;

use super::delta_states::{DeltaKeys, DeltaStates};
use super::rekeyed::{Rekeyed, rekeyed};
use crate::curate::export::with_samples;
use crate::curate::{ExportError, WorkProgress, WorkStage};
use crate::disk::ordered;
use crate::ledger::BatchNumber;
use crate::publish::{DeltaLine, DeltaRecord, RecordDifference, RecordFate};
use crate::record::{Checksum, Date, Id, Revision, SamplesKey, canonical};
use crate::store::{Between, ChangeSubject, Snapshot, StoreError};

/// What is published otherwise in a state than in another, by ids.
#[derive(Debug, Default)]
pub(super) struct DeltaPlan {
    /// What was published under ids before.
    was: HashMap<Id, Checksum>,
    /// What is published after, by ids.
    after: HashMap<Id, PlannedRecord>,
    /// The lines of ids under which nothing is published after.
    withdrawals: BTreeMap<Id, DeltaLine>,
    /// The day of the last change of each record that is withdrawn, by the id before.
    withdrawn_on: HashMap<Id, Date>,
    /// Records that were renamed since, by the ids that they have after: they are not read in the order of these. And
    /// records that did not change, but are published otherwise.
    elsewhere: BTreeMap<Id, DeltaRecord>,
}

#[derive(Debug)]
struct PlannedRecord {
    digest: Checksum,
    /// The id before, if that is free after.
    from: Option<Id>,
    /// The day of the last change.
    day: Date,
}

/// What became of a record.
struct PlannedChange {
    before: Option<(Id, Checksum)>,
    after: Option<(Id, DeltaRecord)>,
    id_now: Id,
    changed_in: Option<BatchNumber>,
    withdrawn_in: Option<BatchNumber>,
}

impl DeltaPlan {
    /// Compares two states. `progress` is told the records that changed between them.
    ///
    /// # Errors
    /// If the database cannot be read, or a record is damaged or cannot be published with its samples.
    pub(super) fn between(
        snapshot: &mut Snapshot<'_>,
        states: DeltaStates,
        keys: DeltaKeys<'_>,
        progress: &WorkProgress,
    ) -> Result<Self, ExportError> {
        let (_, until) = states.in_order();
        let (read, changes) = ordered(
            |emit| {
                let counted = |records| progress.begin(WorkStage::Differing, Some(records));
                let emit = |between| Ok::<ControlFlow<()>, StoreError>(emit(between));
                snapshot.each_between(states.in_order(), counted, emit)
            },
            Between::weight,
            |between| change(between, states, keys),
            |changes| {
                changes
                    .inspect(|_| progress.step())
                    .filter_map(Result::transpose)
                    .collect::<Result<Vec<PlannedChange>, ExportError>>()
            },
        );
        let changes = changes?;
        read?;
        let mut plan = DeltaPlan::default();
        let mut days = HashMap::new();
        let mut day = |batch: Option<BatchNumber>| -> Result<Date, StoreError> {
            let batch = batch.unwrap_or(until);
            match days.get(&batch) {
                Some(day) => Ok(*day),
                None => Ok(*days.entry(batch).or_insert(snapshot.known_batch(batch)?.day)),
            }
        };
        let published: HashSet<Id> =
            changes.iter().filter_map(|change| Some(change.after.as_ref()?.0.clone())).collect();
        for PlannedChange { before, after, id_now, changed_in, withdrawn_in } in changes {
            let changed_on = day(changed_in)?;
            let id_before = before.as_ref().map(|(id, _)| id.clone());
            let gone = before.as_ref().filter(|(id, _)| !published.contains(id)).cloned();
            plan.was.extend(before);
            let Some((id, record)) = after else {
                plan.withdrawn_on.extend(id_before.map(|id| (id, changed_on)));
                if let Some((id, was)) = gone {
                    let reason = withdrawn_in.map(|batch| snapshot.withdrawal_reason(batch, &id_now)).transpose()?;
                    let reason = reason.flatten();
                    plan.withdrawals.insert(id.clone(), DeltaLine::Withdraw { id, was, reason });
                }
                continue;
            };
            let planned = PlannedRecord { digest: record.digest, from: gone.map(|(id, _)| id), day: changed_on };
            if id != id_now {
                plan.elsewhere.insert(id.clone(), record);
            }
            plan.after.insert(id, planned);
        }
        if keys.from != keys.to {
            plan.add_rekeyed(snapshot, states, keys)?;
        }
        Ok(plan)
    }

    /// Adds the records that did not change and have samples, which are published under another key.
    fn add_rekeyed(
        &mut self,
        snapshot: &mut Snapshot<'_>,
        states: DeltaStates,
        keys: DeltaKeys<'_>,
    ) -> Result<(), ExportError> {
        for Rekeyed { id, was, record } in rekeyed(snapshot, states.ends_with(), keys)? {
            if self.after.contains_key(&id) {
                continue; // it changed
            }
            let day = snapshot.known_batch(states.in_order().1)?.day;
            self.was.insert(id.clone(), was);
            self.after.insert(id.clone(), PlannedRecord { digest: record.digest, from: None, day });
            self.elsewhere.insert(id, record);
        }
        Ok(())
    }

    /// The digest of a record that is published after, and the day of the last change of any.
    pub(super) fn now(&self, RecordDifference { id, fate, .. }: &RecordDifference) -> (Option<Checksum>, Option<Date>) {
        match fate {
            RecordFate::Withdrawn { .. } => (None, self.withdrawn_on.get(id).copied()),
            RecordFate::Added { .. } | RecordFate::Restored | RecordFate::Renamed { .. } | RecordFate::Kept => {
                let planned = self.after.get(id);
                (planned.map(|planned| planned.digest), planned.map(|planned| planned.day))
            }
        }
    }

    /// Records that are not read in the order of the ids that they have after, by these.
    pub(super) fn elsewhere(&self) -> &BTreeMap<Id, DeltaRecord> {
        &self.elsewhere
    }

    /// The line of a record that is published after; `None` if it was published like that before.
    fn line(&self, id: &Id, record: &DeltaRecord) -> Option<DeltaLine> {
        let planned = self.after.get(id)?;
        let (id, was, record) = (id.clone(), self.was.get(id).copied(), record.clone());
        match planned.from.as_ref().and_then(|from| Some((from.clone(), *self.was.get(from)?))) {
            Some((from, from_was)) => Some(DeltaLine::Rename { id, from, from_was, was, record }),
            None => Some(DeltaLine::Put { id, was, record }),
        }
    }
}

/// What became of a record; `None` if it is published as before.
fn change(between: Between, states: DeltaStates, keys: DeltaKeys<'_>) -> Result<Option<PlannedChange>, ExportError> {
    let changed_in = between.changes().first().map(|change| change.batch);
    let withdrawn = between.changes().iter().find(|change| change.subject == ChangeSubject::Withdrawn);
    // Why a record was withdrawn before the earlier state is not among the changes since.
    let withdrawn_in = withdrawn.filter(|_| !states.is_backwards()).map(|change| change.batch);
    let id_now = between.id_now().clone();
    let (before, after) = states.revisions(between)?;
    let before = before.map(|before| published(&before, keys.from)).transpose()?.flatten();
    let before = before.map(|(id, text)| (id, Checksum::of(text.as_bytes())));
    let after = after.map(|after| published(&after, keys.to)).transpose()?.flatten();
    let after = after.map(|(id, text)| (id, DeltaRecord::of(&text)));
    let is_same = match (&before, &after) {
        (None, None) => true,
        (Some((id, was)), Some((after, record))) => id == after && *was == record.digest,
        (Some(_), None) | (None, Some(_)) => false,
    };
    let change = PlannedChange { before, after, id_now, changed_in, withdrawn_in };
    Ok((!is_same).then_some(change))
}

/// The id of a record and its published JSON; `None` if it is withdrawn.
pub(super) fn published(revision: &Revision, key: Option<&SamplesKey>) -> Result<Option<(Id, String)>, ExportError> {
    if revision.is_withdrawn {
        return Ok(None);
    }
    let text = with_samples(revision, canonical(&revision.record), key)?;
    Ok(Some((revision.record.id.clone(), text)))
}

/// Writes the lines of a delta in the order of the ids.
pub(super) struct DeltaWriter<'p, W> {
    /// `None` if everything is published for the first time.
    plan: Option<&'p DeltaPlan>,
    withdrawals: Peekable<Box<dyn Iterator<Item = (&'p Id, &'p DeltaLine)> + Send + 'p>>,
    out: W,
    lines: u64,
}

impl<'p, W: Write> DeltaWriter<'p, W> {
    /// Begins with the first line. Without a plan every record is published for the first time.
    pub(super) fn new(plan: Option<&'p DeltaPlan>, out: W) -> Self {
        let withdrawals = plan.into_iter().flat_map(|plan| &plan.withdrawals);
        let withdrawals: Box<dyn Iterator<Item = _> + Send + 'p> = Box::new(withdrawals);
        DeltaWriter { plan, withdrawals: withdrawals.peekable(), out, lines: 0 }
    }

    /// Writes the line of a record that is published after, if it has one. Records come in the order of their ids.
    pub(super) fn record(&mut self, id: &Id, record: &DeltaRecord) -> io::Result<()> {
        while let Some((_, line)) = self.withdrawals.next_if(|(withdrawn, _)| *withdrawn < id) {
            self.lines += 1;
            writeln!(self.out, "{line}")?;
        }
        let line = match self.plan {
            Some(plan) => plan.line(id, record),
            None => Some(DeltaLine::Put { id: id.clone(), was: None, record: record.clone() }),
        };
        let Some(line) = line else { return Ok(()) };
        self.lines += 1;
        writeln!(self.out, "{line}")
    }

    /// Writes the lines of the ids after the last record. Returns the number of all lines.
    pub(super) fn finish(mut self) -> io::Result<u64> {
        for (_, line) in self.withdrawals {
            self.lines += 1;
            writeln!(self.out, "{line}")?;
        }
        self.out.flush()?;
        Ok(self.lines)
    }
}
