//! Suggestions for a text that no record has.

use std::collections::BTreeMap;

use super::all::with_all;
use super::query::{Phrase, Query, Wanted};
use super::vocabulary::Vocabulary;
use crate::pattern::{Word, each_word};
use crate::store::filter::Selection;

/// The most texts that are suggested.
const MAX_SUGGESTIONS: usize = 3;

/// The most words of the index that are compared with a misspelled one.
const MAX_COMPARED: i64 = 20_000;

/// The longest word that is compared, in bytes.
const MAX_WORD: usize = 64;

/// Texts like the given one that some record of a selection has: every word that no record has is replaced by one with
/// a similar spelling.
pub(super) fn suggestions(
    vocabulary: Vocabulary<'_>,
    selection: &Selection,
    text: &str,
    phrases: &[Phrase],
) -> rusqlite::Result<Vec<String>> {
    let mut likes: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for word in phrases.iter().flat_map(Phrase::apart) {
        if !vocabulary.has(&vocabulary.spell(&word)?)? {
            let word = word.words.concat();
            let like = vocabulary.like(&word)?;
            likes.insert(word, like);
        }
    }
    let most = likes.values().map(Vec::len).max().unwrap_or_default();
    let mut suggestions = Vec::new();
    for number in 0..most.min(MAX_SUGGESTIONS) {
        let replaced = replace(text, |word| likes.get(word).map(|like| like.get(number).or(like.first())));
        let Some(Wanted::Phrases(phrases)) = Query::new(&replaced).map(|query| query.wanted) else { continue };
        let spelled = phrases.iter().map(|phrase| vocabulary.spell(phrase)).collect::<rusqlite::Result<Vec<_>>>()?;
        if !with_all(vocabulary.connection, selection, &spelled, 1)?.is_empty() {
            suggestions.push(replaced);
        }
    }
    Ok(suggestions)
}

impl Vocabulary<'_> {
    /// Words of the index with a similar spelling, the most similar first. The first letter is rarely mistyped, so
    /// words with another first letter are compared only if none with the same one is similar.
    fn like(&self, word: &str) -> rusqlite::Result<Vec<String>> {
        let Some(first) = word.chars().next().filter(|first| first.is_alphabetic()) else { return Ok(Vec::new()) };
        if word.len() > MAX_WORD || word.chars().any(char::is_numeric) {
            return Ok(Vec::new()); // a code is not misspelled: the next code is another error
        }
        let next = char::from_u32(u32::from(first) + 1).unwrap_or(char::MAX);
        let same_first = self.like_between(word, &first.to_string(), &next.to_string())?;
        if same_first.is_empty() {
            return self.like_between(word, "a", &char::MAX.to_string());
        }
        Ok(same_first)
    }

    fn like_between(&self, word: &str, from: &str, to: &str) -> rusqlite::Result<Vec<String>> {
        let length = word.chars().count();
        let changes = (length / 4).min(2);
        let mut statement = self.connection.prepare_cached(include_str!("suggest.sql"))?;
        let mut rows = statement.query((from, to, MAX_COMPARED))?;
        let mut like: Vec<(usize, i64, String)> = Vec::new();
        while let Some(row) = rows.next()? {
            let term = row.get_ref("term")?.as_str()?;
            if term.chars().count().abs_diff(length) <= changes {
                let distance = strsim::osa_distance(word, term);
                if distance <= changes {
                    like.push((distance, -row.get::<_, i64>("doc")?, term.to_owned()));
                }
            }
        }
        like.sort_unstable();
        Ok(like.into_iter().map(|(_, _, term)| term).collect())
    }
}

/// A text with some words replaced, in the case that they were written in. `other` returns for a word in lower case
/// whether it is to be replaced, and by what, if there is a replacement.
fn replace<'o>(text: &str, other: impl Fn(&str) -> Option<Option<&'o String>>) -> String {
    let (mut replaced, mut at) = (String::new(), 0);
    each_word(text, |word| {
        let Word::Part(span) = word else { return };
        let old = text.get(span.clone()).unwrap_or_default();
        if let Some(Some(new)) = other(&old.to_lowercase()) {
            replaced.push_str(text.get(at..span.start).unwrap_or_default());
            replaced.push_str(&in_case_of(old, new));
            at = span.end;
        }
    });
    replaced.push_str(text.get(at..).unwrap_or_default());
    replaced
}

/// A word in the case of another one: in capitals, or with a capital first.
fn in_case_of(model: &str, word: &str) -> String {
    let mut letters = model.chars();
    let is_capital = letters.next().is_some_and(char::is_uppercase);
    if is_capital && model.chars().count() > 1 && letters.all(char::is_uppercase) {
        return word.to_uppercase();
    }
    let mut rest = word.chars();
    match rest.next() {
        Some(first) if is_capital => first.to_uppercase().chain(rest).collect(),
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_replaced_in_its_case_and_the_rest_stays_the_same() {
        let found = "found".to_owned();
        let fond = |word: &str| (word == "fond").then_some(Some(&found));
        assert_eq!(replace("NotFond \"pip, fond\" FOND*", fond), "NotFound \"pip, found\" FOUND*");
        assert_eq!(replace("not here", fond), "not here");
    }
}
