//! The table `literal`: which literals the regexes of the records need, by a part of each.
//!
//! A regex finds something only in a text that has one of its literals. So which regexes may find something in a text
//! is looked up by the parts of the text, and only these have to be compiled.

mod candidates;
mod rows;
mod upgrade;

pub(super) use rows::{LiteralRows, delete, insert};
pub(super) use upgrade::fill;
