//! How many attempts ended how.

use super::row::{FeedbackColumn, FeedbackRow, RowFault};
use super::row_error::RowError;
use super::value::{parsed, whole};
use crate::ledger::{Outcome, OutcomeCount};

/// The outcome of a row with its count, or the successes and the failures.
pub(super) fn counted(row: &FeedbackRow, faults: &mut Vec<RowFault>) -> Vec<OutcomeCount> {
    let (outcome, count) = (row.get(FeedbackColumn::Outcome), row.get(FeedbackColumn::Count));
    let sums = [(FeedbackColumn::Successes, Outcome::Success), (FeedbackColumn::Failures, Outcome::Fail)];
    let has_sums = sums.iter().any(|(column, _)| !row.get(*column).is_empty());
    if !outcome.is_empty() && has_sums {
        faults.push(FeedbackColumn::Outcome.fault(RowError::OutcomeAndSums));
    } else if !outcome.is_empty() {
        let outcome = parsed(FeedbackColumn::Outcome, outcome, faults);
        let count = if count.is_empty() { Some(1) } else { whole(FeedbackColumn::Count, count, 1, faults) };
        return outcome.zip(count).map(|(outcome, count)| OutcomeCount { outcome, count }).into_iter().collect();
    } else if !has_sums {
        faults.push(FeedbackColumn::Outcome.fault(RowError::NoOutcome));
    } else if !count.is_empty() {
        faults.push(FeedbackColumn::Count.fault(RowError::CountOfSums));
    } else {
        let mut counted = Vec::new();
        let before = faults.len();
        for (column, outcome) in sums.into_iter().filter(|(column, _)| !row.get(*column).is_empty()) {
            let count = whole(column, row.get(column), 0, faults);
            counted.extend(count.filter(|count| *count > 0).map(|count| OutcomeCount { outcome, count }));
        }
        if counted.is_empty() && faults.len() == before {
            faults.push(FeedbackColumn::Successes.fault(RowError::NoAttempts));
        }
        return counted;
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::super::report::tests::{read, reasons};
    use super::*;

    #[test]
    fn an_outcome_or_sums() {
        let counted = |pairs: &[(&str, &str)]| read(pairs).unwrap().attempts;
        assert_eq!(counted(&[("outcome", "partial")]), [OutcomeCount { outcome: Outcome::Partial, count: 1 }]);
        assert_eq!(
            counted(&[("outcome", "fail"), ("count", "3")]),
            [OutcomeCount { outcome: Outcome::Fail, count: 3 }]
        );
        let sums = counted(&[("successes", "2"), ("failures", "1")]);
        assert_eq!(
            sums,
            [OutcomeCount { outcome: Outcome::Success, count: 2 }, OutcomeCount { outcome: Outcome::Fail, count: 1 }]
        );
        assert_eq!(counted(&[("failures", "1")]).len(), 1);
        for bad in [
            &[][..],
            &[("outcome", "success"), ("failures", "1")],
            &[("successes", "0"), ("failures", "0")],
            &[("successes", "1.5")],
            &[("successes", "+1")],
            &[("outcome", "good")],
            &[("outcome", "fail"), ("count", "0")],
            &[("successes", "1"), ("count", "2")],
        ] {
            assert_eq!(reasons(bad).len(), 1, "{bad:?}");
        }
    }
}
