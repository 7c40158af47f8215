//! The rows of many records, in about forty bytes each.

use super::crowd::Foreign;
use super::entry::nth;
use super::first_finds::FirstFinds;
use super::row::{Finds, MAX_EXAMPLES, Row};

/// The most examples that are stored side by side. A longer list would be copied while it grows.
const BLOCK: usize = 1 << 16;

/// The rows of some records, by their places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rows {
    own: Vec<OwnRow>,
    /// Which regexes find the signature of each.
    claims: Vec<FirstFinds>,
    /// The examples of what regexes find, in blocks; those of a row are in one block.
    examples: Vec<Vec<u32>>,
}

/// What the regex of a record finds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct OwnRow {
    finds_itself: Option<bool>,
    count: u32,
    slugs: u32,
    domains: u32,
    /// Where its examples are, counted through all blocks.
    first: u32,
}

impl Rows {
    /// Empty rows.
    pub(super) fn new(rows: usize) -> Self {
        Rows { own: vec![OwnRow::default(); rows], claims: vec![FirstFinds::default(); rows], examples: Vec::new() }
    }

    /// Sets what the regex of a row finds, once.
    pub(super) fn set(&mut self, row: u32, finds_itself: Option<bool>, foreign: &Foreign) {
        let Foreign { finds, slugs, domains } = foreign;
        let first = self.keep(finds.examples());
        let set = OwnRow { finds_itself, count: finds.count(), slugs: *slugs, domains: *domains, first };
        place(&mut self.own, row).into_iter().for_each(|own| *own = set);
    }

    /// Stores examples, and returns where.
    fn keep(&mut self, examples: &[u32]) -> u32 {
        let has_room = |block: &Vec<u32>| block.len() + examples.len() <= BLOCK;
        if !self.examples.last().is_some_and(has_room) {
            self.examples.push(Vec::new());
        }
        let Some((last, before)) = self.examples.split_last_mut() else { return 0 };
        let first = before.len() * BLOCK + last.len();
        last.extend(examples);
        u32::try_from(first).unwrap_or(u32::MAX)
    }

    /// Adds regexes that find the signature of a row.
    pub(super) fn claim(&mut self, row: u32, by: &FirstFinds) {
        place(&mut self.claims, row).into_iter().for_each(|claims| claims.merge(by));
    }

    /// A row; `None` if there are fewer.
    pub(super) fn row(&self, row: u32) -> Option<Row> {
        let (own, claims) = (nth(&self.own, row)?, nth(&self.claims, row)?);
        let (first, count) = (usize::try_from(own.first).ok()?, usize::try_from(own.count).ok()?);
        let block = self.examples.get(first / BLOCK).map(Vec::as_slice).unwrap_or_default();
        let examples = block.iter().skip(first % BLOCK).take(count.min(MAX_EXAMPLES));
        let wide = |number: &u32| usize::try_from(*number).unwrap_or(usize::MAX);
        Some(Row {
            finds_itself: own.finds_itself,
            foreign: Finds { count, examples: examples.map(wide).collect() },
            foreign_slugs: wide(&own.slugs),
            foreign_domains: wide(&own.domains),
            claimed_by: claims.finds(),
        })
    }
}

fn place<T>(all: &mut [T], place: u32) -> Option<&mut T> {
    all.get_mut(usize::try_from(place).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_its_own_examples_in_whatever_block_they_are() {
        let number = u32::try_from(BLOCK / 2).unwrap();
        let mut rows = Rows::new(BLOCK / 2);
        let finds = |row: u32| FirstFinds::of([row, row + 1, row + 2].into_iter(), 3 + row);
        for row in 0..number {
            rows.set(row, Some(row % 2 == 0), &Foreign { finds: finds(row), slugs: 2, domains: 1 });
        }
        rows.claim(7, &finds(9));
        for row in [0, 7, 21_844, 21_845, number - 1] {
            let read = rows.row(row).unwrap();
            assert_eq!((read.finds_itself, read.foreign), (Some(row % 2 == 0), finds(row).finds()));
            assert_eq!((read.foreign_slugs, read.foreign_domains), (2, 1));
        }
        assert_eq!(rows.row(7).unwrap().claimed_by, finds(9).finds());
        assert_eq!(rows.row(number), None);
    }
}
