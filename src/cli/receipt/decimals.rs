//! The number of decimals with which a number is printed, so that a calculation with the printed numbers gives the
//! printed result.

use crate::cli::rates::trimmed;
use crate::curate::{Contribution, Policy, Receipt};
use crate::estimate::{Estimate, two_decimals};

/// The fewest and the most decimals of such a number.
pub(super) const DECIMALS: std::ops::RangeInclusive<usize> = 4..=12;

/// The fewest decimals with which a sum adds up; the most, if it never does.
fn enough(adds_up: impl Fn(usize) -> bool) -> usize {
    DECIMALS.into_iter().find(|decimals| adds_up(*decimals)).unwrap_or(*DECIMALS.end())
}

/// The number as it is printed.
fn as_printed(number: f64, decimals: usize) -> f64 {
    format!("{number:.decimals$}").parse().unwrap_or(number)
}

/// The mean of the prior, as it is printed beside sums with this many decimals: a baseline as it was set; q with two
/// more decimals, because it is multiplied.
pub(super) fn expected(estimate: &Estimate, decimals: usize) -> String {
    let (clamped, q) = (estimate.prior.clamped(), estimate.prior.mean());
    if q == clamped { clamped.to_string() } else { trimmed(q, decimals + 2) }
}

/// The number of decimals with which S and n give the printed estimate.
pub(super) fn decimals_of_sums(policy: &Policy, estimate: &Estimate, decimals_of_mean: usize) -> usize {
    let (k, s, n) = (estimate.prior.weight(), estimate.tally.supporting(), estimate.tally.reports());
    let shown = as_printed(estimate.mean, decimals_of_mean);
    enough(|decimals| {
        let q: f64 = expected(estimate, decimals).parse().unwrap_or(estimate.prior.mean());
        let mean = (k * q + as_printed(s, decimals)) / (k + as_printed(n, decimals));
        as_printed(mean, decimals_of_mean) == shown && policy.is_enough(as_printed(n, decimals)) == policy.is_enough(n)
    })
}

/// The number of decimals with which the estimate gives its rounding.
pub(super) fn decimals_of_mean(estimate: &Estimate) -> usize {
    enough(|decimals| two_decimals(as_printed(estimate.mean, decimals)) == estimate.rounded)
}

/// The number of decimals with which the reports add up to the printed S and n.
pub(super) fn decimals_of_rows(receipt: &Receipt, decimals_of_sums: usize) -> usize {
    let weights = || {
        receipt.reports.iter().filter_map(|report| match report.contribution {
            Contribution::Counts(_, weight) => Some((weight.total(report.evidence.what.count.into()), report.support)),
            Contribution::Withdrawn(_) | Contribution::BeforeBaseline => None,
        })
    };
    let tally = receipt.judgement.tally();
    let is_sum = |sum: f64, whole: f64| as_printed(sum, decimals_of_sums) == as_printed(whole, decimals_of_sums);
    enough(|decimals| {
        let (mut s, mut n) = (0.0, 0.0);
        for (weight, support) in weights() {
            s += as_printed(weight * support, decimals);
            n += as_printed(weight, decimals);
        }
        is_sum(s, tally.supporting()) && is_sum(n, tally.reports())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_of_rounded_numbers_gets_the_decimals_that_it_needs() {
        let rows = [1.0 / 30.7; 100];
        let adds_up = |decimals| {
            let sum: f64 = rows.iter().map(|row| as_printed(*row, decimals)).sum();
            as_printed(sum, 4) == as_printed(100.0 / 30.7, 4)
        };
        assert_eq!((enough(adds_up), enough(|_| true), enough(|_| false)), (6, 4, 12));
    }
}
