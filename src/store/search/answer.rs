//! The search itself.

use std::ops::Range;

use rusqlite::Connection;

use crate::ledger::RecordKey;

use super::all::with_all;
use super::bag::Bag;
use super::field::SearchedPlace;
use super::mark::Marker;
use super::query::{Phrase, Query, Wanted, words};
use super::some::with_some;
use super::spelling::Letters;
use super::suggest::suggestions;
use super::vocabulary::Vocabulary;
use crate::record::{Id, Record};
use crate::store::filter::Selection;
use crate::store::{Filter, Snapshot, StoreError};

/// What a search found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Matches {
    /// The records, best first.
    pub records: Vec<Match>,
    /// Whether they have all the words; else they have some.
    pub has_all_words: bool,
    /// If no record has all the words: similar spellings that some record has.
    pub suggestions: Vec<String>,
}

/// A record that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// Its name.
    pub id: Id,
    /// Where it matched and the text there; `None` if the match is not within a single text.
    pub place: Option<(SearchedPlace, String)>,
    /// The parts of that text that matched, in bytes, in order, not overlapping.
    pub marks: Vec<Range<usize>>,
    /// The record.
    pub record: Record,
}

/// The keys of records, and what to mark in them.
struct FoundRecords {
    rows: Vec<RecordKey>,
    marker: Marker,
    has_all_words: bool,
    suggestions: Vec<String>,
}

impl Snapshot<'_> {
    /// Up to `limit` records of a filter that have all words of the query, best first. If no record has all, those that
    /// have some; for a long text, those whose signatures are probably in it.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn search(&self, query: &Query, filter: &Filter, limit: usize) -> Result<Matches, StoreError> {
        let hits = self.run(|connection| find(Vocabulary::open(connection)?, &filter.selection(), query, limit))?;
        let mut records = Vec::with_capacity(hits.rows.len());
        for row in hits.rows {
            if let Some(stored) = self.load_row_unchecked(row)? {
                let record = stored.as_it_is().revision.record;
                let (place, marks) = hits.marker.mark(&record);
                records.push(Match { id: record.id.clone(), place, marks, record });
            }
        }
        Ok(Matches { records, has_all_words: hits.has_all_words, suggestions: hits.suggestions })
    }
}

fn find(
    vocabulary: Vocabulary<'_>,
    selection: &Selection,
    query: &Query,
    limit: usize,
) -> rusqlite::Result<FoundRecords> {
    let Wanted::Phrases(phrases) = &query.wanted else {
        return some(vocabulary.connection, selection, &Bag::of(words(&query.text)), limit, true);
    };
    let spelled = phrases.iter().map(|phrase| vocabulary.spell(phrase)).collect::<rusqlite::Result<Vec<_>>>()?;
    let rows = with_all(vocabulary.connection, selection, &spelled, limit)?;
    if !rows.is_empty() {
        let marker = Marker::of(phrases.iter().map(|phrase| (phrase.letters(), phrase.any_ending)));
        return Ok(FoundRecords { rows, marker, has_all_words: true, suggestions: Vec::new() });
    }
    let bag = Bag::of(words_of(vocabulary, phrases)?);
    let hits = some(vocabulary.connection, selection, &bag, limit, false)?;
    Ok(FoundRecords { suggestions: suggestions(vocabulary, selection, &query.text, phrases)?, ..hits })
}

fn some(
    connection: &Connection,
    selection: &Selection,
    bag: &Bag,
    limit: usize,
    is_long: bool,
) -> rusqlite::Result<FoundRecords> {
    let found = with_some(connection, selection, bag, limit, is_long)?;
    let mut marker = Marker::of(found.words.iter().map(|word| (Letters::of([word.as_str()]), false)));
    marker.is_first_best = is_long;
    Ok(FoundRecords { rows: found.rows, marker, has_all_words: false, suggestions: Vec::new() })
}

/// The words of phrases one by one, and those that a `*` matches.
fn words_of(vocabulary: Vocabulary<'_>, phrases: &[Phrase]) -> rusqlite::Result<Vec<String>> {
    let mut words = Vec::new();
    for phrase in phrases {
        words.extend(vocabulary.words(phrase)?);
        if let (true, Some(last)) = (phrase.any_ending, phrase.words.last()) {
            words.extend(vocabulary.endings(last)?);
        }
    }
    Ok(words)
}
