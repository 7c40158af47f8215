//! Finding the words of a text.
//!
//! SQLite's `unicode61` sees one word in a run of Chinese and one in `ModuleNotFoundError`. So text is cut here before
//! it is indexed, at the word boundaries within identifiers and around each Chinese character, and queries are cut in
//! the same way.

use std::ops::Range;

/// A word in a text, by its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Word {
    /// A run of letters and digits, or the part of one between two word boundaries.
    Part(Range<usize>),
    /// An identifier in camel case as a whole; follows its parts.
    Whole(Range<usize>),
}

/// Calls `visit` with the words of a text, in order.
pub fn each_word(text: &str, mut visit: impl FnMut(Word)) {
    let mut rest = text.char_indices().peekable();
    while let Some((start, first)) = rest.find(|(_, c)| is_part(*c)) {
        let (mut word_start, mut before, mut is_camel) = (start, first, false);
        let mut end = start + first.len_utf8();
        while let Some((at, c)) = rest.next_if(|(_, c)| is_part(*c)) {
            let after = rest.peek().map(|(_, c)| *c);
            if let Some(camel) = seam(before, c, after) {
                visit(Word::Part(word_start..at));
                is_camel |= camel;
                word_start = at;
            }
            end = at + c.len_utf8();
            before = c;
        }
        visit(Word::Part(word_start..end));
        if is_camel {
            visit(Word::Whole(start..end));
        }
    }
}

/// Whether a new word begins between `before` and `c`: `Some(true)` in camel case, `Some(false)` around Chinese.
fn seam(before: char, c: char, after: Option<char>) -> Option<bool> {
    if before.is_ascii_lowercase() && c.is_ascii_lowercase() {
        return None; // nearly always
    }
    if is_ideograph(before) || is_ideograph(c) {
        return Some(false);
    }
    let rises = before.is_lowercase() && c.is_uppercase(); // not|Match
    // HTTP|Server
    let acronym_ends = before.is_uppercase() && c.is_uppercase() && after.is_some_and(char::is_lowercase);
    (rises || acronym_ends).then_some(true)
}

fn is_part(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() } else { c.is_alphanumeric() }
}

/// Characters of scripts written without blanks: Chinese, and the Japanese syllables in the same ranges.
pub fn is_ideograph(c: char) -> bool {
    matches!(c,
        '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{323af}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        let mut words = Vec::new();
        each_word(text, |word| {
            if let Word::Part(span) = word {
                words.push(text.get(span).unwrap())
            }
        });
        words
    }

    #[test]
    fn cuts_identifiers_at_their_word_boundaries() {
        assert_eq!(words("ModuleNotFoundError: No module"), ["Module", "Not", "Found", "Error", "No", "module"]);
        assert_eq!(
            words("HTTPServer parseURL2Path BUILDKIT_AUTH_FAIL"),
            ["HTTP", "Server", "parse", "URL2Path", "BUILDKIT", "AUTH", "FAIL"]
        );
        assert_eq!(words("E0502 x86_64 -215 don't"), ["E0502", "x86", "64", "215", "don", "t"]);
    }

    #[test]
    fn cuts_chinese_at_every_character() {
        assert_eq!(words("错误：获取OAuth令牌失败"), ["错", "误", "获", "取", "O", "Auth", "令", "牌", "失", "败"]);
    }

    #[test]
    fn knows_identifiers_as_a_whole_too() {
        let mut wholes = Vec::new();
        let text = "ModuleNotFoundError in HTTPServer, 令牌 and plain words";
        each_word(text, |word| {
            if let Word::Whole(span) = word {
                wholes.push(text.get(span).unwrap())
            }
        });
        assert_eq!(wholes, ["ModuleNotFoundError", "HTTPServer"]);
    }

    #[test]
    fn finds_nothing_in_nothing() {
        assert!(words("").is_empty());
        assert!(words("--- ... ").is_empty());
    }
}
