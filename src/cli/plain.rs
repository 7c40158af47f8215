//! Text of records on a terminal: whatever it contains, it must not steer the terminal.

use std::borrow::Cow;

/// The text with every control character but line break and tab made visible.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    let is_harmful = |c: char| (c.is_control() && !matches!(c, '\n' | '\t')) || is_bidi(c);
    if text.contains(is_harmful) {
        let visible = |c: char| if is_harmful(c) { c.escape_unicode().to_string() } else { c.to_string() };
        return Cow::Owned(text.chars().map(visible).collect());
    }
    Cow::Borrowed(text)
}

/// The text on one line: line breaks and tabs made visible too.
pub(super) fn one_line(text: &str) -> String {
    plain(&text.replace("\r\n", "\n")).replace('\n', "↵").replace('\t', " ")
}

/// The text on one line, as [`one_line`] gives it. Most texts are so already, and stay what they are.
pub(super) fn tidy(text: String) -> String {
    let is_plain = text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    if is_plain { text } else { one_line(&text) }
}

/// Marks that turn the direction of writing, by which a line can be made to read otherwise than it is.
fn is_bidi(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_shown_and_not_obeyed() {
        assert_eq!(plain("a\u{1b}[2Jb\u{202e}c"), "a\\u{1b}[2Jb\\u{202e}c");
        assert_eq!(plain("错误\tand\nmore"), "错误\tand\nmore");
        assert_eq!(one_line("a\nb\r\nc\td"), "a↵b↵c d");
    }
}
