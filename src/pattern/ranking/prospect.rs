//! The best score that the match of a regex in a passage could have.

use super::constants::REGEX_TOO;
use super::content::PassageContent;
use super::lexicon::WordNumber;
use super::rarity::Rarity;
use super::sample::ForeignFinds;
use super::score::{RegexParts, WordParts, joined};
use super::weighed::WeighedSignature;

/// What limits the score of a record in a passage.
pub(super) struct Prospect<'a> {
    pub(super) signatures: Vec<WeighedSignature<'a>>,
    /// The words of the text that are in the regex, sorted.
    pub(super) own: Vec<WordNumber>,
}

impl Prospect<'_> {
    /// An upper bound of the score if the regex finds something in a passage of joined lines: it may find all of its
    /// words, in order, and no other signature.
    pub(super) fn best(&self, rarity: &Rarity, content: &PassageContent, lines: usize) -> f64 {
        let mass = self.own.iter().filter(|word| content.has(**word)).map(|word| rarity.in_signature(*word)).sum();
        let explained = content.explained(mass);
        let by_regex = RegexParts { mass, explained, foreign: ForeignFinds::default() }.score();
        let by_words = self.signatures.iter().filter_map(|signature| signature.parts(content));
        (by_words.map(|parts| WordParts::best(&parts)).fold(by_regex, f64::max) + REGEX_TOO) * joined(lines)
    }
}
