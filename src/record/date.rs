//! A day.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, NaiveDate, NaiveTime};

/// A day of the Gregorian calendar, written `YYYY-MM-DD`, from year 0000 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(NaiveDate);

/// Why a text is not a [`Date`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    /// Not of the form `YYYY-MM-DD`; a time of day is refused too.
    #[error("'{0}' is not a day written YYYY-MM-DD")]
    Form(String),
    /// Of the right form, but not in the calendar.
    #[error("there is no day {0}")]
    NoSuchDay(String),
}

impl Date {
    /// The day that a calendar shows; `None` outside the years that four digits can write.
    pub fn from_calendar(day: NaiveDate) -> Option<Self> {
        (0..=9999).contains(&day.year()).then_some(Date(day))
    }

    /// The day this number of days earlier; the first day of year 0000 if that is before it.
    pub fn minus_days(self, days: u32) -> Self {
        #[expect(clippy::expect_used, reason = "the numbers are constants")]
        let first = NaiveDate::from_ymd_opt(0, 1, 1).expect("a day of the calendar");
        let earlier = self.0.checked_sub_days(Days::new(u64::from(days)));
        Date(earlier.map_or(first, |day| day.max(first)))
    }
}

impl Date {
    /// How many days after another day it is; below 0 if it is before.
    pub fn days_since(self, other: Date) -> i64 {
        self.0.signed_duration_since(other.0).num_days()
    }

    /// The beginning of the day in UTC, in seconds since 1970-01-01; 0 for an earlier day.
    pub fn unix_seconds(self) -> u64 {
        u64::try_from(self.0.and_time(NaiveTime::MIN).and_utc().timestamp()).unwrap_or(0)
    }

    /// The ten ASCII characters of `YYYY-MM-DD`. There are millions of days, and formatting numbers takes longer.
    #[expect(clippy::expect_used, reason = "the year is from 0 to 9999, and a remainder by 10 is one digit")]
    pub fn written(self) -> [u8; 10] {
        let year = u32::try_from(self.0.year()).expect("a year from 0 to 9999");
        let (month, day) = (self.0.month(), self.0.day());
        let digit = |number: u32, unit: u32| b'0' + u8::try_from(number / unit % 10).expect("a digit");
        let [y1, y2, y3, y4] = [1000, 100, 10, 1].map(|unit| digit(year, unit));
        let [[m1, m2], [d1, d2]] = [month, day].map(|number| [digit(number, 10), digit(number, 1)]);
        [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2]
    }

    /// The day after; the last day that four digits can write stays as it is.
    #[must_use]
    pub fn next(self) -> Self {
        self.0.succ_opt().and_then(Date::from_calendar).unwrap_or(self)
    }
}

impl FromStr for Date {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        let form = || DateError::Form(text.chars().take(40).collect());
        let bytes: &[u8; 10] = text.as_bytes().try_into().map_err(|_| form())?;
        let shaped = bytes.iter().enumerate().all(|(at, byte)| match at {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        });
        if !shaped {
            return Err(form());
        }
        let number = |digits: &[u8]| digits.iter().fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'));
        let [y1, y2, y3, y4, _, m1, m2, _, d1, d2] = *bytes;
        let year = i32::try_from(number(&[y1, y2, y3, y4])).map_err(|_| form())?;
        NaiveDate::from_ymd_opt(year, number(&[m1, m2]), number(&[d1, d2]))
            .map(Date)
            .ok_or_else(|| DateError::NoSuchDay(text.to_owned()))
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::str::from_utf8(&self.written()).map_err(|_| fmt::Error)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comes_back_as_it_was_written() {
        for day in ["2024-02-29", "0000-01-01", "9999-12-31", "2000-02-29"] {
            assert_eq!(day.parse::<Date>().unwrap().to_string(), day);
        }
    }

    #[test]
    fn refuses_other_forms_and_days_that_do_not_exist() {
        for bad in ["", "2024-3-20", "2024-03-20T00:00:00", "20240320", "2024/03/20", "२०२४-०३-२०", " 2024-03-20"]
        {
            assert!(matches!(bad.parse::<Date>(), Err(DateError::Form(_))), "{bad}");
        }
        for bad in ["2024-02-30", "2023-02-29", "1900-02-29", "2024-13-01", "2024-00-10", "2024-01-00"] {
            assert_eq!(bad.parse::<Date>(), Err(DateError::NoSuchDay(bad.to_owned())));
        }
    }

    #[test]
    fn counts_back_over_months_and_stops_at_the_first_year() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert_eq!(day("2024-03-01").minus_days(1), day("2024-02-29"));
        assert_eq!(day("2024-03-01").minus_days(u32::MAX), day("0000-01-01"));
        assert_eq!((day("2024-02-28").next(), day("9999-12-31").next()), (day("2024-02-29"), day("9999-12-31")));
    }
}
