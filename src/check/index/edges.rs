//! The edges of a set, by both of their ends.

use std::collections::{HashMap, HashSet};

use super::names::Name;
use crate::record::Rate;

/// To which list of a record an edge belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::check) enum Direction {
    /// To `leads_to`.
    Forth,
    /// To `preceded_by`.
    Back,
    /// To `frequently_confused_with`, which has no direction.
    Across,
}

/// An edge as one of its records states it: with its probability, if the record says one.
pub(in crate::check) type EdgeEnd = Option<Rate>;

/// The edges of a set.
#[derive(Debug, Clone, Default)]
pub(super) struct Edges {
    ends: HashMap<(Direction, Name, Name), EdgeEnd>,
    targets: HashSet<Name>,
    /// The sum of the probabilities of a record's steps, counting duplicates.
    sums: HashMap<Name, f64>,
}

impl Edges {
    /// Adds an edge as its record states it; the first one if it does so twice.
    pub(super) fn add(&mut self, direction: Direction, from: Name, to: Name, probability: EdgeEnd) {
        self.ends.entry((direction, from, to)).or_insert(probability);
        if let (Direction::Forth, Some(probability)) = (direction, probability) {
            *self.sums.entry(from).or_default() += probability.value();
        }
        if from != to {
            self.targets.insert(to);
        }
    }

    /// The edge as the first record states it; `None` if it does not.
    pub(super) fn end(&self, direction: Direction, from: Name, to: Name) -> Option<EdgeEnd> {
        self.ends.get(&(direction, from, to)).copied()
    }

    /// The sum of the probabilities of a record's steps.
    pub(super) fn sum(&self, from: Name) -> f64 {
        self.sums.get(&from).copied().unwrap_or(0.0)
    }

    /// Whether an edge of another record leads to a record.
    pub(super) fn is_target(&self, name: Name) -> bool {
        self.targets.contains(&name)
    }

    /// The steps from one record to the next, as `leads_to` states them.
    pub(super) fn steps(&self) -> impl Iterator<Item = (Name, Name)> {
        self.ends.keys().filter(|(direction, ..)| *direction == Direction::Forth).map(|(_, from, to)| (*from, *to))
    }
}
