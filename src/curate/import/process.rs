//! Importing one record.

use std::sync::Arc;

use super::handling::{CurrentRecord, Existing, Handling, RunSource, SourceKey};
use super::incoming::checked;
use super::ledgers::{LedgerPlan, with_count};
use super::{Incoming, Rejection, Run, Stopped, Trust, Watch};
use crate::curate::Counts;
use crate::curate::tombstone::is_tombstone;
use crate::intake::ReadLedger;
use crate::ledger::SourceNumber;
use crate::record::Id;
use crate::store::{BaseDigests, BaseNoting, Prepared, Standing, StoreError, Undone};

/// The record that an imported one means.
struct MeantRecord {
    /// Its id here.
    id: Id,
    /// Its standing, and the digests of what the source had; `None` if the set does not have it.
    found: Option<(Standing, BaseDigests)>,
    /// The imported record under its current id, if it has a former one.
    renamed: Option<Prepared>,
}

impl<W: Watch> Run<'_, '_, W> {
    /// Imports one record of a source, if it is valid. Its samples are already annotations.
    pub(super) fn process(&mut self, incoming: Incoming) -> Result<(), Stopped<W::Error>> {
        self.process_in_turn(incoming, false)
    }

    /// Imports the records that the input has under a former id. If the same source also has the record under the
    /// current one, only the ledger under the former id is imported.
    pub(super) fn process_deferred(&mut self) -> Result<(), Stopped<W::Error>> {
        std::mem::take(&mut self.deferred).into_iter().try_for_each(|incoming| self.process_in_turn(incoming, true))
    }

    /// Imports one record; if it has a former id, only when `is_last`.
    fn process_in_turn(&mut self, mut incoming: Incoming, is_last: bool) -> Result<(), Stopped<W::Error>> {
        self.current = CurrentRecord { history: incoming.history.take(), ..CurrentRecord::default() };
        self.process_one(incoming, is_last)?;
        Ok(self.note_history()?)
    }

    fn process_one(&mut self, incoming: Incoming, is_last: bool) -> Result<(), Stopped<W::Error>> {
        let Incoming { source: name, draft, ledger, history: _ } = incoming;
        let ledger = self.sound_ledger(ledger)?;
        let ledger = match ledger {
            Some(ledger) if ledger.is_alone => return self.import_alone(&name, &draft, ledger),
            ledger => ledger,
        };
        let prepared = match checked(&draft, &self.demands) {
            Ok(prepared) => prepared,
            Err(faults) => return self.reject(&draft, Rejection::Faults(faults)),
        };
        let RunSource { key, trust, .. } = self.source(&name)?;
        let (source, trust) = (*key, trust.clone());
        let MeantRecord { id, found, renamed } = self.meant(prepared, source)?;
        let former_of = match (&renamed, found) {
            (Some(_), _) => Some(id.clone()),
            (None, None) => self.renamed_elsewhere(&id)?,
            (None, Some(_)) => None,
        };
        if former_of.is_some() && !is_last {
            let history = self.current.history.take();
            self.deferred.push(Incoming { source: name, draft, ledger, history });
            return Ok(());
        }
        if let Some(now) = former_of.filter(|now| self.first_read.has(now))
            && found.map_or(Ok(true), |(here, _)| self.source(&name).map(|of| of.seen.contains(&here.row)))?
        {
            self.keep(&now)?;
            self.remarks.left_former.add(|| (prepared.record.id.clone(), now));
            return ledger.map_or(Ok(()), |ledger| self.import_alone(&name, &draft, ledger));
        }
        if let Some(first) = self.first_read.note(&id, &draft.origin) {
            return self.reject(&draft, Rejection::Duplicate { id, first });
        }
        if renamed.is_some() {
            self.first_read.note(&prepared.record.id, &draft.origin);
        }
        let Some((standing, bases)) = found else {
            return match id.unportable() {
                Some(reason) => self.reject(&draft, Rejection::Unportable(reason)),
                None => self.add_new((prepared, ledger), source.known(), &name, &trust),
            };
        };
        if id.unportable().is_some() {
            self.remarks.unportable.add(|| id.clone());
        }
        self.source(&name)?.seen.push(standing.row);
        let prepared = renamed.as_ref().unwrap_or(prepared);
        let existing = Existing { draft: &draft, id: &id, prepared, standing, source, trust };
        self.process_existing(existing, bases, ledger)
    }

    /// Imports a record that exists, with its ledger.
    fn process_existing(
        &mut self,
        existing: Existing<'_>,
        bases: BaseDigests,
        ledger: Option<Box<ReadLedger>>,
    ) -> Result<(), Stopped<W::Error>> {
        let (prepared, standing) = (existing.prepared, existing.standing);
        let is_same = prepared.digest == standing.digest;
        let is_tombstone = standing.is_withdrawn && self.is_tombstone(standing)?;
        let only_new = existing.trust.only_new && !is_tombstone;
        let plan = match ledger.filter(|_| !only_new) {
            Some(ledger) => self.plan_beside(standing.row, prepared, (ledger, is_same), &existing.trust)?,
            None => None,
        };
        let counted = plan.as_ref().and_then(|plan| plan.counted(prepared));
        if standing.is_withdrawn && !is_tombstone {
            self.remarks.stay_withdrawn.add(|| existing.id.clone());
        }
        let existing = Existing { prepared: counted.as_ref().unwrap_or(prepared), ..existing };
        let handling = match self.handling(&existing, bases, is_tombstone)? {
            Handling::Received if plan.as_ref().is_some_and(LedgerPlan::changes_count) => Handling::Merge,
            handling => handling,
        };
        self.current.settled = plan.as_ref().and_then(LedgerPlan::count);
        let plan = match handling {
            Handling::Known => plan.filter(LedgerPlan::has_news),
            _ => plan,
        };
        let before = self.counts;
        let arriving = plan.as_ref().map(|plan| (plan.news.rates.clone(), plan.news.rewordings.clone()));
        (self.current.arriving, self.current.reworded) = arriving.unwrap_or_default();
        self.handle(&existing, (handling, only_new), bases)?;
        if self.followed.remove(&standing.row) {
            // It was counted when a notice changed it.
            self.counts = Counts { changed: before.changed, unchanged: before.unchanged, ..self.counts };
        }
        if let Some(mut plan) = plan {
            if self.counts.conflicts > before.conflicts {
                // Until it is resolved, the items of the other side are not here.
                plan.news.rates.clear();
            }
            self.add_ledger(standing.row, plan)?;
        }
        self.record_changes()
    }

    /// Adds a record that the set does not have, with its ledger.
    fn add_new(
        &mut self,
        (prepared, ledger): (&Prepared, Option<Box<ReadLedger>>),
        source: Option<SourceNumber>,
        name: &Option<Arc<str>>,
        trust: &Trust,
    ) -> Result<(), Stopped<W::Error>> {
        let mut ledger = ledger.map(|ledger| self.completed(ledger)).transpose()?;
        ledger.as_mut().map_or(Ok(()), |ledger| self.reject_large(None, ledger))?;
        let count = |ledger: &ReadLedger| prepared.record.evidence_count.max(ledger.counted());
        let counted = ledger.as_ref().and_then(|ledger| with_count(prepared, count(ledger)));
        self.add(counted.as_ref().unwrap_or(prepared), source, name, trust)?;
        let id = &prepared.record.id;
        if let Some(ledger) = ledger {
            self.add_first_ledger(id, ledger.lines)?;
        }
        self.withdraw_added(id)
    }

    fn handle(
        &mut self,
        existing: &Existing<'_>,
        (handling, only_new): (Handling, bool),
        bases: BaseDigests,
    ) -> Result<(), Stopped<W::Error>> {
        if !only_new && !matches!(handling, Handling::Replace | Handling::Merge) {
            self.current.known = Some(existing.standing.row);
        }
        match handling {
            Handling::Unchanged => self.leave(existing, bases),
            _ if only_new => self.keep(existing.id),
            Handling::Replace => self.replace(existing),
            Handling::Keep | Handling::Known => self.keep(existing.id),
            Handling::Received => {
                self.note(existing, None, BaseNoting::Bookkeeping)?;
                self.keep(existing.id)
            }
            Handling::Merge => self.merge(existing),
        }
    }

    /// The record that an imported one means. A record that was renamed here can still be imported under its former
    /// name, but not under both in one run. If another record has that name now, it means the renamed record for a
    /// source that has only that one.
    fn meant(&mut self, prepared: &Prepared, source: SourceKey) -> Result<MeantRecord, StoreError> {
        let id = prepared.record.id.clone();
        let found = self.tx.standing_to(&id, source.known())?;
        if let (None, Some(from)) = (found, self.rehearsed.get(&id)) {
            return Ok(MeantRecord { found: self.tx.standing_to(from, source.known())?, id, renamed: None });
        }
        let is_unknown = found.is_none_or(|(_, bases)| bases == BaseDigests::default());
        if self.has_renamed
            && is_unknown
            && !self.others.contains(&id)
            && let Some(id) = self.tx.renamed(&id)?
            && let now = self.tx.standing_to(&id, source.known())?
            && (found.is_none() || now.is_some_and(|(_, bases)| bases.brought.is_some()))
        {
            let renamed = Some(Self::renamed(&id, prepared));
            return Ok(MeantRecord { id, found: now, renamed });
        }
        if found.is_none()
            && let Some(id) = self.renamed_elsewhere(&id)?
            && let Some(now) = self.tx.standing_to(&id, source.known())?
        {
            let renamed = Some(Self::renamed(&id, prepared));
            return Ok(MeantRecord { id, found: Some(now), renamed });
        }
        Ok(MeantRecord { id, found, renamed: None })
    }

    /// The id of a record that was renamed elsewhere, before it came here; `None` if it was not. The journal knows the
    /// names that a record had here, but for one that it had until an undo: that is another record, unless the source
    /// had that name from us.
    fn renamed_elsewhere(&mut self, id: &Id) -> Result<Option<Id>, StoreError> {
        let Some(noticed) = self.noticed(id)? else { return Ok(None) };
        let is_it = self.named.contains(id) || self.tx.held_by(id)?.is_empty();
        Ok(noticed.id().filter(|now| is_it && **now != *id).cloned())
    }

    /// A record that is imported under a former name gets its current name: the source does not know the new one, and
    /// does not mean to revert it.
    fn renamed(id: &Id, prepared: &Prepared) -> Prepared {
        let mut record = prepared.record.clone();
        record.id = id.clone();
        record.domain = id.domain().to_owned();
        Prepared::from(record).with_samples(prepared.samples.clone())
    }

    /// Whether the arrival of a withdrawn record was undone.
    pub(super) fn is_tombstone(&mut self, standing: Standing) -> Result<bool, StoreError> {
        let changes = self.tx.changes(standing.row)?;
        Ok(is_tombstone(standing, &changes, self.undone()?))
    }

    /// Which batches were undone. An import undoes nothing, so this is read once, if it is needed at all.
    pub(super) fn undone(&mut self) -> Result<&Undone, StoreError> {
        let undone = match self.undone.take() {
            Some(undone) => undone,
            None => self.tx.undone()?,
        };
        Ok(self.undone.insert(undone))
    }
}
