//! Weighting the words of a signature that differ from one error to the next.

use std::ops::Range;

use super::super::word::is_ideograph;
use super::constants::{IN_ADDRESS, IN_QUOTES, LETTER, LONG_HEX, LONG_NUMBER, MAX_QUOTED, NUMBER};

/// The parts of a signature that are probably different in the next error.
pub(super) struct Variable {
    addresses: Vec<Range<usize>>,
    quoted: Vec<Range<usize>>,
}

impl Variable {
    /// The variable parts of a text.
    pub(super) fn of(text: &str) -> Self {
        Variable { addresses: addresses(text), quoted: quoted(text) }
    }

    /// The weight of a word at a position, from 0 to 1.
    pub(super) fn weight(&self, word: &str, span: &Range<usize>) -> f64 {
        let is_in = |parts: &[Range<usize>]| parts.iter().any(|part| part.contains(&span.start));
        let mut letters = word.chars();
        if is_in(&self.addresses) {
            IN_ADDRESS
        } else if is_in(&self.quoted) {
            IN_QUOTES
        } else if word.len() >= LONG_NUMBER && word.bytes().all(|byte| byte.is_ascii_digit()) {
            NUMBER
        } else if letters.next().is_some_and(|c| !is_ideograph(c)) && letters.next().is_none() {
            LETTER
        } else {
            1.0
        }
    }
}

/// Paths of at least two names, IP addresses, and long hexadecimal numbers.
fn addresses(text: &str) -> Vec<Range<usize>> {
    let mut addresses = Vec::new();
    for (start, run) in runs(text, |c| c.is_alphanumeric() || matches!(c, '_' | '.' | '@' | '-' | '/')) {
        if let Some(at) = run.find('/').filter(|at| names(run.get(*at..).unwrap_or_default()) >= 2) {
            addresses.push(start + at..start + run.len());
        }
    }
    for (start, run) in runs(text, |c| is_digit(c) || matches!(c, '.' | 'x')) {
        if run.split('.').filter(|part| !part.is_empty()).count() == 4 {
            let after = text.get(start + run.len()..).unwrap_or_default();
            let port = after.strip_prefix(':').map_or(0, |port| port.len() - port.trim_start_matches(is_digit).len());
            addresses.push(start..start + run.len() + if port > 0 { port + 1 } else { 0 });
        }
    }
    for (start, run) in runs(text, |c| c.is_alphanumeric() || c == '_') {
        let digits = run.strip_prefix("0x").unwrap_or(run);
        let is_hex = digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if is_hex && digits.len() >= LONG_HEX {
            addresses.push(start..start + run.len());
        }
    }
    addresses
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

/// The number of names of a path.
fn names(path: &str) -> usize {
    path.split('/').filter(|name| !name.is_empty()).count()
}

/// The texts between two quotes, two backticks or angle brackets.
fn quoted(text: &str) -> Vec<Range<usize>> {
    let mut quoted = Vec::new();
    let mut end = 0;
    let mut before = None;
    for (at, c) in text.char_indices() {
        let opens = match c {
            '"' | '`' | '<' => true,
            // Not the apostrophe of "can't".
            '\'' => !before.is_some_and(char::is_alphanumeric),
            _ => false,
        };
        before = Some(c);
        if at < end || !opens {
            continue;
        }
        let close = if c == '<' { '>' } else { c };
        let inside = text.get(at + 1..).unwrap_or_default();
        let found = inside.char_indices().take(MAX_QUOTED + 1).find(|(_, c)| *c == close).map(|(length, _)| length);
        let is_name = |length: &usize| c != '<' || !inside.get(..*length).is_some_and(|name| name.contains(' '));
        if let Some(length) = found.filter(|length| *length > 0).filter(is_name) {
            end = at + length + 2;
            quoted.push(at..end);
        }
    }
    quoted
}

/// The runs of characters of a kind, and where they begin.
fn runs(text: &str, is_in: impl Fn(char) -> bool) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let start = rest.find(&is_in)?;
        let (_, from) = rest.split_at(start);
        let length = from.find(|c| !is_in(c)).unwrap_or(from.len());
        let (run, after) = from.split_at(length);
        let at = text.len() - from.len();
        rest = after;
        Some((at, run))
    })
}

#[cfg(test)]
mod tests {
    use super::super::lexicon::Lexicon;
    use super::*;

    /// The words of a text that do not count in full.
    fn variable(text: &str) -> Vec<(&str, f64)> {
        let parts = Variable::of(text);
        let mut found = Vec::new();
        Lexicon::default().read(text, |_, span| {
            let word = text.get(span.clone()).unwrap();
            found.push((word, parts.weight(word, &span)));
        });
        found.retain(|(_, weight)| *weight < 1.0);
        found
    }

    #[test]
    fn names_numbers_and_addresses_count_less() {
        assert_eq!(variable("can't open 'lib foo': port 443"), [("t", LETTER), ("lib", IN_QUOTES), ("foo", IN_QUOTES)]);
        assert_eq!(
            variable("in /usr/lib or a/b at"),
            [("usr", IN_ADDRESS), ("lib", IN_ADDRESS), ("a", LETTER), ("b", LETTER)]
        );
        assert_eq!(variable("10.0.0.1:80 then 10.20.30").len(), 5);
        assert_eq!(variable("at 192.168.1.x").len(), 4);
        assert_eq!(variable("at 0xdeadbeef01 pid 31337"), [("0xdeadbeef01", IN_ADDRESS), ("31337", NUMBER)]);
        assert_eq!(variable("List<String> if a < b > c, `x y` \"z\"").len(), 7);
    }

    #[test]
    fn words_of_the_error_itself_count_in_full() {
        for text in ["HTTP 404 error", "don't", "令牌错误", "read/write error", "2 < 3", ""] {
            let rest: Vec<_> = variable(text).into_iter().filter(|(word, _)| word.len() > 1).collect();
            assert!(rest.is_empty(), "{text}: {rest:?}");
        }
    }
}
