//! Removing what a terminal or a logger adds to a text.

use std::borrow::Cow;

use super::end::TextForm;

/// A text of bytes: UTF-16 if it begins with its mark, otherwise UTF-8. What is not a character is replaced.
pub(super) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    let (form, mark) = TextForm::of(bytes);
    let bytes = bytes.get(mark..).unwrap_or_default();
    match form {
        TextForm::Utf8 => String::from_utf8_lossy(bytes),
        TextForm::Utf16Le => Cow::Owned(utf16(bytes, u16::from_le_bytes)),
        TextForm::Utf16Be => Cow::Owned(utf16(bytes, u16::from_be_bytes)),
    }
}

fn utf16(bytes: &[u8], unit: impl Fn([u8; 2]) -> u16) -> String {
    let units = bytes.as_chunks::<2>().0.iter().map(|pair| unit(*pair));
    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// The longest title or link that a terminal is told, in bytes. If its end is missing, no more than this is lost.
const MAX_TITLE: usize = 2_000;

/// A text without control sequences and other control characters. Tabs become blanks, and a carriage return ends a
/// line, because the text before it was only overwritten on the screen.
pub(super) fn without_controls(text: &str) -> Cow<'_, str> {
    if !text.contains(|c: char| c.is_control() && c != '\n') {
        return Cow::Borrowed(text);
    }
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_control() && c != '\n') {
        let (before, from) = rest.split_at(at);
        clean.push_str(before);
        let mut after = from.chars();
        rest = match after.next() {
            Some('\u{1b}') => after_sequence(after.as_str()),
            Some('\u{9b}') => after_codes(after.as_str()),
            Some('\r') => {
                clean.push('\n');
                after.as_str().strip_prefix('\n').unwrap_or(after.as_str())
            }
            Some('\t') => {
                clean.push(' ');
                after.as_str()
            }
            _ => after.as_str(),
        };
    }
    clean.push_str(rest);
    Cow::Owned(clean)
}

/// The text after the sequence that an escape begins.
fn after_sequence(rest: &str) -> &str {
    let mut after = rest.chars();
    match after.next() {
        Some('[') => after_codes(after.as_str()),
        Some(']') => after_title(after.as_str()),
        Some('\n') | None => rest,
        Some(_) => after.as_str(),
    }
}

/// The text after the numbers and the letter of a sequence.
fn after_codes(rest: &str) -> &str {
    let rest = rest.trim_start_matches(|c| matches!(c, '0'..='?'));
    let rest = rest.trim_start_matches(|c| matches!(c, ' '..='/'));
    rest.strip_prefix(|c| matches!(c, '@'..='~')).unwrap_or(rest)
}

/// The text after a title or a link.
fn after_title(rest: &str) -> &str {
    let is_end = |(at, c): &(usize, char)| *at > MAX_TITLE || matches!(c, '\u{7}' | '\u{1b}' | '\n');
    match rest.char_indices().find(is_end) {
        Some((at, '\u{7}')) => rest.get(at + 1..).unwrap_or_default(),
        Some((at, '\u{1b}')) => {
            let after = rest.get(at + 1..).unwrap_or_default();
            after.strip_prefix('\\').unwrap_or(after)
        }
        _ => rest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_sequences_are_removed() {
        for (text, clean) in [
            ("\u{1b}[1m\u{1b}[31merror\u{1b}[0m: x", "error: x"),
            ("\u{1b}]0;title\u{7}a\u{1b}]8;;http://x\u{1b}\\link", "alink"),
            ("\u{1b}]never ended\nb", "never ended\nb"),
            ("10%\r20%\r\ndone\tall", "10%\n20%\ndone all"),
            ("a\u{8}b\0c\u{9b}2Jd\u{1b}(Be\u{1b}", "abcdBe"),
            ("令牌\u{1b}[38;5;196m错误", "令牌错误"),
        ] {
            assert_eq!(without_controls(text), clean, "{text:?}");
        }
        assert!(matches!(without_controls("plain\ntext"), Cow::Borrowed(_)));
    }

    #[test]
    fn any_bytes_become_a_text() {
        assert_eq!(decode(b"a\xffb"), "a\u{fffd}b");
        assert_eq!(decode(b"\xff\xfea\0\x2d\x4e\0"), "a中");
        assert_eq!(decode(b"\xfe\xff\0a"), "a");
        assert_eq!(decode(b"\xef\xbb\xbfa"), "a");
        assert_eq!(without_controls(&decode(b"e\0r\0r\0")), "err", "UTF-16 without its mark");
    }
}
