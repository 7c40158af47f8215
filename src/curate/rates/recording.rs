//! Recording where rates come from, for other maintainers and for the day on which theirs come here.

use super::baseline::origin_of;
use super::changed::{ChangedClaim, RateCause, RateChange, brought, changed};
use super::claims::{ListedBaseline, RecordedClaims};
use super::{Origins, SetBaseline};
use crate::ledger::{BatchNumber, Claim, Evidence, RecordedBy, RecordedRate};
use crate::record::{Json, Rate};
use crate::store::{BaselineSetting, Change, ChangeSubject, StoreError, Tx};

/// Records where the rates of a record come from whenever that changes. It reads data about all batches once.
#[derive(Default)]
pub(in crate::curate) struct RateRecorder {
    origins: Option<Origins>,
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
        let mut claims = changed(change);
        let row = change.before.standing.row;
        if claims.is_empty() && !matches!(change.cause, RateCause::Undone(_)) {
            return Ok(());
        }
        let recorded = tx.recorded_rates(row)?;
        claims.extend(brought(change, &recorded));
        let rates = RecordedClaims { row, change, recorded, by };
        if claims.iter().any(|one| one.is_added) {
            let reported = rates.reported(tx)?;
            claims.retain(|one| !one.is_added || rates.has_lines(one.claim) || reported.contains(&one.claim));
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
            RateCause::Imported if claim.is_added => self.brought_back(tx, rates, claim, next),
            RateCause::Imported => rates.authored(tx, (claim.claim, claim.is), next, before_this(tx)).map(Some),
            RateCause::Authored => rates.authored(tx, (claim.claim, claim.is), next, |_| true).map(Some),
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

    /// The line of a claim of an item that an import brings. If it was removed here, its baseline is the one from
    /// before. If it was never here, its author knew none of the reports: it was there before them.
    fn brought_back(
        &mut self,
        tx: &Tx<'_>,
        rates: &RecordedClaims<'_>,
        claim: &ChangedClaim,
        next: (u32, u32),
    ) -> Result<Option<(RecordedRate, BaselineSetting)>, StoreError> {
        let (claim, is) = (claim.claim, claim.is);
        let is_before = before_this(tx);
        let changes = tx.changes(rates.row)?;
        let of_claim = |change: &&Change| change.subject == ChangeSubject::Field(claim.field()) && change.old.is_some();
        match changes.iter().find(of_claim) {
            Some(removal) if removal.old == Some(Json::of(&is)) => {
                let set = self.journaled(tx, rates, (claim, is), Some(removal.batch))?;
                Ok(Some(rates.line((claim, is), set, next)))
            }
            Some(_) => rates.authored(tx, (claim, is), next, is_before).map(Some),
            None if rates.reports(tx, claim, is_before)?.is_empty() => Ok(None),
            None => {
                let (line, set) = rates.authored(tx, (claim, is), (0, 0), |_| false)?;
                Ok(Some((line, BaselineSetting { is_own: false, ..set })))
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
        let known = match tx.may_have_reports_before(rates.row, batch)? {
            true => rates.reports(tx, claim.0, |report| report.arrived_in < batch)?,
            false => Vec::new(),
        };
        Ok(ListedBaseline { baseline, known, set: BaselineSetting { set_in: Some(batch), is_own: true } })
    }
}

/// Whether a report arrived before the batch that is being written.
fn before_this(tx: &Tx<'_>) -> impl Fn(&Evidence) -> bool + Copy + use<> {
    let now = tx.written_batch();
    move |report| now.is_none_or(|now| report.arrived_in < now)
}
