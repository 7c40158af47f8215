//! What all commands that change records have in common: one transaction, one batch, and an account of what changed.

use std::collections::BTreeMap;

use super::Context;
use super::ceased::{Ceasing, SetRates};
use super::check::{FindingChanges, note_findings};
use super::engine::{self, Applied, Batched, Changed};
use super::find::{find_any, find_living};
use super::rates::{RateCause, RateChange, RateRecorder};
use super::refusal::{Reasoned, Refusal};
use super::removed_item::removed_with_evidence;
use super::restated::Restated;
use super::rewordings::{recognize, record_rewordings};
use crate::ledger::BatchNumber;
use crate::record::{Difference, Field, Id, Identities, Record, RecordChange, Revision};
use crate::store::{BatchVerb, Durability, Store, Stored, Tx};

/// Asked once, before the commit, whether to go through with the changes. The database is locked meanwhile: a caller
/// that has to wait for an answer says no, gets the answer, and applies the verb again.
pub type Approve<'a> = dyn FnMut(&[Changed]) -> bool + 'a;

/// A running verb: the transaction that it writes in, and an account of what it changes.
pub struct Work<'w, 's> {
    pub(super) tx: &'w mut Tx<'s>,
    pub(super) context: &'w Context,
    changed: Vec<Changed>,
    ceasing: Ceasing,
    rates: RateRecorder,
}

/// What a maintainer does to records: each verb is a plain struct, and one batch.
pub trait Verb {
    /// What there is to tell besides the records that changed.
    type Detail;

    /// What its batch says that it did.
    fn batch_verb(&self) -> BatchVerb;

    /// For what the verb needs a reason; `None` if it needs none.
    fn reason_for(&self) -> Option<Reasoned> {
        None
    }

    /// Checks the rules and writes, in an open transaction.
    ///
    /// # Errors
    /// Why it cannot be done; then nothing of it is.
    fn act(&self, work: &mut Work<'_, '_>) -> Result<Self::Detail, Refusal>;

    /// Runs the verb as one batch. In a dry run what it writes is undone.
    ///
    /// # Errors
    /// Those of [`act`](Self::act), if there is no reason and one is needed, and if `approve` does not approve; then
    /// the database is as it was.
    fn apply(
        &self,
        store: &mut Store,
        context: &Context,
        approve: &mut Approve<'_>,
    ) -> Result<Applied<Self::Detail>, Refusal> {
        if let Some(what) = self.reason_for() {
            Refusal::unless_reasoned(what, context.reason.as_deref())?;
        }
        engine::run(
            ApprovedVerb { verb: self, context, approve },
            store,
            &context.batch(self.batch_verb()),
            context.dry_run,
        )
    }
}

/// A verb, with who approves what it does.
struct ApprovedVerb<'v, 'a, V: ?Sized> {
    verb: &'v V,
    context: &'v Context,
    approve: &'v mut Approve<'a>,
}

impl<V: Verb + ?Sized> Batched for ApprovedVerb<'_, '_, V> {
    type Detail = V::Detail;
    type Error = Refusal;

    const DURABILITY: Durability = Durability::Full;

    fn act(&mut self, tx: &mut Tx<'_>) -> Result<(Vec<Changed>, V::Detail), Refusal> {
        let mut work = Work::new(tx, self.context);
        let acted = self.verb.act(&mut work);
        self.context.progress.end();
        let detail = acted?;
        let mut changed = work.into_changed();
        if let Some(checks) = &self.context.checks {
            note_findings(tx, &mut changed, checks)?;
        }
        Ok((changed, detail))
    }

    fn approve(&mut self, changed: &[Changed], _: &V::Detail) -> Result<bool, Refusal> {
        Ok((self.approve)(changed))
    }
}

impl<'w, 's> Work<'w, 's> {
    /// Work in an open transaction.
    pub(super) fn new(tx: &'w mut Tx<'s>, context: &'w Context) -> Self {
        Work { tx, context, changed: Vec::new(), ceasing: Ceasing::default(), rates: RateRecorder::default() }
    }

    /// The records that it changed, in the order in which they were.
    pub(super) fn into_changed(self) -> Vec<Changed> {
        self.changed
    }
}

impl Work<'_, '_> {
    /// A record that exists and is not withdrawn.
    pub(super) fn living(&self, id: &Id) -> Result<Stored, Refusal> {
        find_living(self.tx, id)
    }

    /// A record that exists, withdrawn or not.
    pub(super) fn any(&self, id: &Id) -> Result<Stored, Refusal> {
        find_any(self.tx, id)
    }

    /// The revision that a record makes of a stored one, its items matched by what they say.
    pub(super) fn becoming(&self, stored: &Stored, record: Record) -> Result<Revision, Refusal> {
        Ok(stored.revision.becoming(record, &self.identities(stored)?))
    }

    /// How items of a record's next revision get their ids.
    pub(super) fn identities(&self, stored: &Stored) -> Result<Identities, Refusal> {
        Ok(self.tx.identities(stored.standing.row, &stored.revision)?)
    }

    /// Saves a new revision. If the record itself changed, it was last updated today, unless the day was changed
    /// too. Returns whether there was anything to save.
    pub(super) fn save(&mut self, stored: &Stored, mut new: Revision) -> Result<bool, Refusal> {
        recognize(self.tx, stored.standing.row, (&mut new, &[&stored.revision]), &[])?;
        self.date(stored, &mut new);
        self.save_as_is(stored, &new)
    }

    /// As [`save`](Self::save), if the numbers in the new revision are what an author says: the account names the
    /// reports that no longer count for them. `said` are fields that the author named; a rate among them that is as it
    /// was becomes a new baseline, if that makes a difference.
    pub(super) fn save_authored(
        &mut self,
        stored: &Stored,
        mut new: Revision,
        said: &[Field],
    ) -> Result<bool, Refusal> {
        recognize(self.tx, stored.standing.row, (&mut new, &[&stored.revision]), &[])?;
        self.date(stored, &mut new);
        let difference = Difference::between(&stored.revision, &new);
        let set_rates = self.ceasing.look(self.tx, stored, (&new, &difference.fields()), said)?;
        self.write(stored, &difference, set_rates, RateCause::Authored)
    }

    /// As [`save`](Self::save), if the rates in the new revision are estimates.
    pub(super) fn save_published(&mut self, stored: &Stored, mut new: Revision) -> Result<bool, Refusal> {
        self.date(stored, &mut new);
        let difference = Difference::between(&stored.revision, &new);
        self.write(stored, &difference, SetRates::default(), RateCause::Published)
    }

    /// As [`save_as_is`](Self::save_as_is), if a batch is undone; with rates that cease to be baselines or are some
    /// again.
    pub(super) fn save_undone(
        &mut self,
        stored: &Stored,
        new: &Revision,
        batch: BatchNumber,
        restated: Vec<Restated>,
    ) -> Result<bool, Refusal> {
        let set_rates = SetRates { ceased: Vec::new(), restated };
        self.write(stored, &Difference::between(&stored.revision, new), set_rates, RateCause::Undone(batch))
    }

    /// What changed was last updated today, unless the day was changed too.
    fn date(&self, stored: &Stored, new: &mut Revision) {
        let old = &stored.revision.record;
        if *old != new.record && old.last_updated == new.record.last_updated {
            new.record.last_updated = self.context.day;
        }
    }

    /// Saves a new revision without touching its days.
    pub(super) fn save_as_is(&mut self, stored: &Stored, new: &Revision) -> Result<bool, Refusal> {
        if stored.revision == *new {
            return Ok(false);
        }
        self.write(stored, &Difference::between(&stored.revision, new), SetRates::default(), RateCause::Authored)
    }

    fn write(
        &mut self,
        stored: &Stored,
        difference: &Difference<'_>,
        set_rates: SetRates,
        cause: RateCause,
    ) -> Result<bool, Refusal> {
        let (row, new, SetRates { ceased, restated }) = (stored.standing.row, difference.new, set_rates);
        let is_changed = stored.revision != *new || !restated.is_empty();
        if is_changed {
            self.tx.replace(stored.standing, difference)?;
        }
        for one in &restated {
            self.tx.note_baseline(row, one.field.field, &one.rate, one.is_undone)?;
        }
        let change = RateChange { before: stored, new, restated: &restated, cause };
        self.rates.record(self.tx, self.context.recorded(), &change)?;
        record_rewordings(self.tx, &self.context.recorded(), stored, new)?;
        if !is_changed {
            return Ok(false);
        }
        let left = removed_with_evidence(self.tx, row, &stored.revision, new)?;
        let (id, fields) = (new.record.id.clone(), difference.changes());
        self.changed.push(Changed { id, fields, restated, left, ceased, findings: FindingChanges::default() });
        Ok(true)
    }

    /// Saves a new revision without telling the caller.
    pub(super) fn save_quietly(&mut self, stored: &Stored, new: &Revision) -> Result<(), Refusal> {
        Ok(self.tx.replace(stored.standing, &Difference::between(&stored.revision, new))?)
    }

    /// Notes in the account what the changes of records bring.
    pub(super) fn tell(&mut self, mut findings: BTreeMap<Id, FindingChanges>) {
        for changed in &mut self.changed {
            changed.findings = findings.remove(&changed.id).unwrap_or_default();
        }
    }

    /// Notes that a record changed, for the account.
    pub(super) fn note(&mut self, id: Id, fields: Vec<RecordChange>) {
        let (restated, left, ceased) = (Vec::new(), Vec::new(), Vec::new());
        self.changed.push(Changed { id, fields, restated, left, ceased, findings: FindingChanges::default() });
    }
}
