//! How long ago a day was, in words that do not change every day.

use std::fmt;

use crate::record::Date;

/// Days from which an age is told in months, and in years.
const MONTHS_FROM: i64 = 31;
const YEARS_FROM: i64 = 730;

/// How long ago a day was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Age {
    /// Less than a month.
    New,
    /// A number of months.
    Months(i64),
    /// A number of years.
    Years(i64),
}

/// How long ago a day was; `None` for a later day.
pub(super) fn age(today: Date, day: Date) -> Option<Age> {
    let days = today.days_since(day);
    match days {
        ..0 => None,
        0..MONTHS_FROM => Some(Age::New),
        MONTHS_FROM..YEARS_FROM => Some(Age::Months((days / 30).max(1))),
        _ => Some(Age::Years(days / 365)),
    }
}

impl fmt::Display for Age {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told = |number: i64, unit: &str| format!("{number} {unit}{} ago", if number == 1 { "" } else { "s" });
        match *self {
            Age::New => f.write_str("less than a month ago"),
            Age::Months(months) => f.write_str(&told(months, "month")),
            Age::Years(years) => f.write_str(&told(years, "year")),
        }
    }
}

impl Age {
    /// The same in Chinese.
    pub(super) fn in_chinese(self) -> String {
        match self {
            Age::New => "不到一个月前".to_owned(),
            Age::Months(months) => format!("{months} 个月前"),
            Age::Years(years) => format!("{years} 年前"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_told_in_months_and_then_in_years() {
        let age = |day: &str| age("2026-11-22".parse().unwrap(), day.parse().unwrap());
        assert_eq!(age("2026-11-23"), None);
        for (day, english, chinese) in [
            ("2026-11-22", "less than a month ago", "不到一个月前"),
            ("2026-10-20", "1 month ago", "1 个月前"),
            ("2025-11-22", "12 months ago", "12 个月前"),
            ("2024-06-01", "2 years ago", "2 年前"),
        ] {
            let age = age(day).unwrap();
            assert_eq!((age.to_string().as_str(), age.in_chinese().as_str()), (english, chinese));
        }
    }
}
