//! G: how records lead to each other.

use std::collections::HashSet;

use super::fix::{Edit, Fix};
use super::fold::is_blank;
use super::index::{Direction, SetIndex};
use super::mirror::{mirrored_confusion, mirrored_edge};
use super::spot::Spot;
use super::subject::Subject;
use crate::record::{Field, Id, Json, Rate, Record, TransitionGraph};

/// What the probabilities of all steps may be more than 1 together: rounding, not a mistake.
const ROUNDING: f64 = 1e-6;

/// The most records of a cycle that a message names.
const MAX_NAMED: usize = 5;

/// An edge as its record states it.
#[derive(Clone, Copy)]
struct Stated<'r> {
    direction: Direction,
    field: Field,
    target: &'r str,
    probability: Option<Rate>,
    /// Its condition, or how to tell the errors apart.
    words: &'r str,
    /// Its place in its list.
    place: usize,
}

impl Stated<'_> {
    fn spot(self, message: impl Into<String>) -> Spot {
        Spot::at(self.field, self.target, message)
    }

    /// The edge as an element of its list.
    fn json(self, graph: &TransitionGraph) -> Option<Json> {
        match self.direction {
            Direction::Forth => graph.leads_to.get(self.place).map(Json::of),
            Direction::Back => graph.preceded_by.get(self.place).map(Json::of),
            Direction::Across => graph.frequently_confused_with.get(self.place).map(Json::of),
        }
    }
}

/// All edges of a record.
fn edges(record: &Record) -> impl Iterator<Item = Stated<'_>> {
    let graph = &record.transition_graph;
    let steps = [
        (Direction::Forth, Record::LEADS_TO, &graph.leads_to),
        (Direction::Back, Record::PRECEDED_BY, &graph.preceded_by),
    ];
    let steps = steps.into_iter().flat_map(|(direction, field, list)| {
        list.iter().enumerate().map(move |(place, edge)| {
            let (target, words) = (edge.error_id.as_str(), edge.condition.as_str());
            Stated { direction, field, target, probability: edge.probability, words, place }
        })
    });
    let across = graph.frequently_confused_with.iter().enumerate().map(|(place, edge)| {
        let (target, words) = (edge.error_id.as_str(), edge.distinction.as_str());
        Stated { direction: Direction::Across, field: Record::CONFUSED_WITH, target, probability: None, words, place }
    });
    steps.chain(across)
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

/// G001
pub(super) fn dangling(subject: Subject<'_>, index: &SetIndex, spots: &mut Vec<Spot>) {
    let record = subject.record();
    for edge in edges(record).filter(|edge| !index.has(edge.target)) {
        let removal = |element| Fix::offer(vec![Edit::removal(record, edge.field, element)]);
        let fix = edge.json(&record.transition_graph).map(removal);
        spots.push(edge.spot(format!("there is no record {}", edge.target)).fixed_by(fix));
    }
}

/// G002
pub(super) fn near_miss(subject: Subject<'_>, index: &SetIndex, spots: &mut Vec<Spot>) {
    let record = subject.record();
    for edge in edges(record).filter(|edge| !index.has(edge.target)) {
        let mut near = index.near(edge.target);
        let is_stated = |other: &Id| index.edge(edge.direction, record.id.as_str(), other.as_str()).is_some();
        near.retain(|other| *other != subject.id() && !is_stated(other));
        let named: Vec<&str> = near.iter().map(|other| other.as_str()).collect();
        let [first, others @ ..] = named.as_slice() else { continue };
        let target = Json::from(*first);
        let old = edge.json(&record.transition_graph).filter(|_| others.is_empty());
        let fix = old.map(|old| {
            let new = old.with_member("error_id", Some(&target));
            Fix::offer(vec![Edit::replacement(record, edge.field, old, new)])
        });
        spots.push(edge.spot(format!("{} could be {}", edge.target, named.join(" or "))).fixed_by(fix));
    }
}

/// G003
pub(super) fn to_self(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let record = subject.record();
    for edge in edges(record).filter(|edge| edge.target == record.id.as_str()) {
        let removal = |element| Fix::safe(vec![Edit::removal(record, edge.field, element)]);
        spots.push(edge.spot("an edge to its own record").fixed_by(edge.json(&record.transition_graph).map(removal)));
    }
}

/// G004
pub(super) fn twice(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let record = subject.record();
    let (mut targets, mut all) = (HashSet::new(), HashSet::new());
    for edge in edges(record) {
        let Some(json) = edge.json(&record.transition_graph) else { continue };
        let is_new = all.insert((edge.direction, json.clone()));
        if !targets.insert((edge.direction, edge.target)) {
            // Which of two different ones is right, a person has to say.
            let fix = (!is_new).then(|| Fix::safe(vec![Edit::removal(record, edge.field, json)]));
            spots.push(edge.spot(format!("two edges to {}", edge.target)).fixed_by(fix));
        }
    }
}

/// G005
pub(super) fn unmirrored(subject: Subject<'_>, index: &SetIndex, spots: &mut Vec<Spot>) {
    let own = subject.id();
    for edge in to_others(subject, index).filter(|edge| edge.direction != Direction::Across) {
        if index.edge(reverse(edge.direction), edge.target, own.as_str()).is_none() {
            let (message, field) = match edge.direction {
                Direction::Forth => {
                    (format!("{} does not say that {own} precedes it", edge.target), Record::PRECEDED_BY)
                }
                Direction::Back | Direction::Across => {
                    (format!("{} does not say that it leads to {own}", edge.target), Record::LEADS_TO)
                }
            };
            let addition = |target: Id| {
                Fix::safe(vec![Edit::addition(target, field, mirrored_edge(own, edge.probability, edge.words))])
            };
            spots.push(edge.spot(message).fixed_by(edge.target.parse().ok().map(addition)));
        }
    }
}

/// G006
pub(super) fn probabilities(subject: Subject<'_>, index: &SetIndex, spots: &mut Vec<Spot>) {
    let record = subject.record();
    for edge in to_others(subject, index).filter(|edge| edge.direction == Direction::Forth) {
        let other = index.edge(Direction::Back, edge.target, subject.id().as_str()).flatten();
        let (Some(own), Some(other)) = (edge.probability, other) else { continue };
        if own != other {
            let fix = edge.json(&record.transition_graph).map(|old| {
                let new = old.with_member("probability", Some(&Json::of(&other)));
                Fix::offer(vec![Edit::replacement(record, edge.field, old, new)])
            });
            let spot = edge.spot(format!("{own} here, {other} in {}", edge.target)).fixed_by(fix);
            spots.push(Spot { value: format!("{} {own} {other}", edge.target), ..spot });
        }
    }
}

/// G007
pub(super) fn one_sided(subject: Subject<'_>, index: &SetIndex, spots: &mut Vec<Spot>) {
    let own = subject.id();
    for edge in to_others(subject, index).filter(|edge| edge.direction == Direction::Across) {
        if index.edge(Direction::Across, edge.target, own.as_str()).is_none() {
            let element = mirrored_confusion(own, edge.words);
            let addition = |target: Id| Fix::offer(vec![Edit::addition(target, Record::CONFUSED_WITH, element)]);
            let message = format!("{} does not say that it is confused with {own}", edge.target);
            spots.push(edge.spot(message).fixed_by(edge.target.parse().ok().map(addition)));
        }
    }
}

/// G008: told of the record whose id comes first.
pub(super) fn both_ways(subject: Subject<'_>, index: &SetIndex, spots: &mut Vec<Spot>) {
    let own = subject.id().as_str();
    for edge in to_others(subject, index).filter(|edge| edge.direction == Direction::Forth && own < edge.target) {
        if index.edge(Direction::Forth, edge.target, own).is_some() {
            spots.push(edge.spot(format!("it leads to {}, which leads to it", edge.target)));
        }
    }
}

/// G009
pub(super) fn sum(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let steps = &subject.record().transition_graph.leads_to;
    let sum: f64 = steps.iter().filter_map(|edge| edge.probability).map(Rate::value).sum();
    if sum > 1.0 + ROUNDING {
        let sum = format!("{sum:.2}");
        let message = format!("the probabilities are {sum} together");
        spots.push(Spot::at(Record::LEADS_TO, sum, message));
    }
}

/// G010
pub(super) fn certain(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    for edge in edges(subject.record()) {
        if let Some(probability) = edge.probability.filter(|rate| [0.0, 1.0].contains(&rate.value())) {
            let spot = edge.spot(format!("a probability of {probability} for {}", edge.target));
            spots.push(Spot { value: format!("{} {probability}", edge.target), ..spot });
        }
    }
}

/// G011
pub(super) fn no_distinction(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let silent = edges(subject.record()).filter(|edge| edge.direction == Direction::Across && is_blank(edge.words));
    spots.extend(silent.map(|edge| edge.spot(format!("how to tell it from {} is empty", edge.target))));
}

/// G012
pub(super) fn orphan(subject: Subject<'_>, index: &SetIndex, spots: &mut Vec<Spot>) {
    if edges(subject.record()).next().is_none() && !index.is_target(subject.id()) {
        spots.push(Spot::whole("", "no edge leads from the record or to it"));
    }
}

/// G013: told of the first record of the cycle.
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
