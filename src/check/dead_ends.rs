//! D: dead ends.

use super::fold::{is_blank, is_same};
use super::spot::Spot;
use super::subject::Subject;
use crate::record::{DeadEnd, Record};

/// The dead ends with their ids.
fn each(subject: Subject<'_>) -> impl Iterator<Item = (u32, &DeadEnd)> {
    subject.items().dead_ends.iter().copied().zip(&subject.record().dead_ends)
}

/// D001. The record has no dead ends.
pub(super) fn none(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    if subject.record().dead_ends.is_empty() {
        spots.push(Spot::at(Record::DEAD_ENDS, "", "no dead ends"));
    }
}

/// D002. A dead end does not say what is tried.
pub(super) fn no_action(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let silent = each(subject).filter(|(_, one)| is_blank(&one.action));
    spots.extend(silent.map(|(id, _)| Spot::at(DeadEnd::ACTION.of(id), "", "the action is empty")));
}

/// D003. A dead end does not say why it fails.
pub(super) fn no_reason(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let silent = each(subject).filter(|(_, one)| is_blank(&one.why_fails));
    spots.extend(silent.map(|(id, _)| Spot::at(DeadEnd::WHY_FAILS.of(id), "", "the reason is empty")));
}

/// D004. The reason of a dead end repeats its action.
pub(super) fn reason_is_action(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let repeats = |one: &DeadEnd| !is_blank(&one.action) && is_same(&one.action, &one.why_fails);
    let repeating = each(subject).filter(|(_, one)| repeats(one));
    let spot = |(id, one): (u32, &DeadEnd)| {
        Spot::at(DeadEnd::WHY_FAILS.of(id), &one.why_fails, "the reason says the action again")
    };
    spots.extend(repeating.map(spot));
}

/// D005. A dead end fails in less than half of the cases.
pub(super) fn weak(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let limits = subject.thresholds();
    let weak = each(subject).filter(|(_, one)| (limits.works..limits.weak).contains(&one.fail_rate.value()));
    spots.extend(weak.map(|(id, one)| rate(id, one, "a dead end that fails rarely")));
}

/// D006. A dead end fails so rarely that it is rather a workaround: in less than a fifth of the cases.
pub(super) fn works(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let limits = subject.thresholds();
    let working = each(subject).filter(|(_, one)| one.fail_rate.value() < limits.works);
    spots.extend(working.map(|(id, one)| rate(id, one, "a dead end that rarely fails is rather a workaround")));
}

fn rate(id: u32, one: &DeadEnd, what: &str) -> Spot {
    let rate = one.fail_rate.to_string();
    let message = format!("{what}: {rate}");
    Spot::at(DeadEnd::FAIL_RATE.of(id), rate, message)
}
