//! Which of thousands of regexes may find something in each of many texts.
//!
//! Each literal is looked up by four bytes of it, those that the fewest of the texts have. So a text takes a look at a
//! table for each of its bytes, however many literals there are, and is compared with few of them. An automaton that
//! searches for all of them at once is faster for a few hundred literals, but slow for thousands.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::ops::Range;

use super::{Folded, Literals, Prefilter};

/// The bytes of a gram.
const GRAM: usize = 4;

/// The bits of the hash of a gram.
const HASH_BITS: u32 = 18;

/// The bits of a number.
const BITS: usize = 64;

/// The most literals that are looked up by grams of the same hash: each of them is compared with every text that has
/// one. Of a set of records few are more than ten.
const MAX_ALIKE: usize = 64;

/// A number that is the same for the same gram, less than 2 to the power of [`HASH_BITS`] (Fibonacci hashing).
fn hash(gram: [u8; GRAM]) -> usize {
    let hash = u32::from_le_bytes(gram).wrapping_mul(0x9E37_79B1) >> (u32::BITS - HASH_BITS);
    usize::try_from(hash).unwrap_or_default()
}

/// The hashes of the grams of a text, in order.
fn hashes(text: &str) -> impl Iterator<Item = usize> {
    text.as_bytes().windows(GRAM).filter_map(|gram| gram.first_chunk().copied()).map(hash)
}

/// A list that has a place for each hash.
fn for_each_hash<T: Clone>(value: T) -> Vec<T> {
    vec![value; 1 << HASH_BITS]
}

/// How often the grams occur in some texts.
#[derive(Debug)]
pub(super) struct GramCounts {
    /// By their hashes.
    counts: Vec<usize>,
    texts: usize,
}

impl GramCounts {
    /// Counts the grams of texts.
    pub(super) fn of(texts: impl IntoIterator<Item = impl Borrow<Folded>>) -> Self {
        let mut counted = GramCounts { counts: for_each_hash(0), texts: 0 };
        for text in texts {
            counted.texts += 1;
            for hash in hashes(text.borrow().as_str()) {
                if let Some(count) = counted.counts.get_mut(hash) {
                    *count += 1;
                }
            }
        }
        counted
    }

    /// The number of texts that have one of some literals, at most.
    pub(super) fn most(&self, literals: &Literals) -> usize {
        let most = |literal: &str| self.rarest(literal).map_or(self.texts, |(count, _)| count);
        literals.iter().map(most).fold(0, usize::saturating_add).min(self.texts)
    }

    /// How often the rarest gram of a literal occurs, and its place and hash; `None` if the literal is too short.
    fn rarest(&self, literal: &str) -> Option<(usize, (usize, usize))> {
        let grams = hashes(literal).enumerate();
        grams.map(|(place, hash)| (self.counts.get(hash).copied().unwrap_or_default(), (place, hash))).min()
    }
}

/// The literals of many regexes, ready to be looked up.
#[derive(Debug)]
pub(super) struct Sieve<'l> {
    /// Which hashes have literals, a bit for each: 32 kilobytes, which the processor keeps near.
    used: Vec<u64>,
    /// For each hash the places of the literals that are looked up by it.
    places: Vec<Range<u32>>,
    literals: Vec<SoughtLiteral<'l>>,
    /// The literals that are too short, or of which too many have grams of the same hash.
    others: Prefilter,
}

/// A literal that is looked up.
#[derive(Debug)]
struct SoughtLiteral<'l> {
    literal: &'l str,
    /// The hash of its gram.
    hash: usize,
    /// The bytes before its gram.
    before: usize,
    /// The regexes that need it.
    owners: Vec<usize>,
}

impl<'l> Sieve<'l> {
    /// Prepares the literals of regexes, which are numbered in this order from 0.
    pub(super) fn new(regexes: &'l [Literals], counts: &GramCounts) -> Self {
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        let mut literals: Vec<SoughtLiteral<'l>> = Vec::new();
        let mut others: Vec<Vec<&str>> = vec![Vec::new(); regexes.len()];
        for ((regex, all), others) in regexes.iter().enumerate().zip(&mut others) {
            for literal in all.iter() {
                let Some((_, (before, hash))) = counts.rarest(literal) else {
                    others.push(literal);
                    continue;
                };
                let number = *numbers.entry(literal).or_insert(literals.len());
                match literals.get_mut(number) {
                    Some(known) => known.owners.push(regex),
                    None => literals.push(SoughtLiteral { literal, hash, before, owners: vec![regex] }),
                }
            }
        }
        literals.sort_by_key(|one| one.hash);
        let (mut places, mut end) = (for_each_hash(0..0), 0);
        for alike in literals.chunk_by(|one, next| one.hash == next.hash) {
            let start = end;
            end += u32::try_from(alike.len()).unwrap_or(u32::MAX);
            if alike.len() <= MAX_ALIKE {
                let place = alike.first().and_then(|first| places.get_mut(first.hash));
                place.into_iter().for_each(|place| *place = start..end);
                continue;
            }
            for one in alike {
                let owners = one.owners.iter().copied();
                owners.for_each(|owner| others.get_mut(owner).into_iter().for_each(|all| all.push(one.literal)));
            }
        }
        let bits = places.chunks(BITS).map(|some| {
            some.iter().rev().fold(0, |bits, places: &Range<u32>| bits << 1 | u64::from(!places.is_empty()))
        });
        Sieve { used: bits.collect(), places, literals, others: Prefilter::of(others) }
    }

    /// Whether literals are looked up by a hash.
    fn is_used(&self, hash: usize) -> bool {
        self.used.get(hash / BITS).is_some_and(|bits| bits >> (hash % BITS) & 1 != 0)
    }

    /// The literals that are looked up by a hash.
    fn alike(&self, hash: usize) -> &[SoughtLiteral<'l>] {
        let places = self
            .places
            .get(hash)
            .and_then(|places| usize::try_from(places.start).ok().zip(usize::try_from(places.end).ok()));
        places.and_then(|(start, end)| self.literals.get(start..end)).unwrap_or_default()
    }

    /// The regexes that may find something in a text, in order, each once; the others find nothing.
    pub(super) fn candidates(&self, text: &Folded) -> Vec<usize> {
        let mut found = self.others.candidates(text);
        let bytes = text.as_str().as_bytes();
        for (place, hash) in hashes(text.as_str()).enumerate().filter(|(_, hash)| self.is_used(*hash)) {
            for one in self.alike(hash) {
                let here = place.checked_sub(one.before).and_then(|start| bytes.get(start..));
                if here.is_some_and(|here| here.starts_with(one.literal.as_bytes())) {
                    found.extend(&one.owners);
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn literals(texts: &[String]) -> Literals {
        Literals::new(texts.iter().map(|text| Folded::of(text).as_str().to_owned()))
    }

    proptest! {
        #[test]
        fn the_candidates_are_the_regexes_of_which_a_text_has_a_literal(
            regexes in prop::collection::vec(prop::collection::vec("[ab令]{0,7}", 0..4), 0..200),
            texts in prop::collection::vec("[abA令]{0,20}", 1..8),
        ) {
            let regexes: Vec<Literals> = regexes.iter().map(|texts| literals(texts)).collect();
            let texts: Vec<Folded> = texts.iter().map(|text| Folded::of(text)).collect();
            let counts = GramCounts::of(&texts);
            let sieve = Sieve::new(&regexes, &counts);
            let mut having = vec![0; regexes.len()];
            for text in &texts {
                let may_match = |number: &usize| regexes[*number].may_match(text);
                let expected: Vec<usize> = (0..regexes.len()).filter(may_match).collect();
                expected.iter().for_each(|number| having[*number] += 1);
                prop_assert_eq!(sieve.candidates(text), expected);
            }
            for (literals, having) in regexes.iter().zip(having) {
                prop_assert!(having <= counts.most(literals));
            }
        }
    }
}
