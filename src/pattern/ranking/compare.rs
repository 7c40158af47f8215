//! Comparing passages with signatures, word by word.

use super::constants::MIN_SHARE;
use super::lexicon::WordNumber;
use super::passage::Passage;
use super::rarity::Rarity;
use super::score::{WordParts, joined};
use super::shared::{SharedSums, SharedWords};
use super::signature::{Signature, on_one_line, stands_in};
use super::text::LogText;

/// The passage that agrees best with a signature.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct BestPassage {
    /// The number of the passage.
    pub(super) passage: usize,
    pub(super) words: WordParts,
    /// The score of the words, reduced for joined lines.
    pub(super) score: f64,
}

/// Signatures, ready to be compared with many passages.
pub(super) struct Comparer<'a> {
    text: &'a LogText,
    rarity: &'a Rarity,
    signatures: Vec<WeighedSignature<'a>>,
    /// For each word the signatures that have it, with its weight there.
    owners: Vec<Vec<(usize, f64)>>,
}

/// A signature with its information.
struct WeighedSignature<'a> {
    signature: &'a Signature,
    /// The sum over all words, in full and weighted.
    mass: f64,
    counted: f64,
    pairs: f64,
}

/// The data of a passage for every signature.
struct PassageWords {
    /// Its distinct words, sorted.
    words: Vec<WordNumber>,
    mass: f64,
    pairs: Option<Vec<(WordNumber, WordNumber)>>,
    text: Option<String>,
}

impl<'a> Comparer<'a> {
    /// Prepares signatures, which are numbered in this order from 0.
    pub(super) fn new(
        text: &'a LogText,
        rarity: &'a Rarity,
        signatures: impl IntoIterator<Item = &'a Signature>,
    ) -> Self {
        let mut comparer =
            Comparer { text, rarity, signatures: Vec::new(), owners: vec![Vec::new(); text.lexicon.len()] };
        for (number, signature) in signatures.into_iter().enumerate() {
            let (mut mass, mut counted) = (0.0, 0.0);
            for (word, weight) in &signature.words {
                mass += rarity.in_signature(*word);
                counted += rarity.in_signature(*word) * weight;
                if let Some(owners) = usize::try_from(*word).ok().and_then(|word| comparer.owners.get_mut(word)) {
                    owners.push((number, *weight));
                }
            }
            let pairs = signature.pairs.iter().map(|(_, _, weight)| weight).sum();
            comparer.signatures.push(WeighedSignature { signature, mass, counted, pairs });
        }
        comparer
    }

    /// For each signature the passage that agrees best with it, if one has enough of it.
    pub(super) fn best(&self) -> Vec<Option<BestPassage>> {
        let mut best: Vec<Option<BestPassage>> = vec![None; self.signatures.len()];
        let mut sums = SharedSums::new(self.text, self.rarity, &self.owners, self.signatures.len());
        for (number, passage) in self.text.passages().iter().enumerate() {
            let mut reading = None;
            let factor = joined(passage.joined());
            sums.each(*passage, |shared| {
                let Some(best) = best.get_mut(shared.signature) else { return };
                let least = best.map_or(0.0, |best| best.score);
                if !self.may_exceed(&shared, factor, least) {
                    return;
                }
                let reading = reading.get_or_insert_with(|| self.read(*passage));
                if let Some(words) = self.compare(shared.signature, *passage, reading, least) {
                    let score = words.score() * factor;
                    if score > least {
                        *best = Some(BestPassage { passage: number, words, score });
                    }
                }
            });
        }
        best
    }

    /// Whether a passage with no more in common with a signature can have a score of more than `least`. Most pairs of a
    /// passage and a signature cannot, and need not be compared word by word.
    fn may_exceed(&self, shared: &SharedWords, factor: f64, least: f64) -> bool {
        let Some(WeighedSignature { signature, mass, counted, .. }) = self.signatures.get(shared.signature) else {
            return false;
        };
        if shared.mass < MIN_SHARE * mass {
            return false;
        }
        let share = if *counted > 0.0 { (shared.weighted / counted).min(1.0) } else { 0.0 };
        let (mass, explained) = (shared.weighted, shared.explained);
        let parts = WordParts { share, mass, explained, is_message: signature.is_message, ..WordParts::default() };
        parts.best() * factor > least
    }

    /// How a signature agrees with one passage.
    pub(super) fn with(&self, signature: usize, passage: Passage) -> WordParts {
        self.compare(signature, passage, &mut self.read(passage), 0.0).unwrap_or_default()
    }

    fn read(&self, passage: Passage) -> PassageWords {
        let mut words: Vec<WordNumber> = self.text.passage_words(passage).collect();
        words.sort_unstable();
        words.dedup();
        let mass = words.iter().map(|word| self.rarity.in_passage(*word)).sum();
        PassageWords { words, mass, pairs: None, text: None }
    }

    /// Compares a signature with a passage; `None` if that has too little of its information, or if the score cannot be
    /// more than `least`.
    fn compare(&self, signature: usize, passage: Passage, reading: &mut PassageWords, least: f64) -> Option<WordParts> {
        let WeighedSignature { signature, mass: whole, counted, pairs } = self.signatures.get(signature)?;
        let is_in = |word: WordNumber| reading.words.binary_search(&word).is_ok();
        let (mut mass, mut found) = (0.0, 0.0);
        for (word, weight) in signature.words.iter().filter(|(word, _)| is_in(*word)) {
            mass += self.rarity.in_signature(*word);
            found += self.rarity.in_signature(*word) * weight;
        }
        if mass <= 0.0 || mass < MIN_SHARE * whole {
            return None;
        }
        let share = if *counted > 0.0 { (found / counted).min(1.0) } else { 0.0 };
        let explained = if reading.mass > 0.0 { (mass / reading.mass).min(1.0) } else { 0.0 };
        let parts =
            WordParts { share, mass: found, explained, is_message: signature.is_message, ..WordParts::default() };
        if parts.best() * joined(passage.joined()) <= least {
            return None;
        }
        // The words of a class may be in the passage by chance, as those of "SyntaxError" in "syntax error".
        let stands = |text: &mut Option<String>, part: &str| {
            stands_in(part, text.get_or_insert_with(|| on_one_line(&self.text.passage_text(passage))))
        };
        if !signature.classes.iter().all(|class| stands(&mut reading.text, class)) {
            return None;
        }
        let is_complete = signature.words.iter().all(|(word, _)| is_in(*word));
        let order = if *pairs > 0.0 {
            let neighbours = reading.pairs.get_or_insert_with(|| self.pairs(passage));
            let is_pair = |one, next| neighbours.binary_search(&(one, next)).is_ok();
            let common = signature.pairs.iter().filter(|(one, next, _)| is_pair(*one, *next));
            common.fold(0.0, |sum, (_, _, weight)| sum + weight) / pairs
        } else if is_complete {
            1.0
        } else {
            0.0
        };
        let is_whole = is_complete && stands(&mut reading.text, &signature.text);
        Some(WordParts { order, is_whole, ..parts })
    }

    fn pairs(&self, passage: Passage) -> Vec<(WordNumber, WordNumber)> {
        let words: Vec<WordNumber> = self.text.passage_words(passage).collect();
        let mut pairs: Vec<_> = words.iter().copied().zip(words.iter().copied().skip(1)).collect();
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The same as [`Comparer::best`], without skipping any pair.
    fn best_of_all(comparer: &Comparer<'_>) -> Vec<Option<BestPassage>> {
        let of_one = |signature: usize| {
            let mut best: Option<BestPassage> = None;
            for (number, passage) in comparer.text.passages().iter().enumerate() {
                let words = comparer.with(signature, *passage);
                let score = words.score() * joined(passage.joined());
                if score > best.map_or(0.0, |best| best.score) {
                    best = Some(BestPassage { passage: number, words, score });
                }
            }
            best
        };
        (0..comparer.signatures.len()).map(of_one).collect()
    }

    fn words(most: usize) -> impl Strategy<Value = String> {
        let word = prop::sample::select(vec!["disk", "full", "Error:", "no", "'x'", "44300", "a/b/c", "令牌", "host"]);
        prop::collection::vec(word, 1..most).prop_map(|words| words.join(" "))
    }

    proptest! {
        #[test]
        fn skipping_pairs_that_cannot_be_better_changes_nothing(
            signatures in prop::collection::vec(words(7), 1..8),
            lines in prop::collection::vec(words(9), 1..8),
            counts in prop::collection::vec(0..40_usize, 30),
        ) {
            let mut text = LogText::read(lines.join("\n").as_bytes(), 0);
            let signatures: Vec<_> = signatures.iter().flat_map(|one| Signature::all(one, &mut text)).collect();
            let mut rarity = Rarity::new(40);
            counts.iter().enumerate().for_each(|(word, count)| rarity.set(word, *count));
            let comparer = Comparer::new(&text, &rarity, &signatures);
            prop_assert_eq!(comparer.best(), best_of_all(&comparer));
        }
    }
}
