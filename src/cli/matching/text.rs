//! Matches for people.

use std::ops::Range;

use crate::cli::console::Console;
use crate::cli::failure::Failure;
use crate::cli::plain::one_line;
use crate::cli::style;
use crate::cli::width::width;
use crate::curate::{Matched, MatchedRecord};
use crate::pattern::ranking::{ForeignFinds, KNOWN, Parts};

/// The most characters of a line that are printed.
const MAX_LINE: usize = 300;

/// The most characters of a signature that are printed.
const MAX_SIGNATURE: usize = 100;

/// How many near records are named if none is known.
const NEAREST: usize = 3;

/// Prints the known records, or all of them, up to `limit`; of the others a few are named.
pub(super) fn print(
    found: &Matched,
    with_all: bool,
    why: bool,
    limit: usize,
    console: &mut Console,
) -> Result<(), Failure> {
    if !found.is_known() {
        console.summary(match found.words {
            0 => "not known: there is no word in the text".to_owned(),
            _ => format!("not known: no record has a score of {KNOWN} or more"),
        })?;
    }
    let is_printed = |record: &&MatchedRecord| with_all || record.is_known();
    let printed = found.records.iter().take(limit).filter(is_printed).count();
    for record in found.records.iter().take(printed) {
        print_record(record, why, console)?;
    }
    let close: Vec<String> = found.records.iter().skip(printed).take(NEAREST).map(named).collect();
    if !close.is_empty() && (why || !found.is_known()) {
        let shown = if printed < limit && !with_all { "; --all shows what matched" } else { "" };
        console.note(format!("close: {}{shown}", close.join(", ")));
    }
    Ok(())
}

fn named(found: &MatchedRecord) -> String {
    format!("{} ({:.2})", found.record.id, found.ranked.score)
}

fn print_record(found: &MatchedRecord, why: bool, console: &mut Console) -> Result<(), Failure> {
    let MatchedRecord { record, ranked } = found;
    let (strong, faint) = (style::STRONG, style::FAINT);
    let signature: String = record.signature.chars().take(MAX_SIGNATURE).collect();
    let look = if found.is_known() { style::GOOD } else { style::FAINT };
    let (id, score) = (&record.id, ranked.score);
    console.line(format!("{strong}{id}{strong:#}  {look}{score:.2}{look:#}  {}", one_line(&signature)))?;
    let label = format!("line {}:", ranked.line);
    print_marked(&label, &ranked.passage, &ranked.words, why, console)?;
    if why {
        if let Some(regex) = &ranked.regex {
            print_marked("regex:", &ranked.passage, std::slice::from_ref(regex), why, console)?;
        }
        for reason in reasons(&ranked.parts) {
            console.line(format!("    {faint}- {reason}{faint:#}"))?;
        }
    }
    Ok(())
}

/// What a score is made of, in words.
fn reasons(parts: &Parts) -> Vec<String> {
    let words = &parts.words;
    let mut reasons = Vec::new();
    if parts.by_words() > 0.0 {
        reasons.push(format!(
            "words {:.2}: {} of the signature{} is in the line (information {:.1}), {} of its pairs in order; it explains {} of the line",
            parts.by_words(),
            percent(words.share),
            if words.is_message { " without its class of error" } else { "" },
            words.mass,
            percent(words.order),
            percent(words.explained),
        ));
    } else {
        reasons.push("words 0.00: too little of the signature is in the line".to_owned());
    }
    if words.is_unnamed {
        reasons.push("the signature names its program, and the text does not".to_owned());
    }
    if words.is_partial() {
        reasons
            .push(format!("other programs may report the same message, so it counts {}", percent(parts.confirmed())));
    }
    if words.is_whole {
        reasons.push(match words.is_message {
            true => "the whole message is in the line".to_owned(),
            false => "the whole signature is in the line".to_owned(),
        });
    }
    reasons.push(match &parts.regex {
        Some(regex) => format!("regex {:.2}: it finds {}", regex.score(), foreign(regex.foreign)),
        None => "the regex finds nothing in the line".to_owned(),
    });
    if parts.joined > 0 {
        reasons.push(format!("{} lines are joined", parts.joined + 1));
    }
    reasons
}

/// What a regex finds besides its own error.
fn foreign(ForeignFinds { count, sample }: ForeignFinds) -> String {
    match (sample, count < 0.5) {
        (None, true) => "no other signature".to_owned(),
        (None, false) => format!("other signatures too: {count:.0}"),
        (Some(sample), true) => format!("no other signature in a sample of {sample}"),
        (Some(sample), false) => format!("about {count:.0} other signatures too, judging by a sample of {sample}"),
    }
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

/// Prints a line with its matches in colour; `with_carets` also under them.
fn print_marked(
    label: &str,
    line: &str,
    marks: &[Range<usize>],
    with_carets: bool,
    console: &mut Console,
) -> Result<(), Failure> {
    let faint = style::FAINT;
    let (line, carets) = marked(line, marks);
    console.line(format!("    {faint}{label}{faint:#} {line}"))?;
    if with_carets && !carets.is_empty() {
        console.line(format!("    {faint}{}{carets}{faint:#}", " ".repeat(label.len() + 1)))?;
    }
    Ok(())
}

/// A line with its matches marked, of a long one the part around them; and carets to stand under the matches.
fn marked(line: &str, marks: &[Range<usize>]) -> (String, String) {
    let first = marks.first().map_or(0, |mark| mark.start);
    let before = line.get(..first).unwrap_or_default().char_indices().rev().nth(MAX_LINE / 3);
    let from = before.map_or(0, |(at, _)| at);
    let rest = line.get(from..).unwrap_or_default();
    let to = rest.char_indices().nth(MAX_LINE).map_or(line.len(), |(at, _)| from + at);
    let piece = |range: Range<usize>| one_line(line.get(range).unwrap_or_default());
    let (mut shown, mut carets) = if from > 0 { ("…".to_owned(), " ".to_owned()) } else { Default::default() };
    let mut at = from;
    for mark in marks.iter().filter(|mark| mark.end <= to) {
        let (before, found, look) = (piece(at..mark.start), piece(mark.clone()), style::MARK);
        carets.push_str(&format!("{}{}", " ".repeat(width(&before)), "^".repeat(width(&found))));
        shown.push_str(&format!("{before}{look}{found}{look:#}"));
        at = mark.end;
    }
    shown.push_str(&piece(at..to));
    if to < line.len() {
        shown.push('…');
    }
    (shown, carets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carets_stand_under_what_matched_in_columns_of_a_terminal() {
        let look = style::MARK;
        let found = |line, marks: &[(usize, usize)]| {
            let marks: Vec<Range<usize>> = marks.iter().map(|(start, end)| *start..*end).collect();
            let (shown, carets) = marked(line, &marks);
            (shown.replace(&look.to_string(), "").replace(&format!("{look:#}"), ""), carets)
        };
        let own = |shown: &str, carets: &str| (shown.to_owned(), carets.to_owned());
        assert_eq!(found("E: no space", &[(3, 5), (6, 11)]), own("E: no space", "   ^^ ^^^^^"));
        assert_eq!(found("令牌 bad", &[(0, 6)]), own("令牌 bad", "^^^^"));
        let long = format!("{} bad {}", "x".repeat(500), "y".repeat(500));
        let (shown, carets) = found(&long, &[(501, 504)]);
        assert!(shown.starts_with("…x") && shown.ends_with("y…"), "{shown}");
        let column = shown.chars().position(|c| c == 'b').unwrap();
        assert_eq!(carets, format!("{}^^^", " ".repeat(column)));
        assert_eq!(found("x", &[]), own("x", ""));
    }
}
