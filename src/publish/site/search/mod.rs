//! The index that the search of the site reads in a browser.
//!
//! It lists for each word the records that have it. The words are those of `search`: cut at the word boundaries within
//! identifiers and around Chinese characters, in lower case and without accents. The script of the site cuts a query in
//! the same way. The files call a function of the script with their data, because a page that was opened from a folder
//! can load a script, and nothing else.

mod found_record;
mod list;
mod pack;
#[cfg(test)]
mod tests;
mod word_records;
mod words;

use std::collections::HashMap;

use crate::record::Record;
use found_record::FoundRecord;
use list::RecordNumber;
use word_records::WordRecords;

/// The words of the records of a site.
#[derive(Debug, Default)]
pub struct SearchIndex {
    records: Vec<FoundRecord>,
    found: HashMap<Box<str>, WordRecords>,
}

impl SearchIndex {
    /// Adds the words of a record.
    pub fn add(&mut self, record: &Record) {
        let number = RecordNumber::try_from(self.records.len()).unwrap_or(RecordNumber::MAX);
        let found = FoundRecord::from(record);
        words::each(record, &found, |word, place| match self.found.get_mut(word) {
            // The texts are visited in the order of their places, so the first one of a record is its best.
            Some(found) => found.add(number, place),
            None => self.found.entry(word.into()).or_default().add(number, place),
        });
        self.records.push(found);
    }
}
