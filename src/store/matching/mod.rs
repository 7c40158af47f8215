//! What ranking records for an error text needs: which signatures have a word, and the signatures.

use rusqlite::{Connection, OptionalExtension};

use crate::ledger::RecordKey;

use super::record::parsed;
use super::{Filter, Snapshot, StoreError};
use crate::record::Id;

/// The signatures that have a word.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WordRows {
    /// The number of signatures; estimated if there are more than the caller asked for.
    pub count: usize,
    /// The keys of the records in order; empty if there are more.
    pub rows: Vec<RecordKey>,
}

/// The fields of a record that are compared with a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparedRecord {
    /// Its key.
    pub row: RecordKey,
    /// Its id.
    pub id: Id,
    /// Its signature.
    pub signature: String,
    /// Its signature in Chinese.
    pub signature_zh: Option<String>,
    /// Its regex.
    pub regex: String,
}

impl Snapshot<'_> {
    /// The number of records that there have ever been, including withdrawn ones.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn highest_row(&self) -> Result<usize, StoreError> {
        self.run(records)
    }

    /// For each word the signatures that have it, in the order of the words. A word is a run of letters and digits, or
    /// several consecutive Chinese characters. If more than `most` signatures have a word, their number is estimated,
    /// because counting takes long.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn word_rows<'w>(
        &self,
        words: impl Iterator<Item = &'w str>,
        most: usize,
    ) -> Result<Vec<WordRows>, StoreError> {
        self.run(|connection| {
            let highest = records(connection)?;
            words.map(|word| rows_of(connection, word, most, highest)).collect()
        })
    }

    /// The records with these keys that a filter selects, in their order.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn compared(
        &self,
        rows: impl IntoIterator<Item = RecordKey>,
        filter: &Filter,
    ) -> Result<Vec<ComparedRecord>, StoreError> {
        let selection = filter.selection();
        self.run(|connection| {
            let mut statement =
                connection.prepare_cached(&format!("{}{}", selection.with, include_str!("compared.sql")))?;
            let mut records = Vec::new();
            for row in rows {
                let mut bindings = selection.bindings();
                bindings.push((":record", &row));
                let record = statement.query_row(bindings.as_slice(), |found| {
                    Ok(ComparedRecord {
                        row,
                        id: parsed(found, "canon_id")?,
                        signature: found.get("signature")?,
                        signature_zh: found.get("signature_zh")?,
                        regex: found.get("regex")?,
                    })
                });
                records.extend(record.optional()?);
            }
            Ok(records)
        })
    }

    /// The signatures of up to `most` published records with their keys, evenly spaced by key.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn sampled_signatures(&self, most: usize) -> Result<Vec<(RecordKey, String)>, StoreError> {
        self.run(|connection| {
            let highest = highest(connection)?;
            let most = i64::try_from(most).unwrap_or(i64::MAX).clamp(1, highest.max(1));
            let mut statement =
                connection.prepare_cached("SELECT signature FROM record WHERE id = ?1 AND withdrawn_in IS NULL")?;
            let mut sample = Vec::new();
            for number in 0..most.min(highest) {
                // Rounded down, so that no key comes twice.
                let row = number.saturating_mul(highest) / most + 1;
                let signature = statement.query_row([row], |found| found.get("signature")).optional()?;
                sample.extend(signature.map(|signature| (row.into(), signature)));
            }
            Ok(sample)
        })
    }
}

fn highest(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("SELECT coalesce(max(id), 0) AS highest FROM record", [], |row| row.get("highest"))
}

/// The same as a number of records.
fn records(connection: &Connection) -> rusqlite::Result<usize> {
    let highest = highest(connection)?;
    usize::try_from(highest).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(0, highest))
}

fn rows_of(connection: &Connection, word: &str, most: usize, highest: usize) -> rusqlite::Result<WordRows> {
    let mut statement =
        connection.prepare_cached("SELECT rowid AS record FROM search WHERE search MATCH :expression LIMIT :most")?;
    let limit = i64::try_from(most.saturating_add(1)).unwrap_or(i64::MAX);
    let rows = statement.query_map((expression(word), limit), |row| row.get("record"))?;
    let rows: Vec<RecordKey> = rows.collect::<rusqlite::Result<_>>()?;
    if rows.len() <= most {
        return Ok(WordRows { count: rows.len(), rows });
    }
    // They are in the order of their keys, so their share among all records is about that among the records up to the
    // last.
    let last = rows.last().and_then(|row| usize::try_from(row.get()).ok()).unwrap_or(1).max(1);
    let estimated = rows.len().saturating_mul(highest) / last;
    Ok(WordRows { count: estimated.max(rows.len()), rows: Vec::new() })
}

/// A word in the query language of FTS5. The index has each Chinese character as a word of its own.
fn expression(word: &str) -> String {
    let mut expression = "{signature} : \"".to_owned();
    if word.is_ascii() {
        expression.push_str(word);
    } else {
        let mut is_chinese = false;
        for c in word.chars() {
            let next = crate::pattern::is_ideograph(c);
            if next || is_chinese {
                expression.push(' ');
            }
            is_chinese = next;
            expression.push(c);
        }
    }
    expression.push('"');
    expression
}
