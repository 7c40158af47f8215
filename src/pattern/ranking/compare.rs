//! Comparing passages with signatures, word by word.

use super::content::PassageContent;
use super::lexicon::WordNumber;
use super::passage::Passage;
use super::rarity::Rarity;
use super::score::{LESS, Parts, WordParts, joined, least_of_best};
use super::shared::{SharedSums, SharedWords};
use super::signature::{Signature, on_one_line, stands_in};
use super::text::LogText;
use super::weighed::WeighedSignature;

/// After how many passages it is looked at again which score a record needs to be among the best.
const PASSAGES_PER_FLOOR: usize = if cfg!(test) { 2 } else { 200 };

/// The passage that agrees best with a signature.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct BestPassage {
    /// The number of the passage.
    pub(super) passage: usize,
    pub(super) words: WordParts,
    /// The score of the words, reduced for joined lines.
    pub(super) score: f64,
}

impl BestPassage {
    /// The score if the regex of the record finds nothing.
    pub(super) fn without_regex(&self) -> f64 {
        self.score * Parts { words: self.words, ..Parts::default() }.confirmed()
    }
}

/// Signatures, ready to be compared with many passages.
pub(super) struct Comparer<'a> {
    text: &'a LogText,
    rarity: &'a Rarity,
    /// Each with the number of its record.
    signatures: Vec<(WeighedSignature<'a>, usize)>,
    records: usize,
    /// For each word the signatures that have it, with its weight there.
    owners: Vec<Vec<(usize, f64)>>,
}

/// The data of a passage for every signature.
struct PassageWords {
    content: PassageContent,
    pairs: Option<Vec<(WordNumber, WordNumber)>>,
    text: Option<String>,
}

impl<'a> Comparer<'a> {
    /// Prepares the signatures of records; all are numbered in this order from 0.
    pub(super) fn new(
        text: &'a LogText,
        rarity: &'a Rarity,
        records: impl IntoIterator<Item = &'a [Signature]>,
    ) -> Self {
        let owners = vec![Vec::new(); text.lexicon.len()];
        let mut comparer = Comparer { text, rarity, signatures: Vec::new(), records: 0, owners };
        for signatures in records {
            signatures.iter().for_each(|signature| comparer.add(signature));
            comparer.records += 1;
        }
        comparer
    }

    fn add(&mut self, signature: &'a Signature) {
        let number = self.signatures.len();
        for (word, weight) in &signature.words {
            if let Some(owners) = usize::try_from(*word).ok().and_then(|word| self.owners.get_mut(word)) {
                owners.push((number, *weight));
            }
        }
        self.signatures.push((WeighedSignature::new(signature, self.rarity), self.records));
    }

    /// For each signature the passage that agrees best with it, if one has enough of it. It may be left out if its
    /// record cannot be among the `most` best.
    pub(super) fn best(&self, most: usize) -> Vec<Option<BestPassage>> {
        let mut best: Vec<Option<BestPassage>> = vec![None; self.signatures.len()];
        let mut sums = SharedSums::new(self.text, self.rarity, &self.owners, self.signatures.len());
        let mut reading = PassageWords { content: PassageContent::new(self.text), pairs: None, text: None };
        let mut floor = 0.0;
        for (number, passage) in self.text.passages().iter().enumerate() {
            reading.content.read(self.text, self.rarity, *passage);
            (reading.pairs, reading.text) = (None, None);
            let factor = joined(passage.joined());
            if number % PASSAGES_PER_FLOOR == PASSAGES_PER_FLOOR - 1 {
                floor = self.floor(&best, most);
            }
            sums.each(*passage, reading.content.mass, |shared| {
                let Some(best) = best.get_mut(shared.signature) else { return };
                let least = best.map_or(floor, |best| best.score.max(floor));
                if !self.may_exceed(&shared, factor, least) {
                    return;
                }
                if let Some(words) = self.compare(shared.signature, *passage, &mut reading, least) {
                    let score = words.score() * factor;
                    if score > least {
                        *best = Some(BestPassage { passage: number, words, score });
                    }
                }
            });
        }
        best
    }

    /// A score below that of the `most` best records so far, if their regexes find nothing; 0 if they are fewer.
    fn floor(&self, best: &[Option<BestPassage>], most: usize) -> f64 {
        let mut scores = vec![0.0_f64; self.records];
        for (best, (_, record)) in best.iter().zip(&self.signatures) {
            if let (Some(best), Some(score)) = (best, scores.get_mut(*record)) {
                *score = score.max(best.without_regex());
            }
        }
        least_of_best(&scores, most).unwrap_or_default() * LESS
    }

    /// Whether a passage with no more in common with a signature can have a score of more than `least`. Most pairs of a
    /// passage and a signature cannot, and need not be compared word by word.
    fn may_exceed(&self, shared: &SharedWords, factor: f64, least: f64) -> bool {
        let Some((weighed, _)) = self.signatures.get(shared.signature) else { return false };
        let parts = weighed.parts_of(shared.mass, shared.weighted, shared.explained);
        parts.is_some_and(|parts| parts.best() * factor > least)
    }

    /// How a signature agrees with one passage.
    pub(super) fn with(&self, signature: usize, passage: Passage) -> WordParts {
        let content = PassageContent::of(self.text, self.rarity, passage);
        self.compare(signature, passage, &mut PassageWords { content, pairs: None, text: None }, 0.0)
            .unwrap_or_default()
    }

    /// Compares a signature with a passage; `None` if that has too little of its information, or if the score cannot be
    /// more than `least`.
    fn compare(&self, signature: usize, passage: Passage, reading: &mut PassageWords, least: f64) -> Option<WordParts> {
        let (weighed, _) = self.signatures.get(signature)?;
        let signature = weighed.signature;
        let content = &reading.content;
        let is_in = |word: WordNumber| content.has(word);
        let parts = weighed.parts(content)?;
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
        let pairs: f64 = signature.pairs.iter().map(|(_, _, weight)| weight).sum();
        let order = if pairs > 0.0 {
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
            let signatures: Vec<_> = signatures.iter().flat_map(|one| Signature::all(one, "full", &mut text)).collect();
            let mut rarity = Rarity::new(40);
            counts.iter().enumerate().for_each(|(word, count)| rarity.set(word, *count));
            let comparer = Comparer::new(&text, &rarity, signatures.iter().map(std::slice::from_ref));
            let all = best_of_all(&comparer);
            prop_assert_eq!(&comparer.best(usize::MAX), &all);
            let scores: Vec<f64> = all.iter().map(|best| best.map_or(0.0, |best| best.without_regex())).collect();
            for most in [1, 3] {
                let least = least_of_best(&scores, most).unwrap_or_default();
                let kept = |all: Vec<Option<BestPassage>>| -> Vec<Option<BestPassage>> {
                    all.into_iter().map(|best| best.filter(|best| best.score >= least)).collect()
                };
                prop_assert_eq!(kept(comparer.best(most)), kept(all.clone()));
            }
        }
    }
}
