//! What a user types, as a query of the index, and where in a record it matched.

use std::ops::Range;

use rusqlite::types::Value;

use super::field::{self, Place};
use super::word::{Word, each_word};
use crate::record::{Id, Record};
use crate::store::record::parsed;
use crate::store::{Filter, Store, StoreError};

/// Words to look for. Case and accents do not count. An identifier or a run of Chinese is looked for as a phrase, so
/// are several words in double quotes; a `*` behind a word stands for any ending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    phrases: Vec<Phrase>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Phrase {
    /// Lower case, none empty.
    words: Vec<String>,
    any_ending: bool,
}

/// A record that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Its name.
    pub id: Id,
    /// Where it matched and the text there; `None` where the match lies in no single text.
    pub place: Option<(Place, String)>,
    /// The parts of that text that matched, in bytes, in order, not overlapping.
    pub marks: Vec<Range<usize>>,
    /// The record.
    pub record: Record,
}

impl Query {
    /// The words of a text; `None` where there are none.
    pub fn new(text: &str) -> Option<Self> {
        let mut phrases = Vec::new();
        for (at, part) in text.split('"').enumerate() {
            if at % 2 == 1 {
                phrases.extend(Phrase::new(part));
            } else {
                phrases.extend(part.split_whitespace().filter_map(Phrase::new));
            }
        }
        (!phrases.is_empty()).then_some(Query { phrases })
    }

    /// The query with every word for itself.
    fn apart(&self) -> Query {
        Query { phrases: self.phrases.iter().flat_map(Phrase::each_word).collect() }
    }

    /// The query in FTS5's language, its phrases joined by an operator.
    fn expression(&self, operator: &str) -> String {
        self.phrases.iter().map(Phrase::expression).collect::<Vec<_>>().join(operator)
    }

    /// The text of a record that matches best, with the parts that match.
    fn locate(&self, record: &Record) -> (Option<(Place, String)>, Vec<Range<usize>>) {
        let mut best: Option<(usize, Place, &str, Vec<Range<usize>>)> = None;
        field::each_text(record, |_, place, text| {
            let marks: Vec<Vec<Range<usize>>> = self.phrases.iter().map(|phrase| phrase.marks(text)).collect();
            let matched = marks.iter().filter(|marks| !marks.is_empty()).count();
            if matched > best.as_ref().map_or(0, |(most, ..)| *most) {
                best = Some((matched, place, text, merged(marks.concat())));
            }
        });
        match best {
            Some((_, place, text, marks)) => (Some((place, text.to_owned())), marks),
            None => (None, Vec::new()),
        }
    }
}

impl Phrase {
    fn new(text: &str) -> Option<Self> {
        let mut words = Vec::new();
        each_word(text, |word| {
            if let Word::Part(span) = word {
                words.push(text.get(span).unwrap_or_default().to_lowercase());
            }
        });
        (!words.is_empty()).then(|| Phrase { words, any_ending: text.ends_with('*') })
    }

    /// The phrase in FTS5's language. Its words are letters and digits, so nothing in them means anything there.
    fn expression(&self) -> String {
        let ending = if self.any_ending { " *" } else { "" };
        format!("\"{}\"{ending}", self.words.join(" "))
    }

    /// A phrase for each word.
    fn each_word(&self) -> impl Iterator<Item = Phrase> {
        let last = self.words.len();
        let word = move |(number, word): (usize, &String)| Phrase {
            words: vec![word.clone()],
            any_ending: self.any_ending && number == last,
        };
        (1..).zip(&self.words).map(word)
    }

    /// The parts of a text that match the phrase.
    fn marks(&self, text: &str) -> Vec<Range<usize>> {
        let (mut parts, mut marks) = (Vec::new(), Vec::new());
        each_word(text, |word| match word {
            Word::Part(span) => parts.push(span),
            Word::Whole(span) if self.matches(text, std::slice::from_ref(&span)) => marks.push(span),
            Word::Whole(_) => {}
        });
        for window in parts.windows(self.words.len()).filter(|window| self.matches(text, window)) {
            if let (Some(first), Some(last)) = (window.first(), window.last()) {
                marks.push(first.start..last.end);
            }
        }
        marks
    }

    /// Whether the words at these places are those of the phrase.
    fn matches(&self, text: &str, spans: &[Range<usize>]) -> bool {
        let is_word = |(at, (span, wanted)): (usize, (&Range<usize>, &String))| {
            let word = text.get(span.clone()).unwrap_or_default().to_lowercase();
            let is_open = self.any_ending && at + 1 == self.words.len();
            if is_open { word.starts_with(wanted.as_str()) } else { word == *wanted }
        };
        spans.len() == self.words.len() && spans.iter().zip(&self.words).enumerate().all(is_word)
    }
}

/// Ranges in order, overlapping ones made one.
fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| range.start);
    ranges.into_iter().fold(Vec::new(), |mut merged: Vec<Range<usize>>, range| {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
        merged
    })
}

impl Store {
    /// The records of a filter that have all words of the query, best first, at most `limit` of them. Where no record
    /// has all, those that have some; the second value tells whether all were had.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn search(&self, query: &Query, filter: &Filter, limit: usize) -> Result<(Vec<Found>, bool), StoreError> {
        let all = self.matches(&query.expression(" AND "), filter, limit)?;
        let apart = query.apart();
        let has_all = !all.is_empty() || apart.phrases.len() == 1;
        let (query, ids) = match has_all {
            true => (query, all),
            false => (&apart, self.matches(&apart.expression(" OR "), filter, limit)?),
        };
        let mut found = Vec::with_capacity(ids.len());
        for id in ids {
            // A record that went between the two looks is no longer found.
            let Some(stored) = self.load(&id)? else { continue };
            let (place, marks) = query.locate(&stored.revision.record);
            found.push(Found { id, place, marks, record: stored.revision.record });
        }
        Ok((found, has_all))
    }

    fn matches(&self, expression: &str, filter: &Filter, limit: usize) -> Result<Vec<Id>, StoreError> {
        let mut selection = filter.selection();
        selection.parameters.push((":expression", Value::Text(expression.to_owned())));
        selection.parameters.push((":limit", Value::Integer(i64::try_from(limit).unwrap_or(i64::MAX))));
        let read = || {
            let sql = format!("{}{}", selection.with, include_str!("select.sql"));
            let mut statement = self.connection.prepare_cached(&sql)?;
            let rows = statement.query_map(selection.bindings().as_slice(), |row| parsed(row, "canon_id"))?;
            rows.collect::<rusqlite::Result<_>>()
        };
        read().map_err(|error| self.error(error))
    }
}
