//! Records whose count is near the largest that can be stored: no import raises it beyond that.

use std::collections::{HashMap, HashSet};

use super::{Misfit, Refusal};
use crate::curate::refusal::Overflow;
use crate::intake::{FeedbackColumn, FeedbackReport};
use crate::ledger::{EqualReports, RecordKey, ReportKey};
use crate::store::Tx;

/// The count from which the reports of a run are counted one by one. Below it there is room for more reports than any
/// run has.
const NEARLY_FULL: u64 = Overflow::MAX / 2;

/// What the reports of a run add to the records whose count is near the largest.
#[derive(Default)]
pub(super) struct CountLimit {
    /// By the keys of the records.
    gained: HashMap<RecordKey, u64>,
    /// The equal reports on each of them.
    equal: HashMap<RecordKey, EqualReports>,
}

impl CountLimit {
    /// Counts a report on a record that is valid otherwise; a misfit if the record, whose count is `there`, cannot
    /// count that many. A report that the ledger has, or whose key is among `own`, adds nothing.
    pub(super) fn count(
        &mut self,
        tx: &Tx<'_>,
        report: &FeedbackReport,
        (record, name): (RecordKey, &str),
        there: u64,
        own: &HashSet<ReportKey>,
    ) -> Result<Option<Misfit>, Refusal> {
        if there <= NEARLY_FULL {
            return Ok(None);
        }
        let equal = self.equal.entry(record).or_default();
        let key = equal.next(report.key);
        let is_known = own.contains(&key) || tx.report(record, &key)?.is_some_and(|known| known.counts());
        if !is_known {
            let count: u64 = report.attempts.iter().map(|one| u64::from(one.count)).sum();
            let gained = self.gained.get(&record).copied().unwrap_or_default();
            if let Err(count) = Overflow::raised(there.saturating_add(gained), count, name) {
                let mut columns =
                    [FeedbackColumn::Count, FeedbackColumn::Successes, FeedbackColumn::Failures].into_iter();
                let column = columns.find(|column| !report.row.get(*column).is_empty());
                let column = column.unwrap_or(FeedbackColumn::Count);
                return Ok(Some(Misfit::Overflow { column, count }));
            }
            self.gained.insert(record, gained.saturating_add(count));
        }
        equal.add(report.key);
        Ok(None)
    }
}
