//! The parts of a record that come in lists, as its pages show them.

use serde::Serialize;

use super::figure::{FigureOf, ShownFigure};
use super::web_link::WebLink;
use crate::record::{Date, Record};

/// Days from which an age is told in months, and in years.
const MONTHS_FROM: i64 = 31;
const YEARS_FROM: i64 = 730;

/// A version with its remarks.
#[derive(Serialize)]
pub(super) struct ShownVersion<'a> {
    version: &'a str,
    status: &'a str,
    introduced: Option<&'a str>,
    deprecated: Option<&'a str>,
    removed: Option<&'a str>,
    notes: Option<&'a str>,
}

/// A workaround or a dead end.
#[derive(Serialize)]
pub(super) struct ShownItem<'a> {
    rate: u8,
    action: &'a str,
    /// How to do it, or why it does not help.
    text: &'a str,
    condition: &'a str,
    sources: Vec<WebLink<'a>>,
    figure: Option<ShownFigure<'a>>,
}

/// The versions of a record.
pub(super) fn versions(record: &Record) -> Vec<ShownVersion<'_>> {
    let shown = record.versions.iter().map(|version| ShownVersion {
        version: &version.version,
        status: &version.status,
        introduced: version.introduced.as_deref(),
        deprecated: version.deprecated.as_deref(),
        removed: version.removed.as_deref(),
        notes: version.behavior_change.as_deref(),
    });
    shown.collect()
}

/// The workarounds of a record, each with what its reports say.
pub(super) fn workarounds<'a>(
    record: &'a Record,
    figure: impl Fn(FigureOf) -> Option<ShownFigure<'a>>,
) -> Vec<ShownItem<'a>> {
    let shown = (1..).zip(&record.workarounds).map(|(number, item)| ShownItem {
        rate: item.success_rate.percent(),
        action: &item.action,
        text: &item.how,
        condition: &item.condition,
        sources: WebLink::all(&item.sources),
        figure: figure(FigureOf::Workaround(number)),
    });
    shown.collect()
}

/// The dead ends of a record, each with what its reports say.
pub(super) fn dead_ends<'a>(
    record: &'a Record,
    figure: impl Fn(FigureOf) -> Option<ShownFigure<'a>>,
) -> Vec<ShownItem<'a>> {
    let shown = (1..).zip(&record.dead_ends).map(|(number, item)| ShownItem {
        rate: item.fail_rate.percent(),
        action: &item.action,
        text: &item.why_fails,
        condition: &item.condition,
        sources: WebLink::all(&item.sources),
        figure: figure(FigureOf::DeadEnd(number)),
    });
    shown.collect()
}

/// How long ago a day was, in months or years, so that a page does not change every day; `None` for a later day.
pub(super) fn age(today: Date, day: Date) -> Option<String> {
    let days = today.days_since(day);
    let told = |number: i64, unit: &str| format!("{number} {unit}{} ago", if number == 1 { "" } else { "s" });
    match days {
        ..0 => None,
        0..MONTHS_FROM => Some("less than a month ago".to_owned()),
        MONTHS_FROM..YEARS_FROM => Some(told((days / 30).max(1), "month")),
        _ => Some(told(days / 365, "year")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_told_in_months_and_then_in_years() {
        let age = |day: &str| age("2026-11-22".parse().unwrap(), day.parse().unwrap());
        assert_eq!(age("2026-11-23"), None);
        assert_eq!(age("2026-11-22").unwrap(), "less than a month ago");
        assert_eq!(age("2026-10-20").unwrap(), "1 month ago");
        assert_eq!(age("2025-11-22").unwrap(), "12 months ago");
        assert_eq!(age("2024-06-01").unwrap(), "2 years ago");
    }
}
