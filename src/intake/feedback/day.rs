//! The day on which something was seen.

use chrono::NaiveTime;

use crate::record::{Date, DateError};

/// The day, written alone or at the beginning of a time, in the form of RFC 3339 or of Python's `isoformat`.
///
/// # Errors
/// If it is not a day.
pub(super) fn day(text: &str) -> Result<Date, DateError> {
    let day = match text.split_once(['T', 't', ' ']) {
        Some((day, time)) if is_time(time) => day,
        _ => text,
    };
    day.parse()
}

/// Whether this is a time of day: hours and minutes, with seconds and parts of one or without, and with a zone or
/// without.
fn is_time(text: &str) -> bool {
    let zone = text.find(['Z', 'z', '+', '-']).unwrap_or(text.len());
    let Some((clock, zone)) = text.split_at_checked(zone) else { return false };
    is_clock(clock) && (matches!(zone, "" | "Z" | "z") || zone.get(1..).is_some_and(is_clock))
}

/// Whether this is `HH:MM`, `HH:MM:SS` or `HH:MM:SS.f` with any number of digits after the point.
fn is_clock(text: &str) -> bool {
    let format = match text.len() {
        5 => "%H:%M",
        8 => "%H:%M:%S",
        10.. => "%H:%M:%S%.f",
        _ => return false,
    };
    // The library also accepts blanks, signs and single digits.
    let is_shaped = text.bytes().enumerate().all(|(at, byte)| match at {
        2 | 5 => byte == b':',
        8 => byte == b'.',
        _ => byte.is_ascii_digit(),
    });
    is_shaped && NaiveTime::parse_from_str(text, format).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_or_a_time_whose_own_day_counts() {
        let day = |text: &str| day(text).map(|day| day.to_string());
        assert_eq!(day("2026-01-31").unwrap(), "2026-01-31");
        for time in ["10:00", "10:00:00", "23:59:60", "10:00:00.1", "10:00:00.123456", "10:00:00.123456789012"] {
            for zone in ["", "Z", "z", "+02:00", "-11:00", "+05:30", "+05:53:28", "+00:00:00.000001"] {
                for between in ["T", "t", " "] {
                    let text = format!("2026-01-31{between}{time}{zone}");
                    assert_eq!(day(&text).unwrap_or_else(|_| panic!("{text}")), "2026-01-31");
                }
            }
        }
        for bad in [
            "",
            "2026-02-30",
            "31.1.2026",
            "2026-01-31T25:00:00Z",
            "2026-01-31Tnoon",
            "2026-01-31T",
            "2026-01-31T10",
            "2026-01-31T9:05",
            "2026-01-31T10:60",
            "2026-01-31T10:00:00.",
            "2026-01-31T10:00Z+02:00",
            "2026-01-31T10:00+02",
            "2026-01-31T10:00+25:00",
            "2026-01-31T10:00 +02:00",
            "2026-01-31T10:00é",
            "2026-01-31T+1:00",
            "2026-01-31 10:00:00 UTC",
            "2026-02-30T10:00",
        ] {
            assert!(day(bad).is_err(), "{bad}");
        }
    }
}
