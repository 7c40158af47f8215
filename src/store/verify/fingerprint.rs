//! The index of a record as a number: equal exactly if the same words are at the same places.

use std::hash::{DefaultHasher, Hasher};

use super::folding::Folding;
use crate::store::search::IndexedWords;

/// The number of columns of the index.
pub(super) const COLUMNS: usize = crate::store::search::COLUMNS.len();

/// What the index has, or should have, for a record.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct IndexFingerprint {
    /// The sum of the hashes of its words with their places, whatever their order.
    pub places: u64,
    /// The number of words in each column.
    pub lengths: [u32; COLUMNS],
}

impl IndexFingerprint {
    /// What the index should have; `None` if SQLite cannot say how it folds a word.
    pub(super) fn of(words: &IndexedWords, folding: &Folding) -> Option<Self> {
        let mut fingerprint = IndexFingerprint::default();
        for ((column, words), length) in (0..).zip(words.columns()).zip(&mut fingerprint.lengths) {
            for word in words.split(' ').filter(|word| !word.is_empty()) {
                folding.each_token(word, |token| {
                    fingerprint.places = fingerprint.places.wrapping_add(place(term(token), column, *length));
                    *length += 1;
                })?;
            }
        }
        Some(fingerprint)
    }
}

/// The hash of a word.
pub(super) fn term(token: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(token);
    hasher.finish()
}

/// The hash of a word at its place.
pub(super) fn place(term: u64, column: u32, offset: u32) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write_u64(term);
    hasher.write_u64(u64::from(column) << 32 | u64::from(offset));
    hasher.finish()
}
