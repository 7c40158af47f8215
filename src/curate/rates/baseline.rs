//! What a claim's rate was before the reports: the value as it was authored or imported.

use std::collections::HashSet;
use std::sync::Arc;

use crate::record::{Json, Rate, Record, Revision, Tier};
use crate::store::{Change, Snapshot, StoreError, Subject, Undone};

use crate::ledger::Claim;

/// The value that a claim starts from, and the batch that set it. Reports that were recorded before do not count for
/// it: its author knew them.
#[derive(Debug, Clone, PartialEq)]
pub struct Baseline {
    /// The value.
    pub rate: Rate,
    /// The batch.
    pub batch: i64,
    /// The record's tier after that batch: how far the value was checked when it was set.
    pub tier: Arc<Tier>,
}

/// What is known of batches that changed rates without setting a baseline.
#[derive(Debug, Clone)]
pub struct Origins {
    /// Those that published estimates.
    pub applied: HashSet<i64>,
    /// Those that undid others.
    pub undone: Undone,
}

impl Origins {
    /// Reads what is known of the batches.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn of(snapshot: &Snapshot<'_>) -> Result<Self, StoreError> {
        Ok(Origins { applied: snapshot.applied()?, undone: snapshot.undone()? })
    }

    /// The baseline of a claim, from all changes of its record, the latest first; `None` if the claim is not there.
    ///
    /// A value that was set by hand, or that an import brought, is a new baseline, also if it is set to what it is. One
    /// that was published as an estimate is none. An undo brings back the baseline from before the batch that it undid.
    pub fn baseline(&self, claim: Claim, now: &Revision, changes: &[Change]) -> Option<Baseline> {
        let field = claim.field();
        let mut own: Vec<&Change> = changes
            .iter()
            .filter(|change| match change.subject {
                Subject::Field(changed) | Subject::Baseline(changed) => changed == field,
                Subject::Arrived => true,
                Subject::Withdrawn | Subject::Restored | Subject::Base(_) | Subject::Ledger => false,
            })
            .collect();
        own.reverse();
        let value = |json: &Option<Json>| json.as_ref()?.as_f64().and_then(|rate| Rate::try_from(rate).ok());
        // The record was added with what is reconstructed from its first change, or with what it still has.
        let first = own.iter().find(|change| change.subject == Subject::Field(field));
        let authored = first.map_or_else(|| claim.published(now), |change| value(&change.old));
        let mut states: Vec<(i64, Option<(Rate, i64)>)> = Vec::new();
        let mut current: Option<(Rate, i64)> = None;
        for change in own {
            let batch = change.batch;
            current = match change.subject {
                Subject::Arrived => authored.map(|rate| (rate, batch)),
                _ if self.applied.contains(&batch) => current,
                _ => match self.undone.what(batch) {
                    Some(undone) => states.iter().rev().find(|(at, _)| *at < undone).and_then(|(_, state)| *state),
                    None => value(&change.new).map(|rate| (rate, batch)),
                },
            };
            states.push((batch, current));
        }
        let (rate, batch) = current?;
        Some(Baseline { rate, batch, tier: Arc::new(tier_after(batch, now, changes)) })
    }
}

/// The tier that a record had after a batch: what the next change of it replaced, or what it still has.
fn tier_after(batch: i64, now: &Revision, changes: &[Change]) -> Tier {
    let later = changes.iter().filter(|change| match change.subject {
        Subject::Field(field) => change.batch > batch && field == Record::VERIFICATION_TIER,
        _ => false,
    });
    let next = later.min_by_key(|change| change.batch).and_then(|change| change.old.as_ref()?.as_str()?.parse().ok());
    next.unwrap_or_else(|| now.record.verification_tier.clone())
}
