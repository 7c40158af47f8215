//! Where each id of a run was read first.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use crate::intake::Origin;
use crate::record::{Checksum, Id, Start};

/// The bytes of an id's SHA-256 that are kept. Among a billion ids, two have the same ones with a probability of 6 in
/// 10¹² (n² / 2⁹⁷, the birthday problem).
const KEPT: usize = 12;

/// Where each id of a run was read first. It keeps 24 bytes of each, because a run may have millions.
#[derive(Debug, Default)]
pub(super) struct FirstRead {
    /// The files in the order in which they were read.
    files: Vec<Arc<str>>,
    places: HashMap<[u8; KEPT], KeptPlace>,
}

/// A place in a file. Numbers beyond 32 bits are given as the largest.
#[derive(Debug, Clone, Copy)]
struct KeptPlace {
    file: u32,
    line: u32,
    column: u32,
}

impl FirstRead {
    /// Notes where an id was read; if it was noted before, returns that place instead.
    pub(super) fn note(&mut self, id: &Id, origin: &Origin) -> Option<Origin> {
        let entry = match self.places.entry(kept(id)) {
            Entry::Occupied(noted) => {
                let KeptPlace { file, line, column } = *noted.get();
                let source = Arc::clone(self.files.get(file as usize)?);
                return Some(Origin { source, start: Start { line: line as usize, column: column as usize } });
            }
            Entry::Vacant(entry) => entry,
        };
        if self.files.last().is_none_or(|last| *last != origin.source) {
            self.files.push(Arc::clone(&origin.source));
        }
        let Start { line, column } = origin.start;
        entry.insert(KeptPlace { file: small(self.files.len() - 1), line: small(line), column: small(column) });
        None
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
