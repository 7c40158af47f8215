//! The words of a text, each once, and their successors.

use std::collections::{HashMap, HashSet};

use super::query::words;

/// The most different words of a text that are looked up. A log of 1 MB has about that many. In a longer one, the last
/// ones count, because builds fail at the end.
pub(super) const MAX_WORDS: usize = 20_000;

/// The words of a text, numbered in the order of their first occurrence.
#[derive(Default)]
pub(super) struct Bag {
    numbers: HashMap<String, usize>,
    pairs: HashSet<(usize, usize)>,
}

impl Bag {
    pub(super) fn of(words: impl IntoIterator<Item = String>) -> Self {
        let mut bag = Bag::default();
        let mut before = None;
        for word in words {
            let next = bag.numbers.len();
            let number = *bag.numbers.entry(word).or_insert(next);
            bag.pairs.extend(before.map(|before| (before, number)));
            before = Some(number);
        }
        bag
    }

    /// The words that are looked up with their numbers, in order.
    pub(super) fn words(&self) -> Vec<(usize, &str)> {
        let skipped = self.numbers.len().saturating_sub(MAX_WORDS);
        let mut words: Vec<(usize, &str)> =
            self.numbers.iter().map(|(word, number)| (*number, word.as_str())).collect();
        words.sort_unstable();
        words.split_off(skipped)
    }

    /// How much of a text is in this one, and how much could be: the weights of its words, each counted twice if it
    /// follows the same word in both. `missing` is the weight of a word that is not here.
    pub(super) fn share(&self, text: &str, weights: &HashMap<usize, f64>, missing: f64) -> (f64, f64) {
        let (mut shared, mut whole) = (0.0, 0.0);
        let mut before: Option<Option<usize>> = None;
        for word in words(text) {
            let number = self.numbers.get(&word).copied();
            let weight = match number {
                Some(number) => weights.get(&number).copied().unwrap_or_default(),
                None => missing,
            };
            whole += 2.0 * weight;
            if let Some(number) = number {
                let follows = before.is_none_or(|before| before.is_some_and(|b| self.pairs.contains(&(b, number))));
                shared += if follows { 2.0 * weight } else { weight };
            }
            before = Some(number);
        }
        (shared, whole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bag(text: &str) -> Bag {
        Bag::of(words(text))
    }

    fn share(log: &str, signature: &str) -> f64 {
        let log = bag(log);
        let weights = log.words().into_iter().map(|(number, _)| (number, 1.0)).collect();
        let (shared, whole) = log.share(signature, &weights, 1.0);
        shared / whole
    }

    #[test]
    fn a_text_that_occurs_in_one_piece_has_the_full_share() {
        let log = "12:03 Compiling\n12:04 error: Connection refused by peer\n12:05 done";
        assert_eq!(share(log, "Connection refused"), 1.0);
        assert!(share(log, "refused Connection") < 1.0, "the order counts");
        assert!(share(log, "Connection reset") < 0.6);
        assert_eq!(share(log, "stack overflow"), 0.0);
    }

    #[test]
    fn a_bounded_number_of_words_is_looked_up_and_those_are_the_last() {
        let text: String = (0..3 * MAX_WORDS).map(|number| format!("w{number} the ")).collect();
        let bag = bag(&text);
        let words = bag.words();
        assert_eq!(words.len(), MAX_WORDS);
        assert_eq!(words.last().unwrap().1, format!("w{}", 3 * MAX_WORDS - 1));
    }
}
