//! Records, arrays of records, NDJSON and files of rejects, cut into their pieces.

use std::ffi::OsStr;
use std::ops::ControlFlow;

use canonry::intake::{Draft, Faulty, drafts, rejected};
use canonry::record::{Demands, Start, canonical, compact};
use canonry::store::Digest;
use serde_json::value::RawValue;

use super::{assert_within, stands_at};

/// A piece of an input that should be a record.
struct Piece {
    /// Where it begins in the input.
    start: Start,
    /// Its bytes; empty for a place that cannot be read.
    text: Vec<u8>,
    draft: Draft,
}

/// Cuts an input into the pieces that `import` reads, and reads them.
fn frame(input: &[u8], extension: Option<&str>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let demands = Demands::default();
    let _ = drafts(input, "-", extension.map(OsStr::new), &demands.limits, &mut |draft| {
        let text = draft.text().to_vec();
        pieces.push(Piece { start: draft.origin.start, text, draft: draft.read(&demands) });
        ControlFlow::Continue(())
    });
    pieces
}

/// A file or standard input.
pub fn framing(bytes: &[u8]) {
    let body = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    for extension in [None, Some("ndjson")] {
        let pieces = frame(bytes, extension);
        pieces.iter().for_each(|piece| assert_piece(bytes, piece));
        let is_whole = pieces.iter().all(|piece| !piece.text.is_empty());
        let together: Vec<u8> = pieces.iter().flat_map(|piece| solid(&piece.text)).collect();
        // A form feed is a blank in ASCII, but not in JSON.
        let first = body.iter().find(|byte| !b" \t\r\n".contains(byte));
        let is_array = extension.is_none() && first == Some(&b'[');
        match is_array {
            // Every byte is in one of the pieces, and in their order.
            false => assert!(pieces.len() == 1 || together == solid(body), "bytes of lines were lost"),
            true if is_whole => {
                let commas = pieces.len().saturating_sub(1);
                assert_eq!(together.len() + commas + 2, solid(body).len(), "bytes of an array were lost");
            }
            true => {}
        }
        if is_array && let Ok(values) = serde_json::from_slice::<Vec<&RawValue>>(body) {
            let texts: Vec<&[u8]> = pieces.iter().map(|piece| piece.text.trim_ascii()).collect();
            assert_eq!(texts, values.iter().map(|value| value.get().as_bytes()).collect::<Vec<_>>());
        }
    }
}

fn solid(text: &[u8]) -> Vec<u8> {
    text.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect()
}

fn assert_piece(input: &[u8], piece: &Piece) {
    let Piece { start, text, draft } = piece;
    let first = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    assert!(stands_at(input, *start, first), "a piece does not stand where it says: {start:?}");
    match &draft.content {
        Ok(record) => assert_eq!(Digest::of_record(record), Digest::of(&canonical(record))),
        Err(Faulty { faults, .. }) => {
            // A fault of a rejects line is told from where its text began once.
            if draft.first.is_none() {
                let before = [vec![b'\n'; start.line - 1], vec![b' '; start.column - 1]].concat();
                assert_within(&[before.as_slice(), text].concat(), faults);
            }
            assert_rejects_read_back(piece);
        }
    }
}

/// What was rejected and is read again from the rejects has the same bytes, or is the same record.
fn assert_rejects_read_back(piece: &Piece) {
    let line = compact(&rejected(&piece.draft, &["wrong".to_owned()], true));
    assert!(!line.contains('\n'));
    let again = frame(line.as_bytes(), Some("ndjson"));
    let [again] = again.as_slice() else { panic!("{} pieces in a line of rejects", again.len()) };
    let (faulty, was) = (again.draft.content.as_ref().unwrap_err(), piece.draft.content.as_ref().unwrap_err());
    assert_eq!(faulty.text, was.text, "{line}");
    assert_within(line.as_bytes(), &faulty.faults);
    let first = piece.draft.first.as_ref().unwrap_or(&piece.draft.origin);
    let told = again.draft.first.as_ref().map(|origin| (origin.source.clone(), origin.start.line));
    assert_eq!(told, Some((first.source.clone(), first.start.line)));
}
