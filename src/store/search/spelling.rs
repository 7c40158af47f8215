//! Spellings of the same letters: `NotFound`, `not_found` and `notfound`.
//!
//! Consecutive words are compared as one text, ignoring case and the boundaries between the words. Two numbers stay
//! separate, because `3.11` is not `31.1`, and so does every Chinese character.

use crate::pattern::is_ideograph;

/// The letters of consecutive words, in lower case and without word boundaries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Letters(String);

/// The separator of two words that are never joined.
const SEAM: char = ' ';

impl Letters {
    /// The letters of consecutive words.
    pub(super) fn of<'w>(words: impl IntoIterator<Item = &'w str>) -> Self {
        let mut letters = Letters::default();
        words.into_iter().for_each(|word| letters.push(word));
        letters
    }

    /// Appends the word that follows.
    pub(super) fn push(&mut self, word: &str) {
        if let (Some(before), Some(after)) = (self.0.chars().next_back(), word.chars().next())
            && stays_apart(before, after)
        {
            self.0.push(SEAM);
        }
        self.0.extend(word.chars().flat_map(char::to_lowercase));
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// The pieces between the separators.
    pub(super) fn pieces(&self) -> impl Iterator<Item = &str> {
        self.0.split(SEAM)
    }
}

/// Where a word may begin or end in a piece, in bytes: everywhere except inside a number.
pub(super) fn seams(piece: &str) -> Vec<usize> {
    let mut before = None;
    let starts = piece.char_indices().filter_map(|(at, c)| {
        let is_inside = before.replace(c).is_some_and(|before| stays_apart(before, c));
        (!is_inside).then_some(at)
    });
    starts.chain([piece.len()]).collect()
}

fn stays_apart(before: char, after: char) -> bool {
    (before.is_numeric() && after.is_numeric()) || is_ideograph(before) || is_ideograph(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_word_boundaries_make_no_difference() {
        let spelled = |words: &[&str]| Letters::of(words.iter().copied()).0;
        assert_eq!(spelled(&["Not", "Found"]), "notfound");
        assert_eq!(spelled(&["not", "FOUND"]), spelled(&["notfound"]));
        assert_eq!(spelled(&["UTF", "8"]), spelled(&["utf8"]));
    }

    #[test]
    fn numbers_and_chinese_characters_stay_apart() {
        assert_eq!(Letters::of(["3", "11"]).0, "3 11");
        assert_eq!(Letters::of(["O", "Auth", "令", "牌"]).0, "oauth 令 牌");
        assert_eq!(seams("e050"), [0, 1, 4]);
    }
}
