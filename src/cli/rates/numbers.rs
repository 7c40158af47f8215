//! Formatting numbers of rates and reports.

/// e, up to the largest finite number, because JSON has no infinity.
pub(in crate::cli) fn capped_e(ln_e: f64) -> f64 {
    ln_e.exp().min(f64::MAX)
}

/// e for people: three digits are enough.
pub(in crate::cli) fn e_in_words(ln_e: f64) -> String {
    match ln_e.exp() {
        // Rounded down: a value that is not sure must not read as 20.
        e if e < 100.0 => format!("{:.2}", (e * 100.0).floor() / 100.0),
        e if e < 100_000.0 => format!("{e:.0}"),
        _ if ln_e.is_finite() => format!("10^{:.0}", ln_e / std::f64::consts::LN_10),
        _ => "∞".to_owned(),
    }
}

/// A number with this many decimals or fewer.
pub(in crate::cli) fn trimmed(number: f64, decimals: usize) -> String {
    let text = format!("{number:.decimals$}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn needless_zeros_are_left_out() {
        assert_eq!(
            (trimmed(2.5, 4), trimmed(3.0, 4), trimmed(1.0 / 3.0, 4)),
            ("2.5".into(), "3".into(), "0.3333".into())
        );
    }
}
