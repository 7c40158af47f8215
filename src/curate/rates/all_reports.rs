//! Claims for which all reports count, which are most of them.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Baseline, Judgement, ReportGroup, judgement, weigh};
use crate::curate::Policy;
use crate::ledger::{Claim, RecordKey};
use crate::record::Tier;
use crate::store::{Authored, ClaimReports, RateOrigin, ReportSum, Snapshot, StoreError};

/// Tiers, each stored once: there are few tiers, but there may be a million claims.
#[derive(Default)]
pub(super) struct Tiers(HashMap<Tier, Arc<Tier>>);

impl Tiers {
    fn shared(&mut self, tier: &Tier) -> Arc<Tier> {
        if let Some(shared) = self.0.get(tier) {
            return shared.clone();
        }
        self.0.entry(tier.clone()).or_insert_with(|| Arc::new(tier.clone())).clone()
    }
}

/// The recorded rates of all claims.
pub(super) struct RecordedOrigins(HashMap<(RecordKey, Claim), Vec<RateOrigin>>);

impl RecordedOrigins {
    pub(super) fn of(snapshot: &Snapshot<'_>) -> Result<Self, StoreError> {
        let mut origins: HashMap<_, Vec<RateOrigin>> = HashMap::new();
        snapshot.each_rate_origin(|claim, origin| origins.entry(claim).or_default().push(origin))?;
        Ok(RecordedOrigins(origins))
    }

    /// What the value of a claim comes from; `None` if only the journal says it.
    pub(super) fn origin(&self, claim: &ClaimReports<'_>) -> Option<&RateOrigin> {
        let origins = self.0.get(&(claim.record, claim.claim))?;
        origins.iter().rfind(|origin| origin.rate == claim.published)
    }
}

/// The judgement of a claim for which all reports count: only estimates ever changed its value, or the author of its
/// baseline knew none.
pub(super) fn of_all_reports(
    policy: &Policy,
    (authored, origin): (&Authored, Option<&RateOrigin>),
    tiers: &mut Tiers,
    claim: &ClaimReports<'_>,
) -> Judgement {
    let reports = claim.reports.iter().map(|sum| {
        let ReportSum { reporter, reporter_kind: kind, is_apart, outcome, day, count } = sum;
        ReportGroup { reporter, kind: *kind, is_apart: *is_apart, outcome: *outcome, day: *day, count: *count }
    });
    let weighed = weigh(policy, claim.claim, reports);
    let (rate, tier) = match origin {
        Some(origin) => (origin.baseline, &origin.tier),
        None => (
            authored.rates.get(&(claim.record, claim.claim)).copied().unwrap_or(claim.published),
            authored.tiers.get(&claim.record).unwrap_or(claim.tier),
        ),
    };
    let baseline = Baseline { rate, tier: tiers.shared(tier) };
    judgement::judgement(policy, claim.published, baseline, &weighed)
}
