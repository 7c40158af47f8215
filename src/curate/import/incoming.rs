//! A record on its way in, as one of a source.

use std::sync::Arc;

use crate::intake::{Draft, Origin};
use crate::record::Demands;
use crate::store::{KnownDigests, Prepared};

/// A draft with the source that it belongs to, made ready for the store as far as it is a record.
#[derive(Debug)]
pub struct Incoming {
    /// The source: a path, or a name that the user gave; `None` for a text from a pipe.
    pub source: Option<Arc<str>>,
    /// What was read.
    pub draft: Draft<Prepared>,
}

impl Incoming {
    /// Reads a text that belongs to no source. `name` is what messages call it, such as the name of a file.
    pub fn read(name: &str, text: Vec<u8>, demands: &Demands) -> Self {
        Incoming { source: None, draft: Draft::new(Origin::of(name), text, demands).map(Prepared::from) }
    }

    /// A draft of a source. `known` are the digests that the store most likely has. This is the slow part of an import
    /// that needs no transaction; it may run on any thread.
    pub fn new(draft: Draft, source: Option<Arc<str>>, known: &KnownDigests) -> Self {
        Incoming { source, draft: draft.map(|record| Prepared::new(record, known)) }
    }
}
