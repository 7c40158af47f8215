//! The incomplete beta function, for any numbers.

use statrs::function::beta::beta_reg;

/// The number of reports up to which statrs computes the incomplete beta function to 1e-9. It takes 140 terms of a
/// continued fraction at most, which are too few near the peak beyond that: the error is 3e-7 at 200,000 and 1e-3 at a
/// million. Some millions on one side and next to nothing on the other never let its quantile return. So a larger
/// tally is scaled down to this in its proportion.
pub(super) const MAX_REPORTS: f64 = 100_000.0;

/// Fewer reports than this count as none: a remainder of sums that cancel out.
pub(super) const NEGLIGIBLE: f64 = 1e-9;

/// I_x(a, b): the share of Beta(a, b) that lies below x. For a and b above 0; x is clamped to [0, 1].
pub(super) fn beta_cdf(a: f64, b: f64, x: f64) -> f64 {
    match x {
        x if x >= 1.0 => 1.0,
        x if x > 0.0 => beta_reg(a.max(NEGLIGIBLE), b.max(NEGLIGIBLE), x).clamp(0.0, 1.0),
        _ => 0.0,
    }
}
