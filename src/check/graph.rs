//! G: how records lead to each other.

use std::collections::HashSet;

use super::catalogue::Code;
use super::edge::{Stated, edges};
use super::fix::{FieldFix, Fix};
use super::fold::is_blank;
use super::index::{Direction, SetIndex};
use super::mirror::{is_too_much, mirrored_confusion, mirrored_edge, sum_of_steps};
use super::spot::Spot;
use super::subject::Subject;
use crate::record::{Id, Json, Record};

/// The most records that a message names: those of a cycle, or those that an edge could mean.
const MAX_NAMED: usize = 5;

impl Code {
    /// Whether its findings name the other end of an edge, which is in the set.
    pub(super) fn is_of_edge(self) -> bool {
        use Code as C;
        matches!(self, C::G003 | C::G004 | C::G005 | C::G006 | C::G007 | C::G008 | C::G010 | C::G011 | C::G013)
    }
}

/// The edges to other records of the set.
fn to_others<'r>(subject: Subject<'r>, index: &SetIndex) -> impl Iterator<Item = Stated<'r>> {
    let own = subject.id().as_str();
    edges(subject.record()).filter(move |edge| edge.target != own && index.has(edge.target))
}

/// The direction of an edge as its other record states it.
fn reverse(direction: Direction) -> Direction {
    match direction {
        Direction::Forth => Direction::Back,
        Direction::Back => Direction::Forth,
        Direction::Across => Direction::Across,
    }
}

/// G001. An edge leads to a record that the set does not have.
pub(super) fn dangling(subject: Subject<'_>, index: &SetIndex, spots: &mut Vec<Spot>) {
    let record = subject.record();
    for edge in edges(record).filter(|edge| !index.has(edge.target)) {
        let removal = |element| Fix::offer(vec![FieldFix::removal(record, edge.field, element)]);
        let fix = redirected(subject, edge, &near(subject, index, edge))
            .or_else(|| edge.json(&record.transition_graph).map(removal));
        spots.push(edge.spot(format!("there is no record {}", edge.target)).fixed_by(fix));
    }
}

/// G002. The target of an edge does not exist, but another record has the slug, or an alias that begins it.
pub(super) fn near_miss(subject: Subject<'_>, index: &SetIndex, spots: &mut Vec<Spot>) {
    for edge in edges(subject.record()).filter(|edge| !index.has(edge.target)) {
        let near = near(subject, index, edge);
        let mut named: Vec<&str> = near.iter().take(MAX_NAMED).map(|other| other.as_str()).collect();
        let more = format!("{} more", near.len().saturating_sub(MAX_NAMED));
        if near.len() > MAX_NAMED {
            named.push(&more);
        }
        if !named.is_empty() {
            let fix = redirected(subject, edge, &near);
            spots.push(edge.spot(format!("{} could be {}", edge.target, named.join(" or "))).fixed_by(fix));
        }
    }
}

/// The records that an edge could mean which leads nowhere.
fn near<'i>(subject: Subject<'_>, index: &'i SetIndex, edge: Stated<'_>) -> Vec<&'i Id> {
    index.near(subject.id(), edge.direction, edge.target)
}

/// The fix that makes an edge lead to the record that it could mean, if it is the only one.
fn redirected(subject: Subject<'_>, edge: Stated<'_>, near: &[&Id]) -> Option<Fix> {
    let [only] = near else { return None };
    let old = edge.json(&subject.record().transition_graph)?;
    let new = old.with_member("error_id", Some(&Json::from(only.as_str())));
    Some(Fix::offer(vec![FieldFix::replacement(subject.record(), edge.field, old, new)]))
}

/// G003. An edge leads to its own record.
pub(super) fn to_self(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let record = subject.record();
    for edge in edges(record).filter(|edge| edge.target == record.id.as_str()) {
        let removal = |element| Fix::safe(vec![FieldFix::removal(record, edge.field, element)]);
        spots.push(edge.spot("an edge to its own record").fixed_by(edge.json(&record.transition_graph).map(removal)));
    }
}

/// G004. The same edge stands twice in a list.
pub(super) fn twice(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let record = subject.record();
    let (mut targets, mut all) = (HashSet::new(), HashSet::new());
    for edge in edges(record) {
        let Some(json) = edge.json(&record.transition_graph) else { continue };
        let is_new = all.insert((edge.direction, json.clone()));
        if !targets.insert((edge.direction, edge.target)) {
            // Which of two different ones is right, a person has to say.
            let fix = (!is_new).then(|| Fix::safe(vec![FieldFix::removal(record, edge.field, json)]));
            spots.push(edge.spot(format!("two edges to {}", edge.target)).fixed_by(fix));
        }
    }
}

/// G005. `leads_to` without `preceded_by` in the other record, or the other way round.
pub(super) fn unmirrored(subject: Subject<'_>, index: &SetIndex, spots: &mut Vec<Spot>) {
    let own = subject.id();
    for edge in to_others(subject, index).filter(|edge| edge.direction != Direction::Across) {
        if index.edge(reverse(edge.direction), edge.target, own.as_str()).is_none() {
            let (message, field, sum) = match edge.direction {
                Direction::Forth => {
                    (format!("{} does not say that {own} precedes it", edge.target), Record::PRECEDED_BY, 0.0)
                }
                Direction::Back | Direction::Across => {
                    let sum = edge.probability.map_or(0.0, |own| index.sum_of_steps(edge.target) + own.value());
                    (format!("{} does not say that it leads to {own}", edge.target), Record::LEADS_TO, sum)
                }
            };
            // What contradicts the other steps there, a person has to look at.
            let (message, fix): (String, fn(Vec<FieldFix>) -> Fix) = match is_too_much(sum) {
                true => (format!("{message}; with it the probabilities there would be {sum:.2} together"), Fix::offer),
                false => (message, Fix::safe),
            };
            let addition = |target: Id| {
                fix(vec![FieldFix::addition(target, field, mirrored_edge(own, edge.probability, edge.words))])
            };
            spots.push(edge.spot(message).fixed_by(edge.target.parse().ok().map(addition)));
        }
    }
}

/// G006. The two ends of an edge state different probabilities.
pub(super) fn probabilities(subject: Subject<'_>, index: &SetIndex, spots: &mut Vec<Spot>) {
    let record = subject.record();
    for edge in to_others(subject, index).filter(|edge| edge.direction == Direction::Forth) {
        let other = index.edge(Direction::Back, edge.target, subject.id().as_str()).flatten();
        let (Some(own), Some(other)) = (edge.probability, other) else { continue };
        if own != other {
            let fix = edge.json(&record.transition_graph).map(|old| {
                let new = old.with_member("probability", Some(&Json::of(&other)));
                Fix::offer(vec![FieldFix::replacement(record, edge.field, old, new)])
            });
            let spot = edge.spot(format!("{own} here, {other} in {}", edge.target)).fixed_by(fix);
            spots.push(Spot { value: format!("{} {own} {other}", edge.target), ..spot });
        }
    }
}

/// G007. `frequently_confused_with` without its counterpart.
pub(super) fn one_sided(subject: Subject<'_>, index: &SetIndex, spots: &mut Vec<Spot>) {
    let own = subject.id();
    for edge in to_others(subject, index).filter(|edge| edge.direction == Direction::Across) {
        if index.edge(Direction::Across, edge.target, own.as_str()).is_none() {
            let element = mirrored_confusion(own, edge.words);
            let addition = |target: Id| Fix::offer(vec![FieldFix::addition(target, Record::CONFUSED_WITH, element)]);
            let message = format!("{} does not say that it is confused with {own}", edge.target);
            spots.push(edge.spot(message).fixed_by(edge.target.parse().ok().map(addition)));
        }
    }
}

/// G008. Two records lead to each other. Told of the record whose id comes first.
pub(super) fn both_ways(subject: Subject<'_>, index: &SetIndex, spots: &mut Vec<Spot>) {
    let own = subject.id().as_str();
    for edge in to_others(subject, index).filter(|edge| edge.direction == Direction::Forth && own < edge.target) {
        if index.edge(Direction::Forth, edge.target, own).is_some() {
            spots.push(edge.spot(format!("it leads to {}, which leads to it", edge.target)));
        }
    }
}

/// G009. The probabilities of `leads_to` are more than 1 together.
pub(super) fn sum(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let sum = sum_of_steps(subject.record());
    if is_too_much(sum) {
        let sum = format!("{sum:.2}");
        let message = format!("the probabilities are {sum} together");
        spots.push(Spot::at(Record::LEADS_TO, sum, message));
    }
}

/// G010. The probability of an edge is exactly 0 or 1.
pub(super) fn certain(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    for edge in edges(subject.record()) {
        if let Some(probability) = edge.probability.filter(|rate| [0.0, 1.0].contains(&rate.value())) {
            let spot = edge.spot(format!("a probability of {probability} for {}", edge.target));
            spots.push(Spot { value: format!("{} {probability}", edge.target), ..spot });
        }
    }
}

/// G011. An edge to a similar error does not say how to tell them apart.
pub(super) fn no_distinction(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let silent = edges(subject.record()).filter(|edge| edge.direction == Direction::Across && is_blank(edge.words));
    spots.extend(silent.map(|edge| edge.spot(format!("how to tell it from {} is empty", edge.target))));
}

/// G012. No edge leads from the record or to it.
pub(super) fn orphan(subject: Subject<'_>, index: &SetIndex, spots: &mut Vec<Spot>) {
    if edges(subject.record()).next().is_none() && !index.is_target(subject.id()) {
        spots.push(Spot::whole("", "no edge leads from the record or to it"));
    }
}

/// G013. Records lead to each other in a cycle. Told of the first record of the cycle.
pub(super) fn cycles(index: &SetIndex) -> Vec<(Id, Spot)> {
    let cycles = index.cycles().into_iter();
    cycles
        .filter_map(|cycle| {
            let first = (*cycle.first()?).clone();
            let mut named: Vec<&str> = cycle.iter().map(|id| id.as_str()).collect();
            let value = named.join(" ");
            let more = format!("{} more", cycle.len().saturating_sub(MAX_NAMED));
            if cycle.len() > MAX_NAMED {
                named.truncate(MAX_NAMED);
                named.push(&more);
            }
            let message = format!("{} records lead to each other: {}", cycle.len(), named.join(", "));
            Some((first, Spot::at(Record::LEADS_TO, value, message)))
        })
        .collect()
}
