//! The different texts of a set, each with the records that have it, in four bytes for each.

use std::hash::{BuildHasher, RandomState};
use std::iter::once;

use hashbrown::HashTable;

use super::entry::nth;

/// Different texts, numbered in the order in which they first occur.
pub(super) struct Distinct {
    /// The first record of each.
    firsts: Vec<u32>,
    /// The other records that have one, with the number of the text before each, in order. Most texts have one record.
    others: Vec<(u32, u32)>,
}

impl Distinct {
    /// Numbers the texts of the records of a set, in an order that has each of its places once; the second list has for
    /// each place the number of its text.
    pub(super) fn of<'t>(order: &[u32], text: impl Fn(u32) -> &'t str) -> (Self, Vec<u32>) {
        let (firsts, numbers) = numbered(order, text);
        let number = |place: u32| nth(&numbers, place).unwrap_or_default();
        let is_other = |place: &u32| nth(&firsts, number(*place)) != Some(*place);
        let mut others: Vec<(u32, u32)> =
            order.iter().copied().filter(is_other).map(|place| (number(place), place)).collect();
        others.sort_unstable();
        (Distinct { firsts, others }, numbers)
    }

    /// How many texts there are.
    pub(super) fn len(&self) -> u32 {
        u32::try_from(self.firsts.len()).unwrap_or(u32::MAX)
    }

    /// The first record that has a text.
    pub(super) fn first(&self, number: u32) -> Option<u32> {
        nth(&self.firsts, number)
    }

    /// The records that have a text, in no order.
    pub(super) fn records(&self, number: u32) -> impl Iterator<Item = u32> {
        let start = self.others.partition_point(|(other, _)| *other < number);
        let others = self.others.iter().skip(start).take_while(move |(other, _)| *other == number);
        self.first(number).into_iter().chain(others.map(|(_, place)| *place))
    }
}

/// For each text the first record that has it, and for each record the number of its text.
pub(super) fn numbered<'t>(order: &[u32], text: impl Fn(u32) -> &'t str) -> (Vec<u32>, Vec<u32>) {
    // Most texts are different, and what grows has its content twice for a moment.
    let (hasher, mut known) = (RandomState::new(), HashTable::<u32>::with_capacity(order.len()));
    let (mut firsts, mut numbers): (Vec<u32>, Vec<u32>) = (Vec::with_capacity(order.len()), vec![0; order.len()]);
    for place in order.iter().copied() {
        let own = text(place);
        let hash = |number: &u32| hasher.hash_one(nth(&firsts, *number).map_or("", &text));
        let is_own = |number: &u32| nth(&firsts, *number).is_some_and(|first| text(first) == own);
        let number = match known.find(hasher.hash_one(own), is_own) {
            Some(number) => *number,
            None => {
                let number = u32::try_from(firsts.len()).unwrap_or(u32::MAX);
                known.insert_unique(hasher.hash_one(own), number, hash);
                firsts.push(place);
                number
            }
        };
        let of_place = usize::try_from(place).ok().and_then(|place| numbers.get_mut(place));
        of_place.into_iter().zip(once(number)).for_each(|(of_place, number)| *of_place = number);
    }
    firsts.shrink_to_fit();
    (firsts, numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_numbered_in_the_order_in_which_they_first_occur() {
        let texts = ["b", "a", "b", "c", "a", "b"];
        let (distinct, numbers) = Distinct::of(&[3, 0, 1, 2, 4, 5], |place| texts[place as usize]);
        assert_eq!((distinct.len(), numbers), (3, vec![1, 2, 1, 0, 2, 1]));
        let records = |number| distinct.records(number).collect::<Vec<_>>();
        assert_eq!([records(0), records(1), records(2), records(3)], [vec![3], vec![0, 2, 5], vec![1, 4], vec![]]);
        assert_eq!((distinct.first(1), distinct.first(3)), (Some(0), None));
    }
}
