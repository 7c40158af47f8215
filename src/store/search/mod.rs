//! Finding records by their words.

mod field;
mod index;
mod query;
mod word;

pub use field::Place;
pub use query::{Found, Query};

pub(super) use field::reads_alike;
pub(super) use index::{Words, delete, insert};
