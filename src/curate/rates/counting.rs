//! The reports of a ledger that count for a claim.

use super::{KnownReports, ReportGroup, WeighedReports, weigh};
use crate::curate::Policy;
use crate::ledger::{Claim, Evidence};

/// Weighs the reports in the ledger of a record that count for a baseline whose author knew some.
pub(super) fn weigh_counting<'l>(
    policy: &Policy,
    claim: Claim,
    known: &KnownReports,
    ledger: &'l [Evidence],
) -> WeighedReports<'l> {
    let counting = of_claim(claim, ledger).filter(|(one, _)| counts(one, known));
    weigh(policy, claim, counting.map(|(_, reports)| reports))
}

/// The reports on a claim in the ledger of its record.
pub(super) fn of_claim(claim: Claim, ledger: &[Evidence]) -> impl Iterator<Item = (&Evidence, ReportGroup<'_>)> {
    let own = ledger.iter().filter(move |one| Claim::of(one.what.item) == Some(claim));
    own.filter_map(|one| Some((one, group(one)?)))
}

/// Whether a report counts for a baseline whose author knew some.
pub(super) fn counts(report: &Evidence, known: &KnownReports) -> bool {
    report.counts() && !known.contain(report)
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
