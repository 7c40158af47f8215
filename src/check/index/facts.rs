//! The facts that are noted of one record.

use super::edges::{Direction, EdgeEnd};
use super::groups::Traits;
use crate::record::{Id, Record};

/// The facts of one record that the index of a set needs. Computing them takes most of the time of the first pass, and
/// can be done on any thread.
#[derive(Debug, Clone)]
pub struct RecordFacts {
    pub(super) id: Id,
    pub(super) category: Box<str>,
    pub(super) traits: Traits,
    pub(super) edges: Vec<(Direction, Box<str>, EdgeEnd)>,
    pub(super) aliases: Vec<Box<str>>,
    pub(super) regex: Box<str>,
    pub(super) signature: Box<str>,
}

impl RecordFacts {
    /// The id of the record.
    pub fn id(&self) -> &Id {
        &self.id
    }

    /// Computes the facts of a record.
    pub fn of(record: &Record) -> Self {
        let graph = &record.transition_graph;
        let forth = graph.leads_to.iter().map(|edge| (Direction::Forth, &edge.error_id, edge.probability));
        let back = graph.preceded_by.iter().map(|edge| (Direction::Back, &edge.error_id, edge.probability));
        let across = graph.frequently_confused_with.iter().map(|edge| (Direction::Across, &edge.error_id, None));
        let edges = forth.chain(back).chain(across);
        RecordFacts {
            id: record.id.clone(),
            category: record.category.as_str().into(),
            traits: Traits::of(record),
            edges: edges.map(|(direction, to, probability)| (direction, to.as_str().into(), probability)).collect(),
            aliases: record.aliases.iter().map(|alias| alias.as_str().into()).collect(),
            regex: record.regex.as_str().into(),
            signature: record.signature.as_str().into(),
        }
    }
}
