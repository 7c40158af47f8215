//! Finding the record that a word names.

use super::Refusal;
use super::matching::known_records;
use crate::record::Id;
use crate::store::{Snapshot, StoreError, Stored, Unchecked};

/// The number of ids that a refusal names if there is no such record.
pub(super) const MAX_SUGGESTIONS: usize = 3;

/// The longest name for which near misses are searched, in bytes: a longer one is not a misspelt id.
const MAX_NAME_BYTES: usize = 200;

/// The record that a word names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meaning<T> {
    /// None: it is neither an id nor an alias.
    None,
    /// This one.
    One(T),
    /// It is an alias of several.
    Several(Vec<Id>),
}

/// Finds the record that a word names: that of the id or, if there is none, the only one that has it as an alias.
/// `of_id` looks up the record of an id, in the form that the caller needs.
///
/// # Errors
/// If the database cannot be read.
pub(super) fn meaning<T>(
    snapshot: &Snapshot<'_>,
    word: &str,
    of_id: impl Fn(&str) -> Result<Option<T>, StoreError>,
) -> Result<Meaning<T>, StoreError> {
    if let Some(one) = of_id(word)? {
        return Ok(Meaning::One(one));
    }
    let ids = snapshot.by_alias(word)?;
    Ok(match ids.as_slice() {
        [] => Meaning::None,
        [id] => Meaning::One(of_id(id.as_str())?.ok_or_else(|| lost(snapshot, id))?),
        [..] => Meaning::Several(ids),
    })
}

/// The record that a word names, by its id or by an alias.
///
/// # Errors
/// If there is no such record, or the word is an alias of several.
pub fn find_id(snapshot: &Snapshot<'_>, word: &str) -> Result<Id, Refusal> {
    let of_id = |word: &str| match word.parse::<Id>() {
        Ok(id) => Ok(snapshot.standing(&id)?.map(|_| id)),
        Err(_) => Ok(None),
    };
    match meaning(snapshot, word, of_id)? {
        Meaning::One(id) => Ok(id),
        Meaning::None => Err(Refusal::Unknown { word: word.to_owned(), near: suggestions(snapshot, word)? }),
        Meaning::Several(ids) => Err(Refusal::Ambiguous { word: word.to_owned(), ids }),
    }
}

/// The records that may be meant by a name that none has. Several words are probably an error text, so the records are
/// suggested that are known to be about it; otherwise, and if there are none, those with ids like it.
///
/// # Errors
/// If the database cannot be read.
pub(super) fn suggestions(snapshot: &Snapshot<'_>, name: &str) -> Result<Vec<Id>, StoreError> {
    let known = match name.trim().contains(char::is_whitespace) {
        true => known_records(snapshot, name, MAX_SUGGESTIONS)?,
        false => Vec::new(),
    };
    if known.is_empty() && name.len() <= MAX_NAME_BYTES { snapshot.nearest(name, MAX_SUGGESTIONS) } else { Ok(known) }
}

/// The stored record that a word names, for showing it.
///
/// # Errors
/// Those of [`find_id`].
pub fn find(snapshot: &Snapshot<'_>, word: &str) -> Result<Stored, Refusal> {
    find_unchecked(snapshot, word).map(Unchecked::as_it_is)
}

/// The same, before it is compared with its digest.
///
/// # Errors
/// Those of [`find_id`].
pub fn find_unchecked(snapshot: &Snapshot<'_>, word: &str) -> Result<Unchecked, Refusal> {
    let id = find_id(snapshot, word)?;
    Ok(snapshot.load_unchecked(&id)?.ok_or_else(|| lost(snapshot, &id))?)
}

/// The error if there is no record with an id that this snapshot has listed.
fn lost(snapshot: &Snapshot<'_>, id: &Id) -> StoreError {
    snapshot.damaged(format!("{id} is listed, but there is no such record"))
}

/// The record of an id, withdrawn or not.
///
/// # Errors
/// If there is no such record.
pub(super) fn find_any(snapshot: &Snapshot<'_>, id: &Id) -> Result<Stored, Refusal> {
    snapshot.load(id)?.ok_or_else(|| Refusal::NoRecord(id.clone()))
}

/// The record of an id, for changing it.
///
/// # Errors
/// If there is no such record, or it is withdrawn.
pub fn find_living(snapshot: &Snapshot<'_>, id: &Id) -> Result<Stored, Refusal> {
    let stored = find_any(snapshot, id)?;
    if stored.standing.is_withdrawn { Err(Refusal::Withdrawn(id.clone())) } else { Ok(stored) }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{apply, context, edit, id, store};
    use super::super::{Edit, Rename, Step, Which};
    use super::*;

    #[test]
    fn a_record_is_found_by_its_id_and_by_an_alias() {
        let mut store = store(&["x/a"]);
        apply(&Rename { from: id("x/a"), to: id("x/b") }, &mut store, &context()).unwrap();
        let snapshot = store.snapshot().unwrap();
        assert_eq!(find_id(&snapshot, "x/b").unwrap(), id("x/b"));
        assert_eq!(find_id(&snapshot, "x/a").unwrap(), id("x/b"), "the old id is an alias");
    }

    #[test]
    fn an_id_has_priority_over_an_alias_of_another_record() {
        let mut store = store(&["x/a", "x/b"]);
        edit(&mut store, &["x/b"], Step::Add("aliases".to_owned(), "x/a".to_owned()));
        assert_eq!(find_id(&store.snapshot().unwrap(), "x/a").unwrap(), id("x/a"));
    }

    #[test]
    fn an_unknown_word_is_refused_with_the_ids_most_like_it() {
        let near = |word: &str| match find_id(&store(&["x/login-expired", "x/other"]).snapshot().unwrap(), word) {
            Err(Refusal::Unknown { near, .. }) => near,
            other => panic!("{other:?}"),
        };
        assert_eq!(near("x/login-expird"), [id("x/login-expired")]);
        assert_eq!(near("zzzz"), []);
    }

    #[test]
    fn an_error_text_instead_of_an_id_is_refused_with_the_records_that_it_matches() {
        let mut store = store(&["x/quota", "x/other"]);
        edit(&mut store, &["x/quota"], Step::Set("signature".to_owned(), "Disk quota exceeded on volume".to_owned()));
        let snapshot = store.snapshot().unwrap();
        let near = |text: &str| match find_id(&snapshot, text) {
            Err(Refusal::Unknown { near, .. }) => near,
            other => panic!("{other:?}"),
        };
        assert_eq!(near("write: disk quota exceeded on volume /srv"), [id("x/quota")]);
        assert_eq!(near("x/ quota"), [id("x/quota")], "this is a misspelt id");
        assert_eq!(near("the printer is on fire"), []);
    }

    #[test]
    fn an_alias_of_several_records_names_none() {
        let mut store = store(&["x/a", "x/b"]);
        let steps = vec![Step::Add("aliases".to_owned(), "both".to_owned())];
        let which = Which::Ids(vec![id("x/a"), id("x/b")]);
        apply(&Edit::new(which, steps), &mut store, &context()).unwrap();
        match find_id(&store.snapshot().unwrap(), "both") {
            Err(Refusal::Ambiguous { ids, .. }) => assert_eq!(ids, [id("x/a"), id("x/b")]),
            other => panic!("{other:?}"),
        }
    }
}
