//! The information of words.

use super::constants::{ASSUMED, RAREST, UNKNOWN_WORD};
use super::lexicon::WordNumber;

/// The information of each word, by the numbers of a lexicon.
#[derive(Debug, Clone)]
pub struct Rarity {
    /// ln(N + 1) of N records, at least that of two.
    most: f64,
    words: Vec<Option<Counted>>,
}

/// A word with a count of the signatures that have it.
#[derive(Debug, Clone, Copy)]
struct Counted {
    count: usize,
    in_signature: f64,
    in_passage: f64,
}

impl Rarity {
    /// For a number of records, without counted words.
    pub fn new(records: usize) -> Self {
        Rarity { most: (to_f64(records.max(2)) + 1.0).ln(), words: Vec::new() }
    }

    /// Notes the number of signatures that have a word.
    pub fn set(&mut self, word: usize, count: usize) {
        if self.words.len() <= word {
            self.words.resize(word + 1, None);
        }
        let in_signature = self.information(to_f64(count));
        let in_passage = if count == 0 { UNKNOWN_WORD } else { in_signature };
        if let Some(place) = self.words.get_mut(word) {
            *place = Some(Counted { count, in_signature, in_passage });
        }
    }

    /// Whether it was noted for a word.
    pub fn is_counted(&self, word: usize) -> bool {
        self.words.get(word).is_some_and(Option::is_some)
    }

    /// In how many signatures a word is; in none if that was not noted.
    pub fn count(&self, word: usize) -> usize {
        self.words.get(word).copied().flatten().map_or(0, |counted| counted.count)
    }

    /// The information of a word of a signature: the inverse document frequency, ln((N + 1) / (n + ½)), scaled so that
    /// that of a word of half a signature is [`RAREST`]. So scores mean the same in small sets and in large ones.
    pub(super) fn in_signature(&self, word: WordNumber) -> f64 {
        self.counted(word).map_or_else(|| self.information(ASSUMED), |counted| counted.in_signature)
    }

    /// The information of a word of a passage: as in a signature, or [`UNKNOWN_WORD`] if it is in none.
    pub(super) fn in_passage(&self, word: WordNumber) -> f64 {
        self.counted(word).map_or(UNKNOWN_WORD, |counted| counted.in_passage)
    }

    fn counted(&self, word: WordNumber) -> Option<Counted> {
        self.words.get(usize::try_from(word).ok()?).copied().flatten()
    }

    fn information(&self, signatures: f64) -> f64 {
        (RAREST * (self.most - (signatures + 0.5).ln()) / self.most).max(0.0)
    }
}

/// A count as a number to compute with.
pub(super) fn to_f64(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::from(u32::MAX), f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rare_word_has_more_information_than_a_common_one() {
        let mut rarity = Rarity::new(1000);
        rarity.set(1, 1);
        rarity.set(2, 500);
        rarity.set(3, 0);
        rarity.set(4, 5000);
        let idf = |count: f64| (1001.0 / (count + 0.5)).ln() * RAREST / 1001.0_f64.ln();
        assert!((rarity.in_signature(1) - idf(1.0)).abs() < 1e-12);
        assert!(rarity.in_signature(2) < 1.0 && rarity.in_signature(4) == 0.0);
        assert_eq!((rarity.in_passage(3), rarity.in_passage(9)), (UNKNOWN_WORD, UNKNOWN_WORD));
        assert!(!rarity.is_counted(0) && rarity.is_counted(3));
    }
}
