//! Ids that were most likely meant.

use rusqlite::Connection;

use crate::store::{Store, StoreError, Tx};

/// From this Jaro-Winkler similarity on an id may be the one that was meant.
const SIMILAR: f64 = 0.8;

impl Store {
    /// The ids most like a word, the most alike first, at most so many.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn nearest(&self, word: &str, most: usize) -> Result<Vec<String>, StoreError> {
        nearest(&self.connection, word, most).map_err(|error| self.error(error))
    }
}

impl Tx<'_> {
    /// The ids most like a word, the most alike first, at most so many.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn nearest(&self, word: &str, most: usize) -> Result<Vec<String>, StoreError> {
        nearest(self.connection, word, most).map_err(|error| self.error(error))
    }
}

fn nearest(connection: &Connection, word: &str, most: usize) -> rusqlite::Result<Vec<String>> {
    let mut near: Vec<(f64, String)> = Vec::new();
    let mut statement = connection.prepare_cached("SELECT canon_id FROM record WHERE withdrawn_in IS NULL")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let id = row.get_ref("canon_id")?.as_str()?;
        let likeness = strsim::jaro_winkler(word, id);
        if likeness >= SIMILAR && (near.len() < most || near.last().is_some_and(|(least, _)| likeness > *least)) {
            near.push((likeness, id.to_owned()));
            near.sort_by(|a, b| b.0.total_cmp(&a.0));
            near.truncate(most);
        }
    }
    Ok(near.into_iter().map(|(_, id)| id).collect())
}
