//! How many findings each check has, for the dashboard.

use std::collections::BTreeMap;

use crate::check::{Code, Finding, FindingKind, Severity};
use crate::curate::{AskedChecks, CheckRecords, CheckWatch, Policy, Refusal};
use crate::publish::FindingCount;
use crate::record::Date;
use crate::store::{Filter, Snapshot, StoreError, Stored};

/// The findings of the records of a filter by their codes, as the policy has them: the gravest first, of those the
/// most frequent. `None` if a record is damaged and `keep_going` leaves it out, so that the set cannot be checked.
///
/// # Errors
/// If the database cannot be read, or a record is damaged.
pub(super) fn finding_counts(
    snapshot: &mut Snapshot<'_>,
    (policy, filter): (&Policy, &Filter),
    today: Date,
    keep_going: bool,
) -> Result<Option<Vec<FindingCount>>, Refusal> {
    let settings = policy.check_settings(&AskedChecks::default(), today);
    let mut tally = FindingTally::default();
    match (CheckRecords { filter: filter.clone(), settings }).apply(snapshot, &mut tally) {
        Err(Refusal::Store(StoreError::RecordDamaged { .. })) if keep_going => return Ok(None),
        checked => drop(checked?),
    }
    let mut counts: Vec<FindingCount> = tally
        .0
        .into_iter()
        .map(|((severity, code), findings)| FindingCount {
            code: code.short(),
            name: code.as_str(),
            severity: severity.as_str(),
            findings,
        })
        .collect();
    // They are in the order of the severities already.
    counts.chunk_by_mut(|one, next| one.severity == next.severity).for_each(|alike| {
        alike.sort_by_key(|one| std::cmp::Reverse(one.findings));
    });
    Ok(Some(counts))
}

/// Counts findings.
#[derive(Default)]
struct FindingTally(BTreeMap<(Severity, Code), u64>);

impl FindingTally {
    fn add(&mut self, findings: impl IntoIterator<Item = FindingKind>) {
        for kind in findings {
            *self.0.entry((kind.severity, kind.code)).or_default() += 1;
        }
    }
}

impl CheckWatch for FindingTally {
    type Error = Refusal;
    type Kept = FindingKind;

    fn only_counts(&self) -> bool {
        true
    }

    fn checked(&mut self, _: &Stored, findings: Vec<FindingKind>) -> Result<(), Refusal> {
        self.add(findings);
        Ok(())
    }

    fn set(&mut self, findings: Vec<Finding>) -> Result<(), Refusal> {
        self.add(findings.iter().map(Finding::kind));
        Ok(())
    }
}
