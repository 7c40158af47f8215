//! How the set stands, for the page that says so.

use std::collections::BTreeMap;

use super::figures::FiguresByRecord;
use crate::curate::Policy;
use crate::publish::{SetState, SiteRelease};
use crate::store::{EvidenceMonth, Filter, Snapshot, StoreError};

/// How the records of a filter stand, besides what their entries say and what the checks find.
///
/// # Errors
/// If the database cannot be read.
pub(super) fn set_state(
    snapshot: &Snapshot<'_>,
    policy: &Policy,
    filter: &Filter,
    figures: &FiguresByRecord,
) -> Result<SetState, StoreError> {
    let mut verdicts = BTreeMap::new();
    for figure in figures.all() {
        *verdicts.entry(figure.verdict).or_default() += 1;
    }
    let months = snapshot.evidence_months(filter)?;
    let releases = snapshot.releases()?;
    let last_batch = snapshot.last_batch()?;
    let release = releases.last().filter(|_| *filter == Filter::default()).map(|latest| SiteRelease {
        name: latest.what.name.to_string(),
        day: latest.batch.day,
        is_current: latest.number == last_batch,
    });
    let thresholds = &policy.checks.thresholds;
    Ok(SetState {
        aging: (thresholds.aging_days, thresholds.stale_days),
        ladder: policy.ladder.iter().map(ToString::to_string).collect(),
        months: months.into_iter().map(|EvidenceMonth { month, pieces, reports }| (month, pieces, reports)).collect(),
        verdicts,
        surprises: figures.all().filter(|figure| figure.is_surprise).count() as u64,
        releases: releases
            .into_iter()
            .map(|release| (release.what.name.to_string(), release.batch.day, release.what.records))
            .collect(),
        findings: None,
        release,
    })
}
