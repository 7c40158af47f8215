//! The row of a record: what its regex finds, and which regexes find its signature.

/// The most examples that a row keeps, so that a set in which every regex finds every signature fits into memory.
pub const MAX_EXAMPLES: usize = 10;

/// Records, by their indexes in the set: their number, and the first of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Finds {
    /// How many records.
    pub count: usize,
    /// The first [`MAX_EXAMPLES`] of them, in order.
    pub examples: Vec<usize>,
}

/// The matches between one record and the others of a set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// Whether the regex finds the record's own signature; `None` if it is not a regex that consumers can use.
    pub finds_itself: Option<bool>,
    /// The records of other slugs whose signature the regex finds.
    pub foreign: Finds,
    /// The number of other slugs of these.
    pub foreign_slugs: usize,
    /// The number of domains of these other than the record's own.
    pub foreign_domains: usize,
    /// The records of other slugs whose regex finds this record's signature.
    pub claimed_by: Finds,
}

impl Finds {
    /// Adds a record, in any order.
    pub(super) fn insert(&mut self, record: usize) {
        self.count = self.count.saturating_add(1);
        let place = self.examples.partition_point(|example| *example < record);
        if place < MAX_EXAMPLES {
            self.examples.truncate(MAX_EXAMPLES - 1);
            self.examples.insert(place, record);
        }
    }

    /// Adds the records of another count; no record is in both.
    pub(super) fn merge(&mut self, other: Finds) {
        let uncounted = other.count.saturating_sub(other.examples.len());
        other.examples.into_iter().for_each(|record| self.insert(record));
        self.count = self.count.saturating_add(uncounted);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_examples_are_kept_in_whatever_order_they_are_found() {
        let (mut one, mut other) = (Finds::default(), Finds::default());
        (0..40).rev().for_each(|record| if record % 2 == 0 { one.insert(record) } else { other.insert(record) });
        one.merge(other);
        assert_eq!(one, Finds { count: 40, examples: (0..MAX_EXAMPLES).collect() });
    }
}
