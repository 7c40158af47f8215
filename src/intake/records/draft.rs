//! A record on its way in.

use super::origin::Origin;
use crate::record::{self, Demands, Excess, Fault, Record, Rule, Start};

/// A text that should be a record, read. `R` is what the record has become on its way in: the store prepares it.
#[derive(Debug)]
pub struct Draft<R = Record> {
    /// Where it came from.
    pub origin: Origin,
    /// Where the text was read first, if it comes from a file of rejects.
    pub first: Option<Origin>,
    /// The text, kept for the rejects if it is not a valid record.
    pub text: Vec<u8>,
    /// The size of the text in bytes if it was too large to be kept.
    pub bytes: Option<u64>,
    /// The record, or what is wrong with the text.
    pub read: Result<R, Vec<Fault>>,
}

impl Draft {
    /// Reads a text.
    pub fn new(origin: Origin, text: Vec<u8>, demands: &Demands) -> Self {
        match record::read_new(&text, origin.start, demands) {
            // A record that was read is written from its parts; the text is no longer needed.
            Ok(record) => Draft { origin, first: None, text: Vec::new(), bytes: None, read: Ok(record) },
            Err(faults) => Draft { origin, first: None, text, bytes: None, read: Err(faults) },
        }
    }

    /// A text that is too large and was not kept.
    pub fn too_large(origin: Origin, excess: Excess) -> Self {
        let fault = Fault::of_record(origin.start, excess);
        Draft { origin, first: None, text: Vec::new(), bytes: Some(excess.size), read: Err(vec![fault]) }
    }

    /// A place in the input where no record can be had at all.
    pub fn broken(origin: Origin, text: Vec<u8>, reason: String) -> Self {
        let Start { line, column } = origin.start;
        let fault = Fault { line, column, path: "record".to_owned(), rule: Rule::Syntax, reason };
        Draft { origin, first: None, text, bytes: None, read: Err(vec![fault]) }
    }
}

impl<R> Draft<R> {
    /// The same draft, with something made of the record.
    pub fn map<S>(self, make: impl FnOnce(R) -> S) -> Draft<S> {
        let Draft { origin, first, text, bytes, read } = self;
        Draft { origin, first, text, bytes, read: read.map(make) }
    }
}
