//! Text of records on a terminal, which must not control it.

use std::borrow::Cow;

/// The text with every control character and hidden character made visible, except for line breaks and tabs.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    visible(text, |c| c.escape_unicode().to_string())
}

/// A text of JSON with such characters escaped as in JSON, so that it is still the same JSON. They only occur in its
/// strings.
pub(super) fn plain_json(text: &str) -> Cow<'_, str> {
    visible(text, |c| c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect())
}

fn visible(text: &str, escape: impl Fn(char) -> String) -> Cow<'_, str> {
    if !text.contains(is_harmful) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| if is_harmful(c) { escape(c) } else { c.to_string() }).collect())
}

/// Whether a character would control a terminal, or be invisible.
fn is_harmful(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        ' '..='~' => false,
        c => c.is_control() || is_bidi(c) || is_hidden(c),
    }
}

/// The text on one line, with line breaks and tabs made visible, too.
pub(super) fn one_line(text: &str) -> String {
    plain(&text.replace("\r\n", "\n")).replace('\n', "↵").replace('\t', " ")
}

/// The text on one line, as [`one_line`] returns it. Most texts already are, and are not copied.
pub(super) fn tidy(text: String) -> String {
    let is_plain = text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    if is_plain { text } else { one_line(&text) }
}

/// Marks that change the direction of writing, which can make a line read differently.
fn is_bidi(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Characters without a width. With them, two texts that look the same can differ, and a text can be hidden. The
/// joiners U+200C and U+200D stay, because scripts and emoji need them.
fn is_hidden(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_shown_and_not_obeyed() {
        assert_eq!(plain("a\u{1b}[2Jb\u{202e}c"), "a\\u{1b}[2Jb\\u{202e}c");
        assert_eq!(plain("错误\tand\nmore"), "错误\tand\nmore");
        assert_eq!(
            plain("\u{9b}2J\u{7f}\r\u{feff}\u{e0041}👩\u{200d}🚀"),
            "\\u{9b}2J\\u{7f}\\u{d}\\u{feff}\\u{e0041}👩\u{200d}🚀"
        );
        assert_eq!(one_line("a\nb\r\nc\td"), "a↵b↵c d");
    }

    #[test]
    fn json_stays_the_same_json() {
        let value = serde_json::json!({ "a\u{9b}": "\u{7f}\u{202e}\u{e0041}\n\u{1b}错" });
        let shown = plain_json(&crate::record::compact(&value)).into_owned();
        assert!(!shown.contains(is_harmful), "{shown}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).unwrap(), value);
    }
}
