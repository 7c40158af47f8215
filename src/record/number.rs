//! The spelling of numbers in canonical JSON: that of Python's `repr`, which `json.dumps` uses.

use std::borrow::Cow;
use std::ops::Range;

/// The numbers that are spelled without an exponent.
const PLAIN: Range<f64> = 1e-4..1e16;

/// A finite double in the shortest form that reads back to the same double, with Python's choice between plain and
/// exponent form: an exponent below -4 or from 16 on, of at least two digits, with its sign (`1e-05`, `1e+16`), and
/// otherwise plain with at least one decimal (`1.0`).
///
/// Source: CPython, `float_repr_style` 'short' (`PyOS_double_to_string` with format code `r`).
pub(super) fn shortest(value: f64) -> String {
    if value == 0.0 || PLAIN.contains(&value.abs()) {
        // `{:?}` prints `1.0`, but switches to the exponent form at other numbers than Python; `{}` never does.
        return if value.fract() == 0.0 { format!("{value}.0") } else { value.to_string() };
    }
    let scientific = format!("{value:e}");
    // NaN and infinities have no exponent; they occur in error messages only.
    match scientific.split_once('e').and_then(|(mantissa, exponent)| Some((mantissa, exponent.parse::<i32>().ok()?))) {
        Some((mantissa, exponent)) => {
            let sign = if exponent < 0 { '-' } else { '+' };
            format!("{mantissa}e{sign}{:02}", exponent.unsigned_abs())
        }
        None => scientific,
    }
}

/// The canonical spelling of a JSON number in free-form values: integers of any length digit by digit, everything
/// else as a double. `None` if the number is too large for a double.
pub(super) fn canonical(literal: &str) -> Option<Cow<'_, str>> {
    if literal.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
        return Some(Cow::Borrowed(if literal == "-0" { "0" } else { literal }));
    }
    let value: f64 = literal.parse().ok()?;
    value.is_finite().then(|| Cow::Owned(shortest(value)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spells_doubles_as_python_does() {
        // Each right side was printed by CPython 3.11's repr().
        for (value, python) in [
            (0.0, "0.0"),
            (-0.0, "-0.0"),
            (1.0, "1.0"),
            (0.78, "0.78"),
            (0.1 + 0.2, "0.30000000000000004"),
            (0.0001, "0.0001"),
            (0.00001, "1e-05"),
            (1.5e-7, "1.5e-07"),
            (1e15, "1000000000000000.0"),
            (1e16, "1e+16"),
            (1.234_567_890_123_456_8e16, "1.2345678901234568e+16"),
            (1e22, "1e+22"),
            (1.797_693_134_862_315_7e308, "1.7976931348623157e+308"),
            (5e-324, "5e-324"),
            (-2.5, "-2.5"),
            (123456.75, "123456.75"),
        ] {
            assert_eq!(shortest(value), python);
        }
    }

    #[test]
    fn keeps_integers_of_any_length() {
        for integer in ["0", "-7", "123456789012345678901234567890"] {
            assert_eq!(canonical(integer).as_deref(), Some(integer));
        }
        assert_eq!(canonical("-0").as_deref(), Some("0"));
        assert_eq!(canonical("1E2").as_deref(), Some("100.0"));
        assert_eq!(canonical("0.90").as_deref(), Some("0.9"));
        assert_eq!(canonical("1e400"), None);
    }
}
