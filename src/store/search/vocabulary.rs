//! The words of the index, and how they spell what a user typed.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension};

use super::query::Phrase;
use super::spelling::seams;

/// The longest piece, in bytes, for which every spelling is searched for. No identifier of a language is longer.
const MAX_PIECE: usize = 64;

/// The most spellings of a phrase that are searched for; those with the fewest words are first.
const MAX_SPELLINGS: usize = 8;

/// The most words of the index that a `*` matches if each is searched for separately.
const MAX_ENDINGS: usize = 50;

/// A character after every letter and digit in the order of the index, so that nothing is between a word and its end.
const AFTER: char = '\u{1}';

/// The words of the search index, by SQLite's `fts5vocab`.
#[derive(Clone, Copy)]
pub(super) struct Vocabulary<'c> {
    pub(super) connection: &'c Connection,
}

/// The spellings of a phrase in the index: each way to split its letters into words.
pub(super) struct Spelled {
    pub(super) spellings: Vec<Vec<String>>,
    any_ending: bool,
}

impl Spelled {
    /// Any of the spellings, in the query language of FTS5. Words are letters and digits, so nothing in them is special
    /// there.
    pub(super) fn expression(&self) -> String {
        let ending = if self.any_ending { " *" } else { "" };
        let phrases: Vec<String> =
            self.spellings.iter().map(|words| format!("\"{}\"{ending}", words.join(" "))).collect();
        format!("({})", phrases.join(" OR "))
    }
}

impl<'c> Vocabulary<'c> {
    /// Makes the two views of the index's words. They belong to the connection, so the database is not written to.
    pub(super) fn open(connection: &'c Connection) -> rusqlite::Result<Self> {
        connection.execute_batch(include_str!("vocabulary.sql"))?;
        Ok(Vocabulary { connection })
    }

    /// The spellings of a phrase: as it was typed, and each way to split its letters into words of the index.
    pub(super) fn spell(&self, phrase: &Phrase) -> rusqlite::Result<Spelled> {
        let letters = phrase.letters();
        let pieces: Vec<&str> = letters.pieces().collect();
        let mut cut = vec![Vec::new()];
        for (number, piece) in (1..).zip(&pieces) {
            let any_ending = phrase.any_ending && number == pieces.len();
            let ways = self.cuts(piece, any_ending)?;
            cut = cut.iter().flat_map(|before| ways.iter().map(move |way| [before.as_slice(), way].concat())).collect();
            cut.truncate(MAX_SPELLINGS);
        }
        // As typed, it is found even if it has accents, which the index does not have.
        let mut spellings = vec![phrase.words.clone()];
        spellings.extend(cut.into_iter().filter(|words| *words != phrase.words));
        Ok(Spelled { spellings, any_ending: phrase.any_ending })
    }

    /// The ways to split a piece into words of the index, those with the fewest words first.
    fn cuts(&self, piece: &str, any_ending: bool) -> rusqlite::Result<Vec<Vec<String>>> {
        let seams = seams(piece);
        if seams.len() == 2 {
            return Ok(vec![vec![piece.to_owned()]]); // a Chinese character or a number
        }
        if piece.len() > MAX_PIECE {
            return Ok(Vec::new());
        }
        let mut ends_from: BTreeMap<usize, Vec<usize>> = BTreeMap::from([(0, Vec::new())]);
        for start in &seams {
            if ends_from.contains_key(start) {
                let ends = self.word_ends(piece, *start, &seams, any_ending)?;
                ends_from.extend(ends.iter().filter(|end| **end < piece.len()).map(|end| (*end, Vec::new())));
                ends_from.insert(*start, ends);
            }
        }
        // The ways to split the rest from each beginning of a word; filled from the end of the piece.
        let mut ways: BTreeMap<usize, Vec<Vec<String>>> = BTreeMap::from([(piece.len(), vec![Vec::new()])]);
        for (start, ends) in ends_from.iter().rev() {
            let longer = |end: &usize| {
                let word = piece.get(*start..*end).unwrap_or_default().to_owned();
                let rest = ways.get(end).into_iter().flatten();
                rest.map(move |rest| [std::slice::from_ref(&word), rest.as_slice()].concat())
            };
            let mut here: Vec<Vec<String>> = ends.iter().flat_map(longer).collect();
            here.sort_by_key(Vec::len);
            here.truncate(MAX_SPELLINGS);
            ways.insert(*start, here);
        }
        Ok(ways.remove(&0).unwrap_or_default())
    }

    /// The ends of the index's words that begin at a boundary of a piece.
    fn word_ends(&self, piece: &str, start: usize, seams: &[usize], any_ending: bool) -> rusqlite::Result<Vec<usize>> {
        let mut ends = Vec::new();
        for end in seams.iter().filter(|end| **end > start) {
            let word = piece.get(start..*end).unwrap_or_default();
            match self.first_from(word)? {
                Some(term) if term == word || (any_ending && *end == piece.len() && term.starts_with(word)) => {
                    ends.push(*end);
                }
                Some(term) if term.starts_with(word) => {}
                _ => break,
            }
        }
        Ok(ends)
    }

    /// Whether a record has a phrase in any of its spellings.
    pub(super) fn has(&self, phrase: &Spelled) -> rusqlite::Result<bool> {
        let mut statement =
            self.connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM search WHERE search MATCH ?1)")?;
        statement.query_row([phrase.expression()], |row| row.get(0))
    }

    /// Words of the index that begin with a text.
    pub(super) fn endings(&self, start: &str) -> rusqlite::Result<Vec<String>> {
        let mut found = Vec::new();
        let mut next = self.first_from(start)?;
        while let Some(term) = next.filter(|term| term.starts_with(start) && found.len() < MAX_ENDINGS) {
            next = self.first_from(&format!("{term}{AFTER}"))?;
            found.push(term);
        }
        Ok(found)
    }

    /// The words of a phrase: as they were typed, or, if no record has them like that, in the spelling of a record.
    pub(super) fn words(&self, phrase: &Phrase) -> rusqlite::Result<Vec<String>> {
        let Spelled { spellings, any_ending } = self.spell(phrase)?;
        for spelling in &spellings {
            let one = Spelled { spellings: vec![spelling.clone()], any_ending };
            if self.has(&one)? {
                return Ok(one.spellings.concat());
            }
        }
        Ok(phrase.words.clone())
    }

    /// The first word of the index that is not before a text.
    fn first_from(&self, text: &str) -> rusqlite::Result<Option<String>> {
        let mut statement =
            self.connection.prepare_cached("SELECT term FROM temp.search_instance WHERE term >= ?1 LIMIT 1")?;
        statement.query_row([text], |row| row.get("term")).optional()
    }
}
