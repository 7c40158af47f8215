//! Merging a stored record with an imported one.

use super::estimated::Estimated;
use super::handling::SourceKey;
use super::resolution::{OpenConflict, Revisions};
use super::trust::Trust;
use super::{Run, Watch};
use crate::curate::history::past_revision;
use crate::curate::rates::Origins;
use crate::curate::rewordings::recognize;
use crate::record::{
    Counting, Fault, Field, Fields, Former, FreeIds, Id, Identities, Json, Limits, Merged, Record, Revision,
    Rewordings, Rules, Sides, Take, merge,
};
use crate::store::{Base, Bases, Prepared, StoreError, Stored};

/// A stored record merged with the imported one.
pub(super) struct Reconciled {
    /// The merged record.
    pub revision: Revision,
    /// The record as the source has it, with the ids of its items.
    pub there: Revision,
    /// The open conflicts.
    pub open: Vec<OpenConflict>,
    /// Whether a conflict was resolved.
    pub is_resolved: bool,
    /// Whether the source itself had shown the base.
    pub is_certain: bool,
}

/// What is known about the state that a source began with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Certainty {
    /// The state was imported from it.
    Known,
    /// An export has written it there, and nothing was imported from there since.
    Written,
    /// The source never had the record, as far as known.
    Guessed,
}

/// The base of a merge.
struct Ground {
    base: Option<Base>,
    certainty: Certainty,
}

impl<W: Watch> Run<'_, '_, W> {
    /// Merges the imported record with the stored one; faults if a resolution is not valid.
    pub(super) fn reconcile(
        &mut self,
        stored: &Stored,
        prepared: &Prepared,
        source: SourceKey,
        trust: &Trust,
    ) -> Result<Result<Reconciled, Vec<Fault>>, StoreError> {
        let (row, ours) = (stored.standing.row, &stored.revision);
        let mut ground = self.ground(stored, source, prepared)?;
        let is_meant = self.import.take_stale && ground.certainty != Certainty::Known;
        if is_meant {
            // The old state is meant: whatever differs from ours is a change.
            let now = self.now(ours)?;
            ground = Ground { base: Some(now), certainty: Certainty::Known };
        }
        let Ground { base, certainty } = ground;
        let base_revision = base.as_ref().map(|base| &base.revision);
        let mut there = self.theirs(stored, prepared, base_revision)?;
        let matched: Vec<&Revision> = [Some(ours), base_revision].into_iter().flatten().collect();
        recognize(self.tx, row, (&mut there, &matched), &self.current.reworded)?;
        // An old value from a source whose base is not certain is not a change.
        let former = (certainty != Certainty::Known).then(|| self.tx.former(row)).transpose()?;
        let counting = match &base {
            Some(base) if certainty != Certainty::Guessed => {
                Counting::Gained(self.tx.gained_since(row, base.batch)?.saturating_add(base.uncounted))
            }
            _ => Counting::Larger,
        };
        // With a ledger apart from the record, the count in the file has the pieces that this run added.
        let is_divided = self.divided.get(&row).is_some_and(|divided| divided.observed > 0);
        let counting = if self.current.settled.is_some() || is_divided { Counting::Larger } else { counting };
        let estimated = if is_meant { Estimated::default() } else { self.estimated(stored)? };
        let revisions = Revisions { base: base_revision, ours, theirs: &there };
        let merged = self.merge_sides((revisions, &estimated), former.as_ref(), counting, trust);
        let open = merged.open.iter().map(|conflict| revisions.open(conflict)).collect();
        // A value that resolves a conflict is new, unlike a merged one.
        let limits = match merged.resolved {
            0 => Limits::NONE,
            _ => self.import.policy.limits.beyond(ours).beyond(&there),
        };
        let mut revision = match merged.fields.assemble_within(&limits, ours.is_withdrawn) {
            Ok(revision) => revision,
            // With a value that resolves a conflict, the result may not be a valid record.
            Err(faults) if merged.resolved > 0 => return Ok(Err(faults)),
            Err(_) => self.tx.assembled(row, &merged.fields, ours.is_withdrawn)?,
        };
        revision.annotations.resolve_samples(&ours.annotations);
        if let Some(count) = self.current.settled {
            revision.record.evidence_count = count;
        }
        // Text from a pipe was edited by hand, and is dated like an edit.
        let is_undated = revision.record.last_updated == ours.record.last_updated;
        if source == SourceKey::Pipe && is_undated && revision.record != ours.record {
            revision.record.last_updated = self.context.day;
        }
        let is_certain = certainty == Certainty::Known;
        Ok(Ok(Reconciled { revision, there, open, is_resolved: merged.resolved > 0, is_certain }))
    }

    /// The state that a source probably began with.
    fn ground(&mut self, stored: &Stored, source: SourceKey, prepared: &Prepared) -> Result<Ground, StoreError> {
        let row = stored.standing.row;
        let bases = source.known().map(|source| self.tx.bases(row, source)).transpose()?.unwrap_or_default();
        let (base, certainty) = match bases {
            _ if let Some(base) = self.current.met.take() => (Some(base), Certainty::Known),
            Bases { brought: Some(brought), sent: Some(sent) } => {
                match has_taken((&sent, &brought), prepared, false, &self.identities(row, &stored.revision)?.rewordings)
                {
                    // An older tree has what was written to it earlier, also if the rest of that was written again.
                    true if past_revision(self.tx, stored, prepared.digest)?.is_some() => {
                        (Some(sent), Certainty::Written)
                    }
                    true => (Some(sent), Certainty::Known),
                    false => (Some(brought), Certainty::Known),
                }
            }
            Bases { brought: Some(brought), sent: None } => (Some(brought), Certainty::Known),
            Bases { brought: None, sent: Some(sent) } => (Some(sent), Certainty::Written),
            Bases { brought: None, sent: None } => {
                let last = self.tx.last_base(row)?;
                let now = self.now(&stored.revision)?;
                // Text from a pipe with the day of our last edit was probably just exported.
                let is_piped = source == SourceKey::Pipe;
                match last
                    .as_ref()
                    .is_some_and(|last| is_piped && has_taken((&now, last), prepared, true, &Rewordings::default()))
                {
                    true => (Some(now), Certainty::Known),
                    false => (last, Certainty::Guessed),
                }
            }
        };
        // What was removed here and added again since is still what the source had.
        let base = base.map(|mut base| {
            base.revision.follow_added_again(&stored.revision);
            base
        });
        Ok(Ground { base, certainty })
    }

    /// The record here, as a base.
    fn now(&self, ours: &Revision) -> Result<Base, StoreError> {
        Ok(Base { revision: ours.clone(), batch: self.tx.last_batch()?, uncounted: 0 })
    }

    /// The imported record, its items matched with those of the base and with those that we added.
    fn theirs(&self, stored: &Stored, prepared: &Prepared, base: Option<&Revision>) -> Result<Revision, StoreError> {
        let ours = &stored.revision;
        let identities = self.identities(stored.standing.row, ours)?;
        let with_samples = |mut theirs: Revision| {
            if let Some(samples) = &prepared.samples {
                theirs.annotations.set_samples(samples);
            }
            theirs
        };
        let Some(base) = base else { return Ok(with_samples(ours.becoming(prepared.record.clone(), &identities))) };
        let mut theirs = base.becoming_beside(prepared.record.clone(), ours, identities);
        theirs.is_withdrawn = ours.is_withdrawn;
        Ok(with_samples(theirs))
    }

    /// The rates of a record that were published as estimates.
    fn estimated(&mut self, stored: &Stored) -> Result<Estimated, StoreError> {
        let recorded = self.recorded(stored.standing.row, &stored.revision)?;
        let origins = match self.baselines.take() {
            Some(origins) => origins,
            None => Origins::of(self.tx)?,
        };
        let origins = self.baselines.insert(origins);
        if origins.publishing.is_empty() && recorded.is_empty() {
            return Ok(Estimated::default());
        }
        Estimated::of(origins, &stored.revision, &self.tx.changes(stored.standing.row)?, &recorded)
    }

    fn merge_sides(
        &self,
        (revisions, estimated): (Revisions<'_>, &Estimated),
        former: Option<&Former>,
        counting: Counting,
        trust: &Trust,
    ) -> Merged {
        let mut base = revisions.base.map(Fields::of).unwrap_or_default();
        let (mut ours, mut theirs) = (Fields::of(revisions.ours), Fields::of(revisions.theirs));
        [&mut base, &mut ours, &mut theirs].into_iter().for_each(|fields| estimated.use_baselines(fields));
        // Notices decide about ids. A rehearsal does not write what they say, so the record still has another one here.
        for field in [Record::ID, Record::DOMAIN] {
            base.set(field, ours.get(field).cloned());
        }
        let changed = theirs.clone();
        trust.hold(&mut theirs, &base, &ours);
        former.into_iter().for_each(|former| former.forget(&mut theirs, &base, &ours));
        if self.current.settled.is_some() {
            // It follows from the ledgers, and is not old because it was here before.
            theirs.set(Record::EVIDENCE_COUNT, changed.get(Record::EVIDENCE_COUNT).cloned());
        }
        if theirs != changed {
            keep_day(&mut theirs, &base);
        }
        let id: &Id = &revisions.ours.record.id;
        let mut resolve = |conflict: &_| -> Option<Take> {
            let resolved = self.import.resolutions.find(id, &revisions.open(conflict));
            resolved.or_else(|| self.import.on_conflict.map(Take::from))
        };
        let mut merged =
            merge(Sides { base: &base, ours: &ours, theirs: &theirs }, &mut Rules { counting, resolve: &mut resolve });
        estimated.put_back(&mut merged.fields, (revisions.ours, revisions.theirs), trust);
        merged
    }
}

/// If only their day of the last change is left, it belongs to changes that are not imported, so it is not imported
/// either.
fn keep_day(theirs: &mut Fields, base: &Fields) {
    let is_alone = base.difference(theirs).iter().all(|(field, ..)| *field == Record::LAST_UPDATED);
    if let (true, Some(was)) = (is_alone, base.get(Record::LAST_UPDATED)) {
        theirs.set(Record::LAST_UPDATED, Some(was.clone()));
    }
}

/// Whether a source has adopted what was written there: it has some of the new values, and none of its old ones. Both
/// sides often have the same days and counts by chance, so these only matter for what was just written.
fn has_taken((sent, brought): (&Base, &Base), prepared: &Prepared, is_recent: bool, rewordings: &Rewordings) -> bool {
    let (mut brought, sent) = (brought.revision.clone(), &sent.revision);
    let free = FreeIds::default().beyond(&sent.items).beyond(&brought.items);
    brought.follow_added_again(sent);
    let identities = Identities { rewordings: rewordings.clone(), ..free.into() };
    let mut theirs = sent.becoming(prepared.record.clone(), &identities);
    theirs.agree_with(&brought, sent, rewordings);
    let (brought, sent, theirs) = (Fields::of(&brought), Fields::of(sent), Fields::of(&theirs));
    let says_little =
        |field: &Field| [Record::LAST_CONFIRMED, Record::LAST_UPDATED, Record::EVIDENCE_COUNT].contains(field);
    let mut edited = brought.difference(&sent);
    edited.retain(|(field, ..)| !field.is_annotation() && (is_recent || !says_little(field)));
    let has = |value: Option<&Json>, field| theirs.get(field) == value;
    edited.iter().any(|(field, _, new)| has(*new, *field)) && !edited.iter().any(|(field, old, _)| has(*old, *field))
}
