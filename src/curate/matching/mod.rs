//! Which records an error text is about.

mod bench;
mod entrants;
mod limits;
#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap};

use super::refusal::{PublishedOnly, Refusal};
use crate::ledger::RecordKey;
use crate::pattern::ranking::{
    ByWords, KNOWN, LogText, Ranked, Rarity, frequent_pairs, rank, shortlist, uncounted_words,
};
use crate::record::{Id, Record};
use crate::store::{ComparedRecord, Filter, Snapshot, StoreError};
pub use bench::{BenchFigures, BenchShare, bench};
use entrants::Entrants;
pub(in crate::curate) use limits::FUZZY_MARGIN;
use limits::{COMMON, MAX_BY_PAIRS, MAX_NAMED, MAX_PAIRS, MAX_WORDS, SEARCHED};

/// What is known about a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Matched {
    /// The records, best first.
    pub records: Vec<MatchedRecord>,
    /// How many distinct lines the text has, cleaned.
    pub lines: usize,
    /// How many distinct words it has.
    pub words: usize,
}

/// A record that may be what a text is about.
#[derive(Debug, Clone, PartialEq)]
pub struct MatchedRecord {
    /// The record.
    pub record: ComparedRecord,
    /// Its score, with the passage that it comes from.
    pub ranked: Ranked,
}

impl MatchedRecord {
    /// Whether the score is high enough to say that this is the record of the error.
    pub fn is_known(&self) -> bool {
        self.ranked.score >= KNOWN
    }
}

impl Matched {
    /// How many of the records have a score that is at most `margin` below the best.
    pub(in crate::curate) fn near(&self, margin: f64) -> usize {
        let least = self.records.first().map_or(0.0, |best| best.ranked.score - margin);
        self.records.iter().take_while(|one| one.ranked.score > least).count()
    }

    /// Whether a record is known for the text.
    pub fn is_known(&self) -> bool {
        self.records.first().is_some_and(MatchedRecord::is_known)
    }
}

/// Up to `limit` published records of a filter that a text may be about, best first.
///
/// # Errors
/// [`Refusal::ChoosesWithdrawn`], if the filter selects withdrawn records; if the database cannot be read.
pub fn find_matches(
    snapshot: &Snapshot<'_>,
    text: &mut LogText,
    filter: &Filter,
    limit: usize,
) -> Result<Matched, Refusal> {
    Refusal::unless_published(filter, PublishedOnly::Matching)?;
    Ok(matched(snapshot, text, filter, limit)?)
}

/// As [`find_matches`], of a filter that selects published records.
///
/// # Errors
/// If the database cannot be read.
pub(in crate::curate) fn matched(
    snapshot: &Snapshot<'_>,
    text: &mut LogText,
    filter: &Filter,
    limit: usize,
) -> Result<Matched, StoreError> {
    let mut rarity = Rarity::new(snapshot.highest_row()?);
    let rows = look_up_words(snapshot, text, &mut rarity, COMMON)?;
    let mut chosen = shortlist(text, &rarity, &rows);
    chosen.extend(look_up_pairs(snapshot, text, &rarity, COMMON)?);
    let mut entrants = Entrants::read(snapshot, text, filter, &chosen)?;
    entrants.keep_best(text, &rarity);
    let missing = uncounted_words(text, &rarity, &entrants.contenders);
    let counted = snapshot.word_rows(missing.iter().map(|(_, word)| word.as_str()), COMMON)?;
    missing.iter().zip(counted).for_each(|((word, _), found)| rarity.set(*word, found.count));
    let by_words = ByWords::of(text, &rarity, &entrants.contenders, SEARCHED.max(limit));
    let hits = entrants.search(snapshot, text, &rarity, &by_words, limit)?;
    let ranked = rank(text, &rarity, &entrants.contenders, &by_words, &hits, limit);
    let mut records: HashMap<usize, ComparedRecord> = entrants.records.into_iter().enumerate().collect();
    #[expect(clippy::expect_used, reason = "a contender has the number of its record, and is ranked once")]
    let record = |ranked: Ranked| MatchedRecord {
        record: records.remove(&ranked.contender).expect("the record of a contender"),
        ranked,
    };
    let records = ranked.into_iter().map(record).collect();
    Ok(Matched { records, lines: text.lines(), words: text.words().len() })
}

/// The published records other than `record` that are known to be about its error text, best first, up to three.
///
/// # Errors
/// If the database cannot be read.
pub(in crate::curate) fn also_matching(snapshot: &Snapshot<'_>, record: &Record) -> Result<Vec<Id>, StoreError> {
    let found = known_records(snapshot, &record.signature, MAX_NAMED + 1)?.into_iter();
    Ok(found.filter(|id| *id != record.id).take(MAX_NAMED).collect())
}

/// The published records that are known to be about an error text, best first, up to `most`.
///
/// # Errors
/// If the database cannot be read.
pub(in crate::curate) fn known_records(
    snapshot: &Snapshot<'_>,
    text: &str,
    most: usize,
) -> Result<Vec<Id>, StoreError> {
    let found = matched(snapshot, &mut LogText::read(text.as_bytes(), 0), &Filter::default(), most)?;
    Ok(found.records.into_iter().filter(MatchedRecord::is_known).map(|one| one.record.id).collect())
}

/// For each word of a text the records that have it in their signatures, unless they are more than `common`.
fn look_up_words(
    snapshot: &Snapshot<'_>,
    text: &LogText,
    rarity: &mut Rarity,
    common: usize,
) -> Result<Vec<Vec<RecordKey>>, StoreError> {
    let skipped = text.words().len().saturating_sub(MAX_WORDS);
    let found = snapshot.word_rows(text.words().skip(skipped), common)?;
    let mut rows = vec![Vec::new(); skipped];
    for (word, found) in (skipped..).zip(found) {
        rarity.set(word, found.count);
        rows.push(found.rows);
    }
    Ok(rows)
}

/// Records with pairs of words that more than `common` signatures have, each of them; those with the rarest pairs.
/// Without them a signature that has only such words would be found by its regex alone.
fn look_up_pairs(
    snapshot: &Snapshot<'_>,
    text: &LogText,
    rarity: &Rarity,
    common: usize,
) -> Result<BTreeSet<RecordKey>, StoreError> {
    let pairs = frequent_pairs(text, rarity, |word| rarity.count(word) > common, MAX_PAIRS);
    let mut found = snapshot.word_rows(pairs.iter().map(String::as_str), common)?;
    found.sort_by_key(|found| found.rows.len());
    let mut chosen = BTreeSet::new();
    for row in found.into_iter().flat_map(|found| found.rows) {
        if chosen.len() == MAX_BY_PAIRS {
            break;
        }
        chosen.insert(row);
    }
    Ok(chosen)
}
