//! The summary of an import of feedback.

use std::collections::{BTreeMap, BTreeSet};

use super::{FeedbackCounts, Spooled};
use crate::curate::Policy;
use crate::ledger::ReporterKind;
use crate::record::Id;

/// The summary of an import of feedback.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FeedbackSummary {
    /// The numbers of new, known and rejected rows.
    pub counts: FeedbackCounts,
    /// Why duplicates are duplicates.
    pub duplicates: FeedbackDuplicates,
    /// New reports of reporters who claim a kind that the policy does not give them.
    pub unlisted: Unlisted,
    /// The number of new reports that are anonymous.
    pub anonymous: u64,
    /// The number of valid rows that were accepted for each record because their error texts match it.
    pub by_text: BTreeMap<Id, u64>,
}

/// Why rows are duplicates.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FeedbackDuplicates {
    /// The ledger had them before the run, with the same content.
    pub imported_before: u64,
    /// The ledger had them before the run, with other content. The ledger was not changed.
    pub changed: u64,
    /// They have the same reporter's own key as an earlier row of the run.
    pub twice: u64,
}

/// Reports that claim to be a maintainer's or a machine's under a name that the policy does not list as one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unlisted {
    /// The number of reports.
    pub reports: u64,
    /// The first of the names, folded, each with the kind that it claims.
    pub names: BTreeSet<(String, ReporterKind)>,
    /// Whether there are more names.
    pub has_more: bool,
}

/// The number of names that are listed.
const MAX_NAMES: usize = 5;

impl FeedbackSummary {
    /// Counts a new report by its first row.
    pub(super) fn count(&mut self, report: &Spooled, policy: &Policy) {
        let claimed = report.evidence.reporter_kind;
        self.counts.added += 1;
        self.anonymous += u64::from(report.evidence.reporter.is_anonymous());
        if !matches!(claimed, ReporterKind::Maintainer | ReporterKind::Ci) {
            return;
        }
        let name = report.evidence.reporter.folded();
        if policy.counted_kind(claimed, &name) == claimed {
            return;
        }
        let Unlisted { reports, names, has_more } = &mut self.unlisted;
        *reports += 1;
        let name = (name.into_owned(), claimed);
        if names.len() < MAX_NAMES {
            names.insert(name);
        } else {
            *has_more |= !names.contains(&name);
        }
    }
}
