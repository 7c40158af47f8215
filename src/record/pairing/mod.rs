//! Which item of an old list is which item of a new one.
//!
//! Equal texts are the same item. Of the rest, the two most similar ones are the same item if they are similar enough.
//! A wrong pair gives the edits and the evidence of one item to another, so a missed pair is better than a wrong one.

mod likeness;
mod words;

use std::collections::{HashMap, VecDeque};

use likeness::{Likeness, WordDifference, changes_sides};
use words::{TextWord, words};

/// How similar two texts must be to count as one reworded item.
///
/// Chosen and measured by `cargo bench --bench pairing`; docs/pairing.md has the figures.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    /// The ratio of two texts that are the same item, 0 to 1.
    pub(crate) min_ratio: f64,
    /// The number of words that may replace others.
    pub(crate) max_replaced: usize,
}

impl Bounds {
    /// How similar two texts are, 0 to 1; `None` if they are not the same item.
    fn ratio(self, old: &[TextWord], new: &[TextWord]) -> Option<f64> {
        let difference = WordDifference::between(old, new);
        let Likeness { ratio, replaced } = difference.likeness();
        let is_alike = ratio >= self.min_ratio && replaced <= self.max_replaced;
        (is_alike && !difference.says_otherwise() && !changes_sides(old, new)).then_some(ratio)
    }
}

/// For an item to which nothing refers.
pub(crate) const PLAIN: Bounds = Bounds { min_ratio: 0.7, max_replaced: usize::MAX };

/// For an item to which evidence or an edit refers.
pub(crate) const HELD: Bounds = Bounds { min_ratio: 0.8, max_replaced: 0 };

/// The number of bytes, in all pairs together, up to which texts are compared. Bounds the time: real records have
/// some thousand, two lists of 200 lines each have ten million.
const MAX_COMPARED: usize = 10_000_000;

/// An item of the old list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known<'t> {
    /// The text by which it is known.
    pub text: &'t str,
    /// Whether evidence or an edit refers to it: then its text must be more similar to count as the same.
    pub is_held: bool,
}

/// For each item of the new list, the index of the same item in the old list; `None` if it is new.
pub type Pairing = Vec<Option<usize>>;

/// Pairs the items of two versions of a list by their texts, never by their place. Old items that are in no pair were
/// removed.
///
/// Items of equal text are paired first, those at the same index before the others, then the most similar ones, if they
/// are similar enough. Among equal candidates the first is paired with the first.
pub fn pair(old: &[Known<'_>], new: &[&str]) -> Pairing {
    pair_within(old, new, PLAIN, HELD)
}

/// [`pair`] with other bounds, for the measurement.
pub(crate) fn pair_within(old: &[Known<'_>], new: &[&str], plain: Bounds, held: Bounds) -> Pairing {
    let mut matching = Matching { pairs: vec![None; new.len()], is_gone: vec![true; old.len()] };
    matching.equal(old, new);
    matching.alike(old, new, |is_held| if is_held { held } else { plain });
    matching.pairs
}

/// The pairs so far.
struct Matching {
    pairs: Pairing,
    /// For each old item, whether it is still unpaired.
    is_gone: Vec<bool>,
}

impl Matching {
    /// Pairs two items if both are still free.
    fn add(&mut self, at: usize, from: usize) {
        if let (Some(pair @ None), Some(is_gone @ true)) = (self.pairs.get_mut(at), self.is_gone.get_mut(from)) {
            *pair = Some(from);
            *is_gone = false;
        }
    }

    /// The old items that are not paired, with their places.
    fn gone<'l, 't>(&self, old: &'l [Known<'t>]) -> Vec<(usize, &'l Known<'t>)> {
        let places = self.is_gone.iter().zip(old).enumerate().filter(|(_, (is_gone, _))| **is_gone);
        places.map(|(from, (_, item))| (from, item)).collect()
    }

    /// The new items that are not paired, with their places.
    fn added<'t>(&self, new: &[&'t str]) -> Vec<(usize, &'t str)> {
        let places = self.pairs.iter().zip(new).enumerate().filter(|(_, (pair, _))| pair.is_none());
        places.map(|(at, (_, text))| (at, *text)).collect()
    }

    /// Pairs items of equal text.
    fn equal(&mut self, old: &[Known<'_>], new: &[&str]) {
        for (at, (item, text)) in old.iter().zip(new).enumerate() {
            if item.text == *text {
                self.add(at, at);
            }
        }
        let (old, new) = (self.gone(old), self.added(new));
        let mut by_text: HashMap<&str, VecDeque<usize>> = HashMap::new();
        for (from, item) in old {
            by_text.entry(item.text).or_default().push_back(from);
        }
        for (at, text) in new {
            if let Some(from) = by_text.get_mut(text).and_then(VecDeque::pop_front) {
                self.add(at, from);
            }
        }
    }

    /// Pairs items that are similar enough, the most similar first.
    fn alike(&mut self, old: &[Known<'_>], new: &[&str], bounds: impl Fn(bool) -> Bounds) {
        let (old, new) = (self.gone(old), self.added(new));
        // A pair costs something even if its texts are short.
        let bytes = |text: usize, times: usize| text.saturating_add(16).saturating_mul(times);
        let in_old = old.iter().map(|(_, item)| bytes(item.text.len(), new.len()));
        let in_new = new.iter().map(|(_, text)| bytes(text.len(), old.len()));
        if in_old.chain(in_new).fold(0, usize::saturating_add) > MAX_COMPARED {
            return;
        }
        let old: Vec<_> = old.into_iter().map(|(from, item)| (from, words(item.text), bounds(item.is_held))).collect();
        let mut found: Vec<(f64, usize, usize)> = Vec::new();
        for (at, text) in new {
            let text = words(text);
            let alike =
                |(from, item, bounds): &(usize, Vec<TextWord>, Bounds)| Some((bounds.ratio(item, &text)?, at, *from));
            found.extend(old.iter().filter_map(alike));
        }
        // The sort is stable, so among equally similar pairs the first items go first.
        found.sort_by(|one, other| other.0.total_cmp(&one.0));
        for (_, at, from) in found {
            self.add(at, from);
        }
    }
}

#[cfg(test)]
mod tests;
