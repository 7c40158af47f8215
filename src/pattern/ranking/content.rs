//! The distinct words of a passage.

use super::lexicon::WordNumber;
use super::passage::Passage;
use super::rarity::Rarity;
use super::text::LogText;

/// The bits of a part of the set.
const BITS: usize = 64;

/// The distinct words of one passage after another, for questions that are asked millions of times.
#[derive(Debug, Clone)]
pub(super) struct PassageContent {
    /// A bit for each word of the lexicon.
    bits: Vec<u64>,
    words: Vec<WordNumber>,
    /// The information of the passage.
    pub(super) mass: f64,
}

impl PassageContent {
    /// Without any word, for passages of a text.
    pub(super) fn new(text: &LogText) -> Self {
        PassageContent { bits: vec![0; text.lexicon.len() / BITS + 1], words: Vec::new(), mass: 0.0 }
    }

    /// That of one passage.
    pub(super) fn of(text: &LogText, rarity: &Rarity, passage: Passage) -> Self {
        let mut content = PassageContent::new(text);
        content.read(text, rarity, passage);
        content
    }

    /// Replaces the words by those of a passage.
    pub(super) fn read(&mut self, text: &LogText, rarity: &Rarity, passage: Passage) {
        for word in self.words.drain(..) {
            if let Some(bits) = self.bits.get_mut(part(word)) {
                *bits = 0;
            }
        }
        self.mass = 0.0;
        for word in passage.lines().flat_map(|line| text.line_words(line)) {
            let Some(bits) = self.bits.get_mut(part(*word)).filter(|bits| **bits & bit(*word) == 0) else { continue };
            *bits |= bit(*word);
            self.words.push(*word);
            self.mass += rarity.in_passage(*word);
        }
    }

    /// Whether a word is in the passage.
    pub(super) fn has(&self, word: WordNumber) -> bool {
        self.bits.get(part(word)).is_some_and(|bits| bits & bit(word) != 0)
    }

    /// The share of the passage's information that an amount is, from 0 to 1.
    pub(super) fn explained(&self, mass: f64) -> f64 {
        if self.mass > 0.0 { (mass / self.mass).min(1.0) } else { 0.0 }
    }

    /// Its words, in no particular order.
    pub(super) fn words(&self) -> &[WordNumber] {
        &self.words
    }
}

/// The place of the bits that a word is among.
fn part(word: WordNumber) -> usize {
    usize::try_from(word).map_or(usize::MAX, |word| word / BITS)
}

fn bit(word: WordNumber) -> u64 {
    1 << (word % u64::BITS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passage_has_its_own_words_and_none_of_the_one_before() {
        let lines: Vec<String> = (0..100).map(|number| format!("common{number} x{number} x{number}")).collect();
        let text = LogText::read(lines.join("\n").as_bytes(), 0);
        let mut rarity = Rarity::new(10);
        (0..text.words().len()).for_each(|word| rarity.set(word, 0));
        let mut content = PassageContent::new(&text);
        for passage in text.passages() {
            content.read(&text, &rarity, *passage);
            let mut words: Vec<WordNumber> = text.passage_words(*passage).collect();
            words.sort_unstable();
            words.dedup();
            let all = 0..WordNumber::try_from(text.lexicon.len()).unwrap();
            assert!(all.clone().all(|word| content.has(word) == words.contains(&word)));
            assert_eq!(content.words().len(), words.len());
            let mass: f64 = words.iter().map(|word| rarity.in_passage(*word)).sum();
            assert!((content.mass - mass).abs() < 1e-9 && !content.has(all.end + 100));
        }
    }
}
