//! The edges of a record, as it states them.

use super::index::Direction;
use super::spot::Spot;
use crate::record::{Field, Json, Rate, Record, TransitionGraph};

/// An edge as its record states it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stated<'r> {
    /// The list that has it.
    pub(super) direction: Direction,
    /// That list as a field.
    pub(super) field: Field,
    /// The id of the other record.
    pub(super) target: &'r str,
    /// Its probability, if the record says one.
    pub(super) probability: Option<Rate>,
    /// Its condition, or how to tell the errors apart.
    pub(super) words: &'r str,
    /// Its place in its list.
    place: usize,
}

impl Stated<'_> {
    /// What is wrong with the edge.
    pub(super) fn spot(self, message: impl Into<String>) -> Spot {
        Spot::at(self.field, self.target, message)
    }

    /// The edge as an element of its list.
    pub(super) fn json(self, graph: &TransitionGraph) -> Option<Json> {
        match self.direction {
            Direction::Forth => graph.leads_to.get(self.place).map(Json::of),
            Direction::Back => graph.preceded_by.get(self.place).map(Json::of),
            Direction::Across => graph.frequently_confused_with.get(self.place).map(Json::of),
        }
    }
}

/// All edges of a record.
pub(super) fn edges(record: &Record) -> impl Iterator<Item = Stated<'_>> {
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
