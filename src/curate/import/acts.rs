//! The acts of an import: a record is added, left, kept, replaced or merged.

use std::sync::Arc;

use super::handling::{Existing, SourceKey};
use super::reconcile::Reconciled;
use super::{Event, Rejection, Run, Stopped, Trust, Watch};
use crate::curate::history::past_revision;
use crate::curate::rewordings::recognize;
use crate::ledger::SourceNumber;
use crate::record::{Difference, Id, Record};
use crate::store::{BaseDigests, BaseNoting, Prepared, StoreError};

impl<W: Watch> Run<'_, '_, W> {
    /// Adds a record that the set does not have.
    pub(super) fn add(
        &mut self,
        prepared: &Prepared,
        source: Option<SourceNumber>,
        name: &Option<Arc<str>>,
        trust: &Trust,
    ) -> Result<(), Stopped<W::Error>> {
        let begins = trust.new_tier.clone().filter(|tier| *tier != prepared.record.verification_tier);
        let lowered = begins.map(|tier| Record { verification_tier: tier, ..prepared.record.clone() });
        if prepared.record.last_confirmed > self.context.day {
            let Record { id, last_confirmed, .. } = &prepared.record;
            self.remarks.confirmed_ahead.add(|| (id.clone(), *last_confirmed));
        }
        if self.writes() {
            let brought = source.map(|source| (source, prepared.digest));
            let row = match &lowered {
                None => self.tx.insert(prepared, brought)?,
                Some(record) => {
                    let lowered = Prepared::from(record.clone()).with_samples(prepared.samples.clone());
                    let row = self.tx.insert(&lowered, None)?;
                    if let Some(source) = source {
                        let stored = self.tx.load_known(row)?;
                        let here = &stored.revision;
                        let there = here.becoming(prepared.record.clone(), &self.tx.identities(row, here)?);
                        self.tx.note_base((row, source), prepared.digest, Some((here, &there)), BaseNoting::InBatch)?;
                    }
                    row
                }
            };
            self.source(name)?.seen.push(row);
            self.current.changed = Some(row);
        }
        self.counts.added += 1;
        self.tell(Event::Added(&prepared.record.id))
    }

    /// Leaves a record that is the same here and there.
    pub(super) fn leave(&mut self, existing: &Existing<'_>, bases: BaseDigests) -> Result<(), Stopped<W::Error>> {
        // Both sides have the same: from here on this is what the source last had.
        if bases.brought != Some(existing.prepared.digest) || bases.sent.is_some() {
            self.note(existing, None, BaseNoting::Bookkeeping)?;
        }
        self.counts.unchanged += 1;
        self.tell(Event::Unchanged)
    }

    /// Keeps the record as it is here.
    pub(super) fn keep(&mut self, id: &Id) -> Result<(), Stopped<W::Error>> {
        self.counts.kept += 1;
        self.tell(Event::Kept(id))
    }

    /// Notes what the source has of a record; `merged` if it differs from the record here.
    pub(super) fn note(
        &mut self,
        known: &Existing<'_>,
        merged: Option<&Reconciled>,
        noting: BaseNoting,
    ) -> Result<(), StoreError> {
        let Some(source) = known.source.known().filter(|_| self.writes()) else { return Ok(()) };
        let key = (known.standing.row, source);
        let mut there = None;
        if merged.is_none() && known.prepared.digest != known.standing.digest {
            // The source has what was written there, which is no longer the record here.
            let sent = self.tx.bases(key.0, source)?.sent;
            there = sent.map(|sent| Ok::<_, StoreError>((self.tx.load_known(key.0)?, sent))).transpose()?;
        }
        let sides = match (merged, &there) {
            (Some(merged), _) => Some((&merged.revision, &merged.there)),
            (None, Some((stored, sent))) => Some((&stored.revision, &sent.revision)),
            (None, None) => None,
        };
        self.tx.note_base(key, known.prepared.digest, sides, noting)
    }

    /// Replaces the stored record by the imported one.
    pub(super) fn replace(&mut self, existing: &Existing<'_>) -> Result<(), Stopped<W::Error>> {
        let stored = self.tx.load_known(existing.standing.row)?;
        let identities = self.identities(existing.standing.row, &stored.revision)?;
        let mut there = stored.revision.becoming(existing.prepared.record.clone(), &identities);
        there.is_withdrawn = false;
        let row = existing.standing.row;
        recognize(self.tx, row, (&mut there, &[&stored.revision]), &self.current.reworded)?;
        if let Some(samples) = &existing.prepared.samples {
            there.annotations.set_samples(samples);
        }
        let mut new = there.clone();
        // One whose arrival was undone begins like a new one.
        let begins = existing.trust.new_tier.clone().filter(|_| stored.standing.is_withdrawn);
        begins.into_iter().for_each(|tier| new.record.verification_tier = tier);
        let sides = (new != there).then_some((&new, &there));
        let difference = Difference::between(&stored.revision, &new);
        self.remark(&stored, &difference)?;
        self.note_raise(existing.standing.row, (stored.revision.record.evidence_count, new.record.evidence_count));
        if self.writes() {
            self.current.changed = Some(existing.standing.row);
            self.tx.replace(stored.standing, &difference)?;
            self.note_before(&stored, &difference);
            if let Some(source) = existing.source.known() {
                self.tx.note_base(
                    (existing.standing.row, source),
                    existing.prepared.digest,
                    sides,
                    BaseNoting::InBatch,
                )?;
            }
        }
        if stored.standing.is_withdrawn {
            self.counts.added += 1;
            return self.tell(Event::Added(existing.id));
        }
        self.counts.changed += 1;
        self.tell(Event::Changed(existing.id, difference.changes()))
    }

    /// Merges the imported record with what was edited here.
    pub(super) fn merge(&mut self, existing: &Existing<'_>) -> Result<(), Stopped<W::Error>> {
        let Existing { draft, id, prepared, standing, source, trust } = existing;
        let stored = self.tx.load_known(standing.row)?;
        let reconciled = match self.reconcile(&stored, prepared, *source, trust)? {
            Ok(reconciled) => reconciled,
            Err(faults) => return self.reject(draft, Rejection::InvalidResolution { id: (*id).clone(), faults }),
        };
        if !reconciled.open.is_empty() && stored.standing.is_withdrawn {
            // Nobody publishes it, so there is nothing to decide. The base stays: once restored, it is in conflict.
            return self.keep(id);
        }
        if !reconciled.open.is_empty() {
            self.counts.conflicts += 1;
            let (id, conflicts) = ((*id).clone(), reconciled.open);
            let reworded = self.current.reworded.clone();
            return self.reject(draft, Rejection::Conflict { id, conflicts, reworded });
        }
        let is_changed = reconciled.revision != stored.revision;
        let difference = Difference::between(&stored.revision, &reconciled.revision);
        if is_changed {
            self.remark(&stored, &difference)?;
        }
        self.note_raise(
            standing.row,
            (stored.revision.record.evidence_count, reconciled.revision.record.evidence_count),
        );
        if self.writes() {
            self.tx.replace(stored.standing, &difference)?;
            self.note_before(&stored, &difference);
        }
        let is_left = !is_changed && !reconciled.is_resolved && !stored.standing.is_withdrawn;
        if is_left && *source == SourceKey::Pipe {
            self.remarks.held_back.add(|| (*id).clone());
        }
        if is_left && !reconciled.is_certain && past_revision(self.tx, &stored, prepared.digest)?.is_some() {
            // No base is noted, so that --take-stale can still import the old state.
            self.counts.stale += 1;
            return self.tell(Event::Stale(id));
        }
        let is_done = is_changed || reconciled.is_resolved;
        let noting = if is_done { BaseNoting::InBatch } else { BaseNoting::Bookkeeping };
        let done = if is_done { &mut self.current.changed } else { &mut self.current.known };
        *done = Some(standing.row);
        self.note(existing, Some(&reconciled), noting)?;
        if !is_changed {
            return self.keep(id);
        }
        self.counts.changed += 1;
        self.tell(Event::Changed(id, difference.changes()))
    }
}
