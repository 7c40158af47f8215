//! A record that is being read.

use super::origin::Origin;
use crate::record::{self, Demands, Excess, Fault, FaultPath, Record, Rule, Start};

/// An input that should be a record. `R` is its current form: first the bytes of its text, then the record, and then
/// what the store prepares from that.
#[derive(Debug)]
pub struct Draft<R = Record> {
    /// Where it came from.
    pub origin: Origin,
    /// Where the text was read first, if it comes from a file of rejects.
    pub first: Option<Origin>,
    /// Its current form, or why there is no record.
    pub content: Result<R, Faulty>,
}

/// A text that is not a valid record, or a place in an input that cannot be read.
#[derive(Debug)]
pub struct Faulty {
    /// What is wrong; at least one fault.
    pub faults: Vec<Fault>,
    /// The text, for the rejects.
    pub text: FaultyText,
}

/// The text of what is not a valid record.
#[derive(Debug, PartialEq, Eq)]
pub enum FaultyText {
    /// The text; empty if there is none.
    Kept(Vec<u8>),
    /// A text that was too large to be kept.
    TooLarge {
        /// Its size in bytes.
        bytes: u64,
    },
    /// A line of a ledger or of the notices of a tree: not a record, and not to be edited.
    LedgerLine,
    /// A file of a ledger or of notices, or a whole ledger.
    LedgerFile,
}

impl Draft<Vec<u8>> {
    /// A text that was cut out of its input.
    pub fn cut(origin: Origin, text: Vec<u8>) -> Self {
        Draft { origin, first: None, content: Ok(text) }
    }

    /// The text, if it is in memory.
    pub fn text(&self) -> &[u8] {
        match &self.content {
            Ok(text) | Err(Faulty { text: FaultyText::Kept(text), .. }) => text,
            Err(Faulty {
                text: FaultyText::TooLarge { .. } | FaultyText::LedgerLine | FaultyText::LedgerFile, ..
            }) => &[],
        }
    }
}

impl Draft {
    /// Reads a text as a record.
    pub fn new(origin: Origin, text: Vec<u8>, demands: &Demands) -> Self {
        // A record that was read is written from its fields, so the text is no longer needed.
        let content = record::read_new(&text, origin.start, demands)
            .map_err(|faults| Faulty { faults, text: FaultyText::Kept(text) });
        Draft { origin, first: None, content }
    }
}

impl<R> Draft<R> {
    /// A text that is too large and was not kept.
    pub fn too_large(origin: Origin, excess: Excess) -> Self {
        let faults = vec![Fault::of_record(origin.start, excess)];
        Draft {
            origin,
            first: None,
            content: Err(Faulty { faults, text: FaultyText::TooLarge { bytes: excess.size } }),
        }
    }

    /// A place in the input that cannot be read, and why.
    pub fn broken(origin: Origin, reason: String) -> Self {
        let Start { line, column } = origin.start;
        let faults = vec![Fault { line, column, path: FaultPath::default(), rule: Rule::Syntax, reason }];
        Draft { origin, first: None, content: Err(Faulty { faults, text: FaultyText::Kept(Vec::new()) }) }
    }

    /// An input that cannot be read, and why.
    pub fn unreadable(source: &str, reason: &str) -> Self {
        Draft::broken(Origin::of(source), format!("cannot be read: {reason}"))
    }

    /// A file of a ledger or of notices that cannot be imported, and why.
    pub fn broken_ledger(source: &str, reason: String) -> Self {
        let mut draft = Draft::broken(Origin::of(source), reason);
        if let Err(faulty) = &mut draft.content {
            faulty.text = FaultyText::LedgerFile;
        }
        draft
    }

    /// The same draft, with something made of the record.
    pub fn map<S>(self, make: impl FnOnce(R) -> S) -> Draft<S> {
        let Draft { origin, first, content } = self;
        Draft { origin, first, content: content.map(make) }
    }
}
