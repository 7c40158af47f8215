//! The reports of a ledger that count for a claim.

use super::{ReportGroup, WeighedReports, weigh};
use crate::curate::Policy;
use crate::ledger::{BatchNumber, Claim, Evidence};

/// Weighs the reports in the ledger of a record that count for a baseline which a batch set.
pub(super) fn weigh_counting<'l>(
    policy: &Policy,
    claim: Claim,
    batch: BatchNumber,
    ledger: &'l [Evidence],
) -> WeighedReports<'l> {
    let counting = of_claim(claim, ledger).filter(|(one, _)| counts(one, batch));
    weigh(policy, claim, counting.map(|(_, reports)| reports))
}

/// The reports on a claim in the ledger of its record.
pub(super) fn of_claim(claim: Claim, ledger: &[Evidence]) -> impl Iterator<Item = (&Evidence, ReportGroup<'_>)> {
    let own = ledger.iter().filter(move |one| Claim::of(one.what.item) == Some(claim));
    own.filter_map(|one| Some((one, group(one)?)))
}

/// Whether a report counts for the baseline of a batch.
pub(super) fn counts(report: &Evidence, batch: BatchNumber) -> bool {
    report.counts() && report.arrived_in > batch
}

/// A piece of evidence as reports; `None` if it is not a report.
fn group(evidence: &Evidence) -> Option<ReportGroup<'_>> {
    let what = &evidence.what;
    Some(ReportGroup {
        reporter: &what.reporter,
        kind: what.reporter_kind,
        is_apart: what.is_apart,
        outcome: what.outcome?,
        day: Some(what.day),
        count: what.count.into(),
    })
}
