//! Folding the case of texts.

use regex_syntax::hir::{ClassUnicode, ClassUnicodeRange};

/// A text in which all characters that differ only by case are the same one, as regexes compare them: by the simple
/// case folding of Unicode. So `K` and the Kelvin sign become `k`, and the long s becomes `s`; but `ß` is not `ss`.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Folded(String);

impl Folded {
    /// Folds a text.
    pub fn of(text: &str) -> Self {
        if text.is_ascii() {
            return Folded(text.to_ascii_lowercase());
        }
        Folded(text.chars().map(fold).collect())
    }

    /// Folds another text instead of this one, and keeps its memory.
    pub(super) fn fold_again(&mut self, text: &str) -> &Self {
        self.0.clear();
        match text.is_ascii() {
            true => {
                self.0.push_str(text);
                self.0.make_ascii_lowercase();
            }
            false => self.0.extend(text.chars().map(fold)),
        }
        self
    }

    /// The folded text. Its length in bytes may differ from that of the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The representative of all characters that differ from `character` only by case: the ASCII letter if there is one,
/// otherwise the first in lower case.
pub(super) fn fold(character: char) -> char {
    if character.is_ascii() {
        return character.to_ascii_lowercase();
    }
    if !has_case(character) {
        return character;
    }
    let mut same = ClassUnicode::new([ClassUnicodeRange::new(character, character)]);
    same.case_fold_simple();
    let all = same.ranges().iter().flat_map(|range| range.start()..=range.end());
    all.min_by_key(|one| (!one.is_lowercase(), *one)).unwrap_or(character)
}

/// Whether a character may differ from another one by case. This check is much faster than folding, and most characters
/// that are not ASCII do not.
pub(super) fn has_case(character: char) -> bool {
    !character.to_lowercase().eq([character]) || !character.to_uppercase().eq([character])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_are_the_same_to_a_regex_become_the_same() {
        for character in '\0'..=char::MAX {
            let mut same = ClassUnicode::new([ClassUnicodeRange::new(character, character)]);
            same.case_fold_simple();
            for one in same.ranges().iter().flat_map(|range| range.start()..=range.end()) {
                assert_eq!(fold(one), fold(character), "{one} and {character}");
                assert!(one == character || has_case(character), "{one} and {character}");
            }
        }
    }

    #[test]
    fn letters_become_lower_case_and_others_stay() {
        assert_eq!(Folded::of("\u{212A}ey ÀÉ ΣΑΣ ſ 令牌 ẞ").as_str(), "key àé ςας s 令牌 ß");
        assert_eq!(Folded::of("E0502 [K]").as_str(), "e0502 [k]");
        let mut again = Folded::of("before");
        for text in ["\u{212A}ey 令牌", "", "E0502"] {
            assert_eq!(*again.fold_again(text), Folded::of(text));
        }
    }
}
