//! Lines are written and read back, and what is wrong with one is said.

use super::*;
use crate::ledger::{Environment, EvidenceKind, Outcome, Reporter, ReporterKind, Uids};
use crate::record::{Date, ItemKind, ItemRef};

fn latest() -> Date {
    "2026-11-22".parse().unwrap()
}

fn parse(line: &str) -> Result<LedgerLine, LineFlaw> {
    LedgerLine::parse(line.as_bytes(), &mut Uids::default(), Some(latest()))
}

fn recorded() -> RecordedBy {
    RecordedBy { day: "2026-11-03".parse().unwrap(), by: "tom \"t\"".to_owned() }
}

/// A piece with every member.
fn piece() -> RecordedPiece {
    let evidence = NewEvidence {
        item: Some(ItemRef { kind: ItemKind::Workaround, id: 0 }),
        kind: EvidenceKind::Outcome,
        outcome: Some(Outcome::Success),
        count: 2,
        day: "2026-11-02".parse().unwrap(),
        reporter: Reporter::named("李雷"),
        reporter_kind: ReporterKind::User,
        is_apart: true,
        url: Some("https://example.org/1".to_owned()),
        note: Some("line\nbreak".to_owned()),
        environment: Environment { os: Some("linux".to_owned()), ..Environment::default() },
    };
    let mut piece = RecordedPiece {
        uid: Uid::from_bytes([0; 16]),
        record: "python/x".to_owned(),
        text: Some("Install it".to_owned()),
        evidence,
        report: Some(ReportKey::own("lena", "7")),
        moved_from: Some(Uid::from_bytes([7; 16])),
        number: 3,
        recorded: recorded(),
    };
    piece.uid = piece.piece().uid(piece.number);
    piece
}

fn written(line: &LedgerLine) -> String {
    String::from_utf8(line.written()).unwrap()
}

fn ruling(is_withdrawn: bool, number: u16) -> RecordedRuling {
    let reason = Some("wrong machine".to_owned());
    RecordedRuling { piece: piece().uid, is_withdrawn, reason, number, recorded: recorded() }
}

#[test]
fn a_line_that_is_read_is_the_one_that_was_written() {
    let whole = NewEvidence { item: None, note: None, url: None, ..piece().evidence };
    let mut whole = RecordedPiece { text: None, report: None, moved_from: None, evidence: whole, ..piece() };
    whole.uid = whole.piece().uid(whole.number);
    let rulings = [ruling(true, 1), ruling(false, 2), RecordedRuling { reason: None, ..ruling(true, 300) }];
    let pieces = [piece(), whole].map(|piece| LedgerLine::Piece(Box::new(piece)));
    for line in pieces.into_iter().chain(rulings.map(LedgerLine::Ruling)) {
        let text = written(&line);
        assert!(!text.contains('\n'), "{text}");
        assert_eq!(parse(&text), Ok(line));
    }
}

#[test]
fn a_line_is_the_canonical_form_with_its_uid_and_its_recorder() {
    let line = written(&LedgerLine::Piece(Box::new(piece())));
    let form = String::from_utf8(piece().piece().canonical(3)).unwrap();
    let inner = form.strip_prefix('{').unwrap().strip_suffix('}').unwrap();
    let recorded = r#""recorded":{"day":"2026-11-03","by":"tom \"t\""}"#;
    assert_eq!(line, format!(r#"{{"uid":"{}",{inner},{recorded}}}"#, piece().uid));
}

#[test]
fn the_head_of_a_canonical_piece_is_read_and_of_no_other_line() {
    let line = written(&LedgerLine::Piece(Box::new(piece())));
    let head = LineHead { uid: piece().uid, recorded: recorded() };
    assert_eq!(LineHead::of(line.as_bytes()), Some(head));
    for (from, to) in [
        ("\"uid\":\"", "\"uid\": \""),
        ("python/x", "python/y"),
        ("\"count\":2", "\"count\":3"),
        ("\"count\":2", "\"count\": 2"),
        ("\"number\":3", "\"number\":3,\"more\":1"),
        ("\"day\":\"2026-11-03\"", "\"day\":\"2026-11-31\""),
        ("\"by\":\"tom \\\"t\\\"\"", "\"by\":\"\""),
        ("\"by\":", "\"who\":"),
        ("}}", "},\"more\":1}"),
        ("}}", "}"),
    ] {
        let (before, after) = line.rsplit_once(from).unwrap();
        let changed = format!("{before}{to}{after}");
        assert_eq!(LineHead::of(changed.as_bytes()), None, "{changed}");
    }
    assert_eq!(LineHead::of(written(&LedgerLine::Ruling(ruling(true, 1))).as_bytes()), None);
    assert_eq!(LineHead::of(&line.as_bytes()[..50]), None);
}

#[test]
fn later_rulings_of_a_day_have_larger_uids_and_those_of_the_record() {
    let uids: Vec<Uid> = (1..300).map(|number| ruling(number % 2 == 1, number).uid()).collect();
    assert!(uids.is_sorted());
    assert!(uids.iter().all(|uid| uid.as_bytes()[..6] == piece().uid.as_bytes()[..6]));
    let other = RecordedRuling { reason: None, ..ruling(true, 1) };
    assert_ne!(other.uid(), ruling(true, 1).uid());
}

#[test]
fn what_is_wrong_with_a_line_is_said_with_its_member() {
    let line = written(&LedgerLine::Piece(Box::new(piece())));
    let said = |from: &str, to: &str| {
        assert!(line.contains(from), "{line}");
        let LineFlaw { path, error, .. } = parse(&line.replacen(from, to, 1)).unwrap_err();
        format!("{path}: {error}")
    };
    for (from, to, expected) in [
        ("\"count\":2", "\"count\":0", "count: not a whole number from 1"),
        ("\"count\":2", "\"count\":-1", "count: not a line of a ledger: invalid value"),
        ("\"count\":2,", "", "count: missing; every line of this kind has it"),
        ("\"url\":", "\"size\":1,\"url\":", "size: unknown member"),
        ("\"day\":\"2026-11-02\"", "\"day\":\"2026-11-31\"", "day: there is no day 2026-11-31"),
        ("\"day\":\"2026-11-03\"", "\"day\":\"2026-11-23\"", "recorded.day: a day in the future"),
        ("\"by\":\"tom \\\"t\\\"\"", "\"by\":\"\"", "recorded.by: empty text"),
        ("\"workaround\"", "\"version\"", "outcome: a piece of kind outcome with this item cannot have"),
        ("\"outcome\":\"success\"", "\"outcome\":null", "outcome: a piece of kind outcome with this item cannot"),
        ("\"success\"", "\"good\"", "outcome: unknown value 'good'"),
        ("python/x", "python", "record: an id has at least two segments"),
        ("line\\nbreak", "a\\u0000b", "note: contains U+0000"),
        ("\"moved_from\":\"0707", "\"moved_from\":\"070", "moved_from: not a uid"),
        ("\"count\":2", "\"count\":3", "uid: the line does not match its uid"),
        ("\"number\":3", "\"number\":3,\"withdraws\":\"x\"", "record: lines of this kind do not have it"),
        ("\"recorded\":", "\"reason\":null,\"recorded\":", "reason: lines of this kind do not have it"),
    ] {
        let said = said(from, to);
        assert!(said.starts_with(expected), "{said}");
    }
    let LineFlaw { column, path, error } = parse("{\"uid\": 3}").unwrap_err();
    assert_eq!((column, path.as_str()), (9, "uid"));
    assert!(matches!(error, LineError::Form(_)), "{error}");
}

#[test]
fn a_marker_of_git_is_named() {
    for marker in ["<<<<<<< HEAD", "=======", ">>>>>>> theirs", "||||||| base"] {
        assert_eq!(parse(marker).unwrap_err().error, LineError::ConflictMarker);
    }
}
