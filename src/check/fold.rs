//! Comparing texts while ignoring case, blanks and closing punctuation.

/// A text in lower case, with single blanks, without blanks and closing punctuation at its ends. Texts without other
/// differences say the same.
pub(super) fn folded(text: &str) -> String {
    lowered(unclosed(text))
}

/// The first character of a [folded] text, without folding the rest: most texts differ in it already.
pub(super) fn first_folded(text: &str) -> Option<char> {
    lowered_characters(unclosed(text)).next()
}

/// A text without blanks and closing punctuation at its end.
fn unclosed(text: &str) -> &str {
    text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '.' | '!' | ';' | ':' | ','))
}

/// A text in lower case, with single blanks, without blanks at its ends.
pub(super) fn lowered(text: &str) -> String {
    if !text.is_ascii() {
        return lowered_characters(text).collect();
    }
    // Byte by byte, because a set has many such texts.
    let mut lowered = String::with_capacity(text.len());
    for word in text.split_ascii_whitespace() {
        if !lowered.is_empty() {
            lowered.push(' ');
        }
        lowered.push_str(word);
    }
    lowered.make_ascii_lowercase();
    lowered
}

/// The characters of the text in lower case.
fn lowered_characters(text: &str) -> impl Iterator<Item = char> {
    text.split_whitespace().enumerate().flat_map(|(place, word)| {
        let blank = (place > 0).then_some(' ');
        blank.into_iter().chain(word.chars().flat_map(char::to_lowercase))
    })
}

/// Whether two texts say the same. Most differ in their first letters, so nothing is copied.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    one == other || lowered_characters(unclosed(one)).eq(lowered_characters(unclosed(other)))
}

/// Whether a text is blank.
pub(super) fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

/// A text with single blanks, without blanks at its ends.
pub(super) fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a character is a Chinese one (Unicode's unified ideographs of the first two planes).
pub(super) fn is_han(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
        || ('\u{20000}'..='\u{2ffff}').contains(&character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_differ_in_case_blanks_and_closing_punctuation_say_the_same() {
        assert_eq!(folded("  Clear\tthe  CACHE. "), "clear the cache");
        assert_eq!(folded("  Über\tdie  ÄRA! "), "über die ära");
        assert!(is_same("Clear the cache", "clear  the cache.") && is_same("重启。", "重启。 "));
        assert!(!is_same("Clear the cache", "Clear the caches") && !is_same("", "a"));
        assert_eq!(lowered("It FAILED:  now."), "it failed: now.");
    }
}
