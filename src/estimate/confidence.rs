//! How far the reports confirm a record.

use super::incomplete::{MAX_REPORTS, beta_cdf};
use super::{Prior, Tally};
use crate::record::Rate;

/// The distance from the truth that a published rate may have.
const NEAR: f64 = 0.1;

/// The probability that the true rate lies within 0.1 of the published one: I_{p+0.1}(a, b) - I_{p-0.1}(a, b), where
/// (a, b) are the parameters of the posterior and p is the published rate. Both ends are clamped to [0, 1]. The result
/// is from 0 to 1; [`two_decimals`](super::two_decimals) rounds it for a record.
///
/// Beyond 100,000 reports the tally is scaled down in its proportion.
///
/// Source: the posterior of [`Prior`].
pub fn confidence(prior: Prior, tally: Tally, published: Rate) -> f64 {
    let tally = tally.scaled_to(MAX_REPORTS);
    let (a, b) = prior.parameters();
    let below = |rate: f64| beta_cdf(a + tally.supporting(), b + tally.opposing(), rate);
    (below(published.value() + NEAR) - below(published.value() - NEAR)).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn meets_the_checked_values() {
        let checked = [
            (4.0, 0.85, 0.0, 0.0, 0.85, 0.4262),
            (4.0, 0.85, 5.0, 7.0, 0.76, 0.5632),
            (10.0, 0.85, 5.0, 7.0, 0.79, 0.6995),
            (20.0, 0.9, 45.0, 50.0, 0.90, 0.9908),
        ];
        for (weight, baseline, successes, reports, published, expected) in checked {
            let (baseline, published) = (Rate::try_from(baseline).unwrap(), Rate::try_from(published).unwrap());
            let tally = Tally::new(successes, reports - successes);
            let found = confidence(Prior::new(baseline, weight), tally, published);
            assert!((found - expected).abs() < 5e-5, "{successes} of {reports} on {baseline}: {found}");
        }
    }
}
