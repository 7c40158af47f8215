//! Replacing escapes and typographic characters by plain ones.

use std::borrow::Cow;

/// The entities of HTML that logs have; others are numbers.
const ENTITIES: [(&str, char); 6] =
    [("quot", '"'), ("apos", '\''), ("amp", '&'), ("lt", '<'), ("gt", '>'), ("nbsp", ' ')];

/// The most characters of an entity between `&` and `;`.
const MAX_ENTITY: usize = 8;

/// A text in which the escapes of JSON and HTML are undone, and quotes, dashes and blanks are those of a keyboard. The
/// result may have several lines.
pub(super) fn unescaped(text: &str) -> Cow<'_, str> {
    let text = if text.contains('\\') { Cow::Owned(without_backslashes(text)) } else { Cow::Borrowed(text) };
    let text = if text.contains('&') { Cow::Owned(without_entities(&text)) } else { text };
    if text.is_ascii() { text } else { Cow::Owned(text.chars().map(plain).collect()) }
}

/// The keyboard character for a typographic one, otherwise the character itself.
pub(super) fn plain(c: char) -> char {
    match c {
        '‘' | '’' | '‚' | '′' => '\'',
        '“' | '”' | '„' | '″' => '"',
        '–' | '—' | '‐' | '‑' | '−' => '-',
        '\u{a0}' | '\u{202f}' | '\u{2009}' => ' ',
        other => other,
    }
}

/// A text without the escapes of JSON. A path of Windows has backslashes, too, so if there is one, only those of quotes
/// are undone.
fn without_backslashes(text: &str) -> String {
    let has_path = has_path(text);
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        plain.push_str(before);
        let mut next = after.chars();
        let (replaced, is_read) = match next.next() {
            Some(c @ ('"' | '\'' | '/')) => (Some(c), true),
            Some('n' | 'r') if !has_path => (Some('\n'), true),
            Some('t') if !has_path => (Some(' '), true),
            Some('u') if !has_path => match code(next.as_str()) {
                Some(c) => {
                    next = next.as_str().get(4..).unwrap_or_default().chars();
                    (Some(c), true)
                }
                None => (None, false),
            },
            _ => (None, false),
        };
        plain.push(replaced.unwrap_or('\\'));
        rest = if is_read { next.as_str() } else { after };
    }
    plain.push_str(rest);
    plain
}

/// Whether a text has the beginning of a path of Windows: a drive, `C:\`, or a server, `\\server\`.
fn has_path(text: &str) -> bool {
    let ends_drive = |before: &str| {
        let mut before = before.chars().rev();
        before.next().is_some_and(|c| c.is_ascii_alphabetic()) && !before.next().is_some_and(char::is_alphanumeric)
    };
    let is_drive = text.match_indices(":\\").any(|(at, _)| text.get(..at).is_some_and(ends_drive));
    is_drive || text.split(' ').any(|word| word.strip_prefix("\\\\").is_some_and(|server| server.contains('\\')))
}

/// The character of four hexadecimal digits; half of a pair becomes a blank.
fn code(text: &str) -> Option<char> {
    let digits = text.get(..4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    Some(char::from_u32(u32::from_str_radix(digits, 16).ok()?).unwrap_or(' '))
}

fn without_entities(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        plain.push_str(before);
        let end = after.bytes().take(MAX_ENTITY + 1).position(|byte| byte == b';');
        let name = end.and_then(|end| after.get(..end));
        match name.and_then(|name| Some((name, entity(name)?))) {
            Some((name, c)) => {
                plain.push(c);
                rest = after.get(name.len() + 1..).unwrap_or_default();
            }
            None => {
                plain.push('&');
                rest = after;
            }
        }
    }
    plain.push_str(rest);
    plain
}

fn entity(name: &str) -> Option<char> {
    let number = match name.strip_prefix('#') {
        None => return ENTITIES.iter().find(|(known, _)| *known == name).map(|(_, c)| *c),
        Some(number) => match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        },
    };
    char::from_u32(number.ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_undone() {
        for (text, plain) in [
            (r#"can\'t open \"x\"\n\tat y"#, "can't open \"x\"\n at y"),
            (r"令\u724c \u001b[0m \ud83d \u12", "令牌 \u{1b}[0m   \\u12"),
            (r"C:\new\table \d+ a\", r"C:\new\table \d+ a\"),
            (r"in (c:\new) or \\new\table", r"in (c:\new) or \\new\table"),
            (r"Error:\nx", "Error:\nx"),
            ("&lt;a&gt; &amp;lt; &#39;x&#x27; R&D; a&b", "<a> &lt; 'x' R&D; a&b"),
            ("‘it’s’ “a”–b\u{a0}c", "'it's' \"a\"-b c"),
        ] {
            assert_eq!(unescaped(text), plain, "{text}");
        }
        assert!(matches!(unescaped("plain 'text'"), Cow::Borrowed(_)));
    }
}
