//! When two texts say the same.

/// A text in lower case, with single blanks, without blanks and closing punctuation at its ends: texts that differ in
/// no more than that say the same.
pub(super) fn folded(text: &str) -> String {
    let mut folded = lowered(text);
    folded.truncate(folded.trim_end_matches(['.', '!', ';', ':', ',', ' ']).len());
    folded
}

/// A text in lower case, with single blanks, without blanks at its ends.
pub(super) fn lowered(text: &str) -> String {
    let mut lowered = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !lowered.is_empty() {
            lowered.push(' ');
        }
        lowered.extend(word.chars().flat_map(char::to_lowercase));
    }
    lowered
}

/// Whether two texts say the same.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    one == other || folded(one) == folded(other)
}

/// Whether a text says nothing.
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

/// The name that a category shares with its variants: its words in lower case and in the singular, without the
/// `error` or `exception` that only some have, in any order.
pub(super) fn category_key(category: &str) -> String {
    let category = category.to_lowercase();
    let words = || category.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let says_little = |word: &&str| ["error", "errors", "exception", "exceptions"].contains(word);
    let mut telling: Vec<&str> = words().filter(|word| !says_little(word)).map(singular).collect();
    if telling.is_empty() {
        telling = words().map(singular).collect();
    }
    telling.sort_unstable();
    telling.join("_")
}

/// A word without the `s` of the plural.
fn singular(word: &str) -> &str {
    word.strip_suffix('s').filter(|stem| !stem.is_empty()).unwrap_or(word)
}
