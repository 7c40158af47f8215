//! Parsing the words of a command that name records, items and pieces of evidence.

use crate::cli::failure::Failure;
use crate::curate::{EvidenceTarget, find_id, item_number};
use crate::ledger::EvidenceNumber;
use crate::store::Snapshot;

/// The record, and the item behind `#` if one is named. In an error text `#` is a character like others.
pub(super) fn split(word: &str) -> (&str, Option<&str>) {
    match word.split_once('#') {
        Some((id, item)) if !id.contains(char::is_whitespace) => (id, Some(item)),
        _ => (word, None),
    }
}

/// The target that a word names: a record, or one of its items if `#w1` follows.
pub(super) fn target(snapshot: &Snapshot<'_>, word: &str) -> Result<EvidenceTarget, Failure> {
    let (word, item) = split(word);
    let id = find_id(snapshot, word)?;
    Ok(EvidenceTarget { id, item: item.map(item_number).transpose()? })
}

/// The numbers that a command is given, `e3` or `3`, in order.
pub(super) fn numbers_of(words: &[String]) -> Result<Vec<EvidenceNumber>, Failure> {
    let number = |word: &String| {
        EvidenceNumber::parse(word).ok_or_else(|| {
            Failure::usage(format!("'{word}' is not an evidence number"))
                .hint("as `evidence list` shows them, such as e3")
        })
    };
    let mut numbers = words.iter().map(number).collect::<Result<Vec<EvidenceNumber>, _>>()?;
    numbers.sort_unstable();
    numbers.dedup();
    Ok(numbers)
}
