//! How much trust a record has earned.

use super::incomplete::{MAX_REPORTS, beta_below};
use super::{Prior, Tally};
use crate::record::Rate;

/// How near to the truth a published rate has to be.
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
    let below = |rate: f64| beta_below(a + tally.successes(), b + tally.failures(), rate);
    (below(published.value() + NEAR) - below(published.value() - NEAR)).clamp(0.0, 1.0)
}

/// So many independent sources and reporters bring half of the confidence that can be had.
const HALF_AT: f64 = 2.0;

/// The confidence to suggest for a record: `cap * E / (E + 2) * freshness * (1 - disputed share)`, from 0 to 1.
///
/// - `cap`: the most that the record's tier can reach, 0 to 1.
/// - `evidence`: E, the independent sources and reporters, 0 or more. None gives no confidence, two give half of the cap.
/// - `freshness`: 1 for a record confirmed lately, falling to 0 with age.
/// - `disputed_share`: the share of the record's evidence that disputes it, 0 to 1.
///
/// The formula is a rule of the house and no probability; that of E is a saturation curve. An argument outside its
/// range is held inside it; what is not a number gives 0.
pub fn suggested_confidence(cap: f64, evidence: f64, freshness: f64, disputed_share: f64) -> f64 {
    let evidence = evidence.clamp(0.0, f64::MAX);
    let earned = evidence / (evidence + HALF_AT);
    let kept = 1.0 - disputed_share.clamp(0.0, 1.0);
    let confidence = cap.clamp(0.0, 1.0) * earned * freshness.clamp(0.0, 1.0) * kept;
    if confidence.is_nan() { 0.0 } else { confidence }
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

    #[test]
    fn every_part_counts() {
        assert_eq!(suggested_confidence(0.8, 2.0, 1.0, 0.0), 0.4);
        assert_eq!(suggested_confidence(1.0, 6.0, 1.0, 0.0), 0.75);
        assert_eq!(suggested_confidence(1.0, 6.0, 0.5, 0.0), 0.375);
        assert_eq!(suggested_confidence(1.0, 6.0, 0.5, 0.5), 0.1875);
    }

    #[test]
    fn nothing_comes_of_nothing() {
        assert_eq!(suggested_confidence(1.0, 0.0, 1.0, 0.0), 0.0);
        assert_eq!(suggested_confidence(1.0, 9.0, 0.0, 0.0), 0.0);
        assert_eq!(suggested_confidence(1.0, 9.0, 1.0, 1.0), 0.0);
    }

    #[test]
    fn stays_from_zero_to_one_whatever_comes() {
        let odd = [-1.0, 0.0, 0.5, 1.0, 7.0, f64::INFINITY, f64::NEG_INFINITY, f64::NAN, f64::MAX];
        for cap in odd {
            for evidence in odd {
                for (freshness, disputed) in odd.iter().flat_map(|one| odd.map(|other| (*one, other))) {
                    let confidence = suggested_confidence(cap, evidence, freshness, disputed);
                    assert!((0.0..=1.0).contains(&confidence), "{cap} {evidence} {freshness} {disputed}");
                }
            }
        }
        assert_eq!(suggested_confidence(1.0, f64::INFINITY, 1.0, 0.0), 1.0);
        // Two wrongs make no right.
        assert_eq!(suggested_confidence(-1.0, 2.0, 1.0, 3.0), 0.0);
    }
}
