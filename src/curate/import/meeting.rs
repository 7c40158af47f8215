//! Where the histories of a record here and in another database meet: the base of their merge.

use std::collections::HashMap;

use super::handling::{CurrentRecord, Existing, Handling};
use super::lineage::RecordHistory;
use super::{Run, Watch};
use crate::ledger::{BatchNumber, RecordKey};
use crate::record::{Fields, Merged, Revision, Scope};
use crate::store::{Base, BaseDigests, BatchIdentity, BatchVerb, Digest, JournaledBatch, StoreError};

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
    /// source last brought is a later state, it is that, and the journals are not needed; but not if it came from a
    /// merge that was undone there, which counts as if it never was.
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
        let mut later = later
            .take_while(|batch| from_here.is_none_or(|(merge, _)| merge <= batch.number))
            .filter(|batch| !history.is_of_undone_merge(batch.number));
        if let Some(brought) = bases.brought
            && later.any(|batch| history.digest_after(batch.number) == Some(brought))
        {
            return Ok(Meeting::Unknown);
        }
        let merged_in = |batch: &JournaledBatch| known.get(&batch.identity).copied().unwrap_or(BatchNumber::NONE);
        match (from_there, from_here) {
            (Some(batch), from_here) if from_here.is_none_or(|(merge, _)| merge <= batch.number) => {
                self.base_there(row, merged_in(batch), history.after(batch.number))
            }
            // Each was merged without knowing of the other merge.
            (Some(batch), Some((_, ours))) if merged_in(batch) > ours => {
                let there = self.base_there(row, merged_in(batch), history.after(batch.number))?;
                let here = self.base_here(row, ours)?;
                self.base_of_both(row, history.fork(), (here, there))
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
        let mut base = here.becoming(there.record, &self.identities(row, &here)?);
        base.annotations.set_samples(&there.annotations);
        Ok(Meeting::at(base, merge, uncounted))
    }

    /// The state here after a batch that a merge there brought.
    fn base_here(&self, row: RecordKey, batch: BatchNumber) -> Result<Meeting, StoreError> {
        Ok(self.tx.revision_at(row, batch)?.map_or(Meeting::Unknown, |here| Meeting::at(here, batch, 0)))
    }

    /// The base of two histories that met twice: both bases merged, as the recursive merge of git does it. What is in
    /// conflict between them is as it was before.
    fn base_of_both(
        &self,
        row: RecordKey,
        fork: Option<BatchNumber>,
        (here, there): (Meeting, Meeting),
    ) -> Result<Meeting, StoreError> {
        let before = fork.map(|fork| self.tx.revision_at(row, fork)).transpose()?.flatten();
        let (Meeting::At(ours), Meeting::At(theirs), Some(before)) = (&here, &there, before) else { return Ok(here) };
        let [base, ours_then, theirs_then] = [&before, &ours.revision, &theirs.revision].map(Fields::of);
        let mut merged = Merged::unresolved(&base, &ours_then, &theirs_then);
        for conflict in merged.open.into_iter().filter(|conflict| conflict.scope == Scope::Field) {
            merged.fields.set(conflict.field, conflict.base);
        }
        // What is left of both may be no record.
        let both = merged.fields.assemble(ours.revision.is_withdrawn);
        Ok(both.map_or(here, |both| Meeting::at(both, theirs.batch, theirs.uncounted)))
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

    /// Notes which batches of another database the record that was just imported has from there. If they changed it
    /// back, or both sides did the same, nothing is new, and they are noted, too: an older copy of the database brings
    /// nothing back then. That the other database merged is no reason.
    pub(super) fn note_history(&mut self) -> Result<(), StoreError> {
        let CurrentRecord { history: Some(history), changed, known, .. } = std::mem::take(&mut self.current) else {
            return Ok(());
        };
        let Some(row) = changed.or(known.filter(|_| history.has_changed())) else { return Ok(()) };
        if !self.writes() {
            return Ok(());
        }
        let known = self.known_batches(row)?;
        let mut told = history.told();
        told.retain(|(_, batch)| !known.contains_key(&batch.identity));
        let is_merge = |(_, other): &(&str, &JournaledBatch)| other.batch.verb == Some(BatchVerb::Merge);
        match changed.is_none() && told.iter().all(is_merge) {
            true => Ok(()),
            false => self.tx.note_merged(row, &told),
        }
    }
}

impl Meeting {
    fn at(revision: Revision, batch: BatchNumber, uncounted: i64) -> Self {
        Meeting::At(Box::new(Base { revision, batch, uncounted }))
    }
}
