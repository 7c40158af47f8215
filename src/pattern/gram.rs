//! Grams: short parts of literals, which index the literals that a text may have.
//!
//! Each gram of a text is looked up, so not all literals have to be read.

use std::collections::HashSet;

use super::Folded;

/// The characters of a gram. A shorter literal is its own gram.
const GRAM_LENGTH: usize = 4;

/// The characters of folded error texts, the most frequent ones first: those of the 1,784 signatures of a real set. All
/// of them are ASCII.
const FREQUENT: &str = " erotniascdlupmf:hgybvx.wk'0/-_()21qj,z43][";

/// The gram of a folded literal: the first of its parts of four characters whose characters are the rarest in error
/// texts. It depends only on the literal. Databases store it, so another choice needs a migration.
pub fn gram(literal: &str) -> &str {
    let rarities: Vec<(usize, usize)> = literal.char_indices().map(|(at, character)| (at, rarity(character))).collect();
    let ends = rarities.iter().map(|(at, _)| *at).chain([literal.len()]).skip(GRAM_LENGTH);
    let mut best = (literal, 0);
    for (part, end) in rarities.windows(GRAM_LENGTH).zip(ends) {
        let rarity: usize = part.iter().map(|(_, rarity)| rarity).sum();
        if rarity > best.1 {
            let text = part.first().and_then(|(start, _)| literal.get(*start..end));
            best = (text.unwrap_or(literal), rarity);
        }
    }
    best.0
}

/// The grams that a literal in a text can have, in order: the parts of at most four characters, and the
/// empty one.
pub fn grams(text: &Folded) -> Vec<&str> {
    let mut grams = HashSet::from([""]);
    for length in 1..=GRAM_LENGTH {
        grams.extend(parts(text.as_str(), length));
    }
    let mut grams: Vec<&str> = grams.into_iter().collect();
    grams.sort_unstable();
    grams
}

/// The parts of a text of a number of characters.
fn parts(text: &str, length: usize) -> impl Iterator<Item = &str> {
    let starts = text.char_indices().map(|(at, _)| at);
    let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]).skip(length);
    starts.zip(ends).filter_map(|(start, end)| text.get(start..end))
}

/// How rare a character is in error texts: at least 1.
fn rarity(character: char) -> usize {
    FREQUENT.find(character).unwrap_or(FREQUENT.len()) + 1
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_gram_of_a_literal_is_its_rarest_part() {
        for (literal, expected) in
            [("error: ts2345", "2345"), ("no such token", "such"), ("获取令牌失败", "获取令牌"), ("aaaaa", "aaaa")]
        {
            assert_eq!(gram(literal), expected);
        }
    }

    #[test]
    fn a_short_literal_is_its_own_gram() {
        for literal in ["", "k", "令牌", "oom", "e050"] {
            assert_eq!(gram(literal), literal);
        }
    }

    #[test]
    fn a_text_has_the_grams_of_its_parts_each_once() {
        assert_eq!(grams(&Folded::of("Aaaaa")), ["", "a", "aa", "aaa", "aaaa"]);
        assert_eq!(grams(&Folded::of("令K")), ["", "k", "令", "令k"]);
        assert_eq!(grams(&Folded::of("")), [""]);
    }

    proptest! {
        #[test]
        fn the_gram_of_what_a_text_has_is_one_of_the_text(
            before in "\\PC{0,6}", literal in "\\PC{0,9}", after in "\\PC{0,6}",
        ) {
            let text = Folded::of(&format!("{before}{literal}{after}"));
            prop_assert!(grams(&text).contains(&gram(Folded::of(&literal).as_str())));
        }
    }
}
