//! How a text is worded otherwise, word by word.

use similar::algorithms::{Capture, Compact, Replace, myers};
use similar::{ChangeTag, DiffableStr, diff_ratio};

/// A part of two texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum WordChange {
    /// Both have it.
    Same(String),
    /// Only the first one has it.
    Removed(String),
    /// Only the second one has it.
    Added(String),
}

/// The least share of two texts that is the same if they are shown word by word; of others nobody could read that.
const LEAST_SHARED: f32 = 0.5;

/// Compares two texts word by word, or if they have little in common as a whole. The parts of either text, one after
/// the other, are that text.
pub(super) fn word_changes(old: &str, new: &str) -> Vec<WordChange> {
    let mut parts: Vec<WordChange> = Vec::new();
    let (before, after) = (old.tokenize_unicode_words(), new.tokenize_unicode_words());
    let (before, after) = (before.as_slice(), after.as_slice());
    // `TextDiff` would have the compiler build every algorithm for every kind of texts.
    let mut found = Compact::new(Replace::new(Capture::new()), before, after);
    let Ok(()) = myers::diff(&mut found, before, 0..before.len(), after, 0..after.len());
    let found = found.into_inner().into_inner().into_ops();
    if diff_ratio(&found, before.len(), after.len()) < LEAST_SHARED {
        return vec![WordChange::Removed(old.to_owned()), WordChange::Added(new.to_owned())];
    }
    for change in found.iter().flat_map(|one| one.iter_changes(before, after)) {
        let word = change.value();
        match (change.tag(), parts.last_mut()) {
            (ChangeTag::Equal, Some(WordChange::Same(text)))
            | (ChangeTag::Delete, Some(WordChange::Removed(text)))
            | (ChangeTag::Insert, Some(WordChange::Added(text))) => text.push_str(word),
            (ChangeTag::Equal, _) => parts.push(WordChange::Same(word.to_owned())),
            (ChangeTag::Delete, _) => parts.push(WordChange::Removed(word.to_owned())),
            (ChangeTag::Insert, _) => parts.push(WordChange::Added(word.to_owned())),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_replaced_word_stands_between_what_stayed() {
        let parts = word_changes("Log in again now", "Log in later now");
        let same = |text: &str| WordChange::Same(text.to_owned());
        let replaced = [WordChange::Removed("again".to_owned()), WordChange::Added("later".to_owned())];
        assert_eq!(parts, [&[same("Log in ")], replaced.as_slice(), &[same(" now")]].concat());
    }

    proptest! {
        #[test]
        fn the_parts_of_each_text_are_that_text(old in "[ab \n令]{0,12}", new in "[ab \n令]{0,12}") {
            let parts = word_changes(&old, &new);
            let text = |of: fn(&WordChange) -> Option<&String>| -> String {
                parts.iter().filter_map(of).map(String::as_str).collect()
            };
            let first = text(|part| match part {
                WordChange::Same(text) | WordChange::Removed(text) => Some(text),
                WordChange::Added(_) => None,
            });
            let second = text(|part| match part {
                WordChange::Same(text) | WordChange::Added(text) => Some(text),
                WordChange::Removed(_) => None,
            });
            prop_assert_eq!((first, second), (old, new));
        }
    }
}
