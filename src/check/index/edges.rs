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
    /// As their records state them: those of a record side by side, in the order of [`EdgeAt`], of the same ones in the
    /// record's order. A table of their ends would take twice the memory, and several times longer to look in.
    ends: Vec<HeldEdge>,
    /// Where those of a record begin and end: that of a name is at its [place](Name::place).
    places: Vec<(u32, u32)>,
    targets: HashSet<Name>,
}

/// To which list an edge of a record belongs, and where it leads.
type EdgeAt = (Direction, Name);

/// An edge as its record states it, in 16 bytes.
#[derive(Debug, Clone, Copy)]
struct HeldEdge {
    direction: Direction,
    to: Name,
    /// NaN if the record says none: a [`Rate`] never is.
    probability: f64,
}

impl HeldEdge {
    fn of(((direction, to), probability): (EdgeAt, EdgeEnd)) -> Self {
        HeldEdge { direction, to, probability: probability.map_or(f64::NAN, Rate::value) }
    }

    fn at(&self) -> EdgeAt {
        (self.direction, self.to)
    }

    fn end(&self) -> EdgeEnd {
        (!self.probability.is_nan()).then(|| Rate::nearest(self.probability))
    }
}

impl Edges {
    /// Adds the edges that a record states. A record must not be added again.
    pub(super) fn add(&mut self, from: Name, mut edges: Vec<(EdgeAt, EdgeEnd)>) {
        self.targets.extend(edges.iter().map(|((_, to), _)| *to).filter(|to| from != *to));
        edges.sort_by_key(|(at, _)| *at);
        // There are never more ends than a `u32` counts: each takes 16 bytes.
        let start = self.ends.len();
        self.ends.extend(edges.into_iter().map(HeldEdge::of));
        let number = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        if self.places.len() <= from.place() {
            self.places.resize(from.place() + 1, (0, 0));
        }
        if let Some(place) = self.places.get_mut(from.place()) {
            *place = (number(start), number(self.ends.len()));
        }
    }

    /// The edges of a record, in order.
    fn of(&self, from: Name) -> &[HeldEdge] {
        let (start, end) = self.places.get(from.place()).copied().unwrap_or_default();
        let place = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        self.ends.get(place(start)..place(end)).unwrap_or_default()
    }

    /// The edge as its record states it first; `None` if it does not.
    pub(super) fn end(&self, direction: Direction, from: Name, to: Name) -> Option<EdgeEnd> {
        let (of_record, wanted) = (self.of(from), (direction, to));
        let first = of_record.partition_point(|edge| edge.at() < wanted);
        of_record.get(first).filter(|edge| edge.at() == wanted).map(HeldEdge::end)
    }

    /// The sum of the probabilities of a record's steps, counting duplicates.
    pub(super) fn sum(&self, from: Name) -> f64 {
        let steps = self.of(from).iter().filter(|edge| edge.direction == Direction::Forth);
        steps.filter_map(HeldEdge::end).map(Rate::value).sum()
    }

    /// Whether an edge of another record leads to a record.
    pub(super) fn is_target(&self, name: Name) -> bool {
        self.targets.contains(&name)
    }

    /// The steps from one record of some to the next, as `leads_to` states them.
    pub(super) fn steps<'e>(&'e self, records: &'e [Name]) -> impl Iterator<Item = (Name, Name)> {
        let forth = |edge: &HeldEdge| (edge.direction == Direction::Forth).then_some(edge.to);
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
        let mut steps: Vec<(Name, Name)> = edges.steps(&names).collect();
        steps.dedup();
        assert_eq!(steps, [(names[0], names[0]), (names[2], names[0]), (names[2], names[3])]);
    }
}
