//! S: the signature, which is the error text as users meet it.

use std::ops::Range;

use super::fix::{FieldFix, Fix};
use super::spot::Spot;
use super::subject::Subject;
use super::volatile::{personal_parts, replaced, volatile_parts};
use super::words::{runs, words};
use crate::record::Record;

/// The fewest `x` in a row that are a placeholder.
const MIN_CROSSES: usize = 3;

/// What is wrong with the signature.
fn spot(subject: Subject<'_>, message: impl Into<String>) -> Spot {
    Spot::at(Record::SIGNATURE, &subject.record().signature, message)
}

/// S001. The signature has fewer than 12 characters.
pub(super) fn short(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let length = subject.record().signature.chars().count();
    if length < subject.thresholds().short_signature {
        spots.push(spot(subject, format!("only {length} characters, which occur in many texts")));
    }
}

/// S002. The signature is the name of an exception and nothing else.
pub(super) fn bare_class(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let signature = subject.record().signature.trim();
    let is_name = signature.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '$' | ':'));
    if is_name && (signature.ends_with("Exception") || signature.ends_with("Error")) {
        spots.push(spot(subject, "the name of an exception and nothing else"));
    }
}

/// S003. The signature has more than 200 characters.
pub(super) fn long(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let length = subject.record().signature.chars().count();
    if length > subject.thresholds().long_signature {
        spots.push(spot(subject, format!("{length} characters")));
    }
}

/// S004. The signature spans lines.
pub(super) fn lines(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let signature = subject.record().signature.trim();
    if signature.contains('\n') {
        spots.push(spot(subject, format!("{} lines", signature.lines().count())));
    }
}

/// S005. The signature has blanks at an end, or doubled ones.
pub(super) fn blanks(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let record = subject.record();
    // Line by line, because the lines of quoted source code are indented.
    let lines = record.signature.trim().split('\n').enumerate();
    let single = lines.map(|(number, line)| if number == 0 { single_blanks(line) } else { indented(line) });
    let clean = single.collect::<Vec<_>>().join("\n");
    if clean != record.signature && !clean.is_empty() {
        let fix = Fix::safe(vec![FieldFix::text(record, Record::SIGNATURE, &record.signature, &clean)]);
        spots.push(spot(subject, "blanks at an end, or doubled ones").fixed_by(fix));
    }
}

/// A line without blanks at its end, its indent kept, single blanks within.
fn indented(line: &str) -> String {
    let text = line.trim_start_matches([' ', '\t']);
    let indent = line.get(..line.len() - text.len()).unwrap_or_default();
    format!("{indent}{}", single_blanks(text))
}

/// A line without blanks at its end, single blanks within.
fn single_blanks(line: &str) -> String {
    line.split(' ').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// S006. The signature has a home folder, a user's name or a private address.
pub(super) fn personal(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    parts(subject, spots, personal_parts(&subject.record().signature), "a home folder or a private address");
}

/// S007. The signature has a time stamp or an address in hexadecimal digits.
pub(super) fn volatile(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    parts(subject, spots, volatile_parts(&subject.record().signature), "a time stamp or an address in memory");
}

/// Reports the first of several parts of the signature; the fix replaces all of them.
fn parts(subject: Subject<'_>, spots: &mut Vec<Spot>, parts: Vec<(Range<usize>, &str)>, what: &str) {
    let record = subject.record();
    if let Some((first, _)) = parts.first() {
        let clean = replaced(&record.signature, &parts);
        let fix = Fix::offer(vec![FieldFix::text(record, Record::SIGNATURE, &record.signature, &clean)]);
        spots.push(
            spot(subject, format!("{what}, which is another one for everybody")).span(first.clone()).fixed_by(fix),
        );
    }
}

/// S008. The signature is a sentence about what an AI does, not an error text.
pub(super) fn is_claim(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    if is_sentence_about_ai(&subject.record().signature) {
        spots.push(spot(subject, "a sentence about what an AI does, which no log has"));
    }
}

/// Whether a signature is a sentence about what an AI does.
pub(super) fn is_sentence_about_ai(signature: &str) -> bool {
    signature.trim_start().strip_prefix("AI").is_some_and(|rest| rest.starts_with([' ', '\'']))
}

/// S009. The signature ends in dots.
pub(super) fn cut(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let signature = subject.record().signature.trim_end();
    if signature.ends_with("...") || signature.ends_with('…') {
        spots.push(spot(subject, "it ends in dots: what follows in the real text?"));
    }
}

/// S010. The signature is written as a template: a capital letter in quotes, a word in angle brackets, or a row of
/// `x`.
pub(super) fn placeholder(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let signature = &subject.record().signature;
    if let Some(span) = quoted_letter(signature).or_else(|| in_angles(signature)).or_else(|| crosses(signature)) {
        let part = signature.get(span.clone()).unwrap_or_default();
        spots.push(spot(subject, format!("{part} stands for something else")).span(span));
    }
}

/// A capital letter in quotes, such as `'X'`.
fn quoted_letter(text: &str) -> Option<Range<usize>> {
    let is_quote = |c: Option<char>| c.is_some_and(|c| matches!(c, '\'' | '"' | '`'));
    words(text).find_map(|(span, word)| {
        let before = text.get(..span.start)?.chars().next_back();
        let after = text.get(span.end..)?.chars().next();
        let is_letter = word.len() == 1 && word.bytes().all(|byte| byte.is_ascii_uppercase());
        (is_letter && is_quote(before) && is_quote(after)).then(|| span.start - 1..span.end + 1)
    })
}

/// Words in angle brackets, such as `<name>`.
fn in_angles(text: &str) -> Option<Range<usize>> {
    let is_part = |c: char| c.is_ascii_alphabetic() || matches!(c, '_' | ' ' | '-');
    runs(text, is_part).map(|(span, _)| span).find_map(|span| {
        let is_open = text.get(..span.start)?.ends_with('<');
        let is_closed = text.get(span.end..)?.starts_with('>');
        (is_open && is_closed).then(|| span.start - 1..span.end + 1)
    })
}

/// Several `x` in a row.
fn crosses(text: &str) -> Option<Range<usize>> {
    runs(text, |c| c == 'x').map(|(span, _)| span).find(|span| span.len() >= MIN_CROSSES)
}
