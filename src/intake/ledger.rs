//! The ledger of a record: files of lines.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::{Draft, Faulty, FaultyText, Origin};
use crate::ledger::{LedgerLine, LineError, LineFlaw, RecordedRuling, Uid, Uids};
use crate::record::{Date, Fault, FaultPath, Rule, Start};

/// The lines of a ledger that were read.
#[derive(Debug, Default)]
pub struct ReadLedger {
    /// Those that are sound.
    pub lines: Vec<LedgerLine>,
    /// Those that are not, and files that cannot be read, as texts that are not records.
    pub faulty: Vec<Draft>,
    /// Whether there is no record beside the ledger.
    pub is_alone: bool,
}

impl ReadLedger {
    /// Adds the lines of a file. `source` is the name of the file in positions, `latest` the last day that a line may
    /// name.
    pub fn read(&mut self, text: &[u8], source: &str, latest: Option<Date>) {
        let source: Arc<str> = Arc::from(source);
        let mut uids = Uids::default();
        for (place, line) in text.split(|byte| *byte == b'\n').enumerate() {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            match LedgerLine::parse(line, &mut uids, latest) {
                Ok(sound) => self.lines.push(sound),
                Err(flaw) => self.faulty.push(faulty(&source, place + 1, line, flaw)),
            }
        }
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
            }
        }
        let counts = |uid: &Uid| !last.get(uid).is_some_and(|ruling| ruling.is_withdrawn);
        pieces.iter().filter(|(uid, _)| counts(uid)).map(|(_, count)| u64::from(*count)).sum()
    }
}

/// A line that cannot be read, as a text that is not a record.
fn faulty(source: &Arc<str>, number: usize, line: &[u8], LineFlaw { column, path, error }: LineFlaw) -> Draft {
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
    let text = FaultyText::Kept(line.to_vec());
    Draft {
        origin: Origin { source: Arc::clone(source), start },
        first: None,
        content: Err(Faulty { faults: vec![fault], text }),
    }
}

/// The rule that a line breaks.
fn rule(error: &LineError) -> Rule {
    match error {
        LineError::ConflictMarker | LineError::Form(_) | LineError::TooLong(..) => Rule::Syntax,
        LineError::Missing => Rule::Missing,
        LineError::Number => Rule::Count,
        LineError::Empty => Rule::Empty,
        LineError::Nul => Rule::Nul,
        LineError::Day(_) | LineError::Future => Rule::Date,
        LineError::Id(_) => Rule::Id,
        LineError::Unexpected | LineError::Digits(_) | LineError::Word(_) => Rule::Type,
        LineError::Outcome(_) | LineError::Uid(_) => Rule::Type,
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
        assert!(said[1].starts_with("5:4: ü: not a line of a ledger: unknown field"), "{said:?}");
    }

    #[test]
    fn a_piece_is_counted_once_unless_the_last_ruling_withdraws_it() {
        let text = include_str!("../../docs/ledger.md");
        let piece = text.lines().find(|line| line.starts_with("{\"uid\"") && line.contains("\"kind\"")).unwrap();
        let mut ledger = ReadLedger::default();
        ledger.read(format!("{piece}\n{piece}\n").as_bytes(), "tom.ndjson", None);
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
}
