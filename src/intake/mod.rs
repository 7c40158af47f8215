//! How it comes in: records and reports, from bytes to drafts with positions.
//!
//! Readers go in, drafts come out. Nothing is opened here, and nothing is known of the database, the terminal or the
//! clock: the same bytes are always the same drafts.

mod records;

pub use records::{Document, Draft, Origin, document, documents, rejected};

use std::ops::ControlFlow;

/// Takes the next item; breaks if no more are wanted.
pub type Visit<'v, T> = &'v mut dyn FnMut(T) -> ControlFlow<()>;
