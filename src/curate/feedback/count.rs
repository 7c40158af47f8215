//! Counts that the policy lets no report have.

use super::Misfit;
use crate::curate::refusal::LargeCount;
use crate::intake::{FeedbackColumn, FeedbackRow};
use crate::ledger::{Outcome, OutcomeCount};

/// Counts beyond the largest count of one report in the policy: for each outcome, and for both together.
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
    use super::*;
    use crate::intake::report_of as read;

    #[test]
    fn no_report_has_more_than_the_largest_count() {
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
