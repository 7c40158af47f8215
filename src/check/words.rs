//! The words of a text, with their places.

use std::ops::Range;

/// The words of a text, with their bytes in it: letters, digits and underscores, as `\w` has them in a regex.
pub(super) fn words(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    runs(text, |c| c.is_alphanumeric() || c == '_')
}

/// The longest parts of a text of which every character is one of these, with their bytes in it.
pub(super) fn runs(text: &str, is_part: impl Fn(char) -> bool + Copy) -> impl Iterator<Item = (Range<usize>, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let start = at + rest.find(is_part)?;
        let run = text.get(start..)?;
        let run = run.get(..run.find(|c| !is_part(c)).unwrap_or(run.len()))?;
        at = start + run.len();
        Some((start..at, run))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_with_their_places() {
        let found = |text: &'static str| words(text).collect::<Vec<_>>();
        assert_eq!(found("é_1, 错误!"), [(0..4, "é_1"), (6..12, "错误")]);
        assert!(found(" ,.").is_empty() && found("").is_empty());
    }
}
