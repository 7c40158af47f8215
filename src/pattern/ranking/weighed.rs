//! Signatures with the information of their words.

use super::constants::MIN_SHARE;
use super::content::PassageContent;
use super::lexicon::WordNumber;
use super::rarity::Rarity;
use super::score::WordParts;
use super::signature::Signature;

/// A signature with its information.
pub(super) struct WeighedSignature<'a> {
    pub(super) signature: &'a Signature,
    /// Each word with its information, in full and weighted.
    words: Vec<(WordNumber, f64, f64)>,
    /// The sums over all words.
    mass: f64,
    counted: f64,
}

impl<'a> WeighedSignature<'a> {
    pub(super) fn new(signature: &'a Signature, rarity: &Rarity) -> Self {
        let weighed = |(word, weight): &(WordNumber, f64)| {
            let mass = rarity.in_signature(*word);
            (*word, mass, mass * weight)
        };
        let words: Vec<_> = signature.words.iter().map(weighed).collect();
        let mass = words.iter().map(|(_, mass, _)| mass).sum();
        let counted = words.iter().map(|(.., counted)| counted).sum();
        WeighedSignature { signature, words, mass, counted }
    }

    /// How it agrees with a passage, except for what its order and its letters say; `None` if too little of its
    /// information is there.
    pub(super) fn parts(&self, content: &PassageContent) -> Option<WordParts> {
        let (mut mass, mut counted) = (0.0, 0.0);
        for (_, full, weighted) in self.words.iter().filter(|(word, ..)| content.has(*word)) {
            mass += full;
            counted += weighted;
        }
        if mass <= 0.0 {
            return None;
        }
        self.parts_of(mass, counted, content.explained(mass))
    }

    /// The same if this information of it, in full and weighted, is there, and explains this share of the passage.
    pub(super) fn parts_of(&self, mass: f64, counted: f64, explained: f64) -> Option<WordParts> {
        if mass < MIN_SHARE * self.mass {
            return None;
        }
        let share = if self.counted > 0.0 { (counted / self.counted).min(1.0) } else { 0.0 };
        let Signature { is_message, is_unnamed, .. } = *self.signature;
        Some(WordParts { share, mass: counted, explained, is_message, is_unnamed, ..WordParts::default() })
    }
}
