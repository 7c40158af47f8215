//! Words that were probably meant.

use rusqlite::Connection;

use super::{Snapshot, StoreError};
use crate::record::{Id, IdError};

/// The Jaro-Winkler similarity from which a word may be the one that was meant.
const SIMILAR: f64 = 0.8;

/// The words most similar to a word, collected one by one.
pub(super) struct Nearest<'w> {
    word: &'w str,
    most: usize,
    near: Vec<(f64, String)>,
}

impl<'w> Nearest<'w> {
    /// Looks for up to `most` words like this one.
    pub(super) fn new(word: &'w str, most: usize) -> Self {
        Nearest { word, most, near: Vec::new() }
    }

    /// Keeps a word if it is among the most similar so far.
    pub(super) fn consider(&mut self, word: &str) {
        let likeness = strsim::jaro_winkler(self.word, word);
        let is_nearer = self.near.len() < self.most || self.near.last().is_some_and(|(least, _)| likeness > *least);
        if likeness >= SIMILAR && is_nearer {
            self.near.push((likeness, word.to_owned()));
            self.near.sort_by(|a, b| b.0.total_cmp(&a.0));
            self.near.truncate(self.most);
        }
    }

    /// The words, the most similar first.
    pub(super) fn into_words(self) -> Vec<String> {
        self.near.into_iter().map(|(_, word)| word).collect()
    }
}

impl Snapshot<'_> {
    /// The ids most similar to a word, the most similar first, up to a limit.
    ///
    /// # Errors
    /// If the database cannot be read; [`StoreError::Damaged`] for a text that is not an id.
    pub fn nearest(&self, word: &str, most: usize) -> Result<Vec<Id>, StoreError> {
        let words = self.run(|connection| nearest(connection, word, most))?;
        let id = |word: String| word.parse().map_err(|error: IdError| self.damaged(format!("id '{word}': {error}")));
        words.into_iter().map(id).collect()
    }
}

fn nearest(connection: &Connection, word: &str, most: usize) -> rusqlite::Result<Vec<String>> {
    let mut nearest = Nearest::new(word, most);
    let mut statement = connection.prepare_cached("SELECT canon_id FROM record WHERE withdrawn_in IS NULL")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        nearest.consider(row.get_ref("canon_id")?.as_str()?);
    }
    Ok(nearest.into_words())
}
