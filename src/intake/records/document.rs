//! A text that should be a record, cut out of its input and not read yet.

use super::draft::Draft;
use super::origin::Origin;
use super::rejected;
use crate::record::{Demands, Excess};

/// A text that should be a record, or a place where none can be had.
#[derive(Debug)]
pub enum Document {
    /// A text.
    Text(Origin, Vec<u8>),
    /// A place where no record can be had, with what stands there and the reason.
    Broken(Origin, Vec<u8>, String),
    /// A text that is too large and was passed over.
    TooLarge(Origin, Excess),
}

impl Document {
    /// An input that cannot be read, and why.
    pub fn unreadable(source: &str, reason: &str) -> Self {
        Document::Broken(Origin::of(source), Vec::new(), format!("cannot be read: {reason}"))
    }

    /// Where it stands.
    pub fn origin(&self) -> &Origin {
        match self {
            Document::Text(origin, _) | Document::Broken(origin, ..) | Document::TooLarge(origin, _) => origin,
        }
    }

    /// The text, as far as it is held in memory.
    pub fn text(&self) -> &[u8] {
        match self {
            Document::Text(_, text) | Document::Broken(_, text, _) => text,
            Document::TooLarge(..) => &[],
        }
    }

    /// The bytes of the text that are held in memory.
    pub fn weight(&self) -> usize {
        self.text().len()
    }

    /// Reads the text. In a line of a rejects file the record is the text in it.
    pub fn draft(self, demands: &Demands) -> Draft {
        match self {
            Document::Text(origin, text) => {
                let draft = Draft::new(origin, text, demands);
                // A rejected line is not a record, so only faulty texts are read twice.
                let rejected =
                    draft.read.as_ref().err().and_then(|_| rejected::read(&draft.origin, &draft.text, demands));
                rejected.unwrap_or(draft)
            }
            Document::Broken(origin, text, reason) => Draft::broken(origin, text, reason),
            Document::TooLarge(origin, excess) => Draft::too_large(origin, excess),
        }
    }
}
