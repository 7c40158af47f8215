//! Words without their case and their accents.

use icu_normalizer::DecomposingNormalizerBorrowed;

/// Appends a word in lower case and without accents, as the search index compares words.
pub fn fold_word(word: &str, folded: &mut String) {
    if word.is_ascii() {
        folded.extend(word.chars().map(|c| c.to_ascii_lowercase()));
        return;
    }
    for c in word.chars().flat_map(char::to_lowercase) {
        let mut parts = DecomposingNormalizerBorrowed::new_nfd().normalize_iter(std::iter::once(c));
        // Korean syllables have parts too, but no accents.
        match (parts.next(), parts.next()) {
            (Some(letter), Some(accent)) if is_accent(accent) => folded.push(letter),
            _ => folded.push(c),
        }
    }
}

/// Whether a character is drawn above or below the one before it.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_accents_go_and_other_parts_of_a_character_stay() {
        let mut folded = String::new();
        fold_word("CaFÉấ오", &mut folded);
        assert_eq!(folded, "cafea오");
    }
}
