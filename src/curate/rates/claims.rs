//! The claims of a record whose rates are recorded, with what is known about them.

use std::collections::{BTreeSet, HashSet};

use super::Baseline;
use super::changed::RateChange;
use crate::ledger::{Claim, Evidence, RecordKey, RecordedBy, RecordedRate, Uid};
use crate::record::Rate;
use crate::store::{BaselineSetting, BatchVerb, StoreError, StoredRate, Tx};

/// A baseline with the reports that its author knew, as other databases name them.
pub(super) struct ListedBaseline {
    pub baseline: Baseline,
    pub known: Vec<Uid>,
    pub set: BaselineSetting,
}

/// What is recorded of the rates of a record that changes.
pub(super) struct RecordedClaims<'r> {
    pub row: RecordKey,
    pub change: &'r RateChange<'r>,
    pub recorded: Vec<StoredRate>,
    pub by: RecordedBy,
}

impl RecordedClaims<'_> {
    /// The last generation of a claim, and the last number in it.
    pub(super) fn last(&self, claim: Claim) -> (u32, u32) {
        let of_claim = self.recorded.iter().filter(|one| one.claim == Some(claim));
        of_claim.map(|one| (one.line.generation, one.line.number)).max().unwrap_or_default()
    }

    /// Whether a line is about a claim.
    pub(super) fn has_lines(&self, claim: Claim) -> bool {
        self.recorded.iter().any(|one| one.claim == Some(claim))
    }

    /// The claims with reports.
    pub(super) fn reported(&self, tx: &Tx<'_>) -> Result<HashSet<Claim>, StoreError> {
        if !tx.has_reports(self.row)? {
            return Ok(HashSet::new());
        }
        let ledger = tx.ledger(self.row)?;
        let reports = ledger.iter().filter(|one| one.what.outcome.is_some());
        Ok(reports.filter_map(|one| Claim::of(one.what.item)).collect())
    }

    /// The line of a rate that an author set, who knew the reports of which something holds.
    pub(super) fn authored(
        &self,
        tx: &Tx<'_>,
        (claim, rate): (Claim, Rate),
        place: (u32, u32),
        is_known: impl Fn(&Evidence) -> bool,
    ) -> Result<(RecordedRate, BaselineSetting), StoreError> {
        let tier = self.change.new.record.verification_tier.clone().into();
        let known = self.reports(tx, claim, is_known)?;
        let set = BaselineSetting { set_in: None, is_own: true };
        Ok(self.line((claim, rate), ListedBaseline { baseline: Baseline { rate, tier }, known, set }, place))
    }

    /// The line of a rate with its baseline.
    pub(super) fn line(
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
    pub(super) fn reports(
        &self,
        tx: &Tx<'_>,
        claim: Claim,
        holds: impl Fn(&Evidence) -> bool,
    ) -> Result<Vec<Uid>, StoreError> {
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
