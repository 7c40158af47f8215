//! The records of each alias.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::OnceLock;

use super::names::Name;

/// The records of each alias. Of an alias only its hash is kept: its text, in a table, would take ten times the memory.
/// Of a million aliases the chance that any two of them share one by accident is one in thirty million.
#[derive(Debug, Clone, Default)]
pub(super) struct Aliases {
    /// The hashes of the aliases, in the order in which they were added.
    hashes: Vec<u64>,
    /// The record of each.
    records: Vec<Name>,
    /// Their places in the order of the hashes, once they are asked for.
    sorted: OnceLock<Vec<u32>>,
}

impl Aliases {
    /// Adds an alias of a record. There are never more than a `u32` counts.
    pub(super) fn add(&mut self, alias: &str, record: Name) {
        self.sorted.take();
        self.hashes.push(hash(alias));
        self.records.push(record);
    }

    /// The records that have an alias, each once, in the order in which they were added.
    pub(super) fn records(&self, alias: &str) -> impl Iterator<Item = Name> {
        let hash_at = |place: &u32| nth(&self.hashes, *place);
        let sorted = self.sorted.get_or_init(|| {
            let mut places: Vec<u32> = (0..).take(self.hashes.len()).collect();
            places.sort_by_key(hash_at);
            places
        });
        let wanted = Some(hash(alias));
        let first = sorted.partition_point(|place| hash_at(place) < wanted);
        let alike = sorted.iter().skip(first).take_while(move |place| hash_at(place) == wanted);
        let mut before = None;
        // A record may have an alias twice.
        alike
            .filter_map(|place| nth(&self.records, *place))
            .filter(move |record| before.replace(*record) != Some(*record))
    }
}

fn nth<T: Copy>(all: &[T], place: u32) -> Option<T> {
    all.get(usize::try_from(place).ok()?).copied()
}

fn hash(alias: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    alias.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_records_of_an_alias_come_in_the_order_in_which_they_were_added() {
        let (mut aliases, names) = (Aliases::default(), [3, 1, 2].map(Name::nth));
        let [three, one, two] = names;
        [("b", three), ("a", three), ("a", three), ("c", one), ("a", one)]
            .into_iter()
            .for_each(|(alias, record)| aliases.add(alias, record));
        let of = |aliases: &Aliases, alias: &str| aliases.records(alias).collect::<Vec<Name>>();
        assert_eq!((of(&aliases, "a"), of(&aliases, "b"), of(&aliases, "d")), (vec![three, one], vec![three], vec![]));
        aliases.add("d", two);
        assert_eq!(of(&aliases, "d"), [two]);
    }
}
