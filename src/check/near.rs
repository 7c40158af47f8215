//! The word that was probably meant.

/// The Jaro-Winkler similarity from which a word may be the one that was meant.
const SIMILAR: f64 = 0.8;

/// The word most similar to another one; `None` if none is similar.
pub(super) fn nearest<'w>(word: &str, words: impl Iterator<Item = &'w str>) -> Option<&'w str> {
    let alike = words.map(|one| (strsim::jaro_winkler(word, one), one)).filter(|(likeness, _)| *likeness >= SIMILAR);
    alike.max_by(|one, other| one.0.total_cmp(&other.0)).map(|(_, one)| one)
}
