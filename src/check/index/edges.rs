//! The edges of a set, by both of their ends.

use std::collections::HashSet;

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
    /// As their records state them: those of a record side by side, in the order of [`EdgeAt`], each once. A table of
    /// their ends would take twice the memory, and several times longer to look in.
    ends: Vec<(EdgeAt, EdgeEnd)>,
    /// Where those of a record begin and end: that of a name is at its [place](Name::place).
    places: Vec<(u32, u32)>,
    targets: HashSet<Name>,
    /// The sum of the probabilities of a record's steps, counting duplicates, at the same places.
    sums: Vec<f64>,
}

/// To which list an edge of a record belongs, and where it leads.
type EdgeAt = (Direction, Name);

impl Edges {
    /// Adds the edges that a record states, of the same ones the first. A record must not be added again.
    pub(super) fn add(&mut self, from: Name, mut edges: Vec<(EdgeAt, EdgeEnd)>) {
        let mut sum = 0.0;
        for ((direction, to), probability) in &edges {
            if let (Direction::Forth, Some(probability)) = (direction, probability) {
                sum += probability.value();
            }
            if from != *to {
                self.targets.insert(*to);
            }
        }
        edges.sort_by_key(|(at, _)| *at);
        edges.dedup_by_key(|(at, _)| *at);
        // There are never more ends than a `u32` counts: each takes 24 bytes.
        let start = self.ends.len();
        self.ends.append(&mut edges);
        let number = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        if self.places.len() <= from.place() {
            self.places.resize(from.place() + 1, (0, 0));
            self.sums.resize(from.place() + 1, 0.0);
        }
        if let Some((place, of_record)) = self.places.get_mut(from.place()).zip(self.sums.get_mut(from.place())) {
            *place = (number(start), number(self.ends.len()));
            *of_record = sum;
        }
    }

    /// The edges of a record, in order.
    fn of(&self, from: Name) -> &[(EdgeAt, EdgeEnd)] {
        let (start, end) = self.places.get(from.place()).copied().unwrap_or_default();
        let place = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        self.ends.get(place(start)..place(end)).unwrap_or_default()
    }

    /// The edge as its record states it; `None` if it does not.
    pub(super) fn end(&self, direction: Direction, from: Name, to: Name) -> Option<EdgeEnd> {
        let of_record = self.of(from);
        let place = of_record.binary_search_by_key(&(direction, to), |(at, _)| *at).ok()?;
        of_record.get(place).map(|(_, probability)| *probability)
    }

    /// The sum of the probabilities of a record's steps.
    pub(super) fn sum(&self, from: Name) -> f64 {
        self.sums.get(from.place()).copied().unwrap_or(0.0)
    }

    /// Whether an edge of another record leads to a record.
    pub(super) fn is_target(&self, name: Name) -> bool {
        self.targets.contains(&name)
    }

    /// The steps from one record of some to the next, as `leads_to` states them.
    pub(super) fn steps<'e>(&'e self, records: &'e [Name]) -> impl Iterator<Item = (Name, Name)> {
        let forth = |((direction, to), _): &(EdgeAt, EdgeEnd)| (*direction == Direction::Forth).then_some(*to);
        records.iter().flat_map(move |from| self.of(*from).iter().filter_map(forth).map(|to| (*from, to)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_edges_of_a_record_to_the_same_one_the_first_counts() {
        let names: Vec<Name> = (0..4).map(Name::nth).collect();
        let rate = |value: f64| Some(Rate::nearest(value));
        let mut edges = Edges::default();
        edges.add(
            names[2],
            vec![
                ((Direction::Forth, names[3]), rate(0.5)),
                ((Direction::Back, names[0]), None),
                ((Direction::Forth, names[0]), None),
                ((Direction::Forth, names[3]), rate(0.25)),
            ],
        );
        edges.add(names[0], vec![((Direction::Forth, names[0]), rate(1.0))]);
        let end = |direction, from: usize, to: usize| edges.end(direction, names[from], names[to]);
        assert_eq!(end(Direction::Forth, 2, 3), Some(rate(0.5)));
        assert_eq!(end(Direction::Back, 2, 0), Some(None));
        assert_eq!([end(Direction::Back, 2, 3), end(Direction::Forth, 1, 3), end(Direction::Forth, 3, 0)], [None; 3]);
        assert_eq!([2, 0, 3].map(|from: usize| edges.sum(names[from])), [0.75, 1.0, 0.0]);
        assert_eq!([0, 1, 2, 3].map(|name: usize| edges.is_target(names[name])), [true, false, false, true]);
        let steps: Vec<(Name, Name)> = edges.steps(&names).collect();
        assert_eq!(steps, [(names[0], names[0]), (names[2], names[0]), (names[2], names[3])]);
    }
}
