//! Records that have some words of a text: those whose signature is in it, judging by rare words.

use std::collections::{BTreeMap, HashMap};

use rusqlite::{Connection, OptionalExtension};

use crate::ledger::RecordKey;

use super::bag::Bag;
use crate::store::filter::Selection;

/// The number of records above which a word is too common to count.
const COMMON: usize = 1000;

/// The number of records that are compared in detail: those with the largest weight of words in common with the text.
const CANDIDATES: usize = 200;

/// The columns of texts that name a record, in the query language of FTS5.
const NAMES: &str = "{signature label} : ";

/// Records that have some words of a text.
pub(super) struct SomeWords {
    /// Their keys, best first.
    pub(super) rows: Vec<RecordKey>,
    /// The words that were counted.
    pub(super) words: Vec<String>,
}

/// Up to `limit` records of a selection that have some of the words: first those that have some in the texts that
/// name them, by how much of the signature is in the text; then, if the text is short, those that have them elsewhere.
pub(super) fn with_some(
    connection: &Connection,
    selection: &Selection,
    bag: &Bag,
    limit: usize,
    is_long: bool,
) -> rusqlite::Result<SomeWords> {
    let mut found = ranked(connection, selection, bag, NAMES, limit)?;
    if found.rows.is_empty() || (!is_long && found.rows.len() < limit) {
        let others = ranked(connection, selection, bag, "", limit)?;
        let new: Vec<RecordKey> = others.rows.into_iter().filter(|row| !found.rows.contains(row)).collect();
        found.rows.extend(new);
        found.words = others.words;
    }
    found.rows.truncate(limit);
    Ok(found)
}

fn ranked(
    connection: &Connection,
    selection: &Selection,
    bag: &Bag,
    fields: &str,
    limit: usize,
) -> rusqlite::Result<SomeWords> {
    let records: i64 = connection.query_row("SELECT coalesce(max(id), 0) FROM record", [], |row| row.get(0))?;
    let weigh = |of: usize| (1.0 + records as f64 / of as f64).ln();
    let words = bag.words();
    let (mut rare, mut common) = (Vec::new(), Vec::new());
    for (number, word) in &words {
        let rows = rows_with(connection, &format!("{fields}\"{word}\""))?;
        match rows.len() {
            0 => {}
            1..=COMMON => rare.push((*number, *word, rows)),
            _ => common.push((*number, *word, rows)),
        }
    }
    let counted = if rare.is_empty() { common } else { rare };
    let weights: HashMap<usize, f64> = counted.iter().map(|(number, _, rows)| (*number, weigh(rows.len()))).collect();
    let mut sums: BTreeMap<RecordKey, f64> = BTreeMap::new();
    for (_, _, rows) in &counted {
        rows.iter().for_each(|row| *sums.entry(*row).or_default() += weigh(rows.len()));
    }
    let signature_fit = |text: &str| match bag.share(text, &weights, weigh(1)) {
        (_, whole) if whole <= 0.0 => 0.0,
        (shared, whole) => shared * shared / whole,
    };
    let rows = closest(connection, selection, sums, CANDIDATES.max(limit), signature_fit)?;
    Ok(SomeWords { rows, words: counted.into_iter().map(|(_, word, _)| word.to_owned()).collect() })
}

/// The records with the largest sums, up to a number, ordered by how well their signatures fit.
fn closest(
    connection: &Connection,
    selection: &Selection,
    sums: BTreeMap<RecordKey, f64>,
    most: usize,
    fit: impl Fn(&str) -> f64,
) -> rusqlite::Result<Vec<RecordKey>> {
    let mut sums: Vec<(RecordKey, f64)> = sums.into_iter().collect();
    sums.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    let mut statement = connection.prepare_cached(&format!("{}{}", selection.with, include_str!("some.sql")))?;
    let mut candidates: Vec<(f64, f64, String, RecordKey)> = Vec::new();
    for (record, sum) in sums {
        if candidates.len() == most {
            break;
        }
        let mut bindings = selection.bindings();
        bindings.push((":record", &record));
        let candidate = statement.query_row(bindings.as_slice(), |row| {
            let fits =
                [row.get_ref("signature")?, row.get_ref("signature_zh")?].map(|text| text.as_str().map_or(0.0, &fit));
            Ok((fits.into_iter().fold(0.0, f64::max), sum, row.get("canon_id")?, record))
        });
        candidates.extend(candidate.optional()?);
    }
    candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.total_cmp(&a.1)).then_with(|| a.2.cmp(&b.2)));
    Ok(candidates.into_iter().map(|(.., record)| record).collect())
}

/// The keys of records that match an expression in the query language of FTS5: all, or one more than the limit for
/// common words.
fn rows_with(connection: &Connection, expression: &str) -> rusqlite::Result<Vec<RecordKey>> {
    let mut statement =
        connection.prepare_cached("SELECT rowid AS record FROM search WHERE search MATCH :expression LIMIT :most")?;
    let rows =
        statement.query_map((expression, i64::try_from(COMMON + 1).unwrap_or(i64::MAX)), |row| row.get("record"))?;
    rows.collect()
}
