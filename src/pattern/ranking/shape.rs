//! Parsing the beginning of a text by shapes.

/// The text after a shape at its beginning; in a shape `0` is any digit, and other characters are themselves.
pub(super) fn after_shape<'t>(text: &'t str, shape: &str) -> Option<&'t str> {
    let mut rest = text.chars();
    for wanted in shape.chars() {
        let c = rest.next()?;
        let fits = if wanted == '0' { c.is_ascii_digit() } else { c == wanted };
        if !fits {
            return None;
        }
    }
    Some(rest.as_str())
}

/// The text after characters of a kind at its beginning, if there are at least `least` and at most `most`.
pub(super) fn after_some(text: &str, least: usize, most: usize, is_in: impl Fn(char) -> bool) -> Option<&str> {
    let mut rest = text;
    for count in 0..=most {
        match rest.strip_prefix(&is_in) {
            Some(after) => rest = after,
            None => return (count >= least).then_some(rest),
        }
    }
    None
}

/// The text after one of some words at its beginning, in any case.
pub(super) fn after_word<'t>(text: &'t str, words: &[&str]) -> Option<&'t str> {
    let end = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    words.iter().any(|one| one.eq_ignore_ascii_case(word)).then_some(rest)
}

/// The text after all digits at its beginning, at least one.
pub(super) fn after_digits(text: &str) -> Option<&str> {
    after_some(text, 1, usize::MAX, |c| c.is_ascii_digit())
}

/// The text after one character at its beginning, if it is there, otherwise the text itself.
pub(super) fn without(text: &str, c: char) -> &str {
    text.strip_prefix(c).unwrap_or(text)
}

/// The text after blanks at its beginning, at least one.
pub(super) fn after_blanks(text: &str) -> Option<&str> {
    text.starts_with(' ').then(|| text.trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_are_read_from_the_beginning() {
        assert_eq!(after_shape("2026-11-22T", "0000-00-00"), Some("T"));
        assert_eq!(after_shape("2026-1", "0000-00"), None);
        assert_eq!(after_some("abc1", 1, 3, char::is_alphabetic), Some("1"));
        assert_eq!(after_some("abcd", 1, 3, char::is_alphabetic), None);
        assert_eq!(after_word("Warning: x", &["warn", "warning"]), Some(": x"));
        assert_eq!((after_digits("12a"), after_blanks("a")), (Some("a"), None));
    }
}
