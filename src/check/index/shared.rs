//! Records that have the same of something.

use std::num::NonZeroU64;

use super::names::Name;

/// The records that have the same of something as another one, by the hash of it. Each hash is stored once: in a set
/// of copies hundreds of records share it, and a search for it goes through what the processor has at hand.
#[derive(Debug, Clone, Default)]
pub(super) struct SharedTrait {
    /// The hashes that several records have, in order.
    hashes: Vec<NonZeroU64>,
    /// For each hash the place behind its last record.
    ends: Vec<u32>,
    /// The records of the first hash, those of the second, and so on.
    records: Vec<Name>,
}

impl SharedTrait {
    /// Collects the records of which another one has the same hash.
    pub(super) fn of(hashes: impl Iterator<Item = (NonZeroU64, Name)>) -> Self {
        let mut all: Vec<(NonZeroU64, Name)> = hashes.collect();
        all.sort_by_key(|(hash, _)| *hash);
        let mut shared = SharedTrait::default();
        for group in all.chunk_by(|(one, _), (next, _)| one == next).filter(|group| group.len() > 1) {
            shared.hashes.extend(group.first().map(|(hash, _)| *hash));
            shared.records.extend(group.iter().map(|(_, name)| *name));
            // There are never more names than a `u32` counts.
            shared.ends.push(u32::try_from(shared.records.len()).unwrap_or(u32::MAX));
        }
        shared
    }

    /// How many hashes several records have.
    pub(super) fn len(&self) -> usize {
        self.hashes.len()
    }

    /// The number of a hash among these; `None` if at most one record has it.
    pub(super) fn number(&self, hash: NonZeroU64) -> Option<usize> {
        self.hashes.binary_search(&hash).ok()
    }

    /// The records that have a hash, in the order in which they were given; none if at most one has it.
    pub(super) fn records(&self, hash: NonZeroU64) -> &[Name] {
        let end = |number: usize| self.ends.get(number).and_then(|end| usize::try_from(*end).ok());
        let range = self.number(hash).and_then(|number| {
            let start = number.checked_sub(1).map_or(Some(0), end)?;
            self.records.get(start..end(number)?)
        });
        range.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_several_records_have_is_kept() {
        let hash = |number: u64| NonZeroU64::new(number).unwrap();
        let given = [(7, 0), (3, 1), (7, 2), (5, 3), (3, 4), (7, 5)];
        let shared = SharedTrait::of(given.into_iter().map(|(number, nth)| (hash(number), Name::nth(nth))));
        let records = |number: u64| shared.records(hash(number)).to_vec();
        assert_eq!(records(3), [1, 4].map(Name::nth));
        assert_eq!(records(7), [0, 2, 5].map(Name::nth));
        assert_eq!([records(5), records(6)], [[], []]);
        assert_eq!((shared.len(), shared.number(hash(7)), shared.number(hash(5))), (2, Some(1), None));
    }
}
