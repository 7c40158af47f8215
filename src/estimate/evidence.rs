//! How much evidence there is that a claim's true rate is below its baseline.

use statrs::function::beta::ln_beta;

use super::Tally;
use super::incomplete::{MAX_REPORTS, beta_cdf};
use crate::record::Rate;

/// The evidence from which it counts as sure: 1 / 20 is the probability of ever reaching it if nothing is wrong.
const SURE: f64 = 20.0;

/// More terms than the series needs.
const MAX_TERMS: u32 = 20_000;

/// An incomplete beta function below this has lost digits, or is 0 in doubles.
const UNDERFLOW: f64 = 1e-280;

/// ln e, the natural logarithm of the evidence that the true rate is lower than the baseline r0:
/// e = B(S + 1, F + 1) I_r0(S + 1, F + 1) / (r0 r0^S (1 - r0)^F), the likelihood of the reports averaged over all rates
/// up to r0, by that at r0. 0 without reports, and for r0 = 0; infinite if r0 is 1 and something failed.
///
/// If the true rate is r0 or higher, e is a nonnegative supermartingale with mean 1 or less as reports come in, so it
/// reaches 20 in at most 5 % of such claims: it may be checked after each report, for years. Beyond 100,000 reports the
/// tally is scaled down in its proportion, which makes an e of 20 or more smaller than it is.
///
/// Sources: Ville, *Étude critique de la notion de collectif* (1939), for the bound; Robbins, "Statistical Methods
/// Related to the Law of the Iterated Logarithm", Annals of Mathematical Statistics 41 (1970), for the average; Howard,
/// Ramdas, McAuliffe, Sekhon, "Time-Uniform, Nonparametric, Nonasymptotic Confidence Sequences", Annals of Statistics
/// 49 (2021).
pub fn ln_e(baseline: Rate, tally: Tally) -> f64 {
    let rate = baseline.value();
    let tally = tally.scaled_to(MAX_REPORTS);
    let (successes, failures) = (tally.supporting(), tally.opposing());
    if tally.reports() <= 0.0 || rate <= 0.0 {
        return 0.0;
    }
    if rate >= 1.0 {
        return if failures > 0.0 { f64::INFINITY } else { -(successes + 1.0).ln() };
    }
    let (a, b) = (successes + 1.0, failures + 1.0);
    let below = beta_cdf(a, b, rate);
    if below < UNDERFLOW {
        return (series(a, b, rate) * (1.0 - rate) / a).ln();
    }
    ln_beta(a, b) + below.ln() - a * rate.ln() - failures * (-rate).ln_1p()
}

/// Whether it is sure that the true rate is lower than the baseline: e is 20 or more.
pub fn is_sure(ln_e: f64) -> bool {
    ln_e >= SURE.ln()
}

/// The hypergeometric series F(a + b, 1; a + 1; x), by which B(a, b) I_x(a, b) is x^a (1 - x)^b / a times as large.
///
/// Its terms are positive and fall at least geometrically if x is below (a + 1) / (a + b), as it is if I_x(a, b)
/// underflows: then x is so far below that some thousand terms are enough for 100,000 reports.
///
/// Source: Abramowitz, Stegun, *Handbook of Mathematical Functions* (1964), formula 26.5.4.
fn series(a: f64, b: f64, x: f64) -> f64 {
    let (mut term, mut sum) = (1.0, 1.0);
    for step in 0..MAX_TERMS {
        let step = f64::from(step);
        term *= x * (a + b + step) / (a + 1.0 + step);
        sum += term;
        if term < f64::EPSILON * sum {
            break;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(baseline: f64, successes: f64, reports: f64) -> f64 {
        ln_e(Rate::try_from(baseline).unwrap(), Tally::new(successes, reports - successes))
    }

    #[test]
    fn meets_the_checked_values() {
        let checked = [
            (0.0, 1.0, 3.8333),
            (0.0, 3.0, 87.1019),
            (4.0, 7.0, 2.3340),
            (5.0, 10.0, 12.5627),
            (10.0, 20.0, 267.0736),
            (30.0, 50.0, 1928.9692),
        ];
        for (successes, reports, e) in checked {
            let found = of(0.85, successes, reports);
            assert!((found.exp() - e).abs() < 5.1e-5, "{successes} of {reports}: {}", found.exp());
            assert_eq!(is_sure(found), e >= 20.0);
        }
    }

    #[test]
    fn the_ends_are_exact() {
        assert_eq!((of(0.85, 0.0, 0.0), of(1.0, 0.0, 0.0), of(0.0, 0.0, 9.0), of(0.0, 9.0, 9.0)), (0.0, 0.0, 0.0, 0.0));
        assert_eq!((of(1.0, 8.0, 9.0), of(1.0, 9.0, 9.0)), (f64::INFINITY, -(10.0_f64.ln())));
        assert!(is_sure(f64::INFINITY) && is_sure(20.0_f64.ln()) && !is_sure(2.9957) && !is_sure(f64::NAN));
    }

    #[test]
    fn where_the_beta_function_underflows_the_series_goes_on() {
        // The integral from 0 to r0 of (x / r0)^S ((1 - x) / (1 - r0))^F / r0; with F = 0 it is 1 / (S + 1).
        for successes in [10.0, 1e3, 5e4, 99_999.0] {
            for baseline in [0.01, 0.5, 0.9, 0.99] {
                let found = of(baseline, successes, successes);
                assert!((found + (successes + 1.0_f64).ln()).abs() < 1e-8, "{successes} on {baseline}: {found}");
            }
        }
        // From just above the underflow to just below it nothing jumps.
        let falls = (600..800).map(|successes| of(0.4, f64::from(successes), f64::from(successes) + 2.0));
        let falls: Vec<f64> = falls.collect();
        assert!(falls.windows(2).all(|pair| (pair[1] - pair[0] + 1.0 / 700.0).abs() < 4e-4), "{falls:?}");
    }

    #[test]
    fn many_reports_neither_overflow_nor_lead_to_a_wrong_verdict() {
        for reports in [1e5, 1e6, 1e9, 1e12] {
            assert!(is_sure(of(0.85, 0.0, reports)) && is_sure(of(0.85, 0.8 * reports, reports)));
            assert!(!is_sure(of(0.85, 0.85 * reports, reports)) && !is_sure(of(0.85, 0.9 * reports, reports)));
        }
    }

    #[test]
    fn every_tally_has_its_evidence() {
        let sums = [0.0, 5e-324, 1e-12, 0.3, 1.0, 17.5, 1e3, 1e5, 1e7, 1e12];
        for (successes, failures) in sums.iter().flat_map(|one| sums.map(|other| (*one, other))) {
            for baseline in [0.0, 5e-324, 1e-300, 1e-16, 0.02, 0.5, 0.85, 1.0 - 1e-9, 1.0 - 1.2e-16] {
                let found = ln_e(Rate::try_from(baseline).unwrap(), Tally::new(successes, failures));
                assert!(found.is_finite(), "{successes} and {failures} on {baseline}: {found}");
            }
        }
    }
}
