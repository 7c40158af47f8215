//! How much a word tells.

use super::constants::{RAREST, UNKNOWN_WORD};
use super::lexicon::WordNumber;

/// In how many signatures a word is assumed to be for which that was not counted.
const ASSUMED: f64 = 10.0;

/// How many signatures each word is in, by the numbers of a lexicon.
#[derive(Debug, Clone)]
pub struct Rarity {
    /// ln(N + 1) of N records, at least that of two.
    most: f64,
    counts: Vec<Option<u32>>,
}

impl Rarity {
    /// Of a number of records, of which no word is counted yet.
    pub fn new(records: usize) -> Self {
        Rarity { most: (to_f64(records.max(2)) + 1.0).ln(), counts: Vec::new() }
    }

    /// Notes in how many signatures a word is.
    pub fn set(&mut self, word: usize, count: usize) {
        if self.counts.len() <= word {
            self.counts.resize(word + 1, None);
        }
        if let Some(place) = self.counts.get_mut(word) {
            *place = Some(u32::try_from(count).unwrap_or(u32::MAX));
        }
    }

    /// Whether it was noted for a word.
    pub fn is_counted(&self, word: usize) -> bool {
        self.counts.get(word).copied().flatten().is_some()
    }

    /// The information of a word of a signature: the inverse document frequency, ln((N + 1) / (n + ½)), scaled so that
    /// that of a word of half a signature is [`RAREST`]. So scores mean the same in small sets and in large ones.
    pub(super) fn in_signature(&self, word: WordNumber) -> f64 {
        let count = self.count(word).map_or(ASSUMED, f64::from);
        (RAREST * (self.most - (count + 0.5).ln()) / self.most).max(0.0)
    }

    /// The information of a word of a passage: as in a signature, or [`UNKNOWN_WORD`] if it is in none.
    pub(super) fn in_passage(&self, word: WordNumber) -> f64 {
        match self.count(word) {
            Some(0) | None => UNKNOWN_WORD,
            Some(_) => self.in_signature(word),
        }
    }

    fn count(&self, word: WordNumber) -> Option<u32> {
        self.counts.get(usize::try_from(word).ok()?).copied().flatten()
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
    fn a_rare_word_tells_more_than_a_common_one() {
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
