//! The files of the index.

use serde_json::{Value, json};

use super::SearchIndex;
use super::list::{RecordNumber, listed};
use super::words::ShownPlace;
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

/// The most characters that a word shares with the one before it, as one digit.
const MAX_SHARED: usize = 9;

/// The folder of the index.
const FOLDER: &str = "search";

/// How large an index and its files may be.
#[derive(Clone, Copy)]
struct PackLimits {
    /// Whether it is one file of words and one of records. The script then finds the words of titles and ids in the
    /// records, so they are not listed again.
    is_small: bool,
    words_file: usize,
    records_file: usize,
    listed: usize,
    /// The most records whose titles are compared with a text. Those of a large index are in several files.
    compared: usize,
}

impl PackLimits {
    fn of(records: usize) -> Self {
        if records < MANY {
            let most = usize::MAX;
            return PackLimits { is_small: true, words_file: most, records_file: most, listed: most, compared: 200 };
        }
        let (words_file, records_file, listed) = (MAX_WORDS_FILE, MAX_RECORDS_FILE, MAX_LISTED);
        PackLimits { is_small: false, words_file, records_file, listed, compared: 20 }
    }
}

/// An entry of a file: the word, which is empty for a record, and what the index says of it.
type PackEntry = (String, String);

impl SearchIndex {
    /// Calls `visit` with the files of the index, one by one: those of words, those of records and one that says what
    /// there is. From 5,000 records on a file has the words with the same first two characters, or several such groups
    /// if they are small; a group that is too large for one file is split.
    ///
    /// # Errors
    /// What `visit` returns.
    pub fn each_file<E>(&self, mut visit: impl FnMut(SiteFile) -> Result<(), E>) -> Result<(), E> {
        let limits = PackLimits::of(self.records.len());
        let (order, ranks) = self.order(limits);
        let (mut word_starts, mut record_starts) = (Vec::new(), Vec::new());
        pack(self.word_entries(&ranks, limits), limits.words_file, |_, entries| {
            // Words before the first are looked for in the first file.
            let start = entries.first().filter(|_| !word_starts.is_empty()).map(|(word, _)| word.clone());
            let name = format!("words-{}", word_starts.len());
            word_starts.push(start.unwrap_or_default());
            visit(file(&name, &words_text(entries)))
        })?;
        let records = order.into_iter().map(|number| (String::new(), self.record_entry(number)));
        pack(records, limits.records_file, |first, entries| {
            let name = format!("records-{}", record_starts.len());
            record_starts.push(first);
            visit(file(&name, &records_text(entries)))
        })?;
        let about = json!({
            "count": self.records.len(), "isSmall": limits.is_small, "compared": limits.compared,
            "words": word_starts, "records": record_starts,
        });
        visit(file("index", &about.to_string()))
    }

    /// The positions of the records in the order of the index, and for each record its place in that order. It is the
    /// order of the results, or in a small index that of the ids: neighbours have more words in common, which makes the
    /// lists shorter.
    fn order(&self, limits: PackLimits) -> (Vec<usize>, Vec<RecordNumber>) {
        let mut order: Vec<usize> = (0..self.records.len()).collect();
        if limits.is_small {
            order.sort_by_key(|number| self.records.get(*number).map(|record| &record.id));
        } else {
            order.sort_by_key(|number| self.records.get(*number));
        }
        let mut ranks = vec![0; order.len()];
        for (rank, number) in (0..).zip(&order) {
            if let Some(place) = ranks.get_mut(*number) {
                *place = rank;
            }
        }
        (order, ranks)
    }

    /// The words with their records, in the order in which JavaScript compares texts.
    fn word_entries(&self, ranks: &[RecordNumber], limits: PackLimits) -> impl Iterator<Item = PackEntry> {
        let mut words: Vec<_> = self.found.iter().collect();
        words.sort_unstable_by(|(one, _), (other, _)| one.encode_utf16().cmp(other.encode_utf16()));
        words.into_iter().filter_map(move |(word, found)| {
            let is_listed = |(_, (_, is_shown)): &(RecordNumber, ShownPlace)| !(limits.is_small && *is_shown);
            let rank = |number: RecordNumber| ranks.get(number as usize).copied().unwrap_or_default();
            let found = found.all().filter(is_listed).map(|(number, (place, _))| (rank(number), place));
            let list = listed(found.collect(), limits.listed);
            (!list.is_empty()).then(|| (word.to_string(), list))
        })
    }

    fn record_entry(&self, number: usize) -> String {
        let Some(record) = self.records.get(number) else { return String::new() };
        let mut texts = vec![&record.id, &record.title];
        texts.extend(&record.chinese);
        json!(texts).to_string()
    }
}

/// Puts entries into files of up to `most` bytes, and calls `close` with those of each file and the number of the first
/// of them. Words with the same first two characters stay in one file if they fit into one.
fn pack<E>(
    entries: impl Iterator<Item = PackEntry>,
    most: usize,
    mut close: impl FnMut(usize, &[PackEntry]) -> Result<(), E>,
) -> Result<(), E> {
    let (mut first, mut bytes, mut open) = (0, 0, Vec::new());
    for group in groups(entries) {
        let of_group: usize = group.iter().map(size).sum();
        let mut ends = !open.is_empty() && of_group.saturating_add(bytes) > most;
        for entry in group {
            ends |= !open.is_empty() && size(&entry).saturating_add(bytes) > most;
            if ends {
                close(first, &open)?;
                first += open.len();
                open.clear();
                (ends, bytes) = (false, 0);
            }
            bytes += size(&entry);
            open.push(entry);
        }
    }
    close(first, &open)
}

/// The most bytes that an entry takes in a file.
fn size((word, entry): &PackEntry) -> usize {
    word.len() + entry.len() + 4
}

/// Words with the same first two characters; each record by itself.
fn groups(entries: impl Iterator<Item = PackEntry>) -> impl Iterator<Item = Vec<PackEntry>> {
    let is_same = |one: &str, other: &str| !one.is_empty() && one.chars().take(2).eq(other.chars().take(2));
    let mut entries = entries.peekable();
    std::iter::from_fn(move || {
        let mut group = vec![entries.next()?];
        while let Some(entry) =
            entries.next_if(|(word, _)| group.first().is_some_and(|(first, _)| is_same(first, word)))
        {
            group.push(entry);
        }
        Some(group)
    })
}

/// A line of words and one of their lists. Each word begins with how many characters it shares with the one before it.
fn words_text(entries: &[PackEntry]) -> String {
    let mut before = "";
    let words = entries.iter().map(|(word, _)| {
        let same = before.bytes().zip(word.bytes()).take(MAX_SHARED);
        let shared = same.take_while(|(one, other)| one == other && one.is_ascii()).count();
        before = word;
        format!("{shared}{}", word.get(shared..).unwrap_or_default())
    });
    let words: Vec<String> = words.collect();
    let lists: Vec<&str> = entries.iter().map(|(_, list)| &**list).collect();
    Value::from(format!("{}\n{}", words.join(" "), lists.join(" "))).to_string()
}

/// The records as a list of lists.
fn records_text(entries: &[PackEntry]) -> String {
    let records: Vec<&str> = entries.iter().map(|(_, record)| &**record).collect();
    format!("[\n{}]", records.join(",\n"))
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
