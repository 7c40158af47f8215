//! How FTS5's tokenizer splits and folds words.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use rusqlite::Connection;

use crate::store::StoreError;

/// The longest token that FTS5 keeps, in bytes.
const MAX_TOKEN: usize = 32_768;

/// Folds words as the search index does, by asking SQLite once for each word that is not plain.
pub(super) struct Folding {
    asked: Mutex<Asked>,
}

struct Asked {
    connection: Connection,
    known: HashMap<String, Vec<Vec<u8>>>,
}

impl Folding {
    /// Makes an index in memory that shows how words are folded.
    ///
    /// # Errors
    /// If SQLite has no memory.
    pub(super) fn new() -> Result<Self, StoreError> {
        let path = std::path::Path::new(":memory:");
        let open = || {
            let connection = Connection::open_in_memory()?;
            connection.execute_batch(include_str!("folding.sql"))?;
            Ok(connection)
        };
        let connection = open().map_err(|error| StoreError::new(path, error))?;
        Ok(Folding { asked: Mutex::new(Asked { connection, known: HashMap::new() }) })
    }

    /// Calls `visit` with the tokens of a word. `None` if SQLite cannot say.
    pub(super) fn each_token(&self, word: &str, mut visit: impl FnMut(&[u8])) -> Option<()> {
        if word.is_ascii() && word.len() <= MAX_TOKEN {
            if word.bytes().any(|byte| byte.is_ascii_uppercase()) {
                visit(word.to_ascii_lowercase().as_bytes());
            } else {
                visit(word.as_bytes());
            }
            return Some(());
        }
        let mut letters = word.chars();
        if let (Some('\u{4e00}'..='\u{9fa5}'), None) = (letters.next(), letters.next()) {
            visit(word.as_bytes()); // has neither case nor accent, and is a letter in every version of Unicode
            return Some(());
        }
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let tokens = asked.tokens(word)?;
        tokens.iter().for_each(|token| visit(token));
        Some(())
    }
}

impl Asked {
    fn tokens(&mut self, word: &str) -> Option<&[Vec<u8>]> {
        if !self.known.contains_key(word) {
            let tokens = ask(&self.connection, word).ok()?;
            self.known.insert(word.to_owned(), tokens);
        }
        self.known.get(word).map(Vec::as_slice)
    }
}

fn ask(connection: &Connection, word: &str) -> rusqlite::Result<Vec<Vec<u8>>> {
    connection.execute("INSERT INTO word (rowid, text) VALUES (1, ?1)", [word])?;
    let mut statement = connection.prepare_cached("SELECT term FROM token ORDER BY \"offset\"")?;
    let tokens = statement.query_map([], |row| Ok(row.get_ref(0)?.as_bytes()?.to_vec()))?;
    let tokens = tokens.collect::<rusqlite::Result<Vec<_>>>()?;
    connection.execute("INSERT INTO word (word) VALUES ('delete-all')", [])?;
    Ok(tokens)
}
