//! The words of a record, and the index that holds them.

use rusqlite::{Connection, named_params};

use crate::ledger::RecordKey;

use super::field::{self, SearchedColumn};
use crate::pattern::{Word, each_word};
use crate::record::Record;

/// A record's words by column of the index, with a blank between any two.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::store) struct IndexedWords {
    signature: String,
    label: String,
    action: String,
    cause: String,
    reason: String,
    word: String,
}

impl IndexedWords {
    /// The words of a record. The index deletes a record only if it is given the same words again, so a change of the
    /// result needs a migration that rebuilds the index.
    pub(in crate::store) fn of(record: &Record) -> Self {
        let mut words = IndexedWords::default();
        field::each_text(record, |column, _, text| {
            let column = match column {
                SearchedColumn::Signature => &mut words.signature,
                SearchedColumn::Label => &mut words.label,
                SearchedColumn::Action => &mut words.action,
                SearchedColumn::Cause => &mut words.cause,
                SearchedColumn::Reason => &mut words.reason,
            };
            // A separator between two texts, so that no phrase spans both.
            separate(column);
            each_word(text, |word| match word {
                Word::Part(span) => push(column, text.get(span).unwrap_or_default()),
                Word::Whole(span) => push(&mut words.word, text.get(span).unwrap_or_default()),
            });
        });
        words
    }

    /// The words of each column, with a blank between any two.
    pub(in crate::store) fn columns(&self) -> [&str; 6] {
        let IndexedWords { signature, label, action, cause, reason, word } = self;
        [signature, label, action, cause, reason, word]
    }
}

/// The columns of the index, in their order.
pub(in crate::store) const COLUMNS: [&str; 6] = ["signature", "label", "action", "cause", "reason", "word"];

/// The word between two texts. No query contains it, because a run of letters has no blank in it.
const SEPARATOR: &str = "\u{e000}";

fn separate(column: &mut String) {
    if !column.is_empty() {
        push(column, SEPARATOR);
    }
}

fn push(column: &mut String, word: &str) {
    if !column.is_empty() {
        column.push(' ');
    }
    column.push_str(word);
}

pub(in crate::store) fn insert(connection: &Connection, row: RecordKey, words: &IndexedWords) -> rusqlite::Result<()> {
    write(connection, include_str!("insert.sql"), row, words)
}

/// Deletes a record's words from the index; they have to be the same that were inserted.
pub(in crate::store) fn delete(connection: &Connection, row: RecordKey, words: &IndexedWords) -> rusqlite::Result<()> {
    write(connection, include_str!("delete.sql"), row, words)
}

fn write(connection: &Connection, sql: &str, row: RecordKey, words: &IndexedWords) -> rusqlite::Result<()> {
    connection.prepare_cached(sql)?.execute(named_params! {
        ":record": row,
        ":signature": words.signature,
        ":label": words.label,
        ":action": words.action,
        ":cause": words.cause,
        ":reason": words.reason,
        ":word": words.word,
    })?;
    Ok(())
}
