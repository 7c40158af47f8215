//! Items by the numbers that people give them.

use super::refusal::{MissingItem, Refusal};
use crate::record::{ItemNumber, ItemRef, Revision};

/// The item that a number such as `w2` names in a revision.
///
/// # Errors
/// If the word is not such a number, or the revision has no such item.
pub fn item(revision: &Revision, word: &str) -> Result<ItemRef, Refusal> {
    let number = ItemNumber::parse(word).ok_or_else(|| Refusal::NotAnItem(word.to_owned()))?;
    revision.item(number).ok_or_else(|| missing(revision, number, word))
}

/// The number that a word names, for a record that is looked up later.
///
/// # Errors
/// If the word is not such a number, or is too large to be kept as it was typed, for later messages.
pub fn item_number(word: &str) -> Result<ItemNumber, Refusal> {
    let number = ItemNumber::parse(word).filter(|item| item.number < usize::MAX);
    number.ok_or_else(|| Refusal::NotAnItem(word.to_owned()))
}

/// The item of a number in a revision.
///
/// # Errors
/// If the record has no such item.
pub(super) fn numbered(revision: &Revision, number: ItemNumber) -> Result<ItemRef, Refusal> {
    revision.item(number).ok_or_else(|| missing(revision, number, &number.to_string()))
}

/// The refusal of a word for an item that a revision does not have.
fn missing(revision: &Revision, ItemNumber { kind, .. }: ItemNumber, word: &str) -> Refusal {
    let (name, count) = (revision.record.id.to_string(), revision.items.of(kind).len());
    MissingItem { name, word: word.to_owned(), kind, count }.into()
}
