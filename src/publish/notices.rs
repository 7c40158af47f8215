//! The notices of a published tree: one file of lines.

use std::collections::BTreeSet;

use crate::ledger::{LineFlaw, Notice, Uid};
use crate::record::{Date, Id};

/// The place of a line: by id, and then as the notices follow each other.
type NoticePlace = (Id, (Date, u32, Uid));

/// The lines of the file, each once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NoticeFile {
    lines: BTreeSet<(NoticePlace, Vec<u8>)>,
}

impl NoticeFile {
    /// The file of some notices.
    pub fn of(notices: &[Notice]) -> Self {
        let mut file = NoticeFile::default();
        for notice in notices {
            file.add(notice);
        }
        file
    }

    fn add(&mut self, notice: &Notice) -> bool {
        self.lines.insert(((notice.id.clone(), notice.rank()), notice.written()))
    }

    /// Adds the lines of a text that are not among these, and returns how many those are.
    ///
    /// # Errors
    /// What is wrong with the first line that cannot be read; the lines before it are added.
    pub fn absorb(&mut self, text: &[u8]) -> Result<u64, LineFlaw> {
        let mut added = 0;
        for line in text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            added += u64::from(self.add(&Notice::parse(line, None)?));
        }
        Ok(added)
    }

    /// Whether there are no lines.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The bytes of the file. Each line has an end.
    pub fn bytes(&self) -> Vec<u8> {
        let ends = self.lines.iter().map(|(_, line)| [line.as_slice(), b"\n"]);
        ends.flatten().flatten().copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::{NoticeEvent, RecordedBy};

    fn notice(id: &str, number: u32) -> Notice {
        let recorded = RecordedBy { day: "2026-11-03".parse().unwrap(), by: "tom".to_owned() };
        let (id, event) = (id.parse().unwrap(), NoticeEvent::Withdrawn);
        Notice { id, event, other: None, reason: None, number, recorded }
    }

    #[test]
    fn lines_are_in_the_order_of_ids_and_then_of_events_and_each_is_there_once() {
        let mut file = NoticeFile::of(&[notice("x/b", 1), notice("x/a", 3), notice("x/a", 2), notice("x/b", 1)]);
        let of = |id, number| String::from_utf8(notice(id, number).written()).unwrap();
        let expected = [of("x/a", 2), of("x/a", 3), of("x/b", 1)].join("\n") + "\n";
        assert_eq!(String::from_utf8(file.bytes()).unwrap(), expected);
        assert_eq!(file.absorb(&NoticeFile::of(&[notice("x/a", 4), notice("x/b", 1)]).bytes()), Ok(1));
        assert!(String::from_utf8(file.bytes()).unwrap().contains(&of("x/a", 4)));
        assert!(file.absorb(b"<<<<<<< HEAD\n").is_err());
    }
}
