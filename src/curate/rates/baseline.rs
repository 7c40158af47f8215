//! The baseline of a claim: the value that was authored or imported. Recorded rates say it, else the journal.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;

use crate::ledger::{BatchNumber, Claim, Evidence, Uid};
use crate::record::{Json, Rate, Record, Revision, Tier};
use crate::store::{Change, ChangeSubject, Snapshot, StoreError, StoredRate, Undone};

/// The value that a claim starts from.
#[derive(Debug, Clone, PartialEq)]
pub struct Baseline {
    /// The value.
    pub rate: Rate,
    /// The record's tier after the value was set: how far it was checked then.
    pub tier: Arc<Tier>,
}

/// A baseline with where it comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct SetBaseline {
    /// The baseline.
    pub baseline: Baseline,
    /// The batch that set it, or brought it here.
    pub batch: BatchNumber,
    /// The reports that do not count for it.
    pub known: KnownReports,
}

/// The reports that the author of a baseline knew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KnownReports {
    /// Those that arrived before a batch. What came with a value is not known to who set it: an item is there before
    /// the reports on it.
    Before(BatchNumber),
    /// Those of these uids, which are in order.
    Named(Vec<Uid>),
}

impl KnownReports {
    /// Whether a report is one of them.
    pub fn contain(&self, report: &Evidence) -> bool {
        match self {
            KnownReports::Before(batch) => report.arrived_in < *batch,
            KnownReports::Named(uids) => uids.binary_search(&report.uid).is_ok(),
        }
    }
}

impl From<&StoredRate> for SetBaseline {
    fn from(StoredRate { line, set_in, is_own, .. }: &StoredRate) -> Self {
        let known = match is_own {
            true => KnownReports::Before(*set_in),
            false => KnownReports::Named(line.known.clone()),
        };
        let baseline = Baseline { rate: line.baseline, tier: Arc::new(line.tier.clone()) };
        SetBaseline { baseline, batch: *set_in, known }
    }
}

/// What the database has of the rates of a record.
#[derive(Debug, Clone, Copy)]
pub struct RateSources<'s> {
    /// The record.
    pub revision: &'s Revision,
    /// All its changes, the latest first.
    pub changes: &'s [Change],
    /// Its ledger, or the part on the claim.
    pub ledger: &'s [Evidence],
    /// Its recorded rates, in their order.
    pub recorded: &'s [StoredRate],
}

impl RateSources<'_> {
    /// The recorded rate that a claim's value comes from; `None` if only the journal says it.
    pub fn origin(&self, claim: Claim, published: Rate) -> Option<&StoredRate> {
        origin_of(self.recorded, (claim, published))
    }
}

/// The one of recorded rates, in their order, that a claim's value comes from.
pub(super) fn origin_of(recorded: &[StoredRate], (claim, value): (Claim, Rate)) -> Option<&StoredRate> {
    recorded.iter().rfind(|one| one.claim == Some(claim) && one.line.rate == value)
}

/// Batches that changed rates without setting a baseline.
#[derive(Debug, Clone)]
pub struct Origins {
    /// Those that published estimates.
    pub publishing: HashSet<BatchNumber>,
    /// Those that undid others.
    pub undone: Undone,
    /// The database, for errors.
    database: PathBuf,
}

impl Origins {
    /// Reads the batches.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn of(snapshot: &Snapshot<'_>) -> Result<Self, StoreError> {
        let (publishing, undone) = (snapshot.publishing_batches()?, snapshot.undone()?);
        Ok(Origins { publishing, undone, database: snapshot.path().to_owned() })
    }

    /// The baseline of a claim. `published` is the claim's value.
    ///
    /// The recorded rates say it, if one is about this value; else the journal does. There a value that was set by hand
    /// or by an import is a new baseline, even if it is set to the same value. A published estimate is not. An undo
    /// restores the baseline from before the batch that it undid.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] if the journal has a value that is not a rate or a tier, or does not say where the claim
    /// comes from.
    pub fn baseline(
        &self,
        (claim, published): (Claim, Rate),
        sources: RateSources<'_>,
    ) -> Result<SetBaseline, StoreError> {
        match sources.origin(claim, published) {
            Some(recorded) => Ok(recorded.into()),
            None => self.journaled((claim, published), sources.revision, sources.changes, None),
        }
    }

    /// The baseline of a claim according to the journal: now, or before the batch `until`.
    ///
    /// # Errors
    /// As [`baseline`](Self::baseline).
    pub fn journaled(
        &self,
        (claim, published): (Claim, Rate),
        now: &Revision,
        changes: &[Change],
        until: Option<BatchNumber>,
    ) -> Result<SetBaseline, StoreError> {
        let field = claim.field();
        let mut own: Vec<&Change> = changes
            .iter()
            .filter(|change| match change.subject {
                ChangeSubject::Field(changed) | ChangeSubject::Baseline(changed) => changed == field,
                ChangeSubject::Arrived => true,
                ChangeSubject::Withdrawn | ChangeSubject::Restored | ChangeSubject::Base(_) | ChangeSubject::Ledger => {
                    false
                }
            })
            .collect();
        own.reverse();
        let value = |change: &Change, json: &Option<Json>| -> Result<Option<Rate>, StoreError> {
            let Some(json) = json else { return Ok(None) };
            let rate = json.as_f64().and_then(|rate| Rate::try_from(rate).ok());
            rate.map(Some).ok_or_else(|| self.unreadable(now, change))
        };
        // The record was added with what is reconstructed from its first change, or with what it still has.
        let first = own.iter().find(|change| change.subject == ChangeSubject::Field(field));
        let authored = first.map_or(Ok(Some(published)), |change| value(change, &change.old))?;
        let mut states: Vec<(BatchNumber, Option<(Rate, BatchNumber)>)> = Vec::new();
        let mut current: Option<(Rate, BatchNumber)> = None;
        for change in own {
            let batch = change.batch;
            if until.is_some_and(|until| batch >= until) {
                break;
            }
            current = match change.subject {
                ChangeSubject::Arrived => authored.map(|rate| (rate, batch)),
                _ if self.publishing.contains(&batch) => current,
                _ => match self.undone.what(batch) {
                    Some(undone) => states.iter().rev().find(|(at, _)| *at < undone).and_then(|(_, state)| *state),
                    None => value(change, &change.new)?.map(|rate| (rate, batch)),
                },
            };
            states.push((batch, current));
        }
        let (rate, batch) = current.ok_or_else(|| self.damaged(now, &format!("does not tell who set {field}")))?;
        let tier = Arc::new(self.tier_after(batch, now, changes)?);
        Ok(SetBaseline { baseline: Baseline { rate, tier }, batch, known: KnownReports::Before(batch) })
    }

    /// The tier that a record had after a batch: what the next change of it replaced, or what it still has.
    fn tier_after(&self, batch: BatchNumber, now: &Revision, changes: &[Change]) -> Result<Tier, StoreError> {
        let of_tier = ChangeSubject::Field(Record::VERIFICATION_TIER);
        let later = changes.iter().filter(|change| change.batch > batch && change.subject == of_tier);
        let Some(next) = later.min_by_key(|change| change.batch) else {
            return Ok(now.record.verification_tier.clone());
        };
        let tier = next.old.as_ref().and_then(|old| old.as_str()?.parse().ok());
        tier.ok_or_else(|| self.unreadable(now, next))
    }

    fn unreadable(&self, now: &Revision, Change { batch, subject, .. }: &Change) -> StoreError {
        self.damaged(now, &format!("has an unreadable value of {subject} in batch {batch}"))
    }

    fn damaged(&self, now: &Revision, what: &str) -> StoreError {
        let detail = format!("the journal of {} {what}", now.record.id);
        StoreError::Damaged { path: self.database.clone(), detail }
    }
}
