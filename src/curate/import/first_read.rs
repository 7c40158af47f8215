//! Where each id of a run was read first.

use std::sync::Arc;

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

use crate::intake::Origin;
use crate::record::{Checksum, Id, Start};

/// The bytes of an id's SHA-256 that are kept. Among a billion ids, two have the same ones with a probability of 6 in
/// 10¹² (n² / 2⁹⁷, the birthday problem).
const KEPT: usize = 12;

/// Where each id of a run was read first. It keeps 20 bytes of each and a table of their indexes, 5 to 12 bytes each,
/// because a run may have millions.
#[derive(Debug, Default)]
pub(super) struct FirstRead {
    /// The files in the order in which they were read, each with the index of its first id.
    files: Vec<(u32, Arc<str>)>,
    /// The ids in the order in which they were read.
    noted: Vec<NotedId>,
    /// The indexes of the ids, to be found by their digests.
    indexes: HashTable<u32>,
}

/// An id and its place in a file. Numbers beyond 32 bits are given as the largest.
#[derive(Debug, Clone, Copy)]
struct NotedId {
    kept: [u8; KEPT],
    line: u32,
    column: u32,
}

impl NotedId {
    /// A digest is as good as random, so a part of it is a hash.
    fn hash(&self) -> u64 {
        self.kept.first_chunk().copied().map_or(0, u64::from_le_bytes)
    }
}

impl FirstRead {
    /// Notes where an id was read; if it was noted before, returns that place instead.
    pub(super) fn note(&mut self, id: &Id, origin: &Origin) -> Option<Origin> {
        let Start { line, column } = origin.start;
        let new = NotedId { kept: kept(id), line: small(line), column: small(column) };
        let at = |index: &u32| self.noted.get(*index as usize);
        let is_it = |index: &u32| at(index).is_some_and(|noted| noted.kept == new.kept);
        let former = match self.indexes.entry(new.hash(), is_it, |index| at(index).map_or(0, NotedId::hash)) {
            Entry::Occupied(index) => Some(*index.get()),
            Entry::Vacant(entry) => {
                entry.insert(small(self.noted.len()));
                None
            }
        };
        if let Some(index) = former {
            return self.origin(index);
        }
        if self.files.last().is_none_or(|(_, last)| *last != origin.source) {
            self.files.push((small(self.noted.len()), Arc::clone(&origin.source)));
        }
        self.noted.push(new);
        None
    }

    /// Whether an id was noted.
    pub(super) fn has(&self, id: &Id) -> bool {
        let kept = kept(id);
        let hash = NotedId { kept, line: 0, column: 0 }.hash();
        let is_it = |index: &u32| self.noted.get(*index as usize).is_some_and(|noted| noted.kept == kept);
        self.indexes.find(hash, is_it).is_some()
    }

    /// Where the id of an index was read.
    fn origin(&self, index: u32) -> Option<Origin> {
        let NotedId { line, column, .. } = self.noted.get(index as usize)?;
        let after = self.files.partition_point(|(first, _)| *first <= index);
        let (_, source) = self.files.get(after.checked_sub(1)?)?;
        let start = Start { line: *line as usize, column: *column as usize };
        Some(Origin { source: Arc::clone(source), start })
    }
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[expect(clippy::expect_used, reason = "a SHA-256 has 32 bytes")]
fn kept(id: &Id) -> [u8; KEPT] {
    *Checksum::of(id.as_str().as_bytes()).as_bytes().first_chunk().expect("12 bytes of 32")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_place_of_an_id_is_kept() {
        let mut first = FirstRead::default();
        let (one, other): (Id, Id) = ("x/a".parse().unwrap(), "x/b".parse().unwrap());
        let at = |file: &str, line| Origin { source: file.into(), start: Start { line, column: 3 } };
        assert_eq!(first.note(&one, &at("a.ndjson", 1)), None);
        assert_eq!(first.note(&other, &at("a.ndjson", 2)), None);
        assert_eq!(first.note(&one, &at("b.ndjson", 7)), Some(at("a.ndjson", 1)));
        assert_eq!(first.note(&other, &at("b.ndjson", 8)), Some(at("a.ndjson", 2)));
    }

    #[test]
    fn ids_of_many_files_have_their_own() {
        let mut first = FirstRead::default();
        let id = |number: u32| -> Id { format!("x/a{number}").parse().unwrap() };
        let origin = |number: u32| Origin::of(&format!("{}.json", number / 2));
        assert!((0..2_000).all(|number| first.note(&id(number), &origin(number)).is_none()));
        assert!((0..2_000).all(|number| first.note(&id(number), &Origin::of("-")) == Some(origin(number))));
    }
}
