//! The files of the index.

use std::fmt::Write;

use serde_json::{Value, json};

use super::words::WordPlace;
use super::{RecordNumber, SearchIndex};
use crate::publish::site::SiteFile;

/// The number of records from which the index is several files.
const MANY: usize = 5_000;

/// The most bytes of a file of words, if there are several. One word may have more.
const MAX_WORDS_FILE: usize = 20_000;

/// The most bytes of a file of records, if there are several.
const MAX_RECORDS_FILE: usize = 6_000;

/// The most records that are listed for a word, if there are several files. A word that more have does not narrow a
/// search.
const MAX_LISTED: usize = 4_000;

/// The folder of the index.
const FOLDER: &str = "search";

/// How large the files of an index may be.
#[derive(Clone, Copy)]
struct PackLimits {
    words_file: usize,
    records_file: usize,
    listed: usize,
}

impl SearchIndex {
    /// The files of the index: one that says what there is, those of words and those of records. From 5,000 records on
    /// a file has the words with the same first two characters, or several such groups if they are small; a group that
    /// is too large for one file is split.
    pub fn files(&self) -> Vec<SiteFile> {
        let limits = if self.records.len() < MANY {
            PackLimits { words_file: usize::MAX, records_file: usize::MAX, listed: usize::MAX }
        } else {
            PackLimits { words_file: MAX_WORDS_FILE, records_file: MAX_RECORDS_FILE, listed: MAX_LISTED }
        };
        let (order, ranks) = self.order();
        let (words, word_starts) = pack(self.word_entries(&ranks, limits), limits.words_file, ("{", "}"));
        let records = order.into_iter().map(|number| (String::new(), self.record_entry(number)));
        let (records, record_starts) = pack(records, limits.records_file, ("[", "]"));
        let record_starts: Vec<usize> = record_starts.into_iter().map(|(number, _)| number).collect();
        let word_starts: Vec<String> = word_starts.into_iter().map(|(_, word)| word).collect();
        let about = json!({ "count": self.records.len(), "words": word_starts, "records": record_starts });
        let mut files = vec![file("index", &about.to_string())];
        let numbered =
            |name: &'static str| move |(number, text): (usize, String)| file(&format!("{name}-{number}"), &text);
        files.extend(words.into_iter().enumerate().map(numbered("words")));
        files.extend(records.into_iter().enumerate().map(numbered("records")));
        files
    }

    /// The positions of the records in the order of the results, and for each record its place in that order.
    fn order(&self) -> (Vec<usize>, Vec<RecordNumber>) {
        let mut order: Vec<usize> = (0..self.records.len()).collect();
        order.sort_by_key(|number| self.records.get(*number));
        let mut ranks = vec![0; order.len()];
        for (rank, number) in (0..).zip(&order) {
            if let Some(place) = ranks.get_mut(*number) {
                *place = rank;
            }
        }
        (order, ranks)
    }

    /// The words with their records, in the order in which JavaScript compares texts.
    fn word_entries(&self, ranks: &[RecordNumber], limits: PackLimits) -> impl Iterator<Item = (String, String)> {
        let mut words: Vec<_> = self.found.iter().collect();
        words.sort_unstable_by(|(one, _), (other, _)| one.encode_utf16().cmp(other.encode_utf16()));
        words.into_iter().map(move |(word, found)| {
            let placed = |(number, place): &(RecordNumber, WordPlace)| {
                (ranks.get(*number as usize).copied().unwrap_or_default(), *place)
            };
            (
                word.to_string(),
                format!("{}:{}", Value::from(&**word), listed(found.iter().map(placed).collect(), limits)),
            )
        })
    }

    fn record_entry(&self, number: usize) -> String {
        let Some(record) = self.records.get(number) else { return String::new() };
        let mut texts = vec![&record.id, &record.title];
        texts.extend(&record.chinese);
        json!(texts).to_string()
    }
}

/// The records of a word: for each the distance from the one before it, times 4, plus the number of its place. If there
/// are too many, those that fit best, after the number of all as a negative number.
fn listed(mut found: Vec<(RecordNumber, WordPlace)>, limits: PackLimits) -> String {
    let mut list = String::from("[");
    if found.len() > limits.listed {
        // A String can always be written to.
        let _ = write!(list, "-{},", found.len());
        found.sort_unstable_by_key(|(number, place)| (*place, *number));
        found.truncate(limits.listed);
    }
    found.sort_unstable();
    let mut before = 0;
    for (number, place) in found {
        let _ = write!(list, "{},", (number - before) * 4 + place as u32);
        before = number;
    }
    list.pop();
    list.push(']');
    list
}

/// Puts entries into files of up to `most` bytes, and says where each file begins: the number of its first entry, and
/// its word. Words with the same first two characters stay in one file if they fit into one.
fn pack(
    entries: impl Iterator<Item = (String, String)>,
    most: usize,
    (open, close): (&str, &str),
) -> (Vec<String>, Vec<(usize, String)>) {
    let (mut files, mut starts): (Vec<String>, Vec<(usize, String)>) = (Vec::new(), Vec::new());
    for group in groups(entries) {
        let bytes: usize = group.iter().map(|(_, _, entry)| entry.len() + 1).sum();
        let mut begins = files.last().is_none_or(|file| file.len().saturating_add(bytes) > most);
        for (number, word, entry) in group {
            begins |= files.last().is_none_or(|file| file.len().saturating_add(entry.len()) >= most);
            if begins {
                files.push(open.to_owned());
                starts.push((number, word));
                begins = false;
            }
            if let Some(file) = files.last_mut() {
                file.push_str(if file.len() > open.len() { ",\n" } else { "\n" });
                file.push_str(&entry);
            }
        }
    }
    files.iter_mut().for_each(|file| file.push_str(close));
    (files, starts)
}

/// The entries with their numbers, in groups of words with the same first two characters.
fn groups(entries: impl Iterator<Item = (String, String)>) -> impl Iterator<Item = Vec<(usize, String, String)>> {
    let is_same = |one: &str, other: &str| !one.is_empty() && one.chars().take(2).eq(other.chars().take(2));
    let mut entries = entries.enumerate().map(|(number, (word, entry))| (number, word, entry)).peekable();
    std::iter::from_fn(move || {
        let mut group = vec![entries.next()?];
        while let Some(entry) =
            entries.next_if(|(_, word, _)| group.first().is_some_and(|(_, first, _)| is_same(first, word)))
        {
            group.push(entry);
        }
        Some(group)
    })
}

/// A file that calls the function of the script with its data. JSON is a part of JavaScript
/// (<https://tc39.es/ecma262/#sec-json.parse>).
fn file(name: &str, data: &str) -> SiteFile {
    SiteFile {
        folder: Some(FOLDER.to_owned()),
        name: format!("{name}.js"),
        text: format!("canonry({}, {data});\n", Value::from(name)),
    }
}
