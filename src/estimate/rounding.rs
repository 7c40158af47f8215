//! The rule by which a rate is rounded.

use crate::record::Rate;

/// The distance from halfway between two hundredths, in hundredths, up to which a number counts as a tie. Noise of
/// doubles is near 1e-13 here; no two different fractions with up to a million reports are that near.
const NEAR_HALF: f64 = 1e-9;

/// A rate with two decimals, half to even. A number below 0 is 0, one above 1 is 1, and NaN is 0.
///
/// Ties are common: 0 of 4 reports on 0.85 is 3.4 / 8, which is 0.425. They are ties of decimal fractions, most of
/// which doubles represent only approximately (0.475 is below 0.475, 0.675 above), and a sum of weights in another
/// order changes the last bit. So a number within noise of a tie counts as one. Rounding the double as it is would
/// publish 0.47 for the first, and 0.57 for 0.575, whose product with 100 is 57.49999999999999, where half to even is
/// 0.48 and 0.58.
pub fn two_decimals(number: f64) -> Rate {
    let hundredths = number * 100.0;
    let tie = hundredths.floor() + 0.5;
    let exact = if (hundredths - tie).abs() < NEAR_HALF { tie } else { hundredths };
    // The quotient is the double nearest to the decimal fraction, so it prints with two decimals.
    Rate::nearest(exact.round_ties_even() / 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rounded(number: f64) -> f64 {
        two_decimals(number).value()
    }

    #[test]
    fn ties_go_to_the_even_side_of_the_decimal_fraction() {
        let ties = [(0.125, 0.12), (0.135, 0.14), (0.285, 0.28), (0.145, 0.14), (0.475, 0.48), (0.575, 0.58)];
        for (rate, expected) in ties.into_iter().chain([(0.225, 0.22), (0.425, 0.42)]) {
            for near in [rate, rate + 2e-16, rate - 2e-16] {
                assert_eq!(rounded(near), expected, "{near}");
            }
        }
        assert_eq!((rounded(0.995), rounded(0.005), rounded(0.0)), (1.0, 0.0, 0.0));
        // A number that is not a tie goes to the nearer side.
        assert_eq!((rounded(0.005_000_1), rounded(0.474_999_9), rounded(0.125_000_1)), (0.01, 0.47, 0.13));
    }

    #[test]
    fn every_hundredth_stays_the_same() {
        for hundredth in 0..=100 {
            let rate = f64::from(hundredth) / 100.0;
            assert_eq!(rounded(rate), rate);
            assert_eq!(two_decimals(rate).to_string(), Rate::try_from(rate).unwrap().to_string());
        }
    }

    #[test]
    fn odd_numbers_are_rounded_to_rates() {
        let odd = [f64::NAN, -0.3, f64::NEG_INFINITY, 1.5, f64::INFINITY, 1e300];
        assert_eq!(odd.map(rounded), [0.0, 0.0, 0.0, 1.0, 1.0, 1.0]);
    }
}
