//! Pairs of frequent words, which tell more than each of them.

use std::collections::HashSet;

use super::rarity::Rarity;
use super::text::LogText;

/// The words of a pair, with a blank between them.
///
/// Of a text the pairs of words that follow each other in a line and are both `is_frequent`, up to `most`: those that
/// are rarest if words follow each other by chance.
pub fn frequent_pairs(
    text: &LogText,
    rarity: &Rarity,
    is_frequent: impl Fn(usize) -> bool,
    most: usize,
) -> Vec<String> {
    let is_frequent = |word: u32| usize::try_from(word).is_ok_and(&is_frequent);
    let mut seen = HashSet::new();
    let mut pairs = Vec::new();
    for passage in text.passages().iter().filter(|passage| passage.joined() == 0) {
        let mut before = None;
        for word in text.passage_words(*passage) {
            let next = is_frequent(word).then_some(word);
            if let (Some(one), Some(other)) = (before, next)
                && one != other
                && seen.insert((one, other))
            {
                pairs.push((rarity.in_signature(one) + rarity.in_signature(other), one, other));
            }
            before = next;
        }
    }
    pairs.sort_by(|(one, ..), (other, ..)| other.total_cmp(one));
    pairs.truncate(most);
    let word = |number| text.lexicon.since(usize::try_from(number).ok()?).next();
    pairs.into_iter().filter_map(|(_, one, other)| Some(format!("{} {}", word(one)?, word(other)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_that_are_both_frequent_are_found_once_the_rarest_first() {
        let text = LogText::read(b"not a function\nrare is not a function\nis\na", 0);
        let mut rarity = Rarity::new(100_000);
        for (word, name) in text.words().enumerate() {
            rarity.set(
                word,
                match name {
                    "rare" => 3,
                    "function" => 2_000,
                    _ => 9_000,
                },
            );
        }
        let is_frequent = |word: usize| text.words().nth(word) != Some("rare");
        let found = |most| frequent_pairs(&text, &rarity, is_frequent, most);
        assert_eq!(found(9), ["a function", "not a", "is not"]);
        assert_eq!(found(1), ["a function"]);
    }
}
