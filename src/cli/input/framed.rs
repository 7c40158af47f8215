//! Framing as a function of bytes.

use std::ffi::OsStr;
use std::ops::ControlFlow;

use super::{Document, read_stream};
use crate::curate::{Draft, Reading};
use crate::record::Start;

/// A piece of an input that should be a record.
#[derive(Debug)]
pub struct Framed {
    /// Where it begins in the input.
    pub start: Start,
    /// Its bytes; empty for a place where no record can be had.
    pub text: Vec<u8>,
    /// What was read.
    pub draft: Draft,
}

/// Cuts an input into the pieces that `import` reads, and reads them. The extension is that of the file; `None` stands
/// for standard input.
pub fn frame(input: &[u8], extension: Option<&str>) -> Vec<Framed> {
    let mut found = Vec::new();
    // Every piece is wanted, so the reading is never broken off.
    let reading = Reading::default();
    let _ = read_stream(input, "-", extension.map(OsStr::new), &reading.demands.limits, &mut |document| {
        let (start, text) = match &document {
            Document::Text(origin, text) | Document::Broken(origin, text, _) => (origin.start, text.clone()),
            Document::TooLarge(origin, _) => (origin.start, Vec::new()),
            Document::File(..) => return ControlFlow::Continue(()),
        };
        found.push(Framed { start, text, draft: document.draft(&reading) });
        ControlFlow::Continue(())
    });
    found
}
