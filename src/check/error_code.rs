//! Error codes in signatures.

use std::ops::Range;

use super::words::words;

/// Names that are written like those of `errno`, but are not.
const NO_ERRNO: [&str; 6] = ["ERROR", "ERRORS", "EXCEPTION", "EXPORT", "EXIT", "EOF"];

/// The first error code in a text, as bytes of it. That is
/// - letters and digits such as `E0502`, `TS2322` or `NU1101`: one to four capital letters, then four or five digits;
/// - a name such as `ECONNREFUSED`: an `E` and four or more capital letters;
/// - a name such as `CERTIFICATE_VERIFY_FAILED`: capital letters, with underscores between;
/// - a status of HTTP from 400 to 599;
/// - a number of four or five digits in parentheses.
pub(super) fn error_code(text: &str) -> Option<Range<usize>> {
    words(text).find(|(span, word)| is_code(text, span, word)).map(|(span, _)| span)
}

fn is_code(text: &str, span: &Range<usize>, word: &str) -> bool {
    is_lettered(word) || is_errno(word) || is_symbol(word) || is_status(word) || is_in_parentheses(text, span, word)
}

/// Whether a word is capital letters followed by digits.
fn is_lettered(word: &str) -> bool {
    let digits = word.trim_start_matches(|c: char| c.is_ascii_uppercase());
    let letters = word.len() - digits.len();
    (1..=4).contains(&letters) && is_number(digits, 4..=5)
}

/// Whether a word is named like an `errno`.
fn is_errno(word: &str) -> bool {
    word.starts_with('E')
        && word.len() >= 4
        && word.bytes().all(|byte| byte.is_ascii_uppercase())
        && !NO_ERRNO.contains(&word)
}

/// Whether a word is capital letters with underscores between.
fn is_symbol(word: &str) -> bool {
    let is_part = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_uppercase());
    word.contains('_') && word.split('_').all(is_part)
}

/// Whether a word is a status of HTTP that says that something failed.
fn is_status(word: &str) -> bool {
    is_number(word, 3..=3) && word.starts_with(['4', '5'])
}

/// Whether a word is a number in parentheses.
fn is_in_parentheses(text: &str, span: &Range<usize>, word: &str) -> bool {
    let before = text.get(..span.start).is_some_and(|before| before.ends_with('('));
    let after = text.get(span.end..).is_some_and(|after| after.starts_with(')'));
    before && after && is_number(word, 4..=5)
}

fn is_number(word: &str, digits: std::ops::RangeInclusive<usize>) -> bool {
    digits.contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_found_in_every_form() {
        let found = |text: &str| error_code(text).and_then(|span| text.get(span)).map(str::to_owned);
        for (text, code) in [
            ("error[E0502]: cannot borrow", "E0502"),
            ("connect ECONNREFUSED localhost", "ECONNREFUSED"),
            ("ssl: CERTIFICATE_VERIFY_FAILED", "CERTIFICATE_VERIFY_FAILED"),
            ("HTTP 404: not found", "404"),
            ("错误 (28000) denied", "28000"),
        ] {
            assert_eq!(found(text).as_deref(), Some(code), "{text}");
        }
        for text in ["ERROR: it failed", "EOF", "took 4040 ms", "(404000)", "__init__", "v2 of 3", "", "_"] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
