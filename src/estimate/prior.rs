//! What is known about a claim before the first report.

use crate::record::Rate;

/// A baseline is clamped to these rates: an author's 0 or 1 must be open to reports.
const BASELINES: (f64, f64) = (0.02, 0.98);

/// The weights that a prior may have, in reports.
pub(super) const WEIGHTS: (f64, f64) = (1.0, 1_000.0);

/// The range of log odds of a line: q stays a millionth away from 0 and 1, so that reports can still move it.
const LOG_ODDS: f64 = 13.815_509_557_963_773;

/// How the true rates of a set follow from the authored ones: ln(q / (1 - q)) = a + b ln(r0' / (1 - r0')).
///
/// The default, a = 0 and b = 1, takes authored rates as they are. A slope below 1 says that they are too extreme, a
/// negative intercept that they are too high.
///
/// Source: Cox, "Two Further Applications of a Model for Binary Regression", Biometrika 45 (1958).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LogOddsLine {
    /// a, in log odds. Any number; NaN makes the line the default one.
    pub intercept: f64,
    /// b, a factor of log odds. Any number; NaN makes the line the default one.
    pub slope: f64,
}

impl Default for LogOddsLine {
    fn default() -> Self {
        LogOddsLine { intercept: 0.0, slope: 1.0 }
    }
}

impl LogOddsLine {
    /// q, the expected true rate of a claim that was authored as `rate`, a rate between 0 and 1, both excluded. The
    /// result is clamped to [1e-6, 1 - 1e-6].
    pub(super) fn at(self, rate: f64) -> f64 {
        let log_odds = self.intercept + self.slope * log_odds(rate);
        // Computing logarithms and their inverse would lose the last bits.
        if self == LogOddsLine::default() || log_odds.is_nan() {
            return rate;
        }
        1.0 / (1.0 + (-log_odds.clamp(-LOG_ODDS, LOG_ODDS)).exp())
    }
}

/// The logarithm of the odds of a rate between 0 and 1, both excluded.
pub(super) fn log_odds(rate: f64) -> f64 {
    (rate / (1.0 - rate)).ln()
}

/// r0': a baseline clamped to [0.02, 0.98].
pub(super) fn clamped(baseline: Rate) -> f64 {
    baseline.value().clamp(BASELINES.0, BASELINES.1)
}

/// What is known about a claim before the first report: a Beta distribution worth some reports.
///
/// Source: the Beta distribution is conjugate to the binomial (Brown, Cai, DasGupta, "Interval Estimation for a
/// Binomial Proportion", Statistical Science 16 (2001), section 4.2): k reports' worth of q is Beta(k q, k (1 - q)).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prior {
    baseline: Rate,
    weight: f64,
    line: LogOddsLine,
}

impl Prior {
    /// A baseline r0 with its weight k in reports, clamped to 1 to 1,000; NaN is 1. Its line is the default one.
    pub fn new(baseline: Rate, weight: f64) -> Self {
        let weight = if weight.is_nan() { WEIGHTS.0 } else { weight.clamp(WEIGHTS.0, WEIGHTS.1) };
        Prior { baseline, weight, line: LogOddsLine::default() }
    }

    /// The same prior with another line from the authored rate to the expected one.
    pub fn with_line(self, line: LogOddsLine) -> Self {
        Prior { line, ..self }
    }

    /// r0, as authored or imported.
    pub fn baseline(self) -> Rate {
        self.baseline
    }

    /// k: the number of reports that the baseline is worth.
    pub fn weight(self) -> f64 {
        self.weight
    }

    /// The line from the authored rate to the expected one.
    pub fn line(self) -> LogOddsLine {
        self.line
    }

    /// r0': the baseline clamped to [0.02, 0.98].
    pub fn clamped(self) -> f64 {
        clamped(self.baseline)
    }

    /// q: the expected rate, which is the mean of the Beta distribution. Exactly r0' if the line is the default one.
    pub fn mean(self) -> f64 {
        self.line.at(self.clamped())
    }

    /// The two parameters of the Beta distribution: k q and k (1 - q).
    pub fn parameters(self) -> (f64, f64) {
        (self.weight * self.mean(), self.weight * (1.0 - self.mean()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prior(baseline: f64, weight: f64) -> Prior {
        Prior::new(Rate::try_from(baseline).unwrap(), weight)
    }

    #[test]
    fn without_a_line_the_mean_is_the_clamped_baseline_to_the_last_bit() {
        for hundredth in 0..=1000 {
            let rate = f64::from(hundredth) / 1000.0;
            let found = prior(rate, 7.0).with_line(LogOddsLine { intercept: 0.0, slope: 1.0 });
            assert_eq!(found.mean().to_bits(), rate.clamp(0.02, 0.98).to_bits());
            assert_eq!(found.parameters(), (7.0 * found.clamped(), 7.0 * (1.0 - found.clamped())));
        }
    }

    #[test]
    fn a_line_moves_the_mean_and_not_the_baseline() {
        // The odds of 0.8 are 4: half the logarithm makes them 2, a quarter as intercept e^0.25 times as many.
        let flatter = prior(0.8, 4.0).with_line(LogOddsLine { intercept: 0.0, slope: 0.5 });
        assert!((flatter.mean() - 2.0 / 3.0).abs() < 1e-15 && flatter.clamped() == 0.8);
        let higher = prior(0.8, 4.0).with_line(LogOddsLine { intercept: 0.25, slope: 1.0 });
        let odds = 4.0 * 0.25_f64.exp();
        assert!((higher.mean() - odds / (1.0 + odds)).abs() < 1e-15);
        assert!((higher.parameters().0 - 4.0 * higher.mean()).abs() < 1e-15);
        // The baseline is clamped before the line, and the line may go beyond that range.
        let steep = prior(1.0, 4.0).with_line(LogOddsLine { intercept: 0.0, slope: 2.0 });
        assert!((steep.mean() - 2401.0 / 2402.0).abs() < 1e-15, "{}", steep.mean());
    }

    #[test]
    fn odd_lines_give_rates_all_the_same() {
        let odd = [0.0, 1.0, -1.0, 1e300, f64::INFINITY, f64::NEG_INFINITY, f64::NAN];
        for (intercept, slope) in odd.iter().flat_map(|one| odd.map(|other| (*one, other))) {
            for baseline in [0.0, 0.5, 0.85, 1.0] {
                let found = prior(baseline, 1.0).with_line(LogOddsLine { intercept, slope });
                let case = format!("{intercept} {slope} {baseline}: {}", found.mean());
                assert!((0.9e-6..=1.0 - 0.9e-6).contains(&found.mean()), "{case}");
            }
        }
    }
}
