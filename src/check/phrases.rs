//! Signs that a text is unfinished, spoken by a model, damaged or HTML.

use std::ops::Range;
use std::sync::LazyLock;

use super::phrase::Phrases;
use super::words::words;

/// Placeholders for a text that was to be written, in lower case.
const PLACEHOLDERS: [&str; 4] = ["todo", "fixme", "tbd", "placeholder"];

/// Texts of which every placeholder has one. Searching for them is faster than checking every word.
pub(super) const TELLING: [&str; 8] = ["todo", "fixme", "tbd", "placeholder", "your_", "your-", "n/a", CROSSES];

/// The number of `x` in a row that is a placeholder, also within a word: `hf_xxxxx`, `CMPxxxx`.
const CROSSES: &str = "xxxx";

/// What language models say to their users, in lower case.
pub(super) const SPOKEN: [&str; 10] = [
    "as an ai language model",
    "as a large language model",
    "as an ai assistant",
    "here is the json",
    "here's the json",
    "my knowledge cutoff",
    "as of my last update",
    "i cannot browse",
    "i hope this helps",
    "certainly! here",
];

/// The first placeholder of a text: `TODO`, `N/A`, `your-token`, `xxxx` and the like.
pub(super) fn placeholder_word(text: &str) -> Option<Range<usize>> {
    static TELLING_PARTS: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(&TELLING));
    TELLING_PARTS.find(text)?;
    let has_crosses = text.contains(CROSSES);
    words(text).find_map(|(span, word)| {
        let is = |other: &str| word.eq_ignore_ascii_case(other);
        let after = text.get(span.end..).unwrap_or_default();
        match word.as_bytes() {
            _ if has_crosses && word.contains(CROSSES) => Some(span),
            [b't' | b'T' | b'f' | b'F' | b'p' | b'P', ..] if PLACEHOLDERS.iter().any(|one| is(one)) => Some(span),
            [b'y' | b'Y', ..] if is("your") && is_name(after) => Some(span.start..span.end + 1),
            [b'y' | b'Y', ..]
                if word.len() > 5 && word.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("your_")) =>
            {
                Some(span)
            }
            [b'n' | b'N'] if is_a(after) => Some(span.start..span.end + 2),
            _ => None,
        }
    })
}

/// Whether a text begins with the rest of a word such as `your-token` after `your`.
fn is_name(text: &str) -> bool {
    text.strip_prefix('-').is_some_and(|rest| rest.starts_with(char::is_alphanumeric))
}

/// Whether a text begins with the rest of `n/a` after `n`.
fn is_a(text: &str) -> bool {
    let mut characters = text.chars();
    let ends = |rest: Option<char>| !rest.is_some_and(|c| c.is_alphanumeric() || c == '_');
    characters.next() == Some('/') && matches!(characters.next(), Some('a' | 'A')) && ends(characters.next())
}

/// The phrase of a language model that a text has.
pub(super) fn spoken(text: &str) -> Option<&'static str> {
    static SPOKEN_PHRASES: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(&SPOKEN));
    SPOKEN_PHRASES.find(text).and_then(|place| SPOKEN.get(place)).copied()
}

/// Whether a character cannot be seen: a control character other than tab and line break, one without width, or one
/// that changes the direction. Joiners are needed in several scripts and between pictures.
fn is_invisible(before: char, character: char) -> bool {
    match character {
        '\t' | '\n' | '\r' => false,
        '\u{200c}' | '\u{200d}' => before.is_ascii(),
        '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}' => true,
        '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' => true,
        other => other.is_control(),
    }
}

/// A text without invisible characters.
pub(super) fn visible(text: &str) -> String {
    let mut before = ' ';
    text.chars().filter(|character| !is_invisible(std::mem::replace(&mut before, *character), *character)).collect()
}

/// Whether a text has UTF-8 that was read as Latin-1 or Windows-1252, or the replacement for a byte that could not be
/// read.
pub(super) fn is_mojibake(text: &str) -> bool {
    let mut before = ' ';
    text.chars().any(|character| {
        let first = std::mem::replace(&mut before, character);
        let is_pair = matches!((first, character), ('â', '€') | ('ï', '»') | ('Ã' | 'Â', '\u{80}'..='\u{bf}'));
        is_pair || character == '\u{fffd}'
    })
}

/// Whether a text has an element of HTML with an attribute, such as `<img src=`.
pub(super) fn has_markup(text: &str) -> bool {
    text.match_indices('<').any(|(at, _)| is_element(text.get(at + 1..).unwrap_or_default()))
}

/// Whether a text begins with the name of an element and an attribute.
fn is_element(text: &str) -> bool {
    let after = |text: &str, is_part: fn(char) -> bool| {
        let rest = text.trim_start_matches(is_part);
        (rest.len() < text.len()).then_some(text.len() - rest.len())
    };
    let attribute = after(text, |c| c.is_ascii_lowercase())
        .and_then(|name| text.get(name..))
        .and_then(|rest| rest.strip_prefix(' '));
    let end = attribute.and_then(|text| after(text, |c| c.is_ascii_lowercase() || c == '-'));
    attribute.zip(end).and_then(|(text, end)| text.get(end..)).is_some_and(|rest| rest.starts_with('='))
}

/// How many lines of a text begin or end a block of code.
pub(super) fn fences(text: &str) -> usize {
    if text.contains('`') { text.matches("```").count() } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_placeholder_is_a_word_of_its_own() {
        let found = |text: &str| placeholder_word(text).and_then(|span| text.get(span)).map(str::to_owned);
        for (text, word) in [
            ("TODO: say more", "TODO"),
            ("set YOUR_TOKEN first", "YOUR_TOKEN"),
            ("from your-app", "your-"),
            ("token hf_xxxxx", "hf_xxxxx"),
            ("N/A", "N/A"),
            ("错 n/a.", "n/a"),
        ] {
            assert_eq!(found(text).as_deref(), Some(word), "{text}");
        }
        for text in ["todos", "your app", "ENHANCE_YOUR_CALM", "xxx", "n/ab", "n/", "your-", "your_"] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[test]
    fn joiners_are_seen_where_a_script_needs_them() {
        assert_eq!(visible("a\u{200d}b\u{200b}c\u{202e}d\u{0}e\tf"), "abcde\tf");
        assert_eq!(visible("می\u{200c}خواهم"), "می\u{200c}خواهم");
    }

    #[test]
    fn damage_is_told_from_letters_of_other_languages() {
        assert!(["cafÃ©", "donâ€™t", "10Â\u{a0}%", "\u{fffd}"].iter().all(|text| is_mojibake(text)));
        assert!(!["SÃO PAULO", "à côté", "naïve », dit-il", "Ângela"].iter().any(|text| is_mojibake(text)));
    }

    #[test]
    fn html_is_an_element_with_an_attribute() {
        assert!(has_markup("use <img src='x'>") && has_markup("a < b, <div data-id=1"));
        assert!(
            !["<name>", "Vec<T> = x", "a < b = c", "<Div class=", "<", "<a b c=d"].iter().any(|text| has_markup(text))
        );
    }
}
