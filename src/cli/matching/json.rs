//! Matches for scripts.

use std::ops::Range;

use serde_json::{Map, Value, json};

use crate::cli::console::Console;
use crate::cli::failure::Failure;
use crate::curate::{Matched, MatchedRecord};
use crate::pattern::ranking::{KNOWN, Parts};

/// Prints all that was found, known or not.
pub(super) fn print(found: &Matched, skipped: u64, console: &mut Console) -> Result<(), Failure> {
    let known = found.records.iter().filter(|record| record.is_known()).count();
    let counts = json!({ "matches": found.records.len(), "known": known, "lines": found.lines, "words": found.words });
    let rest = Map::from_iter([
        ("known".to_owned(), json!(found.is_known())),
        ("threshold".to_owned(), json!(KNOWN)),
        ("skipped_bytes".to_owned(), json!(skipped)),
        ("matches".to_owned(), found.records.iter().map(object).collect()),
    ]);
    console.object(counts, rest)
}

fn object(found: &MatchedRecord) -> Value {
    let MatchedRecord { record, ranked } = found;
    json!({
        "id": record.id.as_str(), "score": rounded(ranked.score), "known": found.is_known(),
        "signature": record.signature, "line": ranked.passage, "line_number": ranked.line,
        "words": ranked.words.iter().map(span).collect::<Vec<_>>(), "regex": ranked.regex.as_ref().map(span),
        "parts": parts(&ranked.parts),
    })
}

fn span(span: &Range<usize>) -> Value {
    json!({ "start": span.start, "end": span.end })
}

fn parts(parts: &Parts) -> Value {
    let words = &parts.words;
    let regex = parts.regex.map(|regex| {
        json!({
            "mass": rounded(regex.mass), "explained": rounded(regex.explained), "foreign": rounded(regex.foreign.count),
            "sample": regex.foreign.sample,
            "score": rounded(regex.score()),
        })
    });
    json!({
        "share": rounded(words.share), "mass": rounded(words.mass), "order": rounded(words.order),
        "is_whole": words.is_whole, "is_message": words.is_message, "is_unnamed": words.is_unnamed, "explained": rounded(words.explained),
        "score": rounded(parts.by_words()), "regex": regex, "joined": parts.joined,
    })
}

/// A number with up to four decimals, because more are noise.
fn rounded(number: f64) -> f64 {
    (number * 1e4).round() / 1e4
}
