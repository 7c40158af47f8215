//! The weight of a report that is not the only one, or not a new one.

/// The number by which a reporter's reports on one claim are divided, because they are not independent: 1 or more.
///
/// For a report of a kind with the correlation `rho`, clamped to [0, 1]. `roots` is the sum of the square roots of the
/// correlations of all reports of that reporter on that claim, with this one. Each result is 1 + sqrt(rho) T - rho: the
/// variance that the report shares in, if two reports correlate by the geometric mean of theirs. With one kind and m
/// reports that is 1 + (m - 1) rho, so together they weigh m / (1 + (m - 1) rho). NaN counts as 0.
///
/// Source: Kish, *Survey Sampling* (1965), design effect.
pub fn divisor(rho: f64, roots: f64) -> f64 {
    let rho = if rho.is_nan() { 0.0 } else { rho.clamp(0.0, 1.0) };
    // The greater of 1 and a NaN, as of 0 and infinity, is 1.
    (1.0 + rho.sqrt() * roots - rho).clamp(f64::MIN, f64::MAX).max(1.0)
}

/// The share of its weight that a report has left: 0.5^(age / half-life), from 0 to 1. The age is in days back from the
/// claim's latest report; one below 0 is 0. A half-life that is not above 0 days means that reports do not age.
pub fn half_life_factor(age_days: i64, half_life_days: f64) -> f64 {
    if age_days <= 0 || half_life_days <= 0.0 || half_life_days.is_nan() {
        return 1.0;
    }
    // After more days than an i32 can hold, nothing is left for any half-life that a policy allows.
    let age = i32::try_from(age_days).unwrap_or(i32::MAX);
    0.5_f64.powf(f64::from(age) / half_life_days)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimate::{Prior, Tally, estimate};
    use crate::record::Rate;

    #[test]
    fn one_reporter_weighs_as_checked() {
        let checked = [(1, 1.0), (2, 1.5385), (3, 1.8750), (5, 2.2727), (10, 2.7027), (100, 3.2573), (1000, 3.3256)];
        for (m, together) in checked {
            let m = f64::from(m);
            let found = m / divisor(0.3, m * 0.3_f64.sqrt());
            assert!((found - together).abs() < 5e-5, "{m}: {found}");
            assert!((divisor(0.3, m * 0.3_f64.sqrt()) - (1.0 + (m - 1.0) * 0.3)).abs() < 1e-12 * m);
        }
    }

    #[test]
    fn a_thousand_fails_of_one_weigh_as_checked() {
        let fails = 1_000.0 / divisor(0.3, 1_000.0 * 0.3_f64.sqrt());
        let successes = 2.0 / divisor(0.3, 2.0 * 0.3_f64.sqrt());
        let prior = Prior::new(Rate::try_from(0.92).unwrap(), 4.0);
        let found = estimate(prior, Tally::new(successes, fails)).mean;
        assert!((found - 0.5887).abs() < 5e-5, "{found}");
    }

    #[test]
    fn kinds_mix_and_never_weigh_more_than_alone() {
        // Two reports of 0.3 and one of 0: the latter is divided by nothing, the former as if alone.
        let roots = 2.0 * 0.3_f64.sqrt() + 0.0;
        assert_eq!(divisor(0.0, roots), 1.0);
        assert!((divisor(0.3, roots) - 1.3).abs() < 1e-15);
        let odd = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.0, 0.0, 0.3, 1.0, 1e300];
        for (rho, roots) in odd.iter().flat_map(|one| odd.map(|other| (*one, other))) {
            let found = divisor(rho, roots);
            assert!((1.0..=f64::MAX).contains(&found), "{rho} {roots}: {found}");
        }
    }

    #[test]
    fn a_half_life_halves() {
        assert_eq!((half_life_factor(0, 365.0), half_life_factor(365, 365.0)), (1.0, 0.5));
        assert_eq!((half_life_factor(730, 365.0), half_life_factor(-9, 365.0)), (0.25, 1.0));
        let off = [0.0, -1.0, f64::NAN, f64::NEG_INFINITY, f64::INFINITY];
        assert_eq!(off.map(|half_life| half_life_factor(i64::MAX, half_life)), [1.0; 5]);
        assert_eq!((half_life_factor(i64::MAX, 1e-300), half_life_factor(i64::MIN, 1.0)), (0.0, 1.0));
    }

    #[test]
    fn old_reports_weigh_as_checked() {
        let left = half_life_factor(730, 365.0);
        let found = estimate(Prior::new(Rate::try_from(0.88).unwrap(), 4.0), Tally::new(20.0 * left, 6.0));
        assert_eq!((found.tally.supporting(), found.tally.opposing()), (5.0, 6.0));
        assert!((found.mean - 0.5680).abs() < 5e-5, "{found:?}");
    }
}
