//! Words by number.

use std::collections::HashMap;
use std::ops::Range;

use super::super::accent::fold_word;
use super::super::word::{Word, each_word, is_ideograph};

/// The number of a word in a [`Lexicon`].
pub(super) type WordNumber = u32;

/// The words that are compared, each once, numbered in the order in which they are first seen.
///
/// A word is folded as the search index does it: lower case, without accents. A run of Chinese is cut into its pairs of
/// characters, because single ones tell too little.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    numbers: HashMap<Box<str>, WordNumber>,
    words: Vec<Box<str>>,
    folded: String,
}

impl Lexicon {
    /// The words from a number on, in order: those that were added since the lexicon had that number.
    pub(super) fn since(&self, number: usize) -> impl ExactSizeIterator<Item = &str> {
        self.words.get(number..).unwrap_or_default().iter().map(|word| &**word)
    }

    /// The number of words.
    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    /// Calls `visit` with the words of a text, in order, and their positions in bytes.
    pub(super) fn read(&mut self, text: &str, mut visit: impl FnMut(WordNumber, Range<usize>)) {
        each(text, |word, span| visit(self.number(word), span));
    }

    /// Calls `visit` with the words of a text that it has, in order, and their positions.
    pub(super) fn find(&self, text: &str, mut visit: impl FnMut(WordNumber, Range<usize>)) {
        let mut folded = String::new();
        each(text, |word, span| {
            folded.clear();
            fold_word(word, &mut folded);
            if let Some(number) = self.numbers.get(folded.as_str()) {
                visit(*number, span);
            }
        });
    }

    /// The words of a text, in order.
    pub(super) fn words(&mut self, text: &str) -> Vec<WordNumber> {
        let mut words = Vec::new();
        self.read(text, |word, _| words.push(word));
        words
    }

    fn number(&mut self, word: &str) -> WordNumber {
        self.folded.clear();
        fold_word(word, &mut self.folded);
        if let Some(number) = self.numbers.get(self.folded.as_str()) {
            return *number;
        }
        let number = WordNumber::try_from(self.words.len()).unwrap_or(WordNumber::MAX);
        let word: Box<str> = self.folded.as_str().into();
        self.words.push(word.clone());
        self.numbers.insert(word, number);
        number
    }
}

/// Calls `visit` with the words of a text as they are written, including pairs of Chinese characters.
fn each(text: &str, mut visit: impl FnMut(&str, Range<usize>)) {
    // The position of the Chinese character before this one, and whether it is the second of a pair.
    let mut before: Option<(Range<usize>, bool)> = None;
    let mut visit = |span: Range<usize>| visit(text.get(span.clone()).unwrap_or_default(), span);
    each_word(text, |word| {
        let Word::Part(span) = word else { return };
        let is_chinese = text.get(span.clone()).and_then(|part| part.chars().next()).is_some_and(is_ideograph);
        match before.take() {
            Some((first, _)) if is_chinese && first.end == span.start => {
                visit(first.start..span.end);
                before = Some((span, true));
                return;
            }
            Some((first, false)) => visit(first),
            _ => {}
        }
        if is_chinese { before = Some((span, false)) } else { visit(span) }
    });
    if let Some((first, false)) = before {
        visit(first);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let mut lexicon = Lexicon::default();
        let numbers = lexicon.words(text);
        numbers.iter().map(|number| lexicon.words[*number as usize].to_string()).collect()
    }

    #[test]
    fn words_are_folded_and_each_has_one_number() {
        assert_eq!(words("ModuleNotFoundError: Café ấ 오류"), ["module", "not", "found", "error", "cafe", "a", "오류"]);
        let mut lexicon = Lexicon::default();
        assert_eq!(lexicon.words("Found it, FOUND it"), [0, 1, 0, 1]);
        assert_eq!(lexicon.since(1).collect::<Vec<_>>(), ["it"]);
    }

    #[test]
    fn chinese_is_cut_into_pairs_within_a_run() {
        assert_eq!(words("错误：获取OAuth令牌失"), ["错误", "获取", "o", "auth", "令牌", "牌失"]);
        assert_eq!(words("错 a 误"), ["错", "a", "误"]);
    }

    #[test]
    fn a_word_has_its_position() {
        let mut spans = Vec::new();
        let text = "fooBar 令牌失";
        Lexicon::default().read(text, |_, span| spans.push(text.get(span).unwrap()));
        assert_eq!(spans, ["foo", "Bar", "令牌", "牌失"]);
    }
}
