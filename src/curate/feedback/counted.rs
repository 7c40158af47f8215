//! How many attempts ended how.

use super::Misfit;
use super::value::{parsed, whole};
use crate::curate::refusal::LargeCount;
use crate::intake::{FeedbackColumn, FeedbackRow, RowError, RowFault};
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

/// Counts beyond the most that the policy lets one report have: of each outcome, and of both together.
pub(super) fn check(attempts: &[OutcomeCount], row: &FeedbackRow, max_count: u32) -> Vec<Misfit> {
    let is_sums = row.get(FeedbackColumn::Outcome).is_empty();
    let beyond = |count: u64| LargeCount::check(count, max_count).err();
    let column = |one: &OutcomeCount| match (is_sums, one.outcome) {
        (true, Outcome::Success) => FeedbackColumn::Successes,
        (true, _) => FeedbackColumn::Failures,
        (false, _) => FeedbackColumn::Count,
    };
    let each = |one: &OutcomeCount| Some(Misfit::Count { column: column(one), count: beyond(one.count.into())? });
    let mut misfits: Vec<Misfit> = attempts.iter().filter_map(each).collect();
    if misfits.is_empty() {
        misfits.extend(beyond(attempts.iter().map(|one| u64::from(one.count)).sum()).map(Misfit::Sum));
    }
    misfits
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

    #[test]
    fn no_report_has_more_than_the_most() {
        let found = |pairs: &[(&str, &str)]| {
            let report = read(pairs).unwrap();
            check(&report.attempts, &report.row, 10)
        };
        let large = |count| LargeCount { count, max_count: 10 };
        let count = |column, count| Misfit::Count { column, count: large(count) };
        assert!(found(&[("outcome", "fail"), ("count", "10")]).is_empty());
        assert!(found(&[("successes", "4"), ("failures", "6")]).is_empty());
        assert_eq!(
            found(&[("outcome", "fail"), ("count", "4000000000")]),
            [count(FeedbackColumn::Count, 4_000_000_000)]
        );
        let each = [count(FeedbackColumn::Successes, 11), count(FeedbackColumn::Failures, 12)];
        assert_eq!(found(&[("successes", "11"), ("failures", "12")]), each);
        assert_eq!(found(&[("failures", "12")]), each[1..]);
        assert_eq!(found(&[("successes", "5"), ("failures", "6")]), [Misfit::Sum(large(11))]);
    }
}
