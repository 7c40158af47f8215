//! T: days.

use super::spot::Spot;
use super::subject::Subject;
use crate::record::{Date, Field, Record};

/// The days of a record.
fn days(record: &Record) -> [(Field, Date); 3] {
    [
        (Record::FIRST_SEEN, record.first_seen),
        (Record::LAST_CONFIRMED, record.last_confirmed),
        (Record::LAST_UPDATED, record.last_updated),
    ]
}

/// T002. A date is in the future.
pub(super) fn future(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let today = subject.terms.today;
    let future = days(subject.record()).into_iter().filter(|(_, day)| *day > today);
    spots.extend(future.map(|(field, day)| Spot::at(field, day.to_string(), format!("{day} is in the future"))));
}

/// T003. `first_seen` is after `last_confirmed` or `last_updated`.
pub(super) fn order(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let [(field, first), later @ ..] = days(subject.record());
    if let Some((other, day)) = later.into_iter().find(|(_, day)| first > *day) {
        let message = format!("first seen on {first}, which is after {} ({day})", other.name());
        spots.push(Spot::at(field, format!("{first} {day}"), message));
    }
}

/// T004. `last_confirmed` is after `last_updated`.
pub(super) fn confirmed_after_update(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let Record { last_confirmed, last_updated, .. } = subject.record();
    if last_confirmed > last_updated {
        let message = format!("confirmed on {last_confirmed}, after the last update on {last_updated}");
        spots.push(Spot::at(Record::LAST_CONFIRMED, format!("{last_confirmed} {last_updated}"), message));
    }
}

/// T005. The record was last confirmed more than 180 days ago.
pub(super) fn aging(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let limits = subject.thresholds();
    spots.extend(confirmed(subject, |age| age > limits.aging_days && age <= limits.stale_days));
}

/// T006. The record was last confirmed more than 365 days ago.
pub(super) fn stale(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let limits = subject.thresholds();
    spots.extend(confirmed(subject, |age| age > limits.stale_days));
}

/// What is wrong with the last confirmation, if it is as many days ago as this.
fn confirmed(subject: Subject<'_>, is_wrong: impl Fn(i64) -> bool) -> Option<Spot> {
    let day = subject.record().last_confirmed;
    let age = subject.terms.today.days_since(day);
    let message = || format!("last confirmed on {day}, {age} days ago");
    is_wrong(age).then(|| Spot::at(Record::LAST_CONFIRMED, day.to_string(), message()))
}

/// T007. `first_seen` is a 1 January, which is usually a guess at the year.
pub(super) fn new_year(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let day = subject.record().first_seen.to_string();
    if day.ends_with("-01-01") {
        let message = format!("first seen on {day}: a day, or a guess at the year?");
        spots.push(Spot::at(Record::FIRST_SEEN, day, message));
    }
}
