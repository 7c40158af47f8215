//! The index that the search of the site reads in a browser.
//!
//! It lists for each word the records that have it. The words are those of `search`: cut at the word boundaries within
//! identifiers and around Chinese characters, in lower case and without accents. The script of the site cuts a query in
//! the same way. The files call a function of the script with their data, because a page that was opened from a folder
//! can load a script, and nothing else.

mod pack;
#[cfg(test)]
mod tests;
mod words;

use std::collections::HashMap;

use super::short::{shortened, title};
use crate::publish::markdown::chinese_texts;
use crate::record::Record;
use words::WordPlace;

/// The longest title of a result, in characters.
const MAX_TITLE: usize = 100;

/// The words of the records of a site.
#[derive(Debug, Default)]
pub struct SearchIndex {
    records: Vec<FoundRecord>,
    /// For each word the records that have it, in order.
    found: HashMap<Box<str>, Vec<(RecordNumber, WordPlace)>>,
}

/// The number of a record in the index, counted from 0.
type RecordNumber = u32;

/// What a result shows of a record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct FoundRecord {
    /// The length of its signature: of records that fit equally, the one with the shortest comes first.
    length: usize,
    id: String,
    title: String,
    chinese: Option<String>,
}

impl SearchIndex {
    /// Adds the words of a record.
    pub fn add(&mut self, record: &Record) {
        let number = RecordNumber::try_from(self.records.len()).unwrap_or(RecordNumber::MAX);
        words::each(record, |word, place| match self.found.get_mut(word) {
            None => {
                self.found.insert(word.into(), vec![(number, place)]);
            }
            // The texts are visited in the order of their places, so the first one of a record is its best.
            Some(found) if found.last().is_none_or(|(last, _)| *last != number) => found.push((number, place)),
            Some(_) => {}
        });
        let shown = |signature: &str| shortened(&title(signature), MAX_TITLE);
        self.records.push(FoundRecord {
            length: record.signature.len(),
            id: record.id.as_str().to_owned(),
            title: shown(&record.signature),
            chinese: chinese_texts(record).map(|(signature, _)| shown(signature)),
        });
    }
}
