//! Comparing passages with signatures, word by word.

use super::constants::MIN_SHARE;
use super::lexicon::WordNumber;
use super::passage::Passage;
use super::rarity::Rarity;
use super::score::{WordParts, joined};
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
    signatures: Vec<Weighed<'a>>,
    /// For each word the signatures that have it.
    owners: Vec<Vec<usize>>,
}

/// A signature with its information.
struct Weighed<'a> {
    signature: &'a Signature,
    /// The sum over all words, in full and weighted.
    mass: f64,
    counted: f64,
    pairs: f64,
}

/// The data of a passage for every signature.
struct Reading {
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
                    owners.push(number);
                }
            }
            let pairs = signature.pairs.iter().map(|(_, _, weight)| weight).sum();
            comparer.signatures.push(Weighed { signature, mass, counted, pairs });
        }
        comparer
    }

    /// For each signature the passage that agrees best with it, if one has enough of it.
    pub(super) fn best(&self) -> Vec<Option<BestPassage>> {
        let mut best: Vec<Option<BestPassage>> = vec![None; self.signatures.len()];
        let mut found = vec![0.0; self.signatures.len()];
        let mut touched = Vec::new();
        for (number, passage) in self.text.passages().iter().enumerate() {
            let mut reading = self.read(*passage);
            for word in &reading.words {
                let mass = self.rarity.in_signature(*word);
                let owners = usize::try_from(*word).ok().and_then(|word| self.owners.get(word));
                for signature in owners.into_iter().flatten() {
                    if let Some(sum) = found.get_mut(*signature) {
                        if *sum == 0.0 {
                            touched.push(*signature);
                        }
                        *sum += mass;
                    }
                }
            }
            for signature in touched.drain(..) {
                let of_signature = found.get_mut(signature).zip(best.get_mut(signature));
                #[expect(clippy::expect_used, reason = "both have a place for each signature")]
                let (sum, best) = of_signature.expect("the places of a signature");
                let mass = std::mem::take(sum);
                let least = best.map_or(0.0, |best| best.score);
                if let Some(words) = self.compare(signature, mass, *passage, &mut reading, least) {
                    let score = words.score() * joined(passage.joined());
                    if score > least {
                        *best = Some(BestPassage { passage: number, words, score });
                    }
                }
            }
        }
        best
    }

    /// How a signature agrees with one passage.
    pub(super) fn with(&self, signature: usize, passage: Passage) -> WordParts {
        let mut reading = self.read(passage);
        let words = self.signatures.get(signature).map(|weighed| weighed.signature.words.as_slice());
        let is_in = |word: &&(WordNumber, f64)| reading.words.binary_search(&word.0).is_ok();
        let common = words.unwrap_or_default().iter().filter(is_in);
        let mass = common.map(|(word, _)| self.rarity.in_signature(*word)).sum();
        self.compare(signature, mass, passage, &mut reading, 0.0).unwrap_or_default()
    }

    fn read(&self, passage: Passage) -> Reading {
        let mut words: Vec<WordNumber> = self.text.passage_words(passage).collect();
        words.sort_unstable();
        words.dedup();
        let mass = words.iter().map(|word| self.rarity.in_passage(*word)).sum();
        Reading { words, mass, pairs: None, text: None }
    }

    /// Compares a signature with a passage that has `mass` of its information; `None` if that is too little, or if the
    /// score cannot be more than `least`.
    fn compare(
        &self,
        signature: usize,
        mass: f64,
        passage: Passage,
        reading: &mut Reading,
        least: f64,
    ) -> Option<WordParts> {
        let Weighed { signature, mass: whole, counted, pairs } = self.signatures.get(signature)?;
        if mass <= 0.0 || mass < MIN_SHARE * whole {
            return None;
        }
        let is_in = |word: WordNumber| reading.words.binary_search(&word).is_ok();
        let common = signature.words.iter().filter(|(word, _)| is_in(*word));
        let found: f64 = common.map(|(word, weight)| self.rarity.in_signature(*word) * weight).sum();
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
