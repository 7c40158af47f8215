//! Where each id of a run was read first.

use std::collections::HashMap;
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
    /// Where an id was read first; `None` if it was not.
    pub(super) fn of(&self, id: &Id) -> Option<Origin> {
        let KeptPlace { file, line, column } = *self.places.get(&kept(id))?;
        let source = Arc::clone(self.files.get(file as usize)?);
        Some(Origin { source, start: Start { line: line as usize, column: column as usize } })
    }

    /// Notes where an id was read, if it was not noted before.
    pub(super) fn note(&mut self, id: &Id, origin: &Origin) {
        if self.files.last().is_none_or(|last| *last != origin.source) {
            self.files.push(Arc::clone(&origin.source));
        }
        let Start { line, column } = origin.start;
        let place = KeptPlace { file: small(self.files.len() - 1), line: small(line), column: small(column) };
        self.places.entry(kept(id)).or_insert(place);
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
        first.note(&one, &at("a.ndjson", 1));
        first.note(&other, &at("a.ndjson", 2));
        first.note(&one, &at("b.ndjson", 7));
        assert_eq!(first.of(&one), Some(at("a.ndjson", 1)));
        assert_eq!(first.of(&other), Some(at("a.ndjson", 2)));
        assert_eq!(first.of(&"x/c".parse().unwrap()), None);
    }

    #[test]
    fn ids_of_many_files_have_their_own() {
        let mut first = FirstRead::default();
        let id = |number: u32| -> Id { format!("x/a{number}").parse().unwrap() };
        for number in 0..2_000 {
            let source = format!("{}.json", number / 2);
            first.note(&id(number), &Origin::of(&source));
        }
        assert!((0..2_000).all(|number| first.of(&id(number)) == Some(Origin::of(&format!("{}.json", number / 2)))));
    }
}
