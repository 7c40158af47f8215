//! The ledger of a record: files of lines.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::{Draft, Faulty, FaultyText, Origin};
use crate::ledger::{LedgerLine, LineError, LineFlaw, LineHead, RecordedRuling, Uid, Uids};
use crate::record::{Date, Fault, FaultPath, Rule, Start};

/// The most lines of a ledger that are named if they cannot be read.
const MAX_FAULTY: usize = 1_000;

/// The lines of a ledger that were read.
#[derive(Debug, Default)]
pub struct ReadLedger {
    /// Those that are sound.
    pub lines: Vec<LedgerLine>,
    /// Those of which only the head was read, until [`complete`](Self::complete) reads them.
    pub unread: Vec<UnreadLine>,
    /// Those that are not sound, and files that cannot be read, as texts that are not records.
    pub faulty: Vec<Draft>,
    /// Those of `lines` that are pieces with a larger count than [`max_count`](Self::max_count), as texts that are not
    /// records: they are not imported unless they are known.
    pub large: Vec<(Uid, Draft)>,
    /// The largest count that a new piece may have, if there is one.
    pub max_count: Option<u32>,
    /// Whether there is no record beside the ledger.
    pub is_alone: bool,
}

/// A line of which only the head was read. That is enough to find out whether it is known.
#[derive(Debug)]
pub struct UnreadLine {
    /// Its head.
    pub head: LineHead,
    text: Box<[u8]>,
    source: Arc<str>,
    number: usize,
}

impl ReadLedger {
    /// Adds the lines of a file, of most of them only the head. `source` is the name of the file in positions, `latest`
    /// the last day that a line may name. If too many lines cannot be read, the rest is not read.
    pub fn read(&mut self, text: &[u8], source: &str, latest: Option<Date>) {
        let mut uids = Uids::default();
        let source: Arc<str> = Arc::from(source);
        for (place, line) in text.split(|byte| *byte == b'\n').enumerate() {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if self.is_cut() || line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let number = place + 1;
            match LineHead::of(line) {
                Some(head) => {
                    self.unread.push(UnreadLine { head, text: line.into(), source: Arc::clone(&source), number });
                }
                None => self.add(&source, number, line, (&mut uids, latest)),
            }
        }
    }

    /// Reads the lines of which only the head was read.
    pub fn complete(&mut self, latest: Option<Date>) {
        let mut uids = Uids::default();
        for UnreadLine { text, source, number, .. } in std::mem::take(&mut self.unread) {
            if !self.is_cut() {
                self.add(&source, number, &text, (&mut uids, latest));
            }
        }
    }

    /// Whether too many lines cannot be read, so that the rest is not.
    fn is_cut(&self) -> bool {
        self.faulty.len() > MAX_FAULTY
    }

    fn add(&mut self, source: &Arc<str>, number: usize, line: &[u8], (uids, latest): (&mut Uids, Option<Date>)) {
        let flaw = match LedgerLine::parse(line, uids, latest) {
            Ok(sound) => {
                if let Some((uid, flaw)) = large(&sound, self.max_count) {
                    self.large.push((uid, faulty(source, number, line, flaw)));
                }
                return self.lines.push(sound);
            }
            Err(flaw) => flaw,
        };
        let flaw = match self.faulty.len() < MAX_FAULTY {
            true => flaw,
            false => LineFlaw { column: 1, path: String::new(), error: LineError::TooMany(MAX_FAULTY) },
        };
        self.faulty.push(faulty(source, number, line, flaw));
    }

    /// The number of observations of all pieces, whether they count or not.
    pub fn observed(&self) -> u64 {
        let mut pieces: BTreeMap<Uid, u32> = BTreeMap::new();
        for line in &self.lines {
            if let LedgerLine::Piece(piece) = line {
                pieces.insert(piece.uid, piece.evidence.count);
            }
        }
        pieces.into_values().map(u64::from).sum()
    }

    /// The number of observations that count if these are all lines there are.
    pub fn counted(&self) -> u64 {
        let mut pieces: BTreeMap<Uid, u32> = BTreeMap::new();
        let mut last: HashMap<Uid, &RecordedRuling> = HashMap::new();
        for line in &self.lines {
            match line {
                LedgerLine::Piece(piece) => drop(pieces.insert(piece.uid, piece.evidence.count)),
                LedgerLine::Ruling(ruling) => {
                    let before = last.entry(ruling.piece).or_insert(ruling);
                    if (before.recorded.day, before.uid()) < (ruling.recorded.day, ruling.uid()) {
                        *before = ruling;
                    }
                }
                LedgerLine::Rate(_) | LedgerLine::Rewording(_) => {}
            }
        }
        let counts = |uid: &Uid| !last.get(uid).is_some_and(|ruling| ruling.is_withdrawn);
        pieces.iter().filter(|(uid, _)| counts(uid)).map(|(_, count)| u64::from(*count)).sum()
    }
}

/// The uid of a piece whose count is too large.
fn large(line: &LedgerLine, max_count: Option<u32>) -> Option<(Uid, LineFlaw)> {
    let (LedgerLine::Piece(piece), Some(max_count)) = (line, max_count) else { return None };
    let count = piece.evidence.count;
    let error = LineError::LargeCount { count, max_count };
    (count > max_count).then(|| (piece.uid, LineFlaw { column: 1, path: "count".to_owned(), error }))
}

/// A line that cannot be read, as a text that is not a record.
pub(super) fn faulty(
    source: &Arc<str>,
    number: usize,
    line: &[u8],
    LineFlaw { column, path, error }: LineFlaw,
) -> Draft {
    let start = Start { line: number, column: 1 };
    // Columns count characters, and the reader counts bytes.
    let before = line.get(..column.saturating_sub(1)).unwrap_or(line);
    let column = String::from_utf8_lossy(before).chars().count() + 1;
    let fault = Fault {
        line: number,
        column,
        path: FaultPath::of(if path.is_empty() { "line".to_owned() } else { path }),
        rule: rule(&error),
        reason: error.to_string(),
    };
    Draft {
        origin: Origin { source: Arc::clone(source), start },
        first: None,
        content: Err(Faulty { faults: vec![fault], text: FaultyText::LedgerLine }),
    }
}

/// The rule that a line breaks.
fn rule(error: &LineError) -> Rule {
    match error {
        LineError::ConflictMarker | LineError::Form(_) | LineError::TooMany(_) => Rule::Syntax,
        LineError::Unknown | LineError::Word(_) => Rule::Newer,
        LineError::Missing => Rule::Missing,
        LineError::Number => Rule::Count,
        LineError::LargeCount { .. } => Rule::LargeCount,
        LineError::Empty => Rule::Empty,
        LineError::Nul => Rule::Nul,
        LineError::Day(_) | LineError::Future => Rule::Date,
        LineError::Id(_) | LineError::Itself(_) => Rule::Id,
        LineError::Rate(_) => Rule::Rate,
        LineError::Unexpected | LineError::Digits(_) | LineError::NoRate | LineError::Order => Rule::Type,
        LineError::Outcome(_) | LineError::Uid(_) | LineError::SameText => Rule::Type,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::RecordedBy;

    fn ruling(day: &str, number: u16, is_withdrawn: bool) -> LedgerLine {
        let recorded = RecordedBy { day: day.parse().unwrap(), by: "tom".to_owned() };
        let piece = Uid::from_bytes([7; 16]);
        LedgerLine::Ruling(RecordedRuling { piece, is_withdrawn, reason: None, number, recorded })
    }

    #[test]
    fn a_line_that_is_wrong_is_a_fault_at_its_line_and_the_others_are_read() {
        let mut ledger = ReadLedger::default();
        let sound = String::from_utf8(ruling("2026-11-03", 1, true).written()).unwrap();
        ledger.read(format!("{sound}\r\n\n<<<<<<< HEAD\n{sound}\n{{\"ü\":1}}\n").as_bytes(), "tom.ndjson", None);
        assert_eq!(ledger.lines.len(), 2);
        let of = |draft: &Draft| draft.content.as_ref().unwrap_err().faults[0].to_string();
        let said: Vec<String> = ledger.faulty.iter().map(of).collect();
        assert_eq!(
            said[0],
            "3:1: line: a conflict marker of git; keep the lines of both sides, and remove the markers"
        );
        assert!(said[1].starts_with("5:4: ü: unknown member"), "{said:?}");
    }

    #[test]
    fn a_piece_is_counted_once_unless_the_last_ruling_withdraws_it() {
        let text = include_str!("../../docs/ledger.md");
        let piece = text.lines().find(|line| line.starts_with("{\"uid\"") && line.contains("\"kind\"")).unwrap();
        let mut ledger = ReadLedger::default();
        ledger.read(format!("{piece}\n{piece}\n").as_bytes(), "tom.ndjson", None);
        assert_eq!((ledger.unread.len(), ledger.lines.len()), (2, 0));
        ledger.complete(None);
        assert_eq!(ledger.counted(), 3);
        let uid = ledger.lines[0].uid();
        let mut rule = |day, number, is_withdrawn| {
            let LedgerLine::Ruling(ruling) = ruling(day, number, is_withdrawn) else { panic!() };
            ledger.lines.push(LedgerLine::Ruling(RecordedRuling { piece: uid, ..ruling }));
            ledger.counted()
        };
        assert_eq!(rule("2026-11-03", 2, true), 0);
        assert_eq!(rule("2026-11-03", 1, false), 0);
        assert_eq!(rule("2026-11-04", 1, false), 3);
        assert_eq!(rule("2026-11-05", 1, true), 0);
        assert_eq!(ledger.observed(), 3);
    }

    #[test]
    fn of_many_lines_that_cannot_be_read_only_the_first_are_named() {
        let mut ledger = ReadLedger::default();
        let sound = String::from_utf8(ruling("2026-11-03", 1, true).written()).unwrap();
        ledger.read(format!("{}{sound}\n", "{}\n".repeat(MAX_FAULTY)).as_bytes(), "tom.ndjson", None);
        assert_eq!((ledger.faulty.len(), ledger.lines.len()), (MAX_FAULTY, 1));
        ledger.read(format!("{{}}\n{sound}\n{{}}\n").as_bytes(), "mei.ndjson", None);
        assert_eq!((ledger.faulty.len(), ledger.lines.len()), (MAX_FAULTY + 1, 1), "the rest is not read");
        let last = ledger.faulty[MAX_FAULTY].content.as_ref().unwrap_err().faults[0].to_string();
        assert!(last.starts_with("1:1: line: the first 1000 lines that cannot be read are named"), "{last}");
    }

    #[test]
    fn a_line_of_which_only_the_head_was_read_may_turn_out_not_to_be_sound() {
        let text = include_str!("../../docs/ledger.md");
        let piece = text.lines().find(|line| line.starts_with("{\"uid\"") && line.contains("\"kind\"")).unwrap();
        let mut ledger = ReadLedger::default();
        ledger.read(format!("\n{piece}\n").as_bytes(), "tom.ndjson", None);
        ledger.complete(Some("2026-11-20".parse().unwrap()));
        let fault = ledger.faulty[0].content.as_ref().unwrap_err().faults[0].to_string();
        assert_eq!(fault, "2:1: recorded.day: a day in the future");
    }
}
