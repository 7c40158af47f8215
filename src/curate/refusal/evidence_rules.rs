//! The rules for both evidence by hand and imported reports, and their errors.

use std::fmt::Display;

use crate::record::{Date, ItemKind};

/// Why something cannot have been seen on a day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WrongDay {
    /// It is in the future.
    #[error(transparent)]
    Future(#[from] FutureDay),
    /// The error was not known on that day.
    #[error("{day} is before {name} was first seen, on {first_seen}")]
    BeforeFirstSeen {
        /// The record, as it was named.
        name: String,
        /// The day.
        day: Date,
        /// The first day on which the error was seen.
        first_seen: Date,
    },
}

/// A day in the future.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{day} is in the future: today is {today}")]
pub struct FutureDay {
    /// The day.
    pub day: Date,
    /// Today.
    pub today: Date,
}

/// The days on which something can have been seen.
#[derive(Debug, Clone, Copy)]
pub(in crate::curate) struct SeenDays {
    first: Date,
    last: Date,
    today: Date,
}

impl SeenDays {
    /// Those of evidence by hand on an error that was first seen on `first`.
    pub(in crate::curate) fn of_evidence(first: Date, today: Date) -> Self {
        SeenDays { first, last: today, today }
    }

    /// Those of reports. In the time zone of the reporter it may already be tomorrow.
    pub(in crate::curate) fn of_reports(first: Date, today: Date) -> Self {
        SeenDays { first, last: today.next(), today }
    }

    /// Refuses any other day. `name` is that of the record.
    pub(in crate::curate) fn check(self, day: Date, name: impl Display) -> Result<(), WrongDay> {
        let SeenDays { first, last, today } = self;
        if day > last {
            return Err(FutureDay { day, today }.into());
        }
        if day < first {
            return Err(WrongDay::BeforeFirstSeen { name: name.to_string(), day, first_seen: first });
        }
        Ok(())
    }
}

/// A number of an item that a record does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name} has no {word}: {}", count_in_words(*kind, *count))]
pub struct MissingItem {
    /// The record, as it was named.
    pub name: String,
    /// The number as it was typed, such as `w2`.
    pub word: String,
    /// The kind of item.
    pub kind: ItemKind,
    /// The number of items of that kind that the record has.
    pub count: usize,
}

/// The items of a kind with their numbers, in words.
fn count_in_words(kind: ItemKind, count: usize) -> String {
    let list = kind.list().replace('_', " ");
    match count {
        0 => format!("it has no {list}"),
        1 => format!("it has only {}1", kind.letter()),
        many => format!("its {list} are {0}1 to {0}{many}", kind.letter()),
    }
}

/// A count that the policy does not allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{count} is more than {max_count}, the max_count of the policy")]
pub struct LargeCount {
    /// The count.
    pub count: u64,
    /// The largest one that the policy allows.
    pub max_count: u32,
}

impl LargeCount {
    /// Refuses a count beyond the largest that the policy allows.
    pub(in crate::curate) fn check(count: u64, max_count: u32) -> Result<(), Self> {
        if count > u64::from(max_count) { Err(LargeCount { count, max_count }) } else { Ok(()) }
    }
}

/// Evidence that would exceed the largest count of a record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("count {count} would raise the evidence_count of {name}, {evidence_count}, beyond {}", Overflow::MAX)]
pub struct Overflow {
    /// The record, as it was named.
    pub name: String,
    /// The count of the new evidence.
    pub count: u64,
    /// The record's count without it.
    pub evidence_count: u64,
}

impl Overflow {
    /// The largest `evidence_count` that a record can have: that of the database's integers.
    pub const MAX: u64 = i64::MAX.unsigned_abs();

    /// The record's count after adding this number of pieces. `name` is that of the record.
    pub(in crate::curate) fn raised(evidence_count: u64, count: u64, name: impl Display) -> Result<u64, Self> {
        let raised = evidence_count.checked_add(count).filter(|sum| *sum <= Overflow::MAX);
        raised.ok_or_else(|| Overflow { name: name.to_string(), count, evidence_count })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn something_was_seen_from_the_first_day_on_and_not_in_the_future() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let (first, today, tomorrow) = (day("2026-01-01"), day("2026-11-21"), day("2026-11-22"));
        let (evidence, reports) = (SeenDays::of_evidence(first, today), SeenDays::of_reports(first, today));
        for days in [evidence, reports] {
            assert!(days.check(first, "x/a").is_ok() && days.check(today, "x/a").is_ok());
            let early = days.check(day("2025-12-31"), "x/a").unwrap_err();
            assert_eq!(early.to_string(), "2025-12-31 is before x/a was first seen, on 2026-01-01");
        }
        assert_eq!(evidence.check(tomorrow, "x/a"), Err(FutureDay { day: tomorrow, today }.into()));
        assert!(reports.check(tomorrow, "x/a").is_ok());
        let late = reports.check(tomorrow.next(), "x/a").unwrap_err();
        assert_eq!(late.to_string(), "2026-11-23 is in the future: today is 2026-11-21");
    }

    #[test]
    fn an_item_that_is_missing_is_named_with_those_that_exist() {
        let missing = |count| {
            let (name, word) = ("x/a".to_owned(), "w9".to_owned());
            MissingItem { name, word, kind: ItemKind::Workaround, count }.to_string()
        };
        assert_eq!(missing(0), "x/a has no w9: it has no workarounds");
        assert_eq!(missing(1), "x/a has no w9: it has only w1");
        assert_eq!(missing(2), "x/a has no w9: its workarounds are w1 to w2");
    }

    #[test]
    fn a_record_counts_up_to_what_the_database_holds() {
        assert_eq!(Overflow::raised(Overflow::MAX - 2, 2, "x/a"), Ok(Overflow::MAX));
        for (evidence_count, count) in [(Overflow::MAX, 1), (1, Overflow::MAX), (Overflow::MAX, u64::MAX)] {
            let overflow = Overflow { name: "x/a".to_owned(), count, evidence_count };
            assert_eq!(Overflow::raised(evidence_count, count, "x/a"), Err(overflow));
        }
    }
}
