//! Finding records by their words.
//!
//! A query is matched in two ways. Records that have all its words are first, those with the words in the signature
//! before those that have them elsewhere. If there are none, or the text is a long one such as a pasted log, the rare
//! words of the text decide.

mod all;
mod answer;
mod bag;
mod field;
mod index;
mod mark;
mod query;
mod rebuild;
mod some;
mod spelling;
mod suggest;
mod vocabulary;

pub use answer::{Match, Matches};
pub use field::SearchedPlace;
pub use query::Query;

pub(super) use field::reads_alike;
pub(super) use index::{COLUMNS, IndexedWords, delete, insert};
