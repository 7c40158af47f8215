//! W: workarounds.

use std::collections::{HashMap, HashSet};

use super::fix::{FieldFix, Fix};
use super::fold::{first_folded, folded, is_blank, is_same};
use super::spot::Spot;
use super::subject::Subject;
use crate::record::{DeadEnd, Field, Json, Record, Workaround};

/// The least number of rates that is suspicious if all are the same.
const MIN_ALIKE: usize = 3;

/// The workarounds with their ids.
fn each(subject: Subject<'_>) -> impl Iterator<Item = (u32, &Workaround)> {
    subject.items().workarounds.iter().copied().zip(&subject.record().workarounds)
}

/// The actions of the dead ends, then those of the workarounds, without empty ones.
fn actions(subject: Subject<'_>) -> [Vec<(Field, &str)>; 2] {
    let dead_ends = subject.items().dead_ends.iter().zip(&subject.record().dead_ends);
    let tried = dead_ends.map(|(id, one)| (DeadEnd::ACTION.of(*id), one.action.as_str()));
    let helpful = each(subject).map(|(id, one)| (Workaround::ACTION.of(id), one.action.as_str()));
    let said = |(_, action): &(Field, &str)| !is_blank(action);
    [tried.filter(said).collect(), helpful.filter(said).collect()]
}

/// W001. The record has no workarounds.
pub(super) fn none(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    if subject.record().workarounds.is_empty() {
        spots.push(Spot::at(Record::WORKAROUNDS, "", "no workarounds"));
    }
}

/// W002. A workaround does not say what to do.
pub(super) fn no_action(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let silent = each(subject).filter(|(_, one)| is_blank(&one.action));
    spots.extend(silent.map(|(id, _)| Spot::at(Workaround::ACTION.of(id), "", "the action is empty")));
}

/// W003. A workaround does not say how to do it.
pub(super) fn no_how(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let silent = each(subject).filter(|(_, one)| is_blank(&one.how));
    spots.extend(silent.map(|(id, _)| Spot::at(Workaround::HOW.of(id), "", "how it is done is empty")));
}

/// W004. How a workaround is done repeats its action.
pub(super) fn how_is_action(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let repeats = |one: &Workaround| !is_blank(&one.action) && is_same(&one.action, &one.how);
    for (id, one) in each(subject).filter(|(_, one)| repeats(one)) {
        let spot = Spot::at(Workaround::HOW.of(id), &one.how, "how it is done says the action again");
        spots.push(spot.fixed_by(divided(subject.record(), id, one)));
    }
}

/// The two texts that a fix makes of one such as `Clear the cache: npm cache clean`, which is an action and the way to
/// do it.
fn divided(record: &Record, id: u32, one: &Workaround) -> Option<Fix> {
    let (action, how) = one.action.split_once(": ")?;
    let (action, how) = (action.trim(), how.trim());
    let is_enough = |text: &str| text.chars().count() >= 8;
    // A colon within code, as in `files={"file": open(f)}`, divides nothing.
    (is_enough(action) && is_enough(how) && is_closed(action)).then(|| {
        let of_action = FieldFix::text(record, Workaround::ACTION.of(id), &one.action, action);
        Fix::offer(vec![of_action, FieldFix::text(record, Workaround::HOW.of(id), &one.how, how)])
    })
}

/// Whether each bracket and each double quote of a text has its counterpart.
fn is_closed(text: &str) -> bool {
    let count = |sign: char| text.chars().filter(|c| *c == sign).count();
    let pairs = [('(', ')'), ('[', ']'), ('{', '}')];
    pairs.into_iter().all(|(open, close)| count(open) == count(close))
        && ['"', '`'].into_iter().all(|c| count(c) % 2 == 0)
}

/// W005. A workaround helps in less than half of the cases.
pub(super) fn weak(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let limits = subject.thresholds();
    for (id, one) in each(subject).filter(|(_, one)| one.success_rate.value() < limits.weak) {
        let rate = one.success_rate.to_string();
        let message = format!("a workaround that rarely helps: {rate}");
        spots.push(Spot::at(Workaround::SUCCESS_RATE.of(id), rate, message));
    }
}

/// W006. Two workarounds, or two dead ends, have the same action.
pub(super) fn twice(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    for list in actions(subject) {
        let (mut firsts, mut seen) = (HashMap::new(), HashSet::new());
        list.iter().for_each(|(_, action)| *firsts.entry(first_folded(action)).or_insert(0) += 1);
        let is_alone = |action: &str| firsts.get(&first_folded(action)) == Some(&1);
        let again = list.into_iter().filter(|(_, action)| !is_alone(action) && !seen.insert(folded(action)));
        spots.extend(again.map(|(field, action)| Spot::at(field, action, "an earlier item has the same action")));
    }
}

/// W007. The same action is a workaround and a dead end.
pub(super) fn both_ways(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let [tried, mut helpful] = actions(subject);
    let firsts: HashSet<Option<char>> = tried.iter().map(|(_, action)| first_folded(action)).collect();
    helpful.retain(|(_, action)| firsts.contains(&first_folded(action)));
    if helpful.is_empty() {
        return;
    }
    let tried: HashSet<String> = tried.into_iter().map(|(_, action)| folded(action)).collect();
    let both = helpful.into_iter().filter(|(_, action)| tried.contains(&folded(action)));
    spots.extend(both.map(|(field, action)| Spot::at(field, action, "a dead end has the same action")));
}

/// W008. The workarounds are not in the order of their rates.
pub(super) fn order(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let record = subject.record();
    let ids: Vec<u32> = each(subject).map(|(id, _)| id).collect();
    let mut places: Vec<usize> = (0..ids.len()).collect();
    let rates: HashMap<usize, f64> =
        record.workarounds.iter().map(|one| one.success_rate.value()).enumerate().collect();
    places.sort_by(|one, other| rates.get(other).partial_cmp(&rates.get(one)).unwrap_or(std::cmp::Ordering::Equal));
    if places.is_sorted() {
        return;
    }
    let sorted: Vec<u32> = places.iter().filter_map(|place| ids.get(*place)).copied().collect();
    let mut set =
        vec![FieldFix::value(record, Record::WORKAROUNDS, Json::from(ids.as_slice()), Json::from(sorted.as_slice()))];
    let chinese = &record.workarounds_zh;
    // Each belongs to the workaround at the same index, if there are equally many.
    if chinese.len() == ids.len() {
        let moved: Vec<&String> = places.iter().filter_map(|place| chinese.get(*place)).collect();
        set.push(FieldFix::value(record, Record::WORKAROUNDS_ZH, Json::of(chinese), Json::of(&moved)));
    }
    let numbers: Vec<String> = record.workarounds.iter().map(|one| one.success_rate.to_string()).collect();
    let rates = numbers.join(", ");
    let message = format!("not in the order of their rates: {rates}");
    spots.push(Spot::at(Record::WORKAROUNDS, rates, message).fixed_by(Fix::safe(set)));
}

/// W009. Three or more workarounds have the same rate.
pub(super) fn all_alike(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let all = &subject.record().workarounds;
    if let [first, others @ ..] = all.as_slice()
        && all.len() >= MIN_ALIKE
        && others.iter().all(|one| one.success_rate == first.success_rate)
    {
        let message = format!("all {} workarounds have the rate {}", all.len(), first.success_rate);
        spots.push(Spot::at(Record::WORKAROUNDS, first.success_rate.to_string(), message));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Start, read};

    #[test]
    fn a_colon_within_code_divides_nothing() {
        let record = read(include_bytes!("../../fixtures/findings/base.json"), Start::default()).unwrap();
        for (text, is_divided) in [
            ("Clear the cache: npm cache verify", true),
            ("Open the file (read only): open(f, \"rb\")", true),
            ("Use post(url, files={\"file\": open(f, \"rb\")})", false),
            ("Set \"timeout: the number of seconds\"", false),
        ] {
            let workaround = Workaround { action: text.into(), how: text.into(), ..record.workarounds[0].clone() };
            assert_eq!(divided(&record, 1, &workaround).is_some(), is_divided, "{text}");
        }
    }
}
