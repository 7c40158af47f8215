//! Where the histories of a record here and in another database meet: the base of their merge.

use std::collections::HashMap;

use super::handling::{Existing, Handling};
use super::lineage::RecordHistory;
use super::{Run, Watch};
use crate::ledger::{BatchNumber, RecordKey};
use crate::record::Revision;
use crate::store::{Base, BaseDigests, BatchIdentity, Digest, StoreError};

/// Where two histories of a record meet.
enum Meeting {
    /// At its state there: all that happened to it there is known here.
    AtTheirs,
    /// At this state.
    At(Box<Base>),
    /// Not in the journals.
    Unknown,
}

impl<W: Watch> Run<'_, '_, W> {
    /// How an existing record is handled, by what its source had and, for one of another database, by both journals.
    pub(super) fn handling(
        &mut self,
        existing: &Existing<'_>,
        bases: BaseDigests,
        is_tombstone: bool,
    ) -> Result<Handling, StoreError> {
        let handling = match existing.handling(bases, is_tombstone) {
            // A digest does not include samples.
            _ if !is_tombstone && existing.brings_samples(self.tx)? => Handling::Merge,
            handling => handling,
        };
        let Some(history) = self.current.history.clone() else { return Ok(handling) };
        if let Handling::Unchanged | Handling::Keep | Handling::Known = handling {
            return Ok(handling);
        }
        if is_tombstone || self.import.take_stale {
            return Ok(handling);
        }
        Ok(match self.meeting(existing.standing.row, bases, &history)? {
            Meeting::AtTheirs => Handling::Known,
            Meeting::At(base) => {
                self.current.met = Some(*base);
                Handling::Merge
            }
            Meeting::Unknown => handling,
        })
    }

    /// Finds the last state of a record that both databases had: the last batch there that a merge here brought, the
    /// last batch here that a merge there brought, or else the batch up to which the journals are the same. If what the
    /// source last brought is a later state, it is that, and the journals are not needed.
    fn meeting(&mut self, row: RecordKey, bases: BaseDigests, history: &RecordHistory) -> Result<Meeting, StoreError> {
        let batches = history.batches();
        let known = self.known_batches(row)?;
        let last_known = batches.iter().position(|batch| known.contains_key(&batch.identity));
        if last_known == Some(0) {
            return Ok(Meeting::AtTheirs);
        }
        let from_there = last_known.and_then(|at| batches.get(at));
        let from_here = history.last_from_here();
        let later = batches.iter().take(last_known.unwrap_or(batches.len()));
        let mut later = later.take_while(|batch| from_here.is_none_or(|(merge, _)| merge <= batch.number));
        if let Some(brought) = bases.brought
            && later.any(|batch| history.digest_after(batch.number) == Some(brought))
        {
            return Ok(Meeting::Unknown);
        }
        match (from_there, from_here) {
            (Some(batch), from_here) if from_here.is_none_or(|(merge, _)| merge <= batch.number) => {
                let merge = known.get(&batch.identity).copied().unwrap_or(BatchNumber::NONE);
                self.base_there(row, merge, history.after(batch.number))
            }
            (_, Some((_, batch))) => self.base_here(row, batch),
            (Some(_) | None, None) => {
                let Some(fork) = history.fork() else { return Ok(Meeting::Unknown) };
                let Some(here) = self.tx.revision_at(row, fork)? else { return Ok(Meeting::Unknown) };
                if history.digest_after(fork) != Some(Digest::of_record(&here.record)) {
                    return Ok(Meeting::Unknown);
                }
                Ok(if batches.is_empty() { Meeting::AtTheirs } else { Meeting::at(here, fork, 0) })
            }
        }
    }

    /// The state there after a batch that a merge brought, with the ids that its items had here then.
    fn base_there(&self, row: RecordKey, merge: BatchNumber, there: Option<Revision>) -> Result<Meeting, StoreError> {
        let (Some(there), Some(here)) = (there, self.tx.revision_at(row, merge)?) else { return Ok(Meeting::Unknown) };
        let uncounted = here.record.signed_count().saturating_sub(there.record.signed_count());
        let mut base = here.becoming(there.record, &self.tx.identities(row, &here)?);
        base.annotations.set_samples(&there.annotations);
        Ok(Meeting::at(base, merge, uncounted))
    }

    /// The state here after a batch that a merge there brought.
    fn base_here(&self, row: RecordKey, batch: BatchNumber) -> Result<Meeting, StoreError> {
        Ok(self.tx.revision_at(row, batch)?.map_or(Meeting::Unknown, |here| Meeting::at(here, batch, 0)))
    }

    /// The batches of other databases that merges brought into a record and that were not undone, each with its merge.
    fn known_batches(&mut self, row: RecordKey) -> Result<HashMap<BatchIdentity, BatchNumber>, StoreError> {
        let merged = self.tx.merged_into(row)?;
        if merged.is_empty() {
            return Ok(HashMap::new());
        }
        let undone = self.undone()?;
        Ok(merged
            .into_iter()
            .filter(|(merge, _)| undone.by(*merge, row).is_none())
            .map(|(merge, identity)| (identity, merge))
            .collect())
    }

    /// Notes which batches of another database the record that was just changed has from there.
    pub(super) fn note_history(&mut self) -> Result<(), StoreError> {
        let (Some(row), Some(history)) = (self.current.changed.take(), self.current.history.take()) else {
            return Ok(());
        };
        if self.writes() {
            let known = self.known_batches(row)?;
            let mut told = history.told();
            told.retain(|(_, batch)| !known.contains_key(&batch.identity));
            self.tx.note_merged(row, &told)?;
        }
        Ok(())
    }
}

impl Meeting {
    fn at(revision: Revision, batch: BatchNumber, uncounted: i64) -> Self {
        Meeting::At(Box::new(Base { revision, batch, uncounted }))
    }
}
