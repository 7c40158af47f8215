//! The ledger of a record in a published tree: a file of lines for each maintainer who recorded something.

use std::collections::BTreeMap;

use super::layout::{LEDGER, LEDGER_EXTENSION, folder_of};
use crate::ledger::{LedgerLine, LineFlaw, Uid, Uids};
use crate::record::{Checksum, Id};

/// The longest name that is a file name as it is, in bytes.
const MAX_PLAIN: usize = 64;

/// The number of digits of the SHA-256 of a name that tell it apart from names that would be alike.
const DIGITS: usize = 8;

/// The folder of a record's ledger: `errors/ID/ledger`.
pub fn ledger_folder_of(id: &Id) -> String {
    format!("{}/{LEDGER}", folder_of(id))
}

/// The lines of one file of a ledger, in the order of their uids, each once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LedgerFile {
    lines: Vec<(Uid, Vec<u8>)>,
}

impl LedgerFile {
    /// The files of some lines, by their names.
    pub fn of(lines: &[LedgerLine]) -> BTreeMap<String, LedgerFile> {
        let mut by_recorder: BTreeMap<&str, LedgerFile> = BTreeMap::new();
        for line in lines {
            by_recorder.entry(&line.recorded().by).or_default().lines.push((line.uid(), line.written()));
        }
        let mut files: BTreeMap<String, LedgerFile> = BTreeMap::new();
        for (by, file) in by_recorder {
            files.entry(file_name(by)).or_default().lines.extend(file.lines);
        }
        files.values_mut().for_each(LedgerFile::sort);
        files
    }

    fn sort(&mut self) {
        self.lines.sort_unstable();
        self.lines.dedup();
    }

    /// Adds the lines of a text that are not among these, and returns them.
    ///
    /// # Errors
    /// What is wrong with the first line that cannot be read; then nothing is added.
    pub fn absorb(&mut self, text: &[u8]) -> Result<Vec<Vec<u8>>, LineFlaw> {
        let mut uids = Uids::default();
        let read = |line: &[u8]| LedgerLine::parse(line, &mut uids, None).map(|line| (line.uid(), line.written()));
        let lines = text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        let there: Vec<_> = lines.map(read).collect::<Result<_, _>>()?;
        let mut others: Vec<_> = there.into_iter().filter(|line| self.lines.binary_search(line).is_err()).collect();
        others.sort_unstable();
        others.dedup();
        self.lines.extend(others.iter().cloned());
        self.sort();
        Ok(others.into_iter().map(|(_, line)| line).collect())
    }

    /// The bytes of the file. Each line has an end.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.lines.iter().map(|(_, line)| line.len() + 1).sum());
        for (_, line) in &self.lines {
            bytes.extend_from_slice(line);
            bytes.push(b'\n');
        }
        bytes
    }
}

/// The file of a recorder: the name itself if it can be a file name on every system, else what is left of it and a part
/// of its SHA-256, so that two names never have one file.
fn file_name(by: &str) -> String {
    let has_hash = by.rsplit_once('-').is_some_and(|(_, end)| {
        end.len() == DIGITS && end.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    });
    if by.len() <= MAX_PLAIN && !has_hash && is_portable(by) {
        return format!("{by}.{LEDGER_EXTENSION}");
    }
    let hash = Checksum::of(by.as_bytes()).to_string();
    let hash = hash.get(..DIGITS).unwrap_or_default();
    let plain = |letter: char| matches!(letter, 'a'..='z' | '0'..='9');
    let left: String = by.to_lowercase().chars().map(|letter| if plain(letter) { letter } else { '-' }).collect();
    let left: String = left.trim_matches('-').chars().take(MAX_PLAIN).collect();
    let left = if left.is_empty() { "x" } else { &left };
    format!("{left}-{hash}.{LEDGER_EXTENSION}")
}

/// Whether a name can be a file name everywhere: the rules are those of a segment of an id.
fn is_portable(name: &str) -> bool {
    !name.contains('/') && format!("x/{name}").parse::<Id>().is_ok_and(|id| id.unportable().is_none())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::ledger::{RecordedBy, RecordedRuling};

    fn line(by: &str, number: u16) -> LedgerLine {
        let recorded = RecordedBy { day: "2026-11-03".parse().unwrap(), by: by.to_owned() };
        let piece = Uid::from_bytes([7; 16]);
        LedgerLine::Ruling(RecordedRuling { piece, is_withdrawn: true, reason: None, number, recorded })
    }

    #[test]
    fn a_name_that_is_a_file_name_everywhere_is_kept_and_others_are_told_apart() {
        for name in ["tom", "mei.li", "a_b-c", "7", "ci-bot"] {
            assert_eq!(file_name(name), format!("{name}.ndjson"));
        }
        let others = ["Tom", "TOM", "../etc", "nul", "a/b", "a b", "李雷", ".", "tom-1234abcd", "", "tom."];
        let long = "x".repeat(65);
        let names: BTreeSet<String> = others.into_iter().chain([long.as_str()]).map(file_name).collect();
        assert_eq!(names.len(), others.len() + 1, "{names:?}");
        for name in names {
            assert!(is_portable(&name) && name.len() < 90, "{name}");
        }
    }

    #[test]
    fn each_recorder_has_a_file_with_its_lines_in_the_order_of_the_uids() {
        let lines = [line("tom", 3), line("mei", 1), line("tom", 1), line("tom", 3)];
        let files = LedgerFile::of(&lines);
        assert_eq!(files.keys().collect::<Vec<_>>(), ["mei.ndjson", "tom.ndjson"]);
        let text = String::from_utf8(files["tom.ndjson"].bytes()).unwrap();
        let expected = [line("tom", 1), line("tom", 3)].map(|line| String::from_utf8(line.written()).unwrap());
        assert_eq!(text, format!("{}\n{}\n", expected[0], expected[1]));
    }

    #[test]
    fn lines_that_a_file_has_besides_stay_in_their_order() {
        let mut ours = LedgerFile::of(&[line("tom", 1), line("tom", 3)]).remove("tom.ndjson").unwrap();
        let theirs = LedgerFile::of(&[line("tom", 2), line("tom", 3)]).remove("tom.ndjson").unwrap();
        assert_eq!(ours.absorb(&theirs.bytes()), Ok(vec![line("tom", 2).written()]));
        let all = LedgerFile::of(&[line("tom", 1), line("tom", 2), line("tom", 3)]).remove("tom.ndjson").unwrap();
        assert_eq!(ours, all);
        assert!(ours.absorb(b"<<<<<<< HEAD\n").is_err());
    }
}
