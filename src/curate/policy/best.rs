//! The workaround that the gates use.

use std::collections::{BTreeMap, BTreeSet};

use crate::curate::rates::{Contribution, Receipt};
use crate::estimate::{Z_95, wilson};
use crate::ledger::{Claim, ReporterKind};
use crate::record::{ItemNumber, Revision};

/// The workaround of a record whose reports support it most: that with the highest lower bound of its success rate,
/// of equal ones that with more reports, then the first in the list.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Best {
    /// Its number in the list.
    pub(super) number: ItemNumber,
    /// The lower bound of the 95 % Wilson interval.
    pub(super) bound: f64,
    /// The reports that count, by their weight for the rate.
    pub(super) reports: f64,
    /// Their reporters by folded name, with the kind as which each counts. Anonymous ones are one.
    pub(super) reporters: BTreeMap<String, BTreeSet<ReporterKind>>,
}

impl Best {
    /// The best of the workarounds that have reports; `None` if none has any.
    pub(super) fn of(revision: &Revision, receipts: &[Receipt]) -> Option<Best> {
        let all = receipts.iter().filter_map(|receipt| Self::one(revision, receipt));
        all.max_by(|a, b| {
            let by_reports = || a.reports.total_cmp(&b.reports);
            a.bound.total_cmp(&b.bound).then_with(by_reports).then(b.number.cmp(&a.number))
        })
    }

    fn one(revision: &Revision, receipt: &Receipt) -> Option<Best> {
        let Claim::Workaround(_) = receipt.claim else { return None };
        let number = revision.number(receipt.claim.item()?)?;
        let tally = receipt.judgement.tally();
        let bound = wilson(tally, Z_95)?.low;
        let mut reporters: BTreeMap<String, BTreeSet<ReporterKind>> = BTreeMap::new();
        for one in &receipt.reports {
            match one.contribution {
                Contribution::Counts(kind, weight) if weight.total(1) > 0.0 => {
                    let name = one.evidence.what.reporter.folded().into_owned();
                    reporters.entry(name).or_default().insert(kind);
                }
                Contribution::Counts(..) | Contribution::Withdrawn(_) | Contribution::BeforeBaseline => {}
            }
        }
        Some(Best { number, bound, reports: tally.reports(), reporters })
    }

    /// The kinds as which the reporters count, each once.
    pub(super) fn kinds(&self) -> BTreeSet<ReporterKind> {
        self.reporters.values().flatten().copied().collect()
    }
}
