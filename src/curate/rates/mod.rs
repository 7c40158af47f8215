//! Computing rates from the ledger, and publishing them.

mod all_reports;
mod baseline;
mod calibration;
mod changed;
mod claims;
mod confidence;
mod counting;
mod judgement;
mod rated;
mod receipt;
mod recording;
mod suggested;
#[cfg(test)]
mod tests;
mod weighing;

use std::collections::BTreeMap;

use super::work::{Verb, Work};
use super::{Policy, Refusal, WorkProgress};
use crate::ledger::{BatchNumber, Claim, RecordKey};
use crate::record::Rate;
use crate::store::{BatchVerb, Filter, Snapshot};
pub use baseline::{Baseline, KnownReports, Origins, RateSources, SetBaseline};
pub use calibration::{Calibration, calibrate};
pub(super) use changed::{RateCause, RateChange};
pub use confidence::{Suggestion, Withheld, suggest};
pub use judgement::{Judgement, Verdict};
pub(super) use rated::each_rated;
pub use rated::{Rated, Rates, rates};
pub use receipt::{Contribution, Receipt, WeighedReport};
pub(super) use recording::RateRecorder;
pub use suggested::{Suggested, Suggestions, suggestions};
pub use weighing::{OneVoice, Weight};
use weighing::{ReportGroup, WeighedReports, weigh};

/// Publishes what is due: estimates, and baselines whose reports no longer count.
#[derive(Debug, Clone)]
pub struct PublishRates {
    /// The claims, by the keys of their records.
    due: BTreeMap<RecordKey, Vec<Due>>,
    /// The last batch when they were computed.
    state: BatchNumber,
}

/// A claim that is due.
#[derive(Debug, Clone, Copy)]
struct Due {
    claim: Claim,
    published: Rate,
    target: Rate,
}

impl PublishRates {
    /// The due claims of the records of a filter.
    ///
    /// # Errors
    /// [`Refusal::ChoosesWithdrawn`], if the filter selects withdrawn records; if the database cannot be read.
    pub fn due(
        snapshot: &Snapshot<'_>,
        policy: &Policy,
        filter: &Filter,
        progress: &WorkProgress,
    ) -> Result<Self, Refusal> {
        let state = snapshot.last_batch()?;
        let mut due: BTreeMap<RecordKey, Vec<Due>> = BTreeMap::new();
        each_rated(snapshot, policy, filter, progress, |one, judgement| {
            if judgement.verdict == Verdict::Due {
                let of_record = due.entry(one.row).or_default();
                of_record.push(Due { claim: one.claim, published: one.published, target: judgement.target });
            }
        })?;
        Ok(PublishRates { due, state })
    }

    /// The number of due claims.
    pub fn count(&self) -> u64 {
        self.due.values().map(|claims| claims.len() as u64).sum()
    }
}

impl Verb for PublishRates {
    type Detail = usize;

    fn batch_verb(&self) -> BatchVerb {
        BatchVerb::PublishRates
    }

    /// Publishes the target of every claim that is due; the detail is their number.
    ///
    /// # Errors
    /// If the database changed since the claims were computed.
    fn act(&self, work: &mut Work<'_, '_>) -> Result<usize, Refusal> {
        if work.tx.last_batch()? != self.state {
            return Err(Refusal::ChangedMeanwhile);
        }
        let mut published = 0;
        let progress = work.context.progress.change(self.due.len());
        for (row, claims) in &self.due {
            let stored = work.tx.load_known(*row)?;
            let mut new = stored.revision.clone();
            if new.is_withdrawn {
                return Err(Refusal::ChangedMeanwhile);
            }
            for one in claims {
                let rate = one.claim.published_mut(&mut new).filter(|rate| **rate == one.published);
                *rate.ok_or(Refusal::ChangedMeanwhile)? = one.target;
                published += 1;
            }
            work.save_published(&stored, new)?;
            progress.step();
        }
        if published > 0 {
            work.tx.note_published()?;
        }
        Ok(published)
    }
}
