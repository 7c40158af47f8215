//! Recording where rates come from, for other maintainers and for the day on which theirs come here.

use std::collections::BTreeSet;

use super::baseline::origin_of;
use super::changed::{ChangedClaim, RateCause, RateChange, added, brought, changed};
use super::{Baseline, Origins, SetBaseline};
use crate::ledger::{BatchNumber, Claim, Evidence, RecordKey, RecordedBy, RecordedRate, Uid};
use crate::record::Rate;
use crate::store::{BaselineSetting, BatchVerb, StoreError, StoredRate, Tx};

/// Records where the rates of a record come from whenever that changes. It reads data about all batches once.
#[derive(Default)]
pub(in crate::curate) struct RateRecorder {
    origins: Option<Origins>,
}

/// A baseline with the reports that its author knew, as other databases name them.
struct ListedBaseline {
    baseline: Baseline,
    known: Vec<Uid>,
    set: BaselineSetting,
}

impl RateRecorder {
    /// Records what a change that was written does to the rates of a record. Most changes concern none: these are fast.
    ///
    /// # Errors
    /// What goes wrong on the disk; as [`Origins::baseline`].
    pub(in crate::curate) fn record(
        &mut self,
        tx: &mut Tx<'_>,
        by: RecordedBy,
        change: &RateChange<'_>,
    ) -> Result<(), StoreError> {
        let (mut claims, returned) = (changed(change), added(change));
        let row = change.before.standing.row;
        if claims.is_empty() && returned.is_empty() && !matches!(change.cause, RateCause::Undone(_)) {
            return Ok(());
        }
        let recorded = tx.recorded_rates(row)?;
        claims.extend(brought(change, &recorded));
        let rates = RecordedClaims { row, change, recorded, by };
        for claim in returned {
            if rates.is_known(tx, claim.claim)? {
                claims.push(claim);
            }
        }
        for claim in claims {
            if let Some((line, set)) = self.line(tx, &rates, &claim)? {
                tx.record_rate(row, Some(claim.claim), &line, set)?;
            }
        }
        Ok(())
    }

    /// The line for a claim, with where its baseline was set; `None` if nothing is to be told.
    fn line(
        &mut self,
        tx: &Tx<'_>,
        rates: &RecordedClaims<'_>,
        claim: &ChangedClaim,
    ) -> Result<Option<(RecordedRate, BaselineSetting)>, StoreError> {
        let last = rates.last(claim.claim);
        let origin = |value| origin_of(&rates.recorded, (claim.claim, value));
        if !claim.is_set {
            // Only the tier changed, which says how far the baseline was checked. It has to stay known.
            return match origin(claim.is) {
                Some(_) => Ok(None),
                None => {
                    let set = self.journaled(tx, rates, (claim.claim, claim.was), None)?;
                    let number = u32::from(set.baseline.rate != claim.is);
                    Ok(Some(rates.line((claim.claim, claim.is), set, (last.0, number))))
                }
            };
        }
        let next = (last.0.saturating_add(1), 0);
        match rates.change.cause {
            RateCause::Imported if origin(claim.is).is_some() => Ok(None),
            RateCause::Authored | RateCause::Imported => rates.authored(tx, (claim.claim, claim.is), next).map(Some),
            RateCause::Published => {
                let set = match origin(claim.was) {
                    Some(origin) => ListedBaseline::from(origin),
                    None => self.journaled(tx, rates, (claim.claim, claim.was), None)?,
                };
                Ok(Some(rates.line((claim.claim, claim.is), set, (last.0, last.1.saturating_add(1)))))
            }
            RateCause::Undone(batch) => {
                let of_claim = rates.recorded.iter().filter(|one| one.claim == Some(claim.claim) && one.batch != batch);
                let set = match of_claim.rev().find(|one| one.line.rate == claim.is) {
                    Some(origin) => ListedBaseline::from(origin),
                    None => self.journaled(tx, rates, (claim.claim, claim.is), Some(batch))?,
                };
                Ok(Some(rates.line((claim.claim, claim.is), set, next)))
            }
        }
    }

    /// The baseline of a claim according to the journal before this batch, or before an earlier one.
    fn journaled(
        &mut self,
        tx: &Tx<'_>,
        rates: &RecordedClaims<'_>,
        claim: (Claim, Rate),
        before: Option<BatchNumber>,
    ) -> Result<ListedBaseline, StoreError> {
        let origins = match self.origins.take() {
            Some(origins) => origins,
            None => Origins::of(tx)?,
        };
        let origins = self.origins.insert(origins);
        let (changes, until) = (tx.changes(rates.row)?, before.or(tx.written_batch()));
        let SetBaseline { baseline, batch, .. } = origins.journaled(claim, rates.change.new, &changes, until)?;
        let known = match tx.may_have_reports_until(rates.row, batch)? {
            true => rates.reports(tx, claim.0, |report| report.arrived_in <= batch)?,
            false => Vec::new(),
        };
        Ok(ListedBaseline { baseline, known, set: BaselineSetting { set_in: Some(batch), is_own: true } })
    }
}

/// What is recorded of the rates of a record that changes.
struct RecordedClaims<'r> {
    row: RecordKey,
    change: &'r RateChange<'r>,
    recorded: Vec<StoredRate>,
    by: RecordedBy,
}

impl RecordedClaims<'_> {
    /// The last generation of a claim, and the last number in it.
    fn last(&self, claim: Claim) -> (u32, u32) {
        let of_claim = self.recorded.iter().filter(|one| one.claim == Some(claim));
        of_claim.map(|one| (one.line.generation, one.line.number)).max().unwrap_or_default()
    }

    /// Whether there is anything about a claim.
    fn is_known(&self, tx: &Tx<'_>, claim: Claim) -> Result<bool, StoreError> {
        let is_recorded = self.recorded.iter().any(|one| one.claim == Some(claim));
        Ok(is_recorded || !self.reports(tx, claim, |_| true)?.is_empty())
    }

    /// The line of a rate that an author set, who knew all reports.
    fn authored(
        &self,
        tx: &Tx<'_>,
        (claim, rate): (Claim, Rate),
        place: (u32, u32),
    ) -> Result<(RecordedRate, BaselineSetting), StoreError> {
        let tier = self.change.new.record.verification_tier.clone().into();
        let known = self.reports(tx, claim, |_| true)?;
        let set = BaselineSetting { set_in: None, is_own: true };
        Ok(self.line((claim, rate), ListedBaseline { baseline: Baseline { rate, tier }, known, set }, place))
    }

    /// The line of a rate with its baseline.
    fn line(
        &self,
        (claim, rate): (Claim, Rate),
        ListedBaseline { baseline, known, set }: ListedBaseline,
        (generation, number): (u32, u32),
    ) -> (RecordedRate, BaselineSetting) {
        let new = self.change.new;
        let text = claim.item().map(|item| (item.kind, new.item_text(item).unwrap_or_default().to_owned()));
        let line = RecordedRate {
            record: new.record.id.to_string(),
            item: text,
            rate,
            baseline: baseline.rate,
            tier: baseline.tier.as_ref().clone(),
            known,
            generation,
            number,
            recorded: self.by.clone(),
        };
        (line, set)
    }

    /// The reports on a claim that an author knows and of which something holds, in the order of their uids: those that
    /// count, and those that were withdrawn or moved here, which count again only if that is undone. One whose import
    /// was undone is new if it is imported again, and so is one that others withdrew if they let it count again.
    fn reports(&self, tx: &Tx<'_>, claim: Claim, holds: impl Fn(&Evidence) -> bool) -> Result<Vec<Uid>, StoreError> {
        if !tx.has_reports(self.row)? {
            return Ok(Vec::new());
        }
        let ledger = tx.ledger(self.row)?;
        let is_report = |one: &&Evidence| one.what.outcome.is_some() && Claim::of(one.what.item) == Some(claim);
        let mut uids: BTreeSet<Uid> = BTreeSet::new();
        for report in ledger.iter().filter(is_report).filter(|one| holds(one)) {
            if report.counts() || self.is_set_aside(tx, report)? {
                uids.insert(report.uid);
            }
        }
        Ok(uids.into_iter().collect())
    }

    /// Whether a report does not count because it was withdrawn or moved here.
    fn is_set_aside(&self, tx: &Tx<'_>, report: &Evidence) -> Result<bool, StoreError> {
        let Some(batch) = report.withdrawn_in else { return Ok(false) };
        let verb = tx.batch(batch)?.and_then(|batch| batch.verb);
        Ok(matches!(verb, Some(BatchVerb::WithdrawEvidence | BatchVerb::MoveEvidence)))
    }
}

impl From<&StoredRate> for ListedBaseline {
    fn from(StoredRate { line, set_in, is_own, .. }: &StoredRate) -> Self {
        let baseline = Baseline { rate: line.baseline, tier: line.tier.clone().into() };
        let set = BaselineSetting { set_in: Some(*set_in), is_own: *is_own };
        ListedBaseline { baseline, known: line.known.clone(), set }
    }
}
