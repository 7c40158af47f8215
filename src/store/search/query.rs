//! What a user types, cut into words and phrases.

use super::spelling::Letters;
use crate::pattern::{Word, each_word};

/// A text of more words than this is not searched for word by word, because it was probably pasted.
const MAX_TYPED: usize = 64;

/// A text to search for. Case, accents and the word boundaries within identifiers do not matter. An identifier or a run
/// of Chinese is searched for as a phrase, and so are several words in double quotes; a `*` after a word matches any
/// ending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    pub(super) text: String,
    pub(super) wanted: Wanted,
}

/// How a text is searched for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wanted {
    /// A record should have each of these; there is at least one.
    Phrases(Vec<Phrase>),
    /// The text is too long for that: its rare words decide which records it is about.
    RareWords,
}

/// Words that follow each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Phrase {
    /// As they were typed, in lower case; none is empty, and there is at least one.
    pub(super) words: Vec<String>,
    pub(super) any_ending: bool,
}

impl Query {
    /// The query of a text; `None` if there is no word in it.
    pub fn new(text: &str) -> Option<Self> {
        let mut words = 0_usize;
        each_word(text, |word| words += usize::from(matches!(word, Word::Part(_))));
        let wanted = match words {
            0 => return None,
            1..=MAX_TYPED => Wanted::Phrases(phrases(text)),
            _ => Wanted::RareWords,
        };
        Some(Query { text: text.to_owned(), wanted })
    }

    /// Whether the text is so long that only its rare words are searched for.
    pub fn is_long(&self) -> bool {
        self.wanted == Wanted::RareWords
    }
}

/// The phrases of a text, each once.
fn phrases(text: &str) -> Vec<Phrase> {
    let mut phrases: Vec<Phrase> = Vec::new();
    let mut add = |part: &str| {
        let phrase = Phrase::new(part).filter(|phrase| !phrases.contains(phrase));
        phrases.extend(phrase);
    };
    for (at, part) in text.split('"').enumerate() {
        if at % 2 == 1 {
            add(part);
        } else {
            part.split_whitespace().for_each(&mut add);
        }
    }
    phrases
}

impl Phrase {
    fn new(text: &str) -> Option<Self> {
        let words = words(text);
        (!words.is_empty()).then(|| Phrase { words, any_ending: text.ends_with('*') })
    }

    pub(super) fn letters(&self) -> Letters {
        Letters::of(self.words.iter().map(String::as_str))
    }

    /// A phrase for each word.
    pub(super) fn apart(&self) -> impl Iterator<Item = Phrase> {
        let last = self.words.len();
        let word = move |(number, word): (usize, &String)| Phrase {
            words: vec![word.clone()],
            any_ending: self.any_ending && number == last,
        };
        (1..).zip(&self.words).map(word)
    }
}

/// The words of a text, in lower case.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    each_word(text, |word| {
        if let Word::Part(span) = word {
            words.push(text.get(span).unwrap_or_default().to_lowercase());
        }
    });
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phrases_of(text: &str) -> Vec<(String, bool)> {
        match Query::new(text).unwrap().wanted {
            Wanted::Phrases(phrases) => phrases.iter().map(|p| (p.words.join(" "), p.any_ending)).collect(),
            Wanted::RareWords => Vec::new(),
        }
    }

    #[test]
    fn blanks_separate_phrases_and_quotes_join_them() {
        let one = |text: &str| (text.to_owned(), false);
        assert_eq!(phrases_of("NotFound pip NotFound"), [one("not found"), one("pip")]);
        assert_eq!(phrases_of("a \"b c\" d"), [one("a"), one("b c"), one("d")]);
        assert_eq!(phrases_of("pip ensurep*"), [one("pip"), ("ensurep".to_owned(), true)]);
    }

    #[test]
    fn only_a_long_text_is_searched_for_by_its_rare_words() {
        assert!(!Query::new(&"word ".repeat(MAX_TYPED)).unwrap().is_long());
        assert!(Query::new(&"word ".repeat(MAX_TYPED + 1)).unwrap().is_long());
        assert_eq!(Query::new("--- \" * \""), None);
    }
}
