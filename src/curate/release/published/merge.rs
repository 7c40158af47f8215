//! What differs between a snapshot and another set: both are read side by side, in the order of the ids.

use std::collections::{BTreeMap, HashMap};
use std::iter::Peekable;
use std::ops::ControlFlow;
use std::sync::mpsc::{IntoIter, sync_channel};
use std::thread;

use super::error::{CompareError, PublishedFault};
use super::records::PublishedSet;
use crate::curate::release::difference::changes;
use crate::curate::{WorkProgress, WorkStage};
use crate::ledger::BatchNumber;
use crate::publish::{MeantChange, RecordDifference, RecordFate, SetDifference};
use crate::record::{FreeIds, Id, Identities, Record, Revision, Start, compact, read};
use crate::store::{Snapshot, StoreError};

/// The most records that wait for those of the other set.
const WAITING: usize = 256;

/// A set that is compared with a snapshot.
pub enum ComparedSet<'s, 'd> {
    /// The state of the database after a batch.
    State(&'s mut Snapshot<'d>, BatchNumber),
    /// Another snapshot.
    Published(PublishedSet),
}

/// What is published otherwise in a set than in a snapshot. The memory grows with what differs, not with the sets.
///
/// A record that is only in one of them was renamed if it has the id of one that is only in the other as an alias, or
/// that one has its id. Why records were withdrawn is not known, nor which reports are behind a rate. `progress` is
/// told the bytes of the snapshots that are read.
///
/// # Errors
/// [`CompareError`]
pub fn difference_since(
    before: &PublishedSet,
    after: ComparedSet<'_, '_>,
    progress: &WorkProgress,
) -> Result<SetDifference, CompareError> {
    told(before, after, SetSide::Before, progress)
}

/// The same for a snapshot that is the later one.
///
/// # Errors
/// [`CompareError`]
pub fn difference_until(
    before: ComparedSet<'_, '_>,
    after: &PublishedSet,
    progress: &WorkProgress,
) -> Result<SetDifference, CompareError> {
    told(after, before, SetSide::After, progress)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SetSide {
    Before,
    After,
}

fn told(
    published: &PublishedSet,
    other: ComparedSet<'_, '_>,
    side: SetSide,
    progress: &WorkProgress,
) -> Result<SetDifference, CompareError> {
    let of_other = match &other {
        ComparedSet::State(..) => Some(0),
        ComparedSet::Published(set) => set.bytes(),
    };
    progress.begin(WorkStage::Snapshots, published.bytes().zip(of_other).map(|(one, other)| one + other));
    let difference = merged(published, other, side, progress);
    progress.end();
    difference
}

fn merged(
    published: &PublishedSet,
    other: ComparedSet<'_, '_>,
    side: SetSide,
    progress: &WorkProgress,
) -> Result<SetDifference, CompareError> {
    let (sender, records) = sync_channel(WAITING);
    thread::scope(|scope| {
        scope.spawn(move || {
            let read = published.each(progress, &mut |record| match sender.send(Ok(record)) {
                Ok(()) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(()),
            });
            if let Err(fault) = read {
                // Nobody waits for it if the other set could not be read either.
                sender.send(Err(failed(published, fault))).ok();
            }
        });
        let mut merge = Merge { side, waiting: records.into_iter().peekable(), found: Differing::default() };
        let mut outcome = Ok(());
        let mut step = |record| match merge.record(record) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                outcome = Err(error);
                ControlFlow::Break(())
            }
        };
        match other {
            ComparedSet::Published(set) => set.each(progress, &mut step).map_err(|fault| failed(&set, fault))?,
            ComparedSet::State(snapshot, batch) => snapshot.each_as_of(batch, |as_of| match as_of.is_withdrawn() {
                true => Ok::<_, StoreError>(ControlFlow::Continue(())),
                false => Ok(step(as_of.checked()?.revision.record)),
            })?,
        }
        outcome?;
        merge.finish().and_then(|found| found.difference().map_err(|faults| failed(published, faults)))
    })
}

fn failed(published: &PublishedSet, fault: PublishedFault) -> CompareError {
    CompareError::Published { path: published.path.clone(), fault }
}

/// Two sets that are read side by side.
struct Merge {
    /// The side of the records that wait.
    side: SetSide,
    waiting: Peekable<IntoIter<Result<Record, CompareError>>>,
    found: Differing,
}

impl Merge {
    /// Takes the next record of the set that is not waiting.
    fn record(&mut self, record: Record) -> Result<(), CompareError> {
        let is_due = |waiting: &Result<Record, CompareError>| !matches!(waiting, Ok(one) if one.id > record.id);
        while let Some(waiting) = self.waiting.next_if(is_due) {
            let waiting = waiting?;
            if waiting.id == record.id {
                let (before, after) = match self.side {
                    SetSide::Before => (waiting, record),
                    SetSide::After => (record, waiting),
                };
                self.found.in_both(before, after);
                return Ok(());
            }
            self.found.in_one(self.side, &waiting);
        }
        let other = if self.side == SetSide::Before { SetSide::After } else { SetSide::Before };
        self.found.in_one(other, &record);
        Ok(())
    }

    /// Takes the records that still wait.
    fn finish(mut self) -> Result<Differing, CompareError> {
        for waiting in self.waiting {
            self.found.in_one(self.side, &waiting?);
        }
        Ok(self.found)
    }
}

/// What was found to differ. Records are kept as texts, which take less memory.
#[derive(Default)]
struct Differing {
    kept: Vec<RecordDifference>,
    gone: BTreeMap<Id, String>,
    /// The ids of those that are gone, by their aliases.
    aliases_of_gone: HashMap<String, Id>,
    arrived: BTreeMap<Id, String>,
}

impl Differing {
    fn in_both(&mut self, before: Record, after: Record) {
        if before == after {
            return;
        }
        let id = after.id.clone();
        let changes = changes_between(before, after);
        if !changes.is_empty() {
            self.kept.push(RecordDifference { id, fate: RecordFate::Kept, changes });
        }
    }

    fn in_one(&mut self, side: SetSide, record: &Record) {
        match side {
            SetSide::After => drop(self.arrived.insert(record.id.clone(), compact(record))),
            SetSide::Before => {
                let aliases = record.aliases.iter().map(|alias| (alias.clone(), record.id.clone()));
                self.aliases_of_gone.extend(aliases);
                self.gone.insert(record.id.clone(), compact(record));
            }
        }
    }

    fn difference(self) -> Result<SetDifference, PublishedFault> {
        let Differing { kept: mut records, mut gone, aliases_of_gone, arrived } = self;
        let parsed = |text: String| read(text.as_bytes(), Start::default()).map_err(PublishedFault::Line);
        for (id, text) in arrived {
            let after = parsed(text)?;
            let former = after.aliases.iter().filter_map(|alias| alias.parse::<Id>().ok());
            let former = former.chain(aliases_of_gone.get(id.as_str()).cloned());
            let former = former.filter_map(|former| gone.remove_entry(&former)).next();
            let (fate, changes) = match former {
                Some((from, text)) => (RecordFate::Renamed { from }, changes_between(parsed(text)?, after)),
                None => (RecordFate::Added { signature: after.signature }, Vec::new()),
            };
            records.push(RecordDifference { id, fate, changes });
        }
        let fate = RecordFate::Withdrawn { reason: None, merged_into: None };
        let withdrawn = |id| RecordDifference { id, fate: fate.clone(), changes: Vec::new() };
        records.extend(gone.into_keys().map(withdrawn));
        records.sort_by(|one, other| one.id.cmp(&other.id));
        Ok(SetDifference::among(records))
    }
}

/// What differs between two records. Items are paired by their texts, as nothing else is known of them.
fn changes_between(before: Record, after: Record) -> Vec<MeantChange> {
    let before = Revision::from(before);
    let free = FreeIds { version: 1, dead_end: 1, workaround: 1 }.beyond(&before.items);
    let after = before.becoming(after, &Identities::from(free));
    changes(&before, &after)
}
