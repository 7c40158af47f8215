//! Choosing the better of several sets of literals as a filter.

use std::collections::BTreeSet;

/// The worth beyond which a longer literal is no better than a set of fewer literals: that of 12 characters.
const LONG_ENOUGH: usize = 24;

/// Texts that are in many error texts, and so tell little about one: each of these is in about a fiftieth or more of
/// the signatures of a real set, the first in 500 of 1,755.
const COMMON: &[&str] = &[
    "error",
    "failed",
    "not found",
    "cannot",
    "warning",
    "invalid",
    "could not",
    "connection",
    "exceeded",
    "failed to",
    "server",
    "limit",
    "detected",
    "module",
    "already",
    "memory",
    "does not",
    "timeout",
    "unable to",
    "function",
];

/// The value of each of [`COMMON`]: more than three characters, which make a weak literal, and less than four others.
const WORTH_OF_COMMON: usize = 7;

/// The better of two sets, of each of which one literal must occur.
pub(super) fn better(one: Option<BTreeSet<String>>, other: Option<BTreeSet<String>>) -> Option<BTreeSet<String>> {
    let (one, other) = match (one.filter(is_useful), other.filter(is_useful)) {
        (Some(one), Some(other)) => (one, other),
        (one, other) => return one.or(other),
    };
    Some(if worth(&other) > worth(&one) { other } else { one })
}

/// The characters of the best of some folded literals, each as a set of its own; 0 if all of them are empty.
pub(super) fn best_length(literals: &[Vec<char>]) -> usize {
    let mut best = ((0, 0), 0);
    for literal in literals.iter().filter(|literal| !literal.is_empty()) {
        let rarity = rarity(&literal.iter().collect::<String>());
        let worth = (rarity.min(LONG_ENOUGH), rarity);
        // Of equal ones the first, as above.
        if worth > best.0 {
            best = (worth, literal.len());
        }
    }
    best.1
}

/// A set with the empty literal does not filter.
fn is_useful(literals: &BTreeSet<String>) -> bool {
    !literals.contains("")
}

/// The value of a set as a filter: its shortest literal decides, then fewer ones are better, then longer ones.
fn worth(literals: &BTreeSet<String>) -> (usize, std::cmp::Reverse<usize>, usize) {
    let shortest = literals.iter().map(|literal| rarity(literal)).min().unwrap_or(usize::MAX);
    (shortest.min(LONG_ENOUGH), std::cmp::Reverse(literals.len()), shortest)
}

/// The value of a literal: two for each character, or less if many error texts have it.
fn rarity(literal: &str) -> usize {
    let characters = literal.chars().count().saturating_mul(2);
    let words = literal.trim_matches(|one: char| !one.is_alphanumeric());
    let is_common = || COMMON.iter().any(|common| common.len() >= words.len() && common.contains(words));
    if characters > WORTH_OF_COMMON && is_common() { WORTH_OF_COMMON } else { characters }
}
