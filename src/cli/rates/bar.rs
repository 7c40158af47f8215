//! A rate, its interval and its baseline as a bar from 0 to 1.

use crate::estimate::Estimate;
use crate::record::Rate;

/// The number of characters of a bar.
const WIDTH: usize = 21;

/// Draws a bar: ◆ the estimate, ━ the 90 % interval, ◇ the baseline.
pub(super) fn draw(estimate: &Estimate, baseline: Rate) -> String {
    let interval = estimate.interval();
    let (low, high) = (place(interval.low), place(interval.high));
    let (mean, baseline) = (place(estimate.mean), place(baseline.value()));
    let mark = |at: usize| match at {
        at if at == mean => '◆',
        at if at == baseline => '◇',
        at if (low..=high).contains(&at) => '━',
        _ => '·',
    };
    (0..WIDTH).map(mark).collect()
}

/// The index of the character for a rate.
fn place(rate: f64) -> usize {
    // Twenty steps from 0 to 1, so that a tenth has two; the first place that reaches the rate.
    (0..WIDTH).find(|at| u32::try_from(*at).is_ok_and(|at| f64::from(at) / 20.0 + 0.025 > rate)).unwrap_or(WIDTH - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimate::{Prior, Tally, estimate};

    fn bar(baseline: f64, successes: f64, failures: f64) -> String {
        let rate = Rate::try_from(baseline).unwrap();
        let tally = Tally::new(successes, failures);
        draw(&estimate(Prior::new(rate, 4.0), tally), rate)
    }

    #[test]
    fn shows_estimate_interval_and_baseline() {
        assert_eq!(bar(0.85, 5.0, 2.0), "···········━━━━◆━◇━━·");
        assert_eq!(bar(0.0, 0.0, 3.0).chars().next(), Some('◆'));
        assert_eq!(bar(1.0, 100.0, 0.0).chars().last(), Some('◆'));
    }

    #[test]
    fn places_run_from_end_to_end() {
        assert_eq!((place(0.0), place(0.5), place(1.0)), (0, 10, WIDTH - 1));
    }
}
