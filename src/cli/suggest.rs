//! Finding out which record is meant.

use super::failure::{Exit, Failure};
use super::ids;
use crate::curate::Refusal;
use crate::record::Id;
use crate::store::{Snapshot, Stored, Unchecked};

/// How many ids a hint names.
const SUGGESTIONS: usize = 3;

/// The record that a word names, by its id or by an alias.
pub(super) fn resolve(snapshot: &Snapshot<'_>, word: &str) -> Result<Id, Failure> {
    if let Ok(id) = word.parse::<Id>()
        && snapshot.standing(&id)?.is_some()
    {
        return Ok(id);
    }
    let named = snapshot.by_alias(word)?;
    match named.as_slice() {
        [id] => Ok(id.clone()),
        [] => Err(missing(snapshot, word)?),
        [..] => {
            let ids: Vec<&str> = named.iter().map(Id::as_str).collect();
            Err(Failure::new(Exit::Missing, format!("{word} is an alias of {} records", named.len()))
                .hint(format!("name one of them: {}", ids.join(", "))))
        }
    }
}

/// The record that a word names, as it is stored, to be looked at.
pub(super) fn find(snapshot: &Snapshot<'_>, word: &str) -> Result<Stored, Failure> {
    find_unchecked(snapshot, word).map(Unchecked::as_it_is)
}

/// The same, and whether it is what canonry wrote can still be asked.
pub(super) fn find_unchecked(snapshot: &Snapshot<'_>, word: &str) -> Result<Unchecked, Failure> {
    let id = resolve(snapshot, word)?;
    // Between the two somebody else may have renamed it.
    Ok(snapshot.load_unchecked(&id)?.ok_or_else(|| Refusal::no_record(&id))?)
}

/// The records that words name; those that the lines of standard input name for a single `-`.
pub(super) fn resolve_all(snapshot: &Snapshot<'_>, words: &[String]) -> Result<Vec<Id>, Failure> {
    ids::each(words, |word| resolve(snapshot, word))
}

fn missing(snapshot: &Snapshot<'_>, word: &str) -> Result<Failure, Failure> {
    let failure = Failure::new(Exit::Missing, format!("there is no record {word}"));
    let near = snapshot.nearest(word, SUGGESTIONS)?;
    Ok(if near.is_empty() {
        failure.hint("`canonry list` names all records, `canonry search TEXT` finds them by their words")
    } else {
        failure.hint(format!("did you mean {}?", near.join(", ")))
    })
}
