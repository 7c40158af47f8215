//! How similar two texts are, and whether similar texts say different things.

use std::collections::HashMap;

use super::words::TextWord;

/// The cost of a word that replaces another one. A shared word is worth 1.
///
/// This tells a replacement from a rewording: "upgrade" instead of "downgrade", another package, another version. A
/// rewording mostly adds words, omits words and changes their form.
const REPLACED: f64 = 6.0;

/// The cost of a word that only the longer text has.
const ADDED: f64 = 0.1;

/// The number of differing words that are searched for typos and opposites. Bounds the time for very long texts.
const MAX_SEARCHED: usize = 50;

/// Words around which the order matters: "use A instead of B".
const PIVOTS: &[&str] =
    &["instead", "rather", "than", "before", "after", "over", "without", "with", "from", "not", "代", "替", "前", "后"];

/// How two texts compare.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Likeness {
    /// From 0 for texts without a common word to 1 for texts of the same words.
    pub(super) ratio: f64,
    /// The number of words that replace words of the other text.
    pub(super) replaced: usize,
}

/// What two texts share, and the words that only one of them has, each with the difference of its counts.
pub(super) struct WordDifference<'w> {
    shared: usize,
    old: Vec<&'w TextWord>,
    new: Vec<&'w TextWord>,
}

impl<'w> WordDifference<'w> {
    pub(super) fn between(old: &'w [TextWord], new: &'w [TextWord]) -> Self {
        let mut difference = WordDifference { shared: 0, old: beyond(old, new), new: beyond(new, old) };
        difference.forgive_typos();
        difference.shared = new.len() - difference.new.len();
        difference
    }

    /// Removes pairs of words that differ by a typo.
    fn forgive_typos(&mut self) {
        let new = &mut self.new;
        let mut is_other = |word: &&TextWord| {
            let typo = new.iter().take(MAX_SEARCHED).position(|other| is_typo(&word.spelling, &other.spelling));
            typo.map(|at| new.remove(at)).is_none()
        };
        let mut searched = 0..MAX_SEARCHED;
        self.old.retain(|word| searched.next().is_none() || is_other(word));
    }

    /// How similar the texts are: a symmetric form of Tversky's index, shared / (shared + weighted differences).
    ///
    /// Source: Tversky, "Features of Similarity", Psychological Review 84 (1977); Jimenez, Becerra and Gelbukh,
    /// "SOFTCARDINALITY-CORE", *SEM (2013).
    pub(super) fn likeness(&self) -> Likeness {
        let replaced = self.old.len().min(self.new.len());
        let added = self.old.len().max(self.new.len()) - replaced;
        let count = |words: usize| u32::try_from(words).map_or(f64::INFINITY, f64::from);
        let shared = count(self.shared);
        let ratio = shared / (shared + REPLACED * count(replaced) + ADDED * count(added));
        Likeness { ratio: if self.shared == 0 { 0.0 } else { ratio }, replaced }
    }

    /// Whether the different words prove that the texts say different things: one more negation, another number or
    /// range of versions, or opposites.
    pub(super) fn says_otherwise(&self) -> bool {
        let negations = |words: &[&TextWord]| words.iter().filter(|word| word.is_negation()).count();
        let has_number = |words: &[&TextWord]| words.iter().any(|word| word.is_number());
        let is_opposite = |old: &&TextWord| {
            let mut new = self.new.iter().take(MAX_SEARCHED);
            new.any(|new| are_opposites(&old.spelling, &new.spelling))
        };
        negations(&self.old) != negations(&self.new)
            || has_number(&self.old) && has_number(&self.new)
            || self.old.iter().chain(&self.new).any(|word| word.is_bound())
            || self.old.iter().take(MAX_SEARCHED).any(is_opposite)
    }
}

/// The words of `one` that `other` does not have, or not as often.
fn beyond<'w>(one: &'w [TextWord], other: &[TextWord]) -> Vec<&'w TextWord> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for word in other {
        *counts.entry(&word.meaning).or_default() += 1;
    }
    let is_beyond = |word: &&TextWord| match counts.get_mut(word.meaning.as_str()) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    };
    one.iter().filter(is_beyond).collect()
}

/// Whether one word is the other with one letter added, missing, wrong, or swapped with its neighbour.
///
/// Short words, numbers and first letters must be equal: too many different words differ by one letter there.
fn is_typo(one: &str, other: &str) -> bool {
    let is_plain = |word: &str| word.bytes().all(|byte| byte.is_ascii_lowercase());
    one.len().min(other.len()) > 4
        && one.len().abs_diff(other.len()) <= 1
        && one.bytes().next() == other.bytes().next()
        && is_plain(one)
        && is_plain(other)
        && strsim::osa_distance(one, other) == 1
}

/// Whether two words have the same ending and different beginnings, as "enable" and "disable", "import" and "export"
/// do.
fn are_opposites(one: &str, other: &str) -> bool {
    let alike = one.bytes().rev().zip(other.bytes().rev()).take_while(|(a, b)| a == b).count();
    let beginning = |word: &str| word.len() - alike;
    alike >= 4 && beginning(one).max(beginning(other)) <= 4
}

/// Whether words moved across a word such as "instead", in both directions or next to it.
///
/// Two clauses that are swapped move words in one direction only: "check A with B: run C" and "run C: check A with B".
pub(super) fn changes_sides(old: &[TextWord], new: &[TextWord]) -> bool {
    PIVOTS.iter().any(|pivot| {
        let halves = |words| halves(words, pivot);
        halves(old).zip(halves(new)).is_some_and(|(old, new)| {
            let (before, after) = (balance(old.0, new.0), balance(old.1, new.1));
            let moved = |word: &TextWord, from: &HashMap<&str, i32>, to: &HashMap<&str, i32>| {
                let balance = |of: &HashMap<&str, i32>| of.get(word.meaning.as_str()).copied().unwrap_or_default();
                balance(from) < 0 && balance(to) > 0
            };
            let right = |word: &TextWord| moved(word, &before, &after);
            let left = |word: &TextWord| moved(word, &after, &before);
            old.0.last().is_some_and(right)
                || old.1.iter().find(|word| word.spelling != "of").is_some_and(left)
                || old.0.iter().any(right) && old.1.iter().any(left)
        })
    })
}

/// What stands before a word, and what after it.
fn halves<'w>(words: &'w [TextWord], at: &str) -> Option<(&'w [TextWord], &'w [TextWord])> {
    let at = words.iter().position(|word| word.spelling == at)?;
    let (before, rest) = words.split_at_checked(at)?;
    Some((before, rest.split_first()?.1))
}

/// How many times more a word occurs in `new` than in `old`.
fn balance<'w>(old: &'w [TextWord], new: &'w [TextWord]) -> HashMap<&'w str, i32> {
    let mut balance = HashMap::new();
    for word in old {
        *balance.entry(word.meaning.as_str()).or_default() -= 1;
    }
    for word in new {
        *balance.entry(word.meaning.as_str()).or_default() += 1;
    }
    balance
}
