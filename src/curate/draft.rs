//! A record on its way in.

use std::fmt;
use std::sync::Arc;

use crate::record::{self, Demands, Excess, Fault, Rule, Start};
use crate::store::{KnownDigests, Prepared};

/// Where a text came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The file, or `-` for standard input.
    pub source: Arc<str>,
    /// Where in the file the text begins.
    pub start: Start,
}

impl fmt::Display for Origin {
    /// `FILE:LINE`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.source, self.start.line)
    }
}

/// What is to be known for reading texts.
#[derive(Debug, Default)]
pub struct Reading {
    /// The records that the store most likely has as they come.
    pub known: KnownDigests,
    /// What is asked of records besides the rules of the format.
    pub demands: Demands,
}

/// A text that should be a record, read and made ready for the store as far as it is one.
#[derive(Debug)]
pub struct Draft {
    /// Where it came from.
    pub origin: Origin,
    /// The source that it belongs to: a path, or a name that the user gave; `None` for a text from a pipe.
    pub source: Option<Arc<str>>,
    /// Where the text was read first, if it comes from a file of rejects.
    pub first: Option<Origin>,
    /// The text, kept for the rejects where it is no record.
    pub text: Vec<u8>,
    /// The size of the text if it was too large to be kept.
    pub bytes: Option<u64>,
    /// The record, or what is wrong with the text.
    pub read: Result<Prepared, Vec<Fault>>,
}

impl Draft {
    /// Reads a text.
    pub fn new(origin: Origin, text: Vec<u8>, reading: &Reading) -> Self {
        let Reading { known, demands } = reading;
        match record::read_new(&text, origin.start, demands) {
            // A record that was read is written from its parts; the text is no longer needed.
            Ok(record) => Draft {
                origin,
                source: None,
                first: None,
                text: Vec::new(),
                bytes: None,
                read: Ok(Prepared::new(record, known)),
            },
            Err(faults) => Draft { origin, source: None, first: None, text, bytes: None, read: Err(faults) },
        }
    }

    /// The same text as one of a source.
    #[must_use]
    pub fn of_source(self, source: Option<Arc<str>>) -> Self {
        Draft { source, ..self }
    }

    /// A text that is too large and was not kept.
    pub fn too_large(origin: Origin, excess: Excess) -> Self {
        let fault = Fault::of_record(origin.start, excess);
        let read = Err(vec![fault]);
        Draft { origin, source: None, first: None, text: Vec::new(), bytes: Some(excess.size), read }
    }

    /// A place in the input where no record can be had at all.
    pub fn broken(origin: Origin, text: Vec<u8>, reason: String) -> Self {
        let Start { line, column } = origin.start;
        let fault = Fault { line, column, path: "record".to_owned(), rule: Rule::Syntax, reason };
        Draft { origin, source: None, first: None, text, bytes: None, read: Err(vec![fault]) }
    }
}
